//! Components in articles: figures, galleries, pull quotes, films and sounds, and what a theme adds of its own.

use crate::pictures::site::{Site, drawn};
use image::ImageFormat;

/// A site whose article has this text, and a picture beside it.
fn with(text: &str) -> Site {
    let site = Site::new("[pictures]\nwidths = [20]\n");
    site.article("", text);
    site.write("content/talks/ship.jpg", drawn(30, 20, 9, ImageFormat::Jpeg));
    site
}

/// The article's text, as its page has it.
fn prose(site: &Site) -> String {
    site.build();
    let page = site.page();
    let (_, rest) = page.split_once("<div class=\"prose\">").expect("the text");
    rest.split_once("\n</div>\n").map_or(rest, |(prose, _)| prose).trim().to_owned()
}

#[test]
fn a_figure_has_its_picture_in_its_sizes_with_caption_and_credit() {
    let site = with(
        "One.\n\n{{ <Figure src=\"ship.jpg\" alt=\"A <ship>\" caption=\"It's \\\" leaving \\\".\" /> }}\n",
    );
    assert!(site.faults().contains("`leaving` has no value"), "a quote ends where it ends");
    let site = with(
        "One.\n\n{{ <Figure src=\"ship.jpg\" alt=\"A <ship>\" caption='A \"day\"' credit=\"Ann\" /> }}\n\nTwo.",
    );
    let prose = prose(&site);
    assert!(prose.starts_with("<p>One.</p>\n<figure class=\"figure\">"), "{prose}");
    assert!(prose.ends_with("</figure>\n\n<p>Two.</p>"), "{prose}");
    for part in [
        "<picture><source type=\"image/webp\" srcset=\"/2025/11/01/talks/ship-20w.",
        "<img src=\"/2025/11/01/talks/ship.jpg\" alt=\"A &lt;ship&gt;\" width=\"30\" height=\"20\" loading=\"lazy\" decoding=\"async\"></picture>",
        "<figcaption>A &quot;day&quot; <span class=\"credit\">Ann</span></figcaption>",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
}

#[test]
fn a_pull_quote_is_put_around_markdown() {
    let site = with("{% <PullQuote by=\"Ann\"> %}They *left*.{% </PullQuote> %}");
    assert_eq!(
        prose(&site),
        "<figure class=\"pull-quote\">\n<blockquote><p>They <em>left</em>.</p>\n</blockquote>\n<figcaption>Ann</figcaption>\n</figure>"
    );
}

#[test]
fn a_gallery_is_put_around_pictures_and_headings_in_it_have_ids_of_their_own() {
    let site = with(
        "## Port\n\n{% <Gallery caption=\"C\"> %}\n\n## Port\n\n![A](ship.jpg)\n\n{% </Gallery> %}\n\n[up](#port-1)",
    );
    let prose = prose(&site);
    assert!(prose.contains("<h2 id=\"port\">") && prose.contains("<h2 id=\"port-1\">"), "{prose}");
    assert!(prose.contains("alt=\"A\" width=\"30\" height=\"20\""), "{prose}");
}

#[test]
fn a_film_and_a_sound_load_nothing_before_a_reader_asks_and_an_embed_is_a_link() {
    let site = with(
        "{{ <Video src=\"film.mp4\" poster=\"ship.jpg\" /> }}\n{{ <Audio src=\"sound.mp3\" caption=\"C\" /> }}\n\n\
         {{ <Embed href=\"https://www.youtube.com/watch?v=1&t=2\" title=\"A film\" from=\"YouTube\" /> }}",
    );
    for file in ["film.mp4", "sound.mp3"] {
        site.write(&format!("content/talks/{file}"), "bytes");
    }
    let prose = prose(&site);
    for part in [
        "<video controls preload=\"none\" src=\"/2025/11/01/talks/film.mp4\" poster=\"/2025/11/01/talks/ship.jpg\"></video>",
        "<audio controls preload=\"none\" src=\"/2025/11/01/talks/sound.mp3\" aria-label=\"C\"></audio>",
        "<a href=\"https://www.youtube.com/watch?v=1&amp;t=2\" rel=\"noreferrer\">A film</a>",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert!(!prose.contains("iframe"), "{prose}");
}

#[test]
fn what_is_wrong_with_a_component_is_said_under_its_line() {
    for (text, said) in [
        (
            "{{ <Figur src=\"ship.jpg\" alt=\"x\" /> }}",
            ["there is no component `Figur`", "did you mean `Figure`?", "index.md:7:5"],
        ),
        (
            "{{ <Figure src=\"ship.jpg\" al=\"x\" /> }}",
            ["`Figure` takes no `al`", "did you mean `alt`?", "index.md:7:27"],
        ),
        ("{{ <Figure src=\"ship.jpg\" /> }}", ["`Figure` has no `alt`", "add alt=\"…\"", "index.md:7:5"]),
        (
            "{{ <Figure src=\"ship.jpg\" alt={3} /> }}",
            ["`alt` of `Figure` is no text", "alt=\"…\"", "index.md:7:31"],
        ),
        (
            "{{ <Figure src=\"boat.jpg\" alt=\"x\" /> }}",
            ["there is no picture `boat.jpg`", "beside the article", "index.md:7:17"],
        ),
        (
            "{{ <Figure src=\"ship.jpg\" alt=\"x\" picture=\"y\" /> }}",
            ["`Figure` takes no `picture`", "it takes", "index.md:7:35"],
        ),
        (
            "{{ <Embed href=\"javascript:alert(1)\" title=\"x\" /> }}",
            ["`javascript:alert(1)` can't be linked to", "https:", "index.md:7:17"],
        ),
        (
            "{{ <Figure src={get_env(name=\"HOME\")} alt=\"x\" /> }}",
            ["`src` has a computed value", "src=\"words\"", "index.md:7:16"],
        ),
        (
            "{{ <Moment at=\"2025-11-01\" /> }}",
            [
                "there is no component `Moment`",
                "the theme has: Audio, Embed, Figure, Gallery, PullQuote, Video",
                "index.md:7:5",
            ],
        ),
        (
            "{% <PullQuote> %}\n\nx",
            ["`PullQuote` is opened here and never closed", "{% </PullQuote> %}", "index.md:7:1"],
        ),
    ] {
        let faults = with(&format!("One.\n\n{text}")).faults();
        for part in said {
            assert!(faults.contains(part), "{part}\n{faults}");
        }
    }
    // In what a component is put around, too.
    let faults = with("{% <PullQuote> %}\n\n{{ <Nothing /> }}\n\n[x](y.md)\n\n{% </PullQuote> %}").faults();
    assert!(faults.contains("index.md:7:5") && faults.contains("index.md:9:1"), "{faults}");
}

#[test]
fn what_a_text_quotes_is_never_rendered() {
    let site = with(
        "`{{ <Figure /> }}` and {{ site.title }} {% if x %}\n\n{{ \\<Figure /> }}\n\n```\n{{ <Figure /> }}\n```",
    );
    let prose = prose(&site);
    assert!(prose.contains("<code>{{ &lt;Figure /&gt; }}</code> and {{ site.title }} {% if x %}"), "{prose}");
    assert!(!prose.contains("<figure"), "{prose}");
}

#[test]
fn html_in_the_same_text_is_made_safe_and_what_the_theme_makes_stays() {
    let site = with(
        "<b onclick=\"x()\">Raw</b>\n\n{{ <Audio src=\"https://a.example/x.mp3\" caption=\"a\\\" onplay='x()'\" /> }}\n",
    );
    assert!(!site.faults().is_empty());
    let site = with(
        "<div>Open\n\n<b onclick=\"x()\">Raw</b>\n\n{% <PullQuote> %}<i onclick=\"y()\">In it{% </PullQuote> %}\n\n{{ <Audio src=\"https://a.example/x.mp3\" /> }}\n",
    );
    let prose = prose(&site);
    assert!(!prose.contains("onclick"), "{prose}");
    assert!(prose.contains("preload=\"none\"") && prose.contains("<i>In it</i>"), "{prose}");
}

#[test]
fn a_component_is_no_summary_and_what_it_names_is_in_use() {
    let site = with(
        "{{ <Figure src=\"ship.jpg\" alt=\"x\" caption=\"Not this.\" /> }}\n\n{% <PullQuote> %}\n\nNor this.\n\n{% </PullQuote> %}\n\nThe first.",
    );
    site.build();
    assert!(site.file("index.html").contains("<p class=\"summary\">The first.</p>"));
    assert_eq!(site.files(".dateline/pictures").len(), 1);
}

#[test]
fn a_site_has_components_of_its_own_and_a_changed_one_makes_the_pages_again_that_could_call_it() {
    let site = with("{{ <Score home={3} away={1} final={true} /> }}");
    let score = |mark: &str| {
        format!(
            "{{% component Score(home: integer, away: integer, final: bool = false) %}}<p>{{{{ home }}}}{mark}{{{{ away }}}}\
             {{% if final %}} at the end{{% endif %}}</p>{{% endcomponent Score %}}"
        )
    };
    site.write("templates/components/score.html", score(":"));
    assert_eq!(prose(&site), "<p>3:1 at the end</p>");
    site.write("templates/components/score.html", score("–"));
    assert_eq!(prose(&site), "<p>3–1 at the end</p>");
    let report = site.build().report;
    assert_eq!((report.rendered, report.written), (0, 0));
}
