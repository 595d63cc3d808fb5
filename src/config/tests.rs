use super::*;

const LEAST: &str = "title = \"The Post\"\nbase_url = \"https://post.example\"\n";

fn site(text: &str) -> Site {
    let (site, found) = read(text, &Overrides::default());
    assert!(found.is_empty(), "{text}: {found:?}");
    site.expect("a site")
}

/// Returns the diagnostics of a config, each with its hint after an arrow.
fn said(text: &str) -> Vec<String> {
    let (site, mut found) = read(text, &Overrides::default());
    assert_eq!(site.is_none(), found.has_errors());
    found.sort();
    found.iter().map(|d| format!("{d} → {}", d.hint.as_deref().unwrap_or("NO HINT"))).collect()
}

/// Returns the diagnostics for a third line after the minimal config.
fn said_of(line: &str) -> Vec<String> {
    said(&format!("{LEAST}{line}"))
}

#[test]
fn the_least_config_is_complete() {
    let site = site(LEAST);
    assert_eq!(
        (site.title.as_str(), site.base_url.as_str(), site.base_path.as_str()),
        ("The Post", "https://post.example", "")
    );
    assert_eq!((site.language.as_str(), site.per_page, site.output.as_str()), ("en", 50, "public"));
    assert_eq!(site.time_zone.iana_name(), Some("UTC"));
    assert_eq!(site.theme, ThemeChoice { name: "broadsheet".into(), settings: toml::Table::new() });
    assert_eq!(site.date_format, None);
    assert_eq!(site.markdown, Markdown::DEFAULT);
    assert_eq!((site.menu, site.footer), (None, None));
    assert_eq!(site.publisher, Publisher::named("The Post"));
}

#[test]
fn feeds_are_bounded_summaries_with_an_archive_unless_the_config_says_otherwise() {
    let usual =
        Feeds { content: Content::Summary, limit: 20, history: History::Whole, hub: None, authority: None };
    assert_eq!(site(LEAST).feeds, usual);
    let text = "[feeds]\ncontent = \"full\"\nlimit = 5\narchive = false\nhub = \"https://hub.example/\"\nauthority = \"A.example\"";
    let chosen = Feeds {
        content: Content::Full,
        limit: 5,
        history: History::None,
        hub: Some("https://hub.example/".into()),
        authority: Some("a.example".into()),
    };
    assert_eq!(site(&format!("{LEAST}{text}")).feeds, chosen);
    let faults = "[feeds]\ncontent = \"ful\"\nlimit = 0\nhub = \"hub\"\nauthority = \"https://a\"\nlmit = 3";
    assert_eq!(
        said_of(faults),
        [
            "config.toml:4:11: `feeds.content` can't be `ful` → did you mean content = \"full\"?",
            "config.toml:5:9: `feeds.limit` must be between 1 and 1000 → choose a number between the two",
            "config.toml:6:7: `feeds.hub` can't be `hub`, which is no web address → write it whole: hub = \"https://hub.example.org/\"",
            "config.toml:7:13: `feeds.authority` can't be `https://a`, which is no host's name → name the host under which the stories were first published: authority = \"news.example.org\"",
            "config.toml:8:1: there is no key `feeds.lmit` → did you mean `limit`?",
        ]
    );
}

#[test]
fn a_full_config_is_read_with_bom_and_crlf() {
    let text = "\u{feff}title = \"P\"
base_url = \"https://post.example/ältere/\"
description = \"News.\"
language = \"tr\"
time_zone = \"Europe/Istanbul\"
place = \"Istanbul\"
permalink = \"/{section}/{slug}.html\"
per_page = 20
date_format = \"%d.%m.%Y\"
output = \"built\"
[theme]
name = \"mine\"
colour = \"#900\"
[markdown]
smart_punctuation = false
html = \"trust\"
autolink = false
heading_ids = \"zola\"
[[menu]]
name = \"About\"
url = \"/about\"
[[menu]]
name = \"Search\"
url = \"/search/?q=a#b\"
[[footer]]
name = \"Mail\"
url = \"mailto:desk@post.example\"
[extra]
founded = 1901
";
    let site = site(&text.replace('\n', "\r\n"));
    assert_eq!(
        (site.base_url.as_str(), site.base_path.as_str()),
        ("https://post.example/%C3%A4ltere", "/%C3%A4ltere")
    );
    assert_eq!(site.theme.name, "mine");
    assert_eq!(site.theme.settings.get("colour").and_then(toml::Value::as_str), Some("#900"));
    assert_eq!(site.theme.settings.len(), 1);
    assert_eq!(
        site.markdown,
        Markdown {
            punctuation: Punctuation::AsWritten,
            html: Html::Trusted,
            addresses: Addresses::AsWritten,
            heading_ids: HeadingIds::Zola,
        }
    );
    let urls =
        |links: Option<Vec<MenuLink>>| links.into_iter().flatten().map(|link| link.url).collect::<Vec<_>>();
    assert_eq!(urls(site.menu), ["/about/", "/search/?q=a#b"]);
    assert_eq!(urls(site.footer), ["mailto:desk@post.example"]);
    assert_eq!(site.extra.get("founded").and_then(toml::Value::as_integer), Some(1901));
}

#[test]
fn an_empty_config_says_what_it_needs() {
    assert_eq!(
        said(""),
        [
            "config.toml: there is no `base_url` → say where the site will be: base_url = \"https://news.example.org\"",
            "config.toml: there is no `title` → name the site: title = \"The Evening Post\"",
        ]
    );
}

/// A third line after the minimal config, and its diagnostics.
const FAULTS: &[(&str, &str)] = &[
    (
        "language = \"english!\"",
        "3:12: `english!` is not a language tag → write it as language = \"en\", \"pt-BR\" or \"zh-Hant\"",
    ),
    (
        "time_zone = \"Europe/Istambul\"",
        "3:13: there is no time zone `Europe/Istambul` → did you mean time_zone = \"Europe/Istanbul\"?",
    ),
    (
        "time_zone = \"new york\"",
        "3:13: there is no time zone `new york` → did you mean time_zone = \"America/New_York\"?",
    ),
    (
        "time_zone = \"Middle of nowhere\"",
        "3:13: there is no time zone `Middle of nowhere` → write it as the IANA database does: time_zone = \"Europe/Istanbul\"",
    ),
    ("timezone = \"UTC\"", "3:1: there is no key `timezone` → did you mean `time_zone`?"),
    (
        "theme = \"../x\"",
        "3:9: `../x` is no theme's name → name a folder of themes/, or the theme that is built in: theme = \"broadsheet\"",
    ),
    ("theme = 3", "3:9: `theme` must be a text, not a number → write it as theme = \"3\""),
    (
        "permalink = \"/{yaer}/{slug}/\"",
        "3:13: `permalink` makes no addresses: there is no field `{yaer}` → did you mean `{year}`?",
    ),
    (
        "permalink = \"/{year}/\"",
        "3:13: `permalink` makes no addresses: without `{slug}` two articles would share an address → for example permalink = \"/{year}/{month}/{day}/{slug}/\"",
    ),
    ("per_page = 0", "3:12: `per_page` must be between 1 and 1000 → choose a number between the two"),
    ("per_page = \"50\"", "3:12: `per_page` must be a whole number, not a text → write it as per_page = 50"),
    (
        "output = \"content/x\"",
        "3:10: the output can't be `content/x`, which holds the site's own files → choose a directory that holds nothing else: output = \"public\"; a place outside of the site is named on the command line: --output",
    ),
    (
        "output = \"./\"",
        "3:10: the output can't be `./`, which holds the site's own files → choose a directory that holds nothing else: output = \"public\"; a place outside of the site is named on the command line: --output",
    ),
    (
        "markdown.html = \"sanitiz\"",
        "3:17: `markdown.html` can't be `sanitiz` → did you mean html = \"sanitise\"?",
    ),
    (
        "markdown.smart = true",
        "3:10: there is no key `markdown.smart` → known here: smart_punctuation, html, autolink, heading_ids.",
    ),
    (
        "menu = [{ name = \"A\" }]",
        "3:9: a link of `menu` needs both its words and its address → write name = \"About us\" and url = \"/about/\"",
    ),
    (
        "menu = [{ name = \"A\", url = \"about/\" }]",
        "3:29: `about/` is no address: an address must begin with `/` → write it as \"/about/\", or with https:// for another site",
    ),
    (
        "footer = [{ name = \"A\", url = \"javascript:x\" }]",
        "3:31: a link can't begin with `javascript:` → a link leads to a page of the site (/about/), to https://… or to mailto:…",
    ),
    (
        "footer = [{ name = \"A\", url = \"https://a b\" }]",
        "3:31: `https://a b` is not a whole address → look for a space, or a part that is missing",
    ),
    (
        "footer = [\"/a/\"]",
        "3:11: an entry of `footer` must be a table, not a text → write it as footer = [{ name = \"About us\", url = \"/about/\" }]",
    ),
    (
        "paginate = 5",
        "3:1: there is no key `paginate` → the number of stories on a page is called `per_page` here",
    ),
    ("title = \" \"", "3:1: `title` stands here a second time → keep one of the two"),
    (
        "time_zone = \"GMT+1\"",
        "3:13: there is no time zone `GMT+1` → name a city whose clocks the site goes by, so that summer time is known: time_zone = \"Europe/Berlin\"; where there is none, time_zone = \"Etc/GMT-1\"",
    ),
    (
        "[markdown]\nper_page = 5",
        "4:1: there is no key `markdown.per_page` → `per_page` stands below [markdown], and so belongs to that: move it above that line",
    ),
];

#[test]
fn every_fault_of_a_value_is_said_with_its_line_and_what_to_do() {
    for (line, expected) in FAULTS {
        assert_eq!(said_of(line), [format!("config.toml:{expected}")], "{line}");
    }
}

#[test]
fn a_date_format_must_tell_a_day() {
    for format in ["DD.MM.YYYY", "%H:%M", "%Q!", "%"] {
        let said = said_of(&format!("date_format = \"{format}\""));
        assert!(said[0].starts_with("config.toml:3:15: `date_format` tells no day: "), "{said:?}");
        assert_eq!(said.len(), 1);
    }
}

#[test]
fn a_base_url_is_a_place_on_the_web() {
    for (url, expected) in [
        (
            "post.example",
            "`base_url`: it must be a web address that begins with https:// or http:// → write it as base_url = \"https://post.example\"",
        ),
        (
            "https://post.example/?a",
            "`base_url`: it can't hold a `?` or a `#` → say where the site will be: base_url = \"https://news.example.org\"",
        ),
        (
            "https://post.example/../x",
            "`base_url`: `.` and `..` would lead out of the site → say where the site will be: base_url = \"https://news.example.org\"",
        ),
    ] {
        assert_eq!(
            said(&format!("title = \"P\"\nbase_url = \"{url}\"")),
            [format!("config.toml:2:12: {expected}")]
        );
    }
}

#[test]
fn the_command_line_sets_the_base_url() {
    let overrides = |url: &str| Overrides { base_url: Some(url.into()) };
    let (site, found) = read("title = \"P\"", &overrides("http://localhost:8000/news/"));
    assert!(found.is_empty());
    assert_eq!(
        site.map(|site| (site.base_url, site.base_path)),
        Some(("http://localhost:8000/news".into(), "/news".into()))
    );
    let (site, found) = read(LEAST, &overrides("localhost"));
    assert!(site.is_none());
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["--base-url localhost: it must be a web address that begins with https:// or http://"]);
}

#[test]
fn a_line_that_is_not_toml_is_said_to_be_so_once() {
    for line in ["title = The Post", "title =", "title = \"a", "title \"a\""] {
        let said = said(&format!("base_url = \"https://post.example\"\n{line}\n"));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("config.toml:2:"), "{said:?}");
        assert!(said[0].contains("→ write"), "{said:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_config_makes_it_panic(text in "(\\PC|\n){0,200}", value in "(\"\\PC{0,20}\"|[0-9-]{1,20})") {
        read(&text, &Overrides { base_url: Some(text.clone()) });
        for key in ["base_url", "language", "time_zone", "theme", "permalink", "per_page", "date_format", "output"] {
            let (site, found) = read(&format!("{key} = {value}\n"), &Overrides::default());
            assert!(site.is_none() && found.has_errors());
        }
    }
}

#[test]
fn a_publisher_is_read_and_its_addresses_are_brought_into_their_form() {
    let text = "[publisher]
name = \"Post Media\"
url = \"https://media.example\"
logo = \"/logo one.png\"
image = \"https://media.example/post.png\"
same_as = [\"https://social.example/@post\"]
founded = \"1926-05\"
bylines = [\"Post staff\"]
ethics_policy = \"/ethics\"
ownership = \"/about/#owners\"
";
    let publisher = site(&format!("{LEAST}{text}")).publisher;
    assert_eq!(publisher.name, "Post Media");
    assert_eq!(publisher.url.as_deref(), Some("https://media.example"));
    let urls: Vec<&str> = publisher.references().map(|reference| reference.url.as_str()).collect();
    assert_eq!(urls, ["/logo%20one.png", "https://media.example/post.png", "/ethics/", "/about/#owners"]);
    let own: Vec<_> = publisher.references().map(|it| it.own().map(|address| address.to_string())).collect();
    let expected = [Some("/logo one.png"), None, Some("/ethics/"), Some("/about/")];
    assert_eq!(own, expected.map(|address| address.map(str::to_owned)));
    assert_eq!(publisher.founded.as_deref(), Some("1926-05"));
    assert_eq!(publisher.bylines, ["Post staff"]);
    for (written, read) in [("1926", "1926"), ("1926-05-01", "1926-05-01"), ("\"1926\"", "1926")] {
        let site = site(&format!("{LEAST}publisher.founded = {written}\n"));
        assert_eq!(site.publisher.founded.as_deref(), Some(read));
    }
}

#[test]
fn what_a_publisher_can_t_be_is_an_error() {
    for (line, expected) in [
        (
            "publisher.logo = \"/about/\"",
            "3:18: `/about/` is a page's address, not a picture's → name a file of static/, such as \"/logo.png\" for static/logo.png",
        ),
        (
            "publisher.ethics_policy = \"mailto:a@b.example\"",
            "3:27: `mailto:a@b.example` is no page's address → name a page: \"/about/\", or one elsewhere with https://",
        ),
        (
            "publisher.founded = \"May 1926\"",
            "3:21: `publisher.founded` must be a year, a month or a day → write it as founded = 1926, \"1926-05\" or 1926-05-01",
        ),
        (
            "publisher.same_as = [\"@post\"]",
            "3:22: an entry of `publisher.same_as` must be a web address, and `@post` is none → write it as publisher.same_as = [\"https://example.org/…\"]",
        ),
        (
            "publisher.ethic_policy = \"/ethics/\"",
            "3:11: there is no key `publisher.ethic_policy` → did you mean `ethics_policy`?",
        ),
    ] {
        let said: Vec<String> = said_of(line).iter().map(|fault| fault.replace("config.toml:", "")).collect();
        assert_eq!(said, [expected], "{line}");
    }
}
