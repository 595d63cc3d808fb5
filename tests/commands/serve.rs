//! The preview as a browser meets it: what is answered, to whom, and how soon an edit shows. A small site in, answers over
//! a real connection out.

mod desk;
mod live;
mod safe;

use crate::files::{copy, tree};
use std::fs;
use std::path::Path;

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::ledger::LedgerCheck;
use dateline::pipeline::{Adoption, CacheMode, NoProgress, Request, build};
use dateline::preview::FutureArticles;
use dateline::publish::Wait;

use desk::{Browser, NOW, Site, article, settings};

/// Builds a site into a folder.
fn built(site: &Path, output: &Path) {
    let request = Request {
        site: site.to_owned(),
        output: Some(output.to_owned()),
        overrides: Overrides::default(),
        clock: Clock { now: NOW.parse().expect("a moment"), drafts: Drafts::Hidden },
        wait: Wait::No,
        cache_mode: CacheMode::WriteOnly,
        ledger_check: LedgerCheck::Off,
        adoption: Adoption::Refused,
    };
    if let Err(found) = build(&request, &NoProgress) {
        unreachable!("the site has no fault: {found:?}");
    }
}

/// A path as a browser sends it.
fn sent(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        part.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
    });
    parts.map(Iterator::collect::<String>).collect::<Vec<String>>().join("/")
}

/// Every file of a build is answered with its own bytes. Gives how many there are.
fn assert_as_built(site: &Path, base: &str) -> usize {
    let output = tempfile::tempdir().expect("a folder");
    let output = output.path().join("public");
    built(site, &output);
    let browser = Browser::new(settings(site));
    let files = tree(&output);
    for (file, expected) in &files {
        let answer = browser.get(&format!("{base}/{}", sent(file)));
        // What is hidden stays so, and what the host is told to do with an address is done.
        let is_hidden = file.split('/').any(|part| part.starts_with('.') && part != ".well-known");
        if is_hidden {
            assert_eq!(answer.status, 404, "{file}");
            continue;
        }
        if (300..400).contains(&answer.status) {
            assert!(
                String::from_utf8_lossy(expected).contains("http-equiv=\"refresh\""),
                "{file} leads elsewhere"
            );
            continue;
        }
        assert!(matches!(answer.status, 200 | 410), "{file}: {}", answer.head);
        assert!(answer.without_script() == *expected, "{file} is not what a build writes");
        let is_page = Path::new(file).extension().is_some_and(|ending| ending == "html");
        assert_eq!(answer.body == *expected, !is_page, "{file}: only a page has the script");
    }
    files.len()
}

#[test]
fn the_demonstration_is_answered_as_a_build_writes_it() {
    let site = tempfile::tempdir().expect("a folder");
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["content", "static", "themes"] {
        copy(&own.join(folder), &site.path().join(folder));
    }
    fs::copy(own.join("config.toml"), site.path().join("config.toml")).expect("a config");
    assert!(assert_as_built(site.path(), "") > 100);
}

#[test]
fn golden_sites_are_answered_as_a_build_writes_them() {
    for name in ["aliases", "static-files", "calendar", "titles-in-any-script"] {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name).join("site");
        let site = tempfile::tempdir().expect("a folder");
        copy(&own, site.path());
        if !site.path().join("config.toml").exists() {
            fs::write(site.path().join("config.toml"), "title = \"T\"\nbase_url = \"https://t.example\"\n")
                .expect("a config");
        }
        assert!(assert_as_built(site.path(), "") > 4, "{name}");
    }
}

#[test]
fn a_site_below_a_path_is_answered_there() {
    let site = Site::new();
    site.write("config.toml", "title = \"T\"\nbase_url = \"https://t.example/news\"\n");
    assert!(assert_as_built(site.root(), "/news") > 4);
    let browser = site.serve();
    for above in ["/", "/news"] {
        let answer = browser.get(above);
        assert_eq!((answer.status, answer.header("location")), (302, Some("/news/")), "{above}");
    }
    for absent in ["/2025/", "//", "//news/", "/news//", "/.env", "/news/.env"] {
        assert_eq!(browser.get(absent).status, 404, "{absent}");
    }
}

#[test]
fn nothing_is_written_but_the_record() {
    let site = Site::new();
    let browser = site.serve();
    assert_eq!(browser.get("/").status, 200);
    assert!(!site.path("public").exists());
    let mut there: Vec<String> = fs::read_dir(site.root())
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().into_string().expect("text"))
        .collect();
    there.sort();
    assert_eq!(there, [".dateline", "config.toml", "content", "static"]);
}

#[test]
fn folders_lead_to_their_pages_and_other_methods_nowhere() {
    let site = Site::new();
    let browser = site.serve();
    for (path, to) in [("/2025/11/01/a", "/2025/11/01/a/"), ("/tags?q=1", "/tags/?q=1")] {
        let answer = browser.get(path);
        assert_eq!((answer.status, answer.header("location")), (301, Some(to)));
    }
    assert_eq!(browser.get("/2025/11/01/a/index.html").status, 200);
    for absent in
        ["/2025/11/01/A/", "/app.CSS", "/app.css/", "/x/", "/.git/config", "/2025/11/01/a/x", "/css/"]
    {
        let answer = browser.get(absent);
        assert_eq!(answer.status, 404, "{absent}");
        assert!(answer.text().contains("Page not found"), "{absent}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let answer = browser.ask(method, "/", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn the_headers_of_answers() {
    let site = Site::new();
    site.write("static/pic.svg", "<svg/>");
    let browser = site.serve();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/app.css", "text/css; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/pic.svg", "image/svg+xml; charset=utf-8"),
    ] {
        let answer = browser.get(path);
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        let head = browser.ask("HEAD", path, &[]);
        assert!(head.body.is_empty());
        for name in ["content-length", "etag", "content-type"] {
            assert_eq!(head.header(name), answer.header(name), "{path}: {name}");
        }
    }
    for path in ["/", "/nothing", "/tags", "/%00", "/_dateline/", "/_dateline/live"] {
        let answer = browser.get(path);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn what_a_browser_has_is_not_sent_again() {
    let site = Site::new();
    let browser = site.serve();
    let tag = browser.get("/").header("etag").expect("a tag").to_owned();
    for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let answer = browser.ask("GET", "/", &[("if-none-match", &known)]);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
        assert_eq!(answer.header("etag"), Some(tag.as_str()));
    }
    assert_eq!(browser.ask("GET", "/", &[("if-none-match", "\"x\"")]).status, 200);
    assert_eq!(browser.ask("GET", "/", &[("if-match", &tag)]).status, 200);
    assert_eq!(browser.ask("GET", "/", &[("if-match", "\"x\"")]).status, 412);
}

#[test]
fn a_part_of_a_file_is_sent_alone() {
    let site = Site::new();
    site.write("static/digits.txt", "0123456789");
    let browser = site.serve();
    let part = |range: &str| browser.ask("GET", "/digits.txt", &[("range", range)]);
    let answer = part("bytes=2-4");
    assert_eq!((answer.status, answer.text().as_str()), (206, "234"));
    assert_eq!(answer.header("content-range"), Some("bytes 2-4/10"));
    assert_eq!(part("bytes=-3").text(), "789");
    let beyond = part("bytes=10-");
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */10")));
    assert_eq!(part("bytes=0-1,3-4").status, 200);
    let stale = browser.ask("GET", "/digits.txt", &[("range", "bytes=0-1"), ("if-range", "\"old\"")]);
    assert_eq!((stale.status, stale.body.len()), (200, 10));
}

#[test]
fn what_the_host_is_told_is_done() {
    let site = Site::new();
    let front = "title = \"A\"\ndate = 2025-11-01\naliases = [\"/old/\"]";
    site.write("content/a.md", format!("+++\n{front}\n+++\nText.\n"));
    site.write("content/gone.md", "+++\ndate = 2025-11-02\nwithdrawn = { date = 2025-11-03 }\n+++\n");
    let browser = site.serve();
    let old = browser.get("/old/?x=1");
    assert_eq!((old.status, old.header("location")), (301, Some("/2025/11/01/a/?x=1")));
    assert_eq!(browser.get("/2025/11/02/gone/").status, 410);
    let policy = browser.get("/").header("content-security-policy").map(str::to_owned);
    assert!(policy.is_some_and(|policy| policy.contains("frame-ancestors")));
    drop(browser);

    site.write("static/_redirects", "/go https://elsewhere.example/ 302\n/alias/* /2025/:splat 200\n");
    site.write(
        "static/_headers",
        "/*\n  X-Own: yes\n  Cache-Control: max-age=9\n  Access-Control-Allow-Origin: *\n  Content-Security-Policy: default-src 'none'\n",
    );
    let browser = site.serve();
    let away = browser.get("/go");
    assert_eq!((away.status, away.header("location")), (302, Some("https://elsewhere.example/")));
    assert!(browser.get("/alias/11/01/a/").text().contains("Text."));
    let front = browser.get("/");
    assert_eq!(front.header("x-own"), Some("yes"));
    assert_eq!(front.header("cache-control"), Some("no-cache"));
    assert_eq!(front.header("access-control-allow-origin"), None);
    let policy = "default-src 'none'; script-src 'self'; connect-src 'self'";
    assert_eq!(front.header("content-security-policy"), Some(policy));
}

#[test]
fn old_addresses_with_a_query_are_answered_before_files() {
    let site = Site::new();
    site.write("config.toml", "title = \"T\"\nbase_url = \"https://t.example/paper\"\n");
    let front = "title = \"A\"\ndate = 2025-11-01\naliases = [\"/?p=1\", \"/news/a.asp?id=7&cat=2\", \"/x.html?q=caf%E9\"]";
    site.write("content/a.md", format!("+++\n{front}\n+++\nText.\n"));
    site.write(
        "content/gone.md",
        "+++\ndate = 2025-11-02\naliases = [\"/?p=2\"]\nwithdrawn = { date = 2025-11-03 }\n+++\n",
    );
    site.write("static/x.html", "<p>a file</p>");
    site.write("addresses.csv", "old,new\n/?p=3,410\n/was,410\n/moved.asp,/2025/11/01/a/\n");
    let browser = site.serve();
    let story = Some("/paper/2025/11/01/a/");
    for address in [
        "/?p=1",
        "/?utm_source=x&p=1",
        "/news/a.asp?cat=2&id=7",
        "/news/a.asp/?x=%2F&id=7&cat=2",
        "/x.html?q=caf%C3%A9",
        "/x.html?q=caf%E9&y",
    ] {
        let answer = browser.get(&format!("/paper{address}"));
        assert_eq!((answer.status, answer.header("location")), (301, story), "{address}");
    }
    for address in ["/?p=2", "/?p=3", "/was/"] {
        assert_eq!(browser.get(&format!("/paper{address}")).status, 410, "{address}");
    }
    assert!(browser.get("/paper/?p=2").text().contains("withdrawn"));
    for address in ["/", "/?p=4", "/?P=1", "/news/a.asp/?id=7", "/x.html?q=1", "/moved.asp/"] {
        assert_eq!(browser.get(&format!("/paper{address}")).status, 200, "{address}");
    }
}

#[test]
fn a_story_that_is_gone_says_so_whatever_the_host() {
    let site = Site::new();
    site.write("config.toml", "title = \"T\"\nbase_url = \"https://t.example\"\n");
    site.write("content/gone.md", "+++\ndate = 2025-11-02\nwithdrawn = { date = 2025-11-03 }\n+++\n");
    assert_eq!(site.serve().get("/2025/11/02/gone/").status, 410);
}

#[test]
fn the_desk_shows_what_is_not_there_yet_and_where_all_comes_from() {
    let site = Site::new();
    site.write("content/draft.md", "+++\ntitle = \"D\"\ndate = 2025-11-03\ndraft = true\n+++\nText.\n");
    site.write("content/later.md", article("L", "2026-06-01", "<b>Later</b>"));
    let browser = site.serve();
    let desk = browser.get("/_dateline/?page=/2025/11/01/a/").text();
    for words in
        ["content/draft.md", "a draft", "under embargo until 2026-06-01", "/2025/11/01/a/", "content/a.md"]
    {
        assert!(desk.contains(words), "{words}: {desk}");
    }
    assert!(!desk.contains(site.root().to_str().expect("text")));
    assert!(browser.get("/_dateline/source?file=content%2Fa.md").text().contains("The first text."));
    for other in ["config.toml", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "content"] {
        assert_eq!(browser.get(&format!("/_dateline/source?file={other}")).status, 404, "{other}");
    }
    assert!(!desk.contains("<b>Later"));
}

#[test]
fn a_browser_can_look_at_another_moment() {
    let site = Site::new();
    site.write("content/later.md", article("L", "2026-06-01", "Later."));
    let browser = site.serve();
    assert_eq!(browser.get("/2026/06/01/later/").status, 404);
    let cookie = [("cookie", "dateline-as-of=2026-06-02")];
    assert_eq!(browser.ask("GET", "/2026/06/01/later/", &cookie).status, 200);
    assert_eq!(browser.get("/2026/06/01/later/").status, 404);

    let choose = |origin: &str, token: &str, time: &str| {
        let form = format!("time={time}&token={token}&back=%2F");
        let request = format!(
            "POST /_dateline/as-of HTTP/1.1\r\nhost: {}\r\nconnection: close\r\norigin: {origin}\r\ncontent-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            browser.host(),
            form.len()
        );
        browser.raw(request.as_bytes()).expect("an answer")
    };
    let (origin, token) = (browser.origin(), browser.token());
    let chosen = choose(&origin, &token, "2026-06-02");
    assert_eq!((chosen.status, chosen.header("location")), (303, Some("/")));
    assert!(
        chosen.header("set-cookie").is_some_and(|cookie| cookie.starts_with("dateline-as-of=2026-06-02;"))
    );
    assert_eq!(choose(&origin, &token, "soon").status, 400);
    assert_eq!(choose("http://evil.example", &token, "2026-06-02").status, 403);
    assert_eq!(choose(&origin, "0", "2026-06-02").status, 403);
}

#[test]
fn drafts_and_embargoes_are_shown_when_asked() {
    let site = Site::new();
    site.write("content/draft.md", "+++\ntitle = \"D\"\ndate = 2025-11-03\ndraft = true\n+++\nText.\n");
    site.write("content/later.md", article("L", "2026-06-01", "Later."));
    let browser = Browser::new(dateline::preview::Settings {
        drafts: Drafts::Shown,
        future: FutureArticles::Shown,
        ..settings(site.root())
    });
    assert_eq!(browser.get("/2025/11/03/draft/").status, 200);
    assert_eq!(browser.get("/2026/06/01/later/").status, 200);
}
