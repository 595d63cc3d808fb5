//! Text and facts of saved news pages, against those that Mozilla's Readability expects.
//!
//! The F1 of a text is measured on the bag of its words: small letters, without signs;
//! each character of Chinese and Japanese is a word. `cargo test -p dateline-import --test
//! readability -- --nocapture` prints the table.

#![expect(clippy::cast_precision_loss, reason = "numbers of words and pages are small")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use dateline_import::convert::{OldSite, text_of};
use dateline_import::dates;
use dateline_import::decisions::Decisions;
use dateline_import::html::{Capture, page};
use dateline_import::story::{Item, Origin, SourceId, Story};
use dateline_import::verify;

/// Lowest mean F1 of the texts.
const MEAN_F1: f64 = 0.99;
/// Lowest F1 of a text.
const LOWEST_F1: f64 = 0.95;
/// Lowest shares of pages whose title, byline and date are those expected.
const TITLES: f64 = 0.95;
const BYLINES: f64 = 0.9;
const DATES: f64 = 0.95;

/// Result of one page.
struct Measured {
    name: String,
    f1: f64,
    title: Option<bool>,
    byline: Option<bool>,
    date: Option<bool>,
}

/// Returns the folder of the pages, below `$DATELINE_ARCHIVES` or beside the workspace.
fn pages() -> Option<PathBuf> {
    let archives = std::env::var_os("DATELINE_ARCHIVES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/archives"),
        PathBuf::from,
    );
    let pages = archives.join("html/readability/test/test-pages");
    pages.is_dir().then_some(pages)
}

/// Returns the words of a text with their numbers.
fn words(text: &str) -> HashMap<String, u64> {
    let mut words = HashMap::new();
    let is_alone = |char: char| ('\u{3040}'..='\u{9fff}').contains(&char);
    for word in text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if word.contains(is_alone) {
            word.chars().for_each(|char| *words.entry(char.to_string()).or_default() += 1);
        } else {
            *words.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    words
}

/// Returns the harmonic mean of precision and recall.
fn f1(expected: &HashMap<String, u64>, found: &HashMap<String, u64>) -> f64 {
    let common: u64 = expected.iter().map(|(word, count)| *count.min(found.get(word).unwrap_or(&0))).sum();
    let [common, expected, found] = [common, expected.values().sum(), found.values().sum()].map(|n| n as f64);
    if expected + found == 0.0 { 1.0 } else { 2.0 * common / (expected + found) }
}

/// Returns the words of rendered Markdown.
fn rendered(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(markdown, verify::options()));
    // A component's caption is shown.
    let shown = html
        .replace("caption=\"", ">")
        .replace("credit=\"", ">")
        .replace("{{ <Figure", "<p")
        .replace("<Figure", "<p");
    text_of(&shown)
}

/// Measures a page.
fn measure(folder: &Path) -> Measured {
    let read = |name: &str| std::fs::read(folder.join(name)).expect("file of the page");
    let expected: serde_json::Value = serde_json::from_slice(&read("expected-metadata.json")).expect("JSON");
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = read("source.html");
    let capture = Capture {
        id: SourceId(name.clone()),
        origin: Origin::default(),
        bytes: &bytes,
        content_type: None,
        address: Some("http://fakehost/test/page.html"),
    };
    let read_page = page(&capture, &OldSite::default(), &Decisions::default());
    let Item::Story(story) = read_page else { unreachable!("{name}: {read_page:?}") };
    let text = String::from_utf8(read("expected.html")).expect("UTF-8");
    let f1 = f1(&words(&text_of(&text)), &words(&rendered(&story.body)));
    let stated =
        |key: &str| expected.get(key).and_then(serde_json::Value::as_str).filter(|text| !text.is_empty());
    Measured {
        f1,
        title: stated("title").map(|title| same_title(title, &story, stated("siteName"))),
        byline: stated("byline").map(|byline| same_byline(byline, &story)),
        date: stated("publishedTime").map(|date| same_date(date, &story)),
        name,
    }
}

/// Compares a title, with or without the name of a site or author at its end.
fn same_title(expected: &str, story: &Story, site: Option<&str>) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (expected, found) = (plain(expected), plain(&story.title));
    let without = |sign: &str| expected.rsplit_once(sign).map(|(start, _)| start.to_owned());
    let without_site = site.and_then(|site| {
        found.strip_suffix(site).map(|rest| rest.trim_end_matches([' ', '|', '-']).to_owned())
    });
    expected == found
        || [" | ", " - ", " – "].into_iter().any(|sign| without(sign).as_deref() == Some(found.as_str()))
        || without_site.as_deref() == Some(expected.as_str())
}

/// Compares bylines: the expected text contains all names that are found.
fn same_byline(expected: &str, story: &Story) -> bool {
    let names: Vec<&str> = story.authors.iter().map(|author| author.name.as_str()).collect();
    !names.is_empty() && names.iter().all(|name| expected.to_lowercase().contains(&name.to_lowercase()))
}

/// Compares the day of a date.
fn same_date(expected: &str, story: &Story) -> bool {
    let day = |date: dateline_import::story::StoryDate| date.file_prefix();
    let expected = dates::in_line(expected).and_then(|date| date.resolve(None)).map(day);
    expected.is_some() && expected == story.date.map(day)
}

/// Returns the share of true values.
fn share(values: impl Iterator<Item = Option<bool>>) -> f64 {
    let values: Vec<bool> = values.flatten().collect();
    values.iter().filter(|value| **value).count() as f64 / values.len().max(1) as f64
}

#[test]
fn texts_and_facts_of_news_pages_are_found() {
    let Some(pages) = pages() else {
        eprintln!("skipped: no archives; set DATELINE_ARCHIVES to their folder");
        return;
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(pages)
        .expect("folder")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let all: Vec<Measured> = folders.iter().map(|folder| measure(folder)).collect();
    let sign = |value: Option<bool>| value.map_or("-", |value| if value { "yes" } else { "NO" });
    println!("page                 F1  title  byline  date");
    for page in &all {
        println!(
            "{:<16} {:>6.3}  {:<6} {:<7} {}",
            page.name,
            page.f1,
            sign(page.title),
            sign(page.byline),
            sign(page.date)
        );
    }
    let mean = all.iter().map(|page| page.f1).sum::<f64>() / all.len() as f64;
    let shares = [
        share(all.iter().map(|page| page.title)),
        share(all.iter().map(|page| page.byline)),
        share(all.iter().map(|page| page.date)),
    ];
    println!(
        "{} pages, mean F1 {mean:.4}, titles {:.3}, bylines {:.3}, dates {:.3}",
        all.len(),
        shares[0],
        shares[1],
        shares[2]
    );
    assert!(all.len() >= 31, "{} pages", all.len());
    assert!(mean >= MEAN_F1, "mean F1 {mean:.4}");
    assert!(all.iter().all(|page| page.f1 >= LOWEST_F1));
    assert!(shares[0] >= TITLES && shares[1] >= BYLINES && shares[2] >= DATES, "{shares:?}");
}
