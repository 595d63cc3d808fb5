//! What search engines are told: which pages there are and when they changed, what is news, and where to look.

mod law;
pub(crate) mod site;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;

use site::{CONFIG, Output, Site, between};

const NOW: &str = "2025-11-03T12:00:00Z";

/// A site with one of everything, and with every character that means something to XML.
fn newspaper() -> Site {
    Site::new(
        CONFIG,
        &[
            (
                "content/pages/about.md",
                "+++\ntitle = \"About\"\nupdated = 2025-05-05\naliases = [\"/who/\"]\n+++\nUs.\n",
            ),
            ("content/pages/contact.md", "+++\ntitle = \"Contact\"\n+++\nUs.\n"),
            (
                "content/nasty.md",
                "+++\ntitle = \"]]> <script> & \\\"é\\\" '😀' \\uFFFE\"\ndate = 2025-11-02T09:30:00+03:00\nslug = \"a & b's é\"\n\
                 tags = [\"R&D <x>\"]\nimage = { src = \"https://pictures.example/a?b=1&c='2'\", alt = \"\" }\n+++\nText.\n",
            ),
            (
                "content/corrected.md",
                "+++\ntitle = \"Corrected\"\ndate = 2024-02-29\nupdated = 2024-03-02T08:00:00Z\naliases = [\"/old.html\"]\n\
                 corrections = [{ date = 2024-04-01, text = \"A\" }, { date = 2024-03-01, text = \"B\" }]\n+++\nText.\n",
            ),
            (
                "content/own/index.md",
                "+++\ntitle = \"Own\"\ndate = 2024-05-01\nupdated = 2030-01-01\nlanguage = \"zh-Hant\"\n\
                 image = { src = \"a map&.svg\", alt = \"\" }\n+++\nText.\n",
            ),
            ("content/own/a map&.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            (
                "content/first.md",
                "+++\ntitle = \"First\"\ndate = 2025-11-01T12:00:00Z\nlanguage = \"zh-Hant\"\n+++\nText.\n",
            ),
            ("content/older.md", "+++\ntitle = \"Older\"\ndate = 2025-11-01T11:59:59Z\n+++\nText.\n"),
            (
                "content/secret-draft.md",
                "+++\ntitle = \"Secret\"\ndate = 2025-11-02\ndraft = true\n+++\nText.\n",
            ),
            ("content/secret-ahead.md", "+++\ntitle = \"Secret\"\ndate = 2025-11-04\n+++\nText.\n"),
            (
                "content/taken-back.md",
                "+++\ndate = 2025-11-02\naliases = [\"/taken-back-too/\"]\nwithdrawn = { date = 2025-11-03, reason = \"Wrong\" }\n+++\n",
            ),
        ],
    )
}

/// The texts of every element of this name; the document must be well formed.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut texts, mut depth) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("a well-formed document") {
            Event::Start(start) => {
                depth += 1;
                if start.name().as_ref() == name {
                    let text = reader.read_text(start.name()).expect("text").into_inner();
                    texts.push(quick_xml::escape::unescape(&text).expect("entities").into_owned());
                    depth -= 1;
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    texts
}

fn is_a(file: &str, extension: &str) -> bool {
    Path::new(file).extension().is_some_and(|other| other == extension)
}

/// The entry of an address in a sitemap.
fn entry<'o>(output: &'o Output, sitemap: &str, address: &str) -> Option<&'o str> {
    let loc = format!("<loc>https://post.example{address}</loc>");
    between(&output[sitemap], "<url>", "</url>").into_iter().find(|entry| entry.starts_with(&loc))
}

fn lastmod<'o>(output: &'o Output, address: &str) -> Option<&'o str> {
    let entry = entry(output, "/sitemap.xml", address);
    assert!(entry.is_some(), "{address} is not listed");
    between(entry?, "<lastmod>", "</lastmod>").first().copied()
}

#[test]
fn every_page_that_is_its_own_canonical_is_listed_and_no_other() {
    let output = newspaper().at(NOW);
    let listed = texts(&output["/sitemap.xml"], "loc");
    let listed_once: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    assert_eq!(listed.len(), listed_once.len());
    let pages = output.iter().filter(|(file, html)| is_a(file, "html") && !html.contains("noindex"));
    let canonical: BTreeSet<&str> = pages
        .map(|(file, html)| {
            let canonical = between(html, "<link rel=\"canonical\" href=\"", "\"");
            assert_eq!(canonical.len(), 1, "{file}");
            canonical[0]
        })
        .collect();
    assert_eq!(listed_once, canonical);
    assert!(canonical.len() > 20, "{canonical:?}");
    for hidden in ["secret", "taken-back", "404", "/old.html", "/who/"] {
        assert!(!output["/sitemap.xml"].contains(hidden), "{hidden}");
        assert!(!output["/news-sitemap.xml"].contains(hidden), "{hidden}");
    }
}

#[test]
fn a_time_of_change_is_told_where_it_is_known() {
    let output = newspaper().at(NOW);
    for (address, changed) in [
        ("/about/", Some("2025-05-05")),
        ("/contact/", None),
        ("/2025/11/02/a%20%26%20b%27s%20%C3%A9/", Some("2025-11-02T06:30:00+00:00")),
        // The latest of date, update and corrections.
        ("/2024/02/29/corrected/", Some("2024-04-01")),
        // An update that is still to come has not changed anything.
        ("/2024/05/01/own/", Some("2024-05-01")),
        // A list's is the newest of what it shows.
        ("/2024/02/29/", Some("2024-04-01")),
        ("/2024/02/", Some("2024-04-01")),
        ("/on-this-day/02-29/", Some("2024-04-01")),
        ("/", Some("2025-11-02T06:30:00+00:00")),
        // Of counts, and of pages without a date, nothing is known.
        ("/2024/", None),
        ("/archive/", None),
        ("/tags/", None),
    ] {
        assert_eq!(lastmod(&output, address), changed, "{address}");
    }
}

#[test]
fn an_articles_picture_is_told_of_wherever_it_is() {
    let output = newspaper().at(NOW);
    let picture = |address| {
        let entry = entry(&output, "/sitemap.xml", address).expect("an entry");
        texts(&format!("<a xmlns:image=\"i\">{entry}</a>"), "image:loc")
    };
    assert_eq!(picture("/2024/05/01/own/"), ["https://post.example/2024/05/01/own/a%20map%26.svg"]);
    assert_eq!(picture("/2025/11/02/a%20%26%20b%27s%20%C3%A9/"), ["https://pictures.example/a?b=1&c='2'"]);
    assert!(picture("/2024/02/29/corrected/").is_empty());
}

#[test]
fn news_is_what_appeared_in_the_two_days_before_the_sites_moment() {
    let site = newspaper();
    let news = |moment| texts(&site.at(moment)["/news-sitemap.xml"], "loc");
    let (nasty, first, older) = (
        "https://post.example/2025/11/02/a%20%26%20b%27s%20%C3%A9/",
        "https://post.example/2025/11/01/first/",
        "https://post.example/2025/11/01/older/",
    );
    assert_eq!(news("2025-11-01T11:59:00Z"), [""; 0]);
    assert_eq!(news("2025-11-01T12:00:00Z"), [first, older]);
    assert_eq!(news("2025-11-03T12:00:00Z"), [nasty, first]);
    assert_eq!(news("2025-11-03T12:00:01Z"), [nasty]);
    let later = "https://post.example/2025/11/04/secret-ahead/";
    assert_eq!(news("2025-11-04T06:30:00Z"), [later, nasty]);
    assert_eq!(news("2025-12-01T00:00:00Z"), [""; 0]);
}

#[test]
fn news_has_its_publication_its_language_and_its_title() {
    let site = newspaper();
    let xml = site.at(NOW)["/news-sitemap.xml"].clone();
    assert_eq!(texts(&xml, "news:name"), ["The <Evening> & \"Post\""; 2]);
    assert_eq!(texts(&xml, "news:language"), ["en", "zh-tw"]);
    assert_eq!(
        texts(&xml, "news:publication_date"),
        ["2025-11-02T06:30:00+00:00", "2025-11-01T12:00:00+00:00"]
    );
    assert_eq!(texts(&xml, "news:title")[0].trim_end(), "]]> <script> & \"é\" '😀'");

    site.write("config.toml", format!("{CONFIG}[news]\npublication = \"Evening Post\"\n"));
    assert_eq!(texts(&site.at(NOW)["/news-sitemap.xml"], "news:name"), ["Evening Post"; 2]);
}

#[test]
fn robots_txt_names_the_sitemaps_and_forbids_nothing_unless_the_site_has_its_own() {
    let site = newspaper();
    assert_eq!(
        site.at(NOW)["/robots.txt"],
        "User-agent: *\nDisallow:\n\nSitemap: https://post.example/sitemap.xml\n\
         Sitemap: https://post.example/news-sitemap.xml\n"
    );
    site.write("static/robots.txt", "User-agent: *\nDisallow: /\n");
    assert_eq!(site.at(NOW)["/robots.txt"], "User-agent: *\nDisallow: /\n");
}

/// More stories than fit in one sitemap of news, on the last day of a year and the first of the next, a minute each.
fn busy_days() -> Site {
    let site = Site::new(&format!("{CONFIG}per_page = 1000\n"), &[]);
    for number in 0..1004 {
        let (day, minutes) = if number < 500 { ("2024-12-31", number) } else { ("2025-01-01", number - 500) };
        let mut text = format!("+++\ntitle = \"Story {number}\"\ndate = {day}T");
        let _ = write!(text, "{:02}:{:02}:00Z\n+++\nText.\n", minutes / 60, minutes % 60);
        site.write(&format!("content/s{number}.md"), &text);
    }
    site
}

#[test]
fn a_large_site_has_an_index_and_a_new_story_changes_a_handful_of_its_files() {
    let site = busy_days();
    let before = site.at("2025-01-01T23:00:00Z");
    let sitemaps = ["pages", "2024", "2025"].map(|name| format!("https://post.example/sitemap-{name}.xml"));
    assert_eq!(texts(&before["/sitemap.xml"], "loc"), sitemaps);
    assert_eq!(texts(&before["/sitemap-2024.xml"], "loc").len(), 500 + 3);
    assert_eq!(texts(&before["/sitemap-2025.xml"], "loc").len(), 504 + 3);
    let news = texts(&before["/news-sitemap.xml"], "news:title");
    assert_eq!((news.len(), &*news[0], &*news[999]), (1000, "Story 1003", "Story 4"));

    site.write("content/new.md", "+++\ntitle = \"New\"\ndate = 2025-01-02\ntags = [\"new\"]\n+++\nText.\n");
    let after = site.at("2025-01-02T01:00:00Z");
    let is_sitemap = |file: &&String| is_a(file, "xml") && file.contains("sitemap");
    let changed: Vec<&String> =
        after.keys().filter(is_sitemap).filter(|file| before.get(*file) != after.get(*file)).collect();
    assert_eq!(changed, ["/news-sitemap.xml", "/sitemap-2025.xml", "/sitemap-pages.xml"]);
    // What was there stays where it was; its year's, month's and list's times of change are newer.
    let stories = |output: &Output| texts(&output["/sitemap-2025.xml"], "loc");
    assert_eq!(stories(&after)[..507], stories(&before)[..]);
    assert_eq!(stories(&after).len(), 509);

    site.forget();
    assert!(site.at("2025-01-02T01:00:00Z") == after, "what was built on differs from what is built anew");
}
