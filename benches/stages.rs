//! Benchmarks of each stage, on a generated archive of 2,000 articles (`cargo bench`).
//!
//! `docs/performance.md` names the script that compares whole builds with another generator.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use dateline::address::Address;
use dateline::archive::{self, Clock, Drafts};
use dateline::article::{self, Entry, HasAssets};
use dateline::config::{self, Overrides, Site};
use dateline::digest::Digest;
use dateline::markdown::{self, RenderOptions};
use dateline::path::SitePath;
use dateline::pipeline::{self, CacheMode, NoProgress, Request};
use dateline::publish::Wait;
use dateline::redaction::Redactions;
use dateline::sources;
use divan::Bencher;

const STORIES: usize = 2_000;

const WORDS: [&str; 16] = [
    "talks", "border", "minister", "truce", "radio", "harbour", "council", "vote", "storm", "river",
    "school", "market", "strike", "treaty", "flood", "election",
];

fn main() {
    divan::main();
}

/// Finds the site's files.
#[divan::bench]
fn walk(bencher: Bencher<'_, '_>) {
    let site = archive_of(STORIES);
    bencher.bench(|| sources::walk(site.path()));
}

/// Parses one article with plain front matter.
#[divan::bench]
fn parse_plain_front_matter(bencher: Bencher<'_, '_>) {
    let (site, text) = (settings(), story(7));
    bencher.bench(|| parse(7, &text, &site));
}

/// Parses one article with front matter that needs the full TOML parser.
#[divan::bench]
fn parse_full_front_matter(bencher: Bencher<'_, '_>) {
    let site = settings();
    let text = story(7).replacen(
        "+++\n",
        "+++\nimage = { src = \"https://example.org/a.jpg\", alt = \"A \\u0041\" }\n",
        1,
    );
    bencher.bench(|| parse(7, &text, &site));
}

/// Organizes articles into an archive.
#[divan::bench]
fn organize(bencher: Bencher<'_, '_>) {
    let site = settings();
    let entries: Vec<Entry> = (0..STORIES).map(|number| parse(number, &story(number), &site)).collect();
    bencher.with_inputs(|| entries.clone()).bench_values(|entries| {
        archive::organize(entries, clock(), vec![Address::root()], site.language.casing())
    });
}

/// Renders one body from Markdown to HTML.
#[divan::bench]
fn body_to_html(bencher: Bencher<'_, '_>) {
    let (settings, text) = (settings().markdown, body(7));
    let (redactions, theme_ids) = (Redactions::default(), HashSet::new());
    let options = RenderOptions { settings, redactions: &redactions, theme_ids: &theme_ids };
    bencher.bench(|| markdown::render(&text, &options, &mut AsWritten));
}

/// Leaves each link unchanged.
struct AsWritten;

impl markdown::RenderHooks for AsWritten {
    fn resolve(&mut self, _: markdown::LinkKind, written: &str, _: Range<usize>) -> Option<String> {
        Some(written.to_owned())
    }
}

/// Builds the whole site without a cache.
#[divan::bench(sample_count = 5)]
fn build_everything(bencher: Bencher<'_, '_>) {
    let site = archive_of(STORIES);
    let request = Request { cache_mode: CacheMode::WriteOnly, ..request(site.path()) };
    bencher.bench_local(|| built(&request));
}

/// Builds an unchanged site.
#[divan::bench(sample_count = 20)]
fn build_when_nothing_has_changed(bencher: Bencher<'_, '_>) {
    let site = archive_of(STORIES);
    let request = request(site.path());
    built(&request);
    bencher.bench_local(|| built(&request));
}

/// Builds the site after adding one article.
#[divan::bench(sample_count = 20)]
fn build_after_one_new_story(bencher: Bencher<'_, '_>) {
    let site = archive_of(STORIES);
    let request = request(site.path());
    built(&request);
    let mut number = STORIES;
    bencher
        .with_inputs(|| {
            number += 1;
            write_story(site.path(), number);
        })
        .bench_local_values(|()| built(&request));
}

fn built(request: &Request) -> usize {
    match pipeline::build(request, &NoProgress) {
        Ok(outcome) => outcome.report.written,
        Err(found) => unreachable!("the archive has no fault: {found:?}"),
    }
}

fn request(site: &Path) -> Request {
    Request {
        site: site.to_owned(),
        output: None,
        overrides: Overrides::default(),
        clock: clock(),
        wait: Wait::No,
        cache_mode: CacheMode::ReadWrite,
        ledger_check: dateline::ledger::LedgerCheck::Error,
        adoption: dateline::pipeline::Adoption::Refused,
    }
}

fn clock() -> Clock {
    Clock { now: "2025-12-01T00:00:00Z".parse().expect("a moment"), drafts: Drafts::Hidden }
}

const CONFIG: &str = "title = \"Bench News\"\nbase_url = \"https://news.example.org\"\n";

fn settings() -> Site {
    config::read(CONFIG, &Overrides::default()).0.expect("the config has no fault")
}

fn parse(number: usize, text: &str, site: &Site) -> Entry {
    let file = SitePath::known(&file(number));
    let bytes = text.as_bytes();
    let source = article::Source { file: &file, bytes, digest: Digest::of(bytes), has_assets: HasAssets::No };
    article::parse(&source, site).0.expect("the story has no fault")
}

/// Creates an archive on disk, in `/dev/shm` if possible.
fn archive_of(stories: usize) -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.expect("a folder");
    fs::write(folder.path().join("config.toml"), CONFIG).expect("written");
    (0..stories).for_each(|number| write_story(folder.path(), number));
    folder
}

fn write_story(site: &Path, number: usize) {
    let path = site.join(file(number));
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(path, story(number)).expect("a story is written");
}

fn file(number: usize) -> String {
    format!("content/{}/story-{number}.md", 1990 + number % 30)
}

fn story(number: usize) -> String {
    let (year, month, day) = (1990 + number % 30, 1 + number % 12, 1 + number % 28);
    let tag = |step: usize| WORDS[(number / step) % WORDS.len()];
    format!(
        "+++\ntitle = \"Story {number}: {} and {}\"\ndate = {year}-{month:02}-{day:02}\nauthors = [\"Ann Author\"]\n\
         section = \"World\"\ntags = [\"{}\", \"{}\"]\n+++\n\n{}",
        tag(1),
        tag(3),
        tag(1),
        tag(7),
        body(number)
    )
}

/// Returns a body of about 350 words.
fn body(number: usize) -> String {
    let mut body = String::with_capacity(3_000);
    for paragraph in 0..7 {
        for word in 0..50 {
            let _ = write!(body, "{} ", WORDS[(number + paragraph * 13 + word * word) % WORDS.len()]);
        }
        body.push_str(if paragraph == 3 { "\n\n> quoted, *with stress*\n\n" } else { "\n\n" });
    }
    body
}
