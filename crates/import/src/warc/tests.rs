use std::io::Write as _;
use std::path::Path;

use super::*;
use crate::source::Source as _;
use crate::story::Story;
use crate::story::{Redirect, RedirectTarget};

/// Returns a record of WARC.
fn record(kind: &str, url: &str, date: &str, block: &str) -> Vec<u8> {
    let content_type = if kind == "resource" { "text/html" } else { "application/http; msgtype=response" };
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nContent-Type: {content_type}\r\n\
         WARC-Payload-Digest: sha1:{}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        if kind == "revisit" { "A" } else { block.get(..1).unwrap_or_default() },
        block.len()
    )
    .into_bytes()
}

/// Returns an answer with a page.
fn answer(title: &str, text: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>{title}</title>\
         <meta property=\"article:published_time\" content=\"2014-05-31\"></head>\
         <body><article><h1>{title}</h1><p>{text} It was a long story with many words, and it went on for a while, \
         until the last of the readers had put the paper down and gone home.</p>\
         <p>A second paragraph follows, as it does in most stories, with more of the same.</p></article></body></html>"
    )
}

/// Packs each record into a gzip member.
fn members(records: &[Vec<u8>]) -> Vec<u8> {
    let mut packed = Vec::new();
    for record in records {
        let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
        encoder.write_all(record).expect("memory");
    }
    packed
}

/// Opens an archive of one file.
fn open(name: &str, bytes: &[u8]) -> (tempfile::TempDir, Result<WebArchive, ImportError>) {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("file");
    let archive = WebArchive::open(&[path], &Decisions::default());
    (folder, archive)
}

/// Imports an archive of one file.
fn import(name: &str, bytes: &[u8]) -> (Vec<Item>, Vec<Redirect>) {
    let (_folder, archive) = open(name, bytes);
    let archive = archive.expect("archive");
    let mut items = Vec::new();
    archive
        .read(&mut |raw| {
            items.push(archive.convert(raw, &Decisions::default()));
            Ok(())
        })
        .expect("items");
    let redirects = archive.redirects(&Decisions::default());
    (items, redirects)
}

fn story(item: &Item) -> &Story {
    match item {
        Item::Story(story) => story,
        item => panic!("{item:?}"),
    }
}

const URL: &str = "http://www.example.org/2014/05/cats.html";

#[test]
fn the_newest_good_capture_is_imported() {
    let records = [
        record("response", URL, "2014-06-01T00:00:00Z", &answer("Cats", "First.")),
        record(
            "response",
            "https://example.org/2014/05/cats.html",
            "2016-01-01T00:00:00Z",
            &answer("Cats", "Newest."),
        ),
        record("response", URL, "2015-01-01T00:00:00Z", &answer("Cats", "Second.")),
        record("response", URL, "2017-01-01T00:00:00Z", "HTTP/1.1 404 Not Found\r\n\r\nnothing"),
        record(
            "response",
            "http://example.org/old",
            "2015-01-01T00:00:00Z",
            "HTTP/1.1 301 Moved\r\nLocation: /older\r\n\r\n",
        ),
        record(
            "response",
            "http://example.org/older",
            "2015-01-01T00:00:00Z",
            "HTTP/1.1 302 Moved\r\nLocation: /2014/05/cats.html\r\n\r\n",
        ),
        record("response", "http://ads.test/x", "2015-01-01T00:00:00Z", &answer("Ad", "Buy.")),
        record("response", "http://example.org/gone", "2015-01-01T00:00:00Z", "HTTP/1.1 410 Gone\r\n\r\n"),
        record(
            "resource",
            "http://example.org/dogs.html",
            "2015-01-01T00:00:00Z",
            answer("Dogs", "Bark.").split_once("\r\n\r\n").expect("body").1,
        ),
    ];
    for (name, bytes) in [
        ("a.warc", records.concat()),
        ("a.warc.gz", members(&records)),
        ("one.warc.gz", members(&[records.concat()])),
    ] {
        let (items, redirects) = import(name, &bytes);
        let cats = story(&items[0]);
        assert!(cats.body.contains("Newest."), "{name}: {}", cats.body);
        assert_eq!(cats.address.as_deref(), Some("/2014/05/cats.html"));
        assert_eq!(story(&items[1]).title, "Dogs");
        let rules: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::LeftOut(text) => Some(text.rule.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(rules, ["page of another host: ads.test", "status 410"], "{name}");
        let to = |from: &str| {
            redirects.iter().find(|redirect| redirect.from == from).map(|redirect| redirect.to.clone())
        };
        let cats = Some(RedirectTarget::Text(SourceId("warc:example.org/2014/05/cats.html".to_owned())));
        assert_eq!((to("/old"), to("/older")), (cats.clone(), cats));
        assert_eq!(to("/gone"), Some(RedirectTarget::Gone));
    }
}

#[test]
fn a_damaged_member_costs_itself_alone() {
    let records: Vec<_> = ["a", "b", "c"]
        .iter()
        .map(|name| {
            record(
                "response",
                &format!("http://example.org/{name}.html"),
                "2015-01-01T00:00:00Z",
                &answer(name, name),
            )
        })
        .collect();
    let whole: Vec<_> = records.iter().map(|record| members(std::slice::from_ref(record))).collect();
    let mut damaged = whole.clone();
    let middle = damaged[1].len() / 2;
    damaged[1][middle..middle + 20].fill(0);
    let (items, _) = import("a.warc.gz", &damaged.concat());
    let titles: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            Item::Story(story) => Some(story.title.as_str()),
            _ => None,
        })
        .collect();
    assert!(titles.contains(&"a") && titles.contains(&"c"), "{titles:?}");
    let fault = items.iter().find_map(|item| match item {
        Item::SetAside(text) => Some(text.origin.file.clone()),
        _ => None,
    });
    assert_eq!(fault, Some(format!("a.warc.gz, byte {}", whole[0].len())));
    let plain = [&records[0][..], b"rubbish\r\n", &records[1], &records[2][..records[2].len() - 40]].concat();
    let (items, _) = import("a.warc", &plain);
    let stories = items.iter().filter(|item| matches!(item, Item::Story(_))).count();
    let faults = items.iter().filter(|item| matches!(item, Item::SetAside(_))).count();
    assert_eq!((stories, faults), (3, 2), "{items:?}");
}

#[test]
fn revisits_and_equal_pages_are_joined() {
    let page = answer("Cats", "One.");
    let records = [
        record("response", "http://example.org/cats.html?from=rss", "2014-01-01T00:00:00Z", &page),
        record("response", "http://example.org/cats.html", "2014-01-01T00:00:00Z", &page),
        record("revisit", "http://example.org/cats.html", "2015-01-01T00:00:00Z", "HTTP/1.1 200 OK\r\n\r\n"),
    ];
    let (items, _) = import("a.warc.gz", &members(&records));
    assert_eq!(items.len(), 1);
    assert_eq!(story(&items[0]).aliases, ["/cats.html?from=rss"]);
}

#[test]
fn pictures_are_carried() {
    let mut picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG".to_vec();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/pics/a%20b.png\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        picture.len()
    );
    let mut bytes = record(
        "response",
        URL,
        "2014-01-01T00:00:00Z",
        &answer("Cats", "<img src=\"/pics/a%20b.png\" alt=\"c\">"),
    );
    bytes.extend(head.into_bytes());
    bytes.append(&mut picture);
    bytes.extend(b"\r\n\r\n");
    let (_folder, archive) = open("a.warc", &bytes);
    let archive = archive.expect("archive");
    assert_eq!(archive.files()[0].site_path, "static/pics/a b.png");
    let mut content = Vec::new();
    archive
        .open_file("pics/a b.png")
        .expect("file")
        .expect("file")
        .read_to_end(&mut content)
        .expect("content");
    assert_eq!(content, b"\x89PNG");
    assert!(archive.open_file("pics/none.png").expect("no file").is_none());
}

#[test]
fn other_files_are_refused_with_a_place() {
    for (name, bytes) in [
        ("a.warc", b"hello\n".as_slice()),
        ("a.warc.gz", b"\x1f\x8b\x08rubbish"),
        ("a.wacz", b"PK\x03\x04rubbish"),
    ] {
        let (_folder, archive) = open(name, bytes);
        let message = archive.expect_err(name).to_string();
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn real_archives_are_imported_or_refused() {
    let root = match std::env::var_os("DATELINE_ARCHIVES") {
        Some(root) => PathBuf::from(root),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/archives"),
    };
    if !root.is_dir() {
        eprintln!("skipped: {} is missing", root.display());
        return;
    }
    let files = files::list(&[root.join("warc")]).expect("files");
    let archives: Vec<_> = files.iter().filter(|file| file.ending() != "jsonl").collect();
    assert!(archives.len() >= 20);
    for file in archives {
        let archive = match WebArchive::open(std::slice::from_ref(&file.path), &Decisions::default()) {
            Ok(archive) => archive,
            Err(error) => {
                let message = error.to_string();
                assert!(
                    message
                        .contains(Path::new(&file.name).file_name().expect("name").to_str().expect("name")),
                    "{message}"
                );
                eprintln!("{}: refused: {message}", file.name);
                continue;
            }
        };
        let mut outcomes = Vec::new();
        archive
            .read(&mut |raw| {
                outcomes.push(match archive.convert(raw, &Decisions::default()) {
                    Item::Story(story) => format!("story {:?} {:?}", story.title, story.address),
                    Item::SetAside(text) => format!("set aside {}: {}", text.origin.file, text.reason),
                    Item::LeftOut(text) => format!("left out {}: {}", text.id.0, text.rule),
                });
                Ok(())
            })
            .expect("items");
        eprintln!(
            "{}: {} records, {} files\n  {}",
            file.name,
            archive.index.records,
            archive.files.len(),
            outcomes.join("\n  ")
        );
    }
}
