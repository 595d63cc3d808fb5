//! Bodies of the fuzz targets, each for any bytes. `tests/fuzz.rs` runs them on the corpora in `cargo test`.

#![allow(dead_code, reason = "a target is a program, and runs one of these")]

use std::collections::HashSet;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use dateline::address::{Address, OldAddress, Permalink, alike, slugify};
use dateline::archive::{Clock, Drafts};
use dateline::article::{self, HasAssets, Source};
use dateline::config::{self, Html, Markdown, Overrides, Site};
use dateline::deploy::Manifest;
use dateline::digest::Digest;
use dateline::language::Casing;
use dateline::ledger::LedgerCheck;
use dateline::markdown::{LinkKind, RenderHooks, RenderOptions};
use dateline::path::SitePath;
use dateline::pipeline::{Adoption, CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;
use dateline::redaction::Redactions;

#[path = "../tests/support/dangerous.rs"]
mod dangerous;
#[path = "../tests/support/files.rs"]
mod files;

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let text = "title = \"T\"\nbase_url = \"https://t.example\"\n[languages.ar]\n";
    config::read(text, &Overrides::default()).0.expect("the config has no fault")
});

/// Front matter in TOML and YAML: neither panics, and the fast path reads what the full one reads.
pub(crate) fn front_matter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let whole = [
        text.clone().into_owned(),
        format!("+++\n{text}\n+++\nText.\n"),
        format!("+++\ntitle = \"T\"\ndate = 2025-01-01\n{text}\n+++\nText.\n"),
        format!("---\n{text}\n---\nText.\n"),
        format!("---\ntitle: T\ndate: 2025-01-01\n{text}\n---\nText.\n"),
    ];
    for file in ["content/a.md", "content/pages/a.md", "content/tags/a.md"].map(SitePath::known) {
        for text in &whole {
            let bytes = text.as_bytes();
            let source = Source { file: &file, bytes, digest: Digest::of(bytes), has_assets: HasAssets::Yes };
            let (entry, found) = article::parse(&source, &SITE);
            assert!(entry.is_some() || !found.is_empty(), "neither an entry nor a message: {text}");
            assert!(article::parsers_agree(&source, &SITE), "the fast path reads otherwise: {text}");
        }
    }
    let _ = config::read(&text, &Overrides::default());
}

/// Addresses, slugs, patterns and old addresses: whatever is accepted stays in the output.
pub(crate) fn addresses(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for address in [Address::parse(&text), Address::root().resolve(&text)].into_iter().flatten() {
        assert_inside(&address.file());
        assert!(address.href().starts_with('/') && !address.href().starts_with("//"), "{address:?}");
        assert_eq!(
            Address::parse(&address.href()).as_ref(),
            Ok(&address),
            "an address is not read as it is written"
        );
        let _ = alike(address.as_str());
        let _ = address.key();
    }
    // The length of a name's slug is looked at where the name stands.
    let slug = Address::root().join(&slugify(&text, Casing::default())).file();
    assert!(slug.split('/').count() == 2 && !slug.starts_with('.'), "{slug:?} is more than one part");
    if let Ok(old) = OldAddress::parse(&text) {
        let _ = format!("{old:?}");
    }
    let _ = Permalink::parse(&text);
    if let Some(path) = SitePath::known("content/2025/a.md").resolve(&text) {
        assert!(path.as_str().split('/').all(|part| part != ".."), "{path}");
    }
}

/// Panics unless a path stays below the folder that it begins in.
fn assert_inside(path: &str) {
    let is_clean =
        |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\0', '\\', ':']);
    assert!(path.split('/').all(is_clean), "{path:?} leads elsewhere");
    assert!(path.split('/').all(|part| part.len() <= 255), "{path:?} is too long");
}

/// Markdown as sanitised HTML, which a second parser searches for what could run.
pub(crate) fn markdown(data: &[u8]) {
    struct AsWritten;
    impl RenderHooks for AsWritten {
        fn resolve(&mut self, _: LinkKind, written: &str, _: Range<usize>) -> Option<String> {
            Some(written.to_owned())
        }
    }
    let text = String::from_utf8_lossy(data);
    let (redactions, theme_ids) = (Redactions::new(&[], ""), HashSet::new());
    let settings = Markdown { html: Html::Sanitised, ..Markdown::DEFAULT };
    let options = RenderOptions { settings, redactions: &redactions, theme_ids: &theme_ids };
    let html = dateline::markdown::render(&text, &options, &mut AsWritten).html;
    assert_eq!(dangerous::page(&html), None, "{text:?} became {html:?}");
    let lower = html.to_ascii_lowercase();
    for element in [
        "<script",
        "<style",
        "<iframe",
        "<svg",
        "<math",
        "<form",
        "<link",
        "<meta",
        "<title",
        "<textarea",
        "<template",
    ] {
        assert!(!lower.contains(element), "{text:?} became {html:?}");
    }
}

/// Targets of requests to the preview: what is accepted names a file of the site that is not hidden.
pub(crate) fn requests(data: &[u8]) {
    let Some(path) = dateline::preview::decode_request_path(&String::from_utf8_lossy(data)) else { return };
    assert!(path.starts_with('/'), "{path:?}");
    let inner = path.trim_start_matches('/').trim_end_matches('/');
    for part in inner.split('/') {
        assert!(!part.contains(['\\', ':', '\0']) && !part.chars().any(char::is_control), "{path:?}");
        assert!(!part.starts_with('.') || part == ".well-known", "{path:?}");
    }
}

/// Bytes of the cache and of the journal: damaged ones are refused, and no journal leads out of the output.
pub(crate) fn records(data: &[u8]) {
    let _ = dateline::cache::kinds_in(data);
    for path in dateline::publish::paths_in(data) {
        assert!(
            Path::new(&path).components().all(|part| matches!(part, std::path::Component::Normal(_))),
            "{path:?}"
        );
    }
}

/// A manifest from a hostile target, and one in an output: no row leads out of it, and what is read is written as it was.
pub(crate) fn manifest(data: &[u8]) {
    let _ = Manifest::from_bytes(data);
    let text = String::from_utf8_lossy(data);
    let id = format!("{:?}", Digest::of(b""));
    let before = format!("dateline deploy 1\nsite https://t.example\nby dateline 0\nid {id}\n{text}\n");
    let whole = format!("{before}sum {:?}\n", Digest::of(before.as_bytes()));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(whole.as_bytes()).expect("bytes are packed in memory");
    if let Ok(manifest) = Manifest::from_bytes(&packed.finish().expect("bytes are packed in memory")) {
        for path in manifest.rows.keys() {
            assert!(
                Path::new(&**path).components().all(|part| matches!(part, std::path::Component::Normal(_))),
                "{path:?}"
            );
        }
        let again = Manifest::from_bytes(&manifest.to_bytes());
        assert_eq!(again.as_ref(), Ok(&manifest), "a manifest is not read as it was written");
    }
    in_an_output(&text);
}

/// Reads the same lines as a manifest of an output.
fn in_an_output(text: &str) {
    let folder = files::folder();
    let part = format!("{:?}", Digest::of(text.as_bytes()));
    let index = format!("dateline files 1\npart {part}\n");
    let sum = format!("sum {:?}\n", Digest::of(index.as_bytes()));
    files::write(&folder.path().join(".dateline/files"), index + &sum);
    files::write(&folder.path().join(".dateline").join(part), text);
    for (path, _) in dateline::cache::Manifest::read(folder.path()).unwrap_or_default().files {
        assert!(
            Path::new(&*path).components().all(|part| matches!(part, std::path::Component::Normal(_))),
            "{path:?}"
        );
    }
}

/// A sequence of edits: each two bytes are one, and at the end an incremental build equals a full one.
pub(crate) fn edits(data: &[u8]) {
    const FILES: [&str; 6] = [
        "config.toml",
        "content/a.md",
        "content/b.md",
        "content/pages/p.md",
        "content/tags/t.md",
        "addresses.csv",
    ];
    const LINES: [&str; 16] = [
        "title = \"T\"",
        "base_url = \"https://t.example\"",
        "date = 2025-01-01",
        "+++",
        "",
        "Text [a](b.md).",
        "tags = [\"t\"]",
        "draft = true",
        "aliases = [\"/old/\"]",
        "per_page = 1",
        "old,new",
        "/x/,/archive/",
        "withdrawn = { date = 2025-02-01 }",
        "authors = [\"Ann\"]",
        "slug = \"a\"",
        "[feeds]\ncontent = \"full\"",
    ];
    let folder = files::folder();
    let site = folder.path().join("site");
    files::write(&site.join("config.toml"), "title = \"T\"\nbase_url = \"https://t.example\"\n");
    for pair in data.chunks(2).take(24) {
        let [file, edit] = *pair else { break };
        let path = site.join(FILES[usize::from(file) % FILES.len()]);
        let mut lines: Vec<String> =
            std::fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
        match edit >> 4 {
            0 => drop(std::fs::remove_file(&path)),
            1 => drop(build(&request(&site), &NoProgress)),
            2..5 => drop(lines.pop()),
            at => lines.insert(usize::from(at) % (lines.len() + 1), LINES[usize::from(edit & 15)].to_owned()),
        }
        if !matches!(edit >> 4, 0 | 1) {
            files::write(&path, lines.join("\n") + "\n");
        }
    }
    if build(&request(&site), &NoProgress).is_ok() {
        let there = files::tree(&site.join("public"));
        for folder in ["public", ".dateline"] {
            std::fs::remove_dir_all(site.join(folder)).expect("a folder is removed");
        }
        assert!(build(&request(&site), &NoProgress).is_ok(), "a site that was built is not built again");
        assert!(there == files::tree(&site.join("public")), "an incremental build differs from a full one");
    }
}

fn request(site: &Path) -> Request {
    Request {
        site: site.to_owned(),
        output: None,
        overrides: Overrides::default(),
        clock: Clock { now: "2025-12-31T00:00:00Z".parse().expect("a moment"), drafts: Drafts::Hidden },
        wait: Wait::No,
        cache_mode: CacheMode::ReadWrite,
        ledger_check: LedgerCheck::Error,
        adoption: Adoption::Refused,
    }
}
