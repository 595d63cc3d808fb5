//! No word of an embargoed, draft, expired, withdrawn or anonymised text is anywhere in the output: not in a page, a
//! list, a count, a feed, a file's name or a picture, and not in what an earlier build left there. Every byte of every
//! file is looked at, so that an output that is new is looked at too.
//!
//! What is hidden is full of words that stand nowhere else, each beginning with the same mark. And the strongest proof:
//! the site is byte for byte what it would be if the hidden text had never been written.

use crate::site::{Site, Tree};

/// What every hidden word begins with.
const MARK: &str = "zq";

/// A neutral place for a text whose address stays when the text itself is gone.
const STAYS: &str = "content/2001/stays/index.md";

/// A town whose public stories share terms and days with what will be hidden.
fn town() -> Site {
    let town = Site::town();
    let config = town.read("config.toml");
    town.write("config.toml", format!("{config}description = \"News of a town\"\nlanguage = \"en\"\n"));
    for number in 1..=7 {
        let text = format!(
            "+++\ntitle = \"Public {number}\"\ndate = 2001-02-0{number}\ntags = [\"Shared\"]\nauthors = [\"Ann\"]\n\
             section = \"World\"\nseries = \"Long\"\nupdated = 2001-03-01\ncorrections = [{{ date = 2001-03-02, text = \"Mended.\" }}]\n\
             +++\n\n# Head {number}\n\nThe text of {number}.\n"
        );
        town.write(&format!("content/2001/public-{number}.md"), &text);
    }
    town.write("content/pages/about.md", "+++\ntitle = \"About\"\n+++\n\nWho we are.\n");
    town
}

/// A front matter and a text in which everything that can hold a word holds a hidden one.
fn secret(date: &str, keys: &str) -> String {
    format!(
        "+++\ntitle = \"Zqheadline of it\"\ndate = {date}\n{keys}\ndateline = \"ZQDATELINE\"\nsummary = \"A zqsummary.\"\n\
         authors = [\"Ann\", \"Zqauthor\"]\nsection = \"Zqsection\"\ntags = [\"Shared\", \"Zqtag\"]\nseries = \"Long\"\n\
         image = {{ src = \"zqpicture.svg\", alt = \"zqalt\", caption = \"zqcaption\", credit = \"zqcredit\" }}\n\
         source = {{ name = \"Zqsource\", url = \"https://zqsource.example/\" }}\nlanguage = \"fr\"\n\
         corrections = [{{ date = {date}, text = \"zqcorrection\" }}]\n[extra]\nzqkey = \"zqextra\"\n+++\n\n\
         The zqbody, *zqemphasis* and [zqlink](https://zqlink.example/ \"zqtitle\").\n\n## Zqheading\n\n\
         ![zqimage](zqother.svg)\n\n<b class=\"zqclass\">zqhtml</b>[^n]\n\n[^n]: zqnote\n\n```zqlang\nzqcode\n```\n"
    )
}

/// Writes a hidden text into a folder of its own, with its pictures.
fn hide(town: &Site, file: &str, text: &str) {
    town.write(file, text);
    let folder = file.rsplit_once('/').expect("a folder").0;
    for picture in ["zqpicture.svg", "zqother.svg"] {
        town.write(&format!("{folder}/{picture}"), "<svg><title>zqbytes</title></svg>");
    }
}

/// Every file in whose path or bytes a hidden word stands, with a little of what is around it.
fn leaks(tree: &Tree) -> Vec<String> {
    let mut leaks = Vec::new();
    for (path, bytes) in tree {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        if path.to_lowercase().contains(MARK) {
            leaks.push(format!("the path {path}"));
        }
        leaks.extend(text.match_indices(MARK).map(|(at, _)| {
            let around: String =
                text[..at].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
            format!("{path}: {around}{}", text[at..].chars().take(30).collect::<String>())
        }));
    }
    leaks
}

fn assert_no_leak(town: &Site, when: &str) {
    let leaks = leaks(&town.output());
    assert!(leaks.is_empty(), "{when}: {leaks:#?}");
}

fn assert_same(one: &Tree, other: &Tree, when: &str) {
    let differing: Vec<&String> =
        one.keys().chain(other.keys()).filter(|file| one.get(*file) != other.get(*file)).collect();
    assert!(differing.is_empty(), "{when}: {differing:?}");
}

/// The files of the output that stand for the same site without the hidden text.
fn never_written(file: &str, stub: Option<&str>) -> Tree {
    let town = town();
    if let Some(stub) = stub {
        town.write(file, stub);
    }
    town.build();
    town.output()
}

#[test]
fn the_words_would_be_found_if_they_were_there() {
    let town = town();
    hide(&town, STAYS, &secret("2001-02-03", ""));
    town.build();
    let found = leaks(&town.output());
    for word in ["zqheadline", "zqtag", "zqauthor", "zqbytes", "zqcorrection", "zqalt", "zqcode", "the path"]
    {
        assert!(found.iter().any(|leak| leak.contains(word)), "{word} would not be found: {found:#?}");
    }
}

#[test]
fn drafts_and_embargoed_stories_are_as_if_they_had_never_been_written() {
    let file = "content/2001/zqfolder/index.md";
    let anew = never_written(file, None);
    for (what, keys, date) in [
        (
            "a draft",
            "draft = true\nslug = \"zqslug\"\naliases = [\"/zqalias/\", \"/?zqalias=1\"]",
            "2001-02-03",
        ),
        (
            "a story under embargo",
            "slug = \"zqslug\"\naliases = [\"/zqalias/\", \"/?zqalias=1\"]",
            "2031-02-03",
        ),
        (
            "a withdrawn story under embargo",
            "withdrawn = { date = 2031-02-04, reason = \"zqreason\" }",
            "2031-02-03",
        ),
        (
            "a withdrawn draft",
            "draft = true\nwithdrawn = { date = 2001-03-01, reason = \"zqreason\" }",
            "2001-02-03",
        ),
    ] {
        let town = town();
        hide(&town, file, &secret(date, keys));
        // A picture in a folder that others share, which only the hidden story shows.
        town.write("content/2001/zqshared.svg", "<svg><title>zqbytes</title></svg>");
        let text = town.read(file) + "\n![zqshared](../zqshared.svg)\n";
        town.write(file, &text);
        town.build();
        assert_no_leak(&town, what);
        assert_same(&town.output(), &anew, what);
    }
}

#[test]
fn nothing_of_what_was_published_is_left_when_it_is_hidden() {
    for (what, keys, stub) in [
        ("withdrawn", "withdrawn = { date = 2001-03-01 }", Some("withdrawn = { date = 2001-03-01 }")),
        ("expired", "expires = 2001-03-01", Some("expires = 2001-03-01")),
        ("a draft again", "draft = true", None),
    ] {
        let town = town();
        hide(&town, STAYS, &secret("2001-02-03", ""));
        town.build();
        assert!(!leaks(&town.output()).is_empty());
        town.write(STAYS, secret("2001-02-03", keys));
        town.build();
        assert_no_leak(&town, what);
        let stub = stub.map(|keys| format!("+++\ntitle = \"T\"\ndate = 2001-02-03\n{keys}\n+++\n"));
        assert_same(&town.output(), &never_written(STAYS, stub.as_deref()), what);
    }
}

#[test]
fn nothing_is_left_when_the_file_is_deleted_even_if_everything_is_made_again() {
    let mut town = town();
    hide(&town, STAYS, &secret("2001-02-03", ""));
    town.build();
    for file in ["index.md", "zqpicture.svg", "zqother.svg"] {
        town.remove(&format!("content/2001/stays/{file}"));
    }
    town.request.cache_mode = dateline::pipeline::CacheMode::WriteOnly;
    town.build();
    assert_no_leak(&town, "deleted");
    assert_same(&town.output(), &never_written(STAYS, None), "deleted");
}

#[test]
fn a_story_comes_and_goes_by_the_clock_alone() {
    let mut town = town();
    hide(&town, STAYS, &secret("2001-02-03T12:00:00Z", "expires = 2001-02-04T12:00:00Z"));
    for (now, is_there) in [
        ("2001-02-03T11:59:59Z", false),
        ("2001-02-03T12:00:00Z", true),
        ("2001-02-04T11:59:59Z", true),
        ("2001-02-04T12:00:00Z", false),
    ] {
        town.request.clock.now = now.parse().expect("a moment");
        town.build();
        assert_eq!(!leaks(&town.output()).is_empty(), is_there, "{now}");
    }
}

/// A story that names one person in every way; `keys` may ask that the name goes.
fn named(keys: &str) -> String {
    format!(
        "+++\ntitle = \"Zqanna Zqberg’s trial\"\ndate = 2001-02-03\n{keys}\ndateline = \"ZQBERG\"\nsummary = \"About ZQANNA\u{a0}ZQBERG.\"\n\
         authors = [\"Ann\", \"Zqanna Zqberg\"]\nsection = \"World\"\ntags = [\"Shared\", \"zqanna zqberg\", \"Trial of Zqanna Zqberg\"]\nseries = \"The Zqberg trial\"\n\
         image = {{ src = \"hall.svg\", alt = \"Zqanna Zqberg in court\", caption = \"Zqberg (left)\", credit = \"Zqanna Zqberg\" }}\n\
         source = {{ name = \"Zqberg News\", url = \"https://x.example/zqanna-zqberg\" }}\n\
         corrections = [{{ date = 2001-02-04, text = \"Zqanna Zqberg was acquitted.\" }}]\n[extra]\nnote = [\"Zqberg\", {{ who = \"/zqanna_zqberg\" }}]\n+++\n\n\
         Zqanna\nZqberg, **Zqanna** *Zqberg*, Zqanna [Zqberg](/), Zqanna&nbsp;Zqberg, Zq\u{ad}anna Zqberg’s, `Zqanna Zqberg`, Zqanna\\\nZqberg.\n\n\
         ## Zqanna Zqberg in court {{#zqanna-zqberg .zqberg}}\n\n[up](#zqanna-zqberg) and [there](https://x.example/Zqanna_Zqberg \"Zqanna Zqberg\") <https://y.example/?q=zqanna+zqberg>\n\n\
         ## The Zqberg case\n\n[down](#the-name-withheld-case)\n\n![Zqanna Zqberg](hall.svg \"Zqberg\")\n\n\
         <p title=\"Zqanna Zqberg\">Zqanna <b>Zqberg</b></p>\n<!-- Zqberg -->\n\n\
         <div>Zqanna\nZqberg<img src=\"hall.svg\" alt='Zqberg'></div>\n\n<div\n title=\"Zqanna\nZqberg\" lang=Zqberg data-src=Zqberg\n class=by_zqberg>x</div>\n\n| Zqanna Zqberg |\n|---|\n| Zqberg[^z] |\n\n[^z]: Zqanna Zqberg.\n\n```zqberg\nZqberg\n```\n"
    )
}

#[test]
fn a_name_that_is_withheld_is_nowhere() {
    let town = town();
    town.write("content/2001/stays/hall.svg", "<svg/>");
    town.write(STAYS, named("").replace("#the-name-withheld-case", "#the-zqberg-case"));
    town.build();
    assert!(leaks(&town.output()).len() > 40);
    town.write(STAYS, named("anonymise = [\"Zqberg\", \"Zqanna Zqberg\"]"));
    let outcome = town.build();
    assert_no_leak(&town, "anonymised");
    let page = String::from_utf8(town.output()["2001/02/03/stays/index.html"].clone()).expect("text");
    assert!(page.contains("[name withheld]’s trial") && page.contains("The [name withheld] case"), "{page}");
    assert!(page.contains("id=\"the-name-withheld-case\""), "{page}");
    // A link with the name in its address is left out, and the editor told where it is.
    let warned: Vec<String> = outcome.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warned
            .iter()
            .filter(|warning| warning.contains("is left out of the text: it contains a name"))
            .count(),
        3,
        "{warned:#?}"
    );
    assert!(
        !town.output().keys().any(|file| file.contains("withheld") && file.contains("authors/")),
        "no author page of the nameless"
    );
}

#[test]
fn a_file_comes_and_goes_with_the_link_to_it() {
    let file = "content/2001/public-1.md";
    let with_plan = || {
        let town = town();
        town.write("content/zqplan.svg", "<svg/>");
        town
    };
    let town = with_plan();
    let text = town.read(file);
    for link in
        ["![A plan](/zqplan.svg)", "<img src='../zqplan.svg' alt=x>", "https://town.example/zqplan.svg"]
    {
        for (text, is_there) in [(format!("{text}\n{link}\n"), true), (text.clone(), false)] {
            town.write(file, &text);
            let warned = town
                .build()
                .warnings
                .iter()
                .filter(|warning| warning.message.contains("not published"))
                .count();
            assert_eq!(town.output().contains_key("zqplan.svg"), is_there, "{link}");
            assert_eq!(warned, usize::from(!is_there), "{link}");
            let anew = with_plan();
            anew.write(file, &text);
            anew.build();
            assert_same(&town.output(), &anew.output(), link);
        }
    }
}

#[test]
fn a_copy_of_a_text_is_noticed_when_it_comes() {
    let town = town();
    town.build();
    town.write("content/2001/zqcopy.md.bak", "+++\ntitle = \"Zqcopy\"\n+++\n");
    let warned: Vec<String> = town.build().warnings.iter().map(ToString::to_string).collect();
    assert!(warned.iter().any(|warning| warning.starts_with("content/2001/zqcopy.md.bak: ")), "{warned:?}");
    assert_no_leak(&town, "a copy");
}

#[test]
fn a_text_under_a_pictures_name_stops_the_build() {
    let town = town();
    town.write("content/zqstory.jpg", "+++\ntitle = \"Zqstory\"\n+++\n");
    town.write("content/pages/about.md", "+++\ntitle = \"About\"\n+++\n\n[A photograph](/zqstory.jpg)\n");
    assert!(
        town.errors().iter().any(|error| error.starts_with("content/zqstory.jpg: ")),
        "{:?}",
        town.errors()
    );
}

#[cfg(unix)]
#[test]
fn nothing_named_git_is_published_by_any_name() {
    let town = town();
    town.write("static/module/.GIT", "zqgit");
    town.write("static/map/.git/config", "zqgit");
    town.write(".git/config", "zqgit");
    let warned: Vec<String> = town.build().warnings.iter().map(ToString::to_string).collect();
    assert!(warned.iter().any(|warning| warning.starts_with("static/map/.git: ")), "{warned:?}");
    assert_no_leak(&town, "version control");
    std::os::unix::fs::symlink("../.git/config", town.path("static/settings.txt")).expect("a link");
    assert!(town.errors()[0].contains("this symlink leads to .git/config"), "{:?}", town.errors());
}

#[test]
fn the_words_in_place_of_a_name_are_the_sites_to_choose() {
    let town = town();
    town.write("config.toml", &(town.read("config.toml") + "anonymous = \"N.N.\"\n"));
    town.write("content/2001/stays/hall.svg", "<svg/>");
    let text = named("anonymise = [\"Zqanna Zqberg\", \"Zqberg\"]")
        .replace("#the-name-withheld-case", "#the-nn-case");
    town.write(STAYS, &text);
    town.build();
    assert_no_leak(&town, "anonymised");
    let page = String::from_utf8(town.output()["2001/02/03/stays/index.html"].clone()).expect("text");
    assert!(page.contains("N.N.’s trial"), "{page}");
}

#[test]
fn an_address_that_holds_the_name_is_warned_of() {
    let town = town();
    town.write(
        "content/2001/2001-02-03-zqanna-zqberg-acquitted.md",
        "+++\ntitle = \"Zqanna Zqberg\"\naliases = [\"/zqberg/\"]\nanonymise = [\"Zqanna Zqberg\", \"Zqberg\"]\n+++\n\nText.\n",
    );
    let warned: Vec<String> = town.build().warnings.iter().map(ToString::to_string).collect();
    for what in ["the article's address /2001/02/03/zqanna-zqberg-acquitted/", "the alias /zqberg/"] {
        assert!(warned.iter().any(|warning| warning.contains(what)), "{what}: {warned:#?}");
    }
}

#[test]
fn a_name_that_hides_where_it_cant_be_taken_out_stops_the_build() {
    let town = town();
    let text =
        "+++\ntitle = \"A\"\ndate = 2001-02-03\nanonymise = [\"Zqberg\"]\n+++\n\n<div>&#90;qberg</div>\n";
    town.write(STAYS, text);
    let errors = town.errors();
    assert!(errors.iter().any(|error| error.contains("a name that is withheld still stands")), "{errors:?}");
}

#[test]
fn a_name_without_a_letter_is_no_name() {
    let town = town();
    town.write(STAYS, "+++\ntitle = \"A\"\ndate = 2001-02-03\nanonymise = [\"-\"]\n+++\n\nText.\n");
    assert!(town.errors()[0].contains("`-` is not a name"));
}
