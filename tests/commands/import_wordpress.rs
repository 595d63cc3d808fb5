//! `dateline import` with exports of WordPress: every export of the archives is imported and its addresses are answered, or it
//! is refused with its place. Files are fetched from an old site that lives.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use dateline_import::wordpress::WordPress;
use percent_encoding::percent_decode_str;

/// Returns the exports of the archives; none, and a note, where they are missing.
fn exports() -> Vec<PathBuf> {
    let folder = std::env::var_os("DATELINE_ARCHIVES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/archives"), PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: there is no folder {}", folder.display());
    }
    let mut found = Vec::new();
    let mut folders = vec![folder.join("wxr")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "xml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Runs the program in a site.
fn dateline(site: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.arg("--site").arg(site).args(arguments).env("SOURCE_DATE_EPOCH", "1790000000");
    command.output().expect("dateline runs")
}

/// Returns the text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let text = text.split_once(start)?.1.split_once(end)?.0.trim();
    Some(text.strip_prefix("<![CDATA[").and_then(|text| text.strip_suffix("]]>")).unwrap_or(text))
}

/// Returns the paths of the links of published items.
fn published_paths(export: &str, set_aside: &str) -> Vec<String> {
    let base = between(export, "<wp:base_blog_url>", "</wp:base_blog_url>").unwrap_or_default();
    let base =
        base.splitn(4, '/').nth(3).map(|path| format!("/{}", path.trim_end_matches('/'))).unwrap_or_default();
    let mut paths = Vec::new();
    for item in export.split("<item>").skip(1) {
        let is_public = matches!(between(item, "<wp:status>", "</wp:status>"), Some("publish" | "inherit"))
            && between(item, "<wp:post_password>", "</wp:post_password>").is_none_or(str::is_empty);
        let id = between(item, "<wp:post_id>", "</wp:post_id>").unwrap_or_default();
        let Some(link) = between(item, "<link>", "</link>").filter(|_| is_public) else { continue };
        if set_aside.contains(&format!("\"wordpress:{id}\"")) {
            continue;
        }
        let path = link.splitn(4, '/').nth(3).map_or_else(|| "/".to_owned(), |path| format!("/{path}"));
        let path = path.strip_prefix(base.trim_end_matches('/')).unwrap_or(&path).to_owned();
        paths.push(percent_decode_str(&path).decode_utf8_lossy().replace("//", "/"));
    }
    paths
}

/// Returns the paths that nothing answers: no file, no redirect.
fn unanswered(site: &Path, paths: Vec<String>) -> Vec<String> {
    let public = site.join("public");
    let ledger = fs::read_to_string(site.join("addresses.csv")).unwrap_or_default();
    let mut known: BTreeSet<String> =
        ledger.lines().filter_map(|row| row.split(',').next().map(str::to_owned)).collect();
    for entry in walk(&site.join("content")) {
        let text = fs::read_to_string(entry).expect("an article");
        known.extend(text.split('"').filter(|part| part.starts_with("/?")).map(str::to_owned));
    }
    let is_answered = |path: &String| {
        if path.contains('?') {
            return known.contains(path);
        }
        let file = public.join(path.trim_start_matches('/'));
        file.is_file() || file.join("index.html").is_file()
    };
    paths.into_iter().filter(|path| !is_answered(path)).collect()
}

/// Returns all files of a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

#[test]
fn exports_of_the_archives_are_imported_or_refused() {
    for export in exports() {
        let name = export.display().to_string();
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path();
        let said = dateline(site, &["import", "--kind", "wordpress", &name]);
        let errors = String::from_utf8_lossy(&said.stderr).into_owned();
        if errors.contains("error:") {
            assert!(errors.contains(&format!("{name}:")), "{name}: the refusal names the place: {errors}");
            assert!(
                !WordPress::detect(std::slice::from_ref(&export)) || errors.contains("<channel>"),
                "{errors}"
            );
            continue;
        }
        let report = fs::read_to_string(site.join("import-report.json")).expect("a report");
        let sums: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        for kind in ["links", "pictures"] {
            assert_eq!(sums[kind]["texts_that_differ"], 0, "{name}: {kind}");
        }
        let before: Vec<_> =
            walk(site).into_iter().map(|path| (fs::read(&path).expect("a file"), path)).collect();
        dateline(site, &["import", "--kind", "wordpress", &name]);
        for (bytes, path) in before {
            let is_report =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("import-report"));
            assert!(
                is_report || fs::read(&path).expect("a file") == bytes,
                "{name}: {} is the same",
                path.display()
            );
        }
        let accepted = dateline(site, &["check", "--accept"]);
        assert!(accepted.status.success(), "{name}: {}", String::from_utf8_lossy(&accepted.stderr));
        let built = dateline(site, &["build"]);
        assert!(built.status.success(), "{name}: {}", String::from_utf8_lossy(&built.stderr));
        let text = fs::read_to_string(&export).expect("an export");
        let missing = unanswered(site, published_paths(&text, &report));
        assert!(missing.is_empty(), "{name}: without an answer: {missing:?}");
    }
}

#[test]
fn files_are_fetched_from_the_old_site() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let old = format!("http://127.0.0.1:{}", listener.local_addr().expect("an address").port());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let body = if first.contains("/a.jpg ") {
                "200 OK\r\nContent-Length: 3"
            } else {
                "404 Not Found\r\nContent-Length: 3"
            };
            seen.lock().expect("no test has failed").push(first);
            let _ = write!(&stream, "HTTP/1.1 {body}\r\nConnection: close\r\n\r\nJPG");
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let export = folder.path().join("export.xml");
    let text = format!(
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
         <channel><title>T</title><wp:base_blog_url>{old}</wp:base_blog_url><item><title>One</title><link>{old}/one/</link>\
         <content:encoded><![CDATA[<img src=\"/wp-content/uploads/a.jpg\" alt=\"\"> <img src=\"{old}/wp-content/uploads/b.jpg\" alt=\"\">\
         <img src=\"http://127.0.0.2/c.jpg\" alt=\"\">]]></content:encoded><wp:post_id>1</wp:post_id>\
         <wp:post_date>2014-05-01 09:30:00</wp:post_date><wp:post_date_gmt>2014-05-01 09:30:00</wp:post_date_gmt>\
         <wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"
    );
    fs::write(&export, text).expect("an export");
    let site = folder.path().join("site");
    for _ in 0..2 {
        let said = dateline(&site, &["import", "--fetch-media", &export.to_string_lossy()]);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(fs::read(site.join("static/wp-content/uploads/a.jpg")).expect("the picture"), b"JPG");
    }
    let requests = requests.lock().expect("no test has failed").clone();
    let asked = |name: &str| requests.iter().filter(|line| line.contains(name)).count();
    // The file that is there is not fetched again; the missing one is looked for again.
    assert_eq!((asked("/a.jpg"), asked("/b.jpg"), requests.len()), (1, 2, 3), "{requests:?}");
    assert!(walk(&site.join(".dateline/import")).is_empty());
}
