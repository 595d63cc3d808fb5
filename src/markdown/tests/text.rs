//! Markdown without HTML.

use super::super::Heading;
use super::super::LinkKind::{Image, Link};
use super::{SANITISED, SMART, anchors, asked, html, rendered, survey};

#[test]
fn blocks_and_lines() {
    assert_eq!(
        html(
            "Para *one* **two** ~~three~~ `<four>`\nsoft  \nhard\n\n> quote\n\n- a\n- b\n\n3. c\n\n---\n\n    code & <more>\n\n```rust x\nlet\n```\n"
        ),
        "<p>Para <em>one</em> <strong>two</strong> <del>three</del> <code>&lt;four&gt;</code>\nsoft<br>\nhard</p>\n\
         <blockquote>\n<p>quote</p>\n</blockquote>\n\
         <ul>\n<li>a</li>\n<li>b</li>\n</ul>\n\
         <ol start=\"3\">\n<li>c</li>\n</ol>\n\
         <hr>\n\
         <pre tabindex=\"0\"><code>code &amp; &lt;more&gt;\n</code></pre>\n\
         <pre tabindex=\"0\"><code class=\"language-rust\">let\n</code></pre>\n"
    );
}

#[test]
fn punctuation_is_smart_only_where_it_is_set() {
    assert_eq!(rendered("\"It's\" -- so...", SMART).html, "<p>“It’s” – so…</p>\n");
    assert_eq!(rendered("\"It's\" -- so...", SANITISED).html, "<p>\"It's\" -- so...</p>\n");
}

#[test]
fn headings_have_ids_and_leave_the_first_level_to_the_page() {
    let text = "# One *two*\n\n## One two [^n]\n\n## Zwei {#fixed .wide onclick=x}\n\n## Fixed\n\n## ![Map](m.png)\n\n###### Deep\n\n#\n\n[^n]: N";
    let page = rendered(text, SANITISED);
    assert_eq!(
        page.html,
        "<h2 id=\"one-two\">One <em>two</em></h2>\n\
         <h3 id=\"one-two-1\">One two <sup class=\"footnote-reference\"><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup></h3>\n\
         <h3 id=\"fixed\" class=\"wide\">Zwei</h3>\n\
         <h3 id=\"fixed-1\">Fixed</h3>\n\
         <h3 id=\"map\"><img src=\"m.png\" alt=\"Map\" loading=\"lazy\"></h3>\n\
         <h6 id=\"deep\">Deep</h6>\n\
         <div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn:1\">\n\
         <p>N <a href=\"#fnref:1\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩\u{FE0E}</a></p>\n\
         </li>\n</ol>\n</div>\n"
    );
    let heading =
        |level, id: &str, title: &str| Heading { level, id: id.to_owned(), title: title.to_owned() };
    assert_eq!(
        page.headings,
        [
            heading(2, "one-two", "One two"),
            heading(3, "one-two-1", "One two"),
            heading(3, "fixed", "Zwei"),
            heading(3, "fixed-1", "Fixed"),
            heading(3, "map", "Map"),
            heading(6, "deep", "Deep"),
        ]
    );
    assert_eq!(anchors(text), ["one-two", "fnref:1", "one-two-1", "fixed", "fixed-1", "map", "deep", "fn:1"]);
    assert_eq!(html("## Two\n\n#### Four"), "<h2 id=\"two\">Two</h2>\n<h4 id=\"four\">Four</h4>\n");
}

#[test]
fn ids_do_not_hang_on_the_settings() {
    let text = "## It's \"so\" -- or... not---\n\n## a\\-\\-b `c--d`";
    let ids = |page: super::Rendered| page.headings.into_iter().map(|h| h.id).collect::<Vec<_>>();
    assert_eq!(ids(rendered(text, SMART)), ids(rendered(text, SANITISED)));
    assert_eq!(ids(rendered(text, SMART)), anchors(text));
}

#[test]
fn tables_are_framed_named_and_aligned_by_class() {
    assert_eq!(
        html("|  | Votes | Share |\n|:--|--:|:-:|\n| A | 1 | 2 |\n\n| x |\n|---|\n"),
        "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table 1\">\n<table>\n\
         <thead>\n<tr><td></td><th scope=\"col\" class=\"align-right\">Votes</th><th scope=\"col\" class=\"align-center\">Share</th></tr>\n</thead>\n\
         <tbody>\n<tr><td class=\"align-left\">A</td><td class=\"align-right\">1</td><td class=\"align-center\">2</td></tr>\n</tbody>\n</table>\n</div>\n\
         <div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table 2\">\n<table>\n\
         <thead>\n<tr><th scope=\"col\">x</th></tr>\n</thead>\n</table>\n</div>\n"
    );
}

#[test]
fn footnotes_are_numbered_by_their_first_reference_and_none_is_lost() {
    let text = "A[^b] b[^A] c[^B]\n\n[^a]: Of a.\n[^lost]: Unreferred.\n[^b]: - list\n\n## fn:1\n";
    let page = html(text);
    let back = |n: &str, which: &str| {
        format!(
            "<a href=\"#fnref:{n}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"Back to reference {which}\">↩\u{FE0E}</a>"
        )
    };
    assert!(page.contains("<h2 id=\"fn1\">"), "{page}");
    let (_, notes) = page.split_once("<ol>\n").unwrap();
    assert_eq!(
        notes,
        format!(
            "<li id=\"fn:1\">\n<ul>\n<li>list</li>\n</ul>\n<p>{} {}</p>\n</li>\n<li id=\"fn:2\">\n<p>Of a. {}</p>\n</li>\n\
             <li id=\"fn:3\">\n<p>Unreferred.</p>\n</li>\n</ol>\n</div>\n",
            back("1", "1"),
            back("1:2", "1-2"),
            back("2", "2")
        )
    );
    assert_eq!(anchors(text), ["fnref:1", "fnref:2", "fnref:1:2", "fn1", "fn:1", "fn:2", "fn:3"]);
}

#[test]
fn links_do_not_nest() {
    let page = html("[a[^n] b](c)\n\n[^n]: N");
    assert!(!page.contains("href=\"c\"") && page.contains("href=\"#fn:1\""), "{page}");
    assert_eq!(html("[a <http://b> c](d)"), "<p><a href=\"d\">a http://b c</a></p>\n");
}

#[test]
fn links_lead_where_they_are_resolved_to() {
    let text = "[a](talks.md \"T & t\") [b][r] <https://example.org/?a&b> <x@example.org> ![c *d*](e.jpg 't')\n\n[r]: #x";
    assert_eq!(
        html(text),
        "<p><a href=\"/2025/11/01/talks/?a=1&amp;b=%222%22\" title=\"T &amp; t\">a</a> <a href=\"#x\">b</a> \
         <a href=\"https://example.org/?a&amp;b\">https://example.org/?a&amp;b</a> \
         <a href=\"mailto:x@example.org\">x@example.org</a> \
         <img src=\"e.jpg\" alt=\"c d\" title=\"t\" loading=\"lazy\"></p>\n"
    );
    let expected = [
        (Link, "talks.md", "[a](talks.md \"T & t\")"),
        (Link, "#x", "[b][r]"),
        (Link, "https://example.org/?a&b", "<https://example.org/?a&b>"),
        (Link, "mailto:x@example.org", "<x@example.org>"),
        (Image, "e.jpg", "![c *d*](e.jpg 't')"),
    ];
    assert_eq!(asked(text, SANITISED), expected.map(|(kind, written, at)| (kind, written.to_owned(), at)));
    assert_eq!(survey(text).destinations, expected.map(|(_, written, _)| written.to_owned()));
}

#[test]
fn what_is_taken_away_leaves_its_words() {
    assert_eq!(
        html("[a *b*](gone.md) ![c *d*](gone.jpg) [e](javascript:f) ![](data:x) [](g.md)"),
        "<p>a <em>b</em> c <em>d</em> e  </p>\n"
    );
}

#[test]
fn words_are_those_that_are_seen() {
    let words = |text| rendered(text, SANITISED).words;
    assert_eq!(words(""), 0);
    assert_eq!(
        words("One *two*too, `four`[^1]\nfive ![not](this)\n\n## six\n\n- seven\n- eight\n\n[^1]: nine"),
        8
    );
    assert_eq!(words("|a|b|\n|-|-|\n|c|d e|"), 5);
    assert_eq!(words("<p>one <b>two</b> three\nfour</p>\n\nfi<sup>v</sup>e <!-- not this -->"), 5);
}

#[test]
fn characters_that_no_document_may_hold_are_gone() {
    assert_eq!(
        html("a\u{1}b&#2;c\r\nd\u{92}\r\n\r\n\te\r\n"),
        "<p>abc\nd</p>\n<pre tabindex=\"0\"><code>e\n</code></pre>\n"
    );
    assert_eq!(survey("a\u{1}b&#2;c").first_paragraph.as_deref(), Some("abc"));
}

#[test]
fn the_first_paragraph_is_the_first_with_words() {
    let first = |text| survey(text).first_paragraph;
    assert_eq!(
        first("# Head\n\n![only](an.jpg)\n\n&nbsp;\n\n> quote\n\n- list\n\n<h2>html</h2>\n\n| t |\n|---|\n\nANKARA -- *The*\n[talks](x.md) \"end\"[^1] &amp; `go` ![x](y)<b>on</b>.  \nMore\n\nSecond\n\n[^1]: Note").as_deref(),
        Some("ANKARA -- The talks \"end\" & go on. More")
    );
    assert_eq!(first("# Head\n\n- list"), None);
    for (html, summary) in [
        ("<p>First paragraph.</p>\n\n<p>Second.</p>", "First paragraph."),
        ("<p>First.</p><p>Second.</p>\n\nThird.", "First."),
        (
            "<div class=\"x\">\nA &amp; b&mdash;c&eacute;&#8217;s<br>d<br/>e <b>f</b>g\n</div>",
            "A & b—cé’s d e fg",
        ),
        ("<div>\n\nIn *Markdown*.\n\n</div>", "In Markdown."),
        (
            "<figure>\n<img src=a.jpg>\n<figcaption>Caption</figcaption>\n</figure>\n\nThen this.",
            "Then this.",
        ),
        ("<figure>\n\n![a](b.jpg)\n\nCaption\n\n</figure>\n\n<p>Then this.</p>", "Then this."),
        ("<p><img src=a.jpg></p>\n\n<p>&nbsp;</p>\n\nWords.", "Words."),
        (
            "<script>\nif (a < b) { x('<p>no</p>') }\n</script>\n<style>p{}</style>\n\n<p>Yes<script>no</script>.</p>",
            "Yes.",
        ),
        ("a<br>b <style>p{}</style>c <script>no()</script>d<!-- e -->", "a b c d"),
        ("<section><h2>No</h2><p>Yes,\n  it is</p></section>", "Yes, it is"),
        ("<table><tr><td>No</td></tr></table>\n\n<center>Yes</center>", "Yes"),
        ("<blockquote><p>No</p></blockquote><p>Yes</p>", "Yes"),
        ("<P>ONE<BR>TWO</P>", "ONE TWO"),
        ("<p>a &lt;b&gt; &unknown; &amp</p>", "a <b> &unknown; &amp"),
    ] {
        assert_eq!(first(html).as_deref(), Some(summary), "{html}");
    }
    assert_eq!(first(""), None);
    let long = first(&"word ".repeat(500)).unwrap();
    assert!(long.chars().count() <= 600 && long.ends_with("word…"), "{long}");
}

#[test]
fn destinations_are_in_order_those_of_html_included() {
    assert_eq!(
        survey("[a](1)\n\n<div><a href='2'>\n<img src=3>\n</div>\n\nx <a href=\"4?&amp;\">b</a> ![c](5)\n\n<!-- <a href=no> -->").destinations,
        ["1", "2", "3", "4?&", "5"]
    );
}

#[test]
fn a_carriage_return_alone_ends_a_line_whatever_the_settings() {
    let text = "!\n===\n# '\r> Quoted\r\rA paragraph.";
    let ids = |html: &str| html.matches(" id=").count();
    assert_eq!(rendered(text, SMART).html, rendered(&text.replace('\r', "\n"), SMART).html);
    assert_eq!(ids(&rendered(text, SANITISED).html), 2);
    assert_eq!(anchors(text), ["section", "section-1"]);
}
