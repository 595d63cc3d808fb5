//! Whom the preview answers, and what it takes from them.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dateline::preview::{Port, Preview, PreviewError, Settings};

use super::desk::{Browser, Site, settings};

fn status(browser: &Browser, request: &str) -> Option<u16> {
    browser.raw(request.as_bytes()).map(|answer| answer.status)
}

#[test]
fn only_this_machines_own_names_are_answered() {
    let site = Site::new();
    let browser = site.serve();
    let port = browser.address().port();
    let host = |host: &str| {
        status(&browser, &format!("GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"))
    };
    for own in ["localhost", "127.0.0.1", "[::1]", "a.localhost"] {
        assert_eq!(host(&format!("{own}:{port}")), Some(200), "{own}");
    }
    for other in [
        format!("evil.example:{port}"),
        "localhost:1".to_owned(),
        "localhost".to_owned(),
        format!("10.0.0.1:{port}"),
    ] {
        assert_eq!(host(&other), Some(403), "{other}");
    }
    for bad in ["", "a b", "http://localhost", "localhost:x"] {
        assert_eq!(host(bad), Some(400), "{bad}");
    }
    let missing = "GET / HTTP/1.1\r\nconnection: close\r\n\r\n";
    assert_eq!(status(&browser, missing), Some(400));
    let twice = format!(
        "GET / HTTP/1.1\r\nhost: localhost:{port}\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(status(&browser, &twice), Some(400));
    let forwarded = format!(
        "GET / HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: localhost:{port}\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(status(&browser, &forwarded), Some(403));
    let whole =
        format!("GET http://evil.example/ HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
    assert_eq!(status(&browser, &whole), Some(400));
}

#[test]
fn other_machines_are_let_in_by_name_only() {
    let site = Site::new();
    let bind = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let open = Settings { bind, ..settings(site.root()) };
    let refused = Preview::start(open.clone(), Arc::new(|_| {})).err();
    assert!(matches!(refused, Some(PreviewError::NoAllowedHosts(_))));
    let named = Settings { allowed_hosts: vec!["news.lan".to_owned()], ..open.clone() };
    let browser = Browser::new(named);
    let port = browser.address().port();
    let request = format!("GET / HTTP/1.1\r\nhost: news.lan:{port}\r\nconnection: close\r\n\r\n");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let wrong = Settings { allowed_hosts: vec!["http://x/".to_owned()], ..open };
    assert!(matches!(Preview::start(wrong, Arc::new(|_| {})).err(), Some(PreviewError::InvalidHost(_))));
}

#[test]
fn a_port_that_is_taken() {
    let site = Site::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let settings = Settings { port: Port::Exactly(port), ..settings(site.root()) };
    assert!(matches!(
        Preview::start(settings.clone(), Arc::new(|_| {})).err(),
        Some(PreviewError::Listen(..))
    ));
    let next = Browser::new(Settings { port: Port::From(port), ..settings });
    assert!(next.address().port() > port);
}

#[test]
fn the_channel_is_for_the_servers_own_pages() {
    let site = Site::new();
    let browser = site.serve();
    let (own, token) = (browser.origin(), browser.token());
    let ask =
        |method: &str, headers: &[(&str, &str)]| browser.ask(method, "/_dateline/faults", headers).status;
    assert_eq!(ask("POST", &[("origin", &own), ("x-dateline-token", &token)]), 200);
    assert_eq!(ask("POST", &[("sec-fetch-site", "same-origin"), ("x-dateline-token", &token)]), 200);
    for headers in [
        vec![("origin", own.as_str())],
        vec![("x-dateline-token", token.as_str())],
        vec![("origin", own.as_str()), ("x-dateline-token", "0000")],
        vec![("origin", "http://evil.example"), ("x-dateline-token", token.as_str())],
        vec![("origin", "null"), ("x-dateline-token", token.as_str())],
        vec![("origin", "http://localhost:1"), ("x-dateline-token", token.as_str())],
        vec![("sec-fetch-site", "cross-site"), ("x-dateline-token", token.as_str())],
        vec![
            ("origin", "http://evil.example"),
            ("sec-fetch-site", "same-origin"),
            ("x-dateline-token", token.as_str()),
        ],
    ] {
        assert_eq!(ask("POST", &headers), 403, "{headers:?}");
        assert_eq!(browser.ask("GET", "/_dateline/live", &headers).status, 403, "{headers:?}");
    }
    assert_eq!(browser.ask("GET", "/_dateline/faults", &[]).status, 405);
}

#[cfg(unix)]
#[test]
fn a_symlink_that_is_put_in_place_leads_nowhere() {
    let site = Site::new();
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret"), "the secret").expect("a file");
    let browser = site.serve();
    assert_eq!(browser.get("/app.css").status, 200);
    site.remove("static/app.css");
    std::os::unix::fs::symlink(outside.path().join("secret"), site.path("static/app.css")).expect("a link");
    for _ in 0..50 {
        let answer = browser.get("/app.css");
        assert!(!answer.text().contains("the secret"), "{}", answer.head);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What paths that lead astray are made of.
const ASTRAY: [&str; 28] = [
    "..",
    "%2e%2e",
    "%2e%2e%2f",
    "%5c",
    "\\",
    "%00",
    "c:",
    "%",
    "%zz",
    "%ff",
    "//",
    "/",
    ".",
    "a",
    "%0d%0a",
    "%c0%ae",
    "é",
    "%3a",
    "etc/passwd",
    "::$DATA",
    "~",
    "%252e%252e",
    "index.html",
    ".git",
    ";",
    "?",
    "&",
    " ",
];

/// A request of which no server can make sense, the same in each run.
fn malformed(round: usize, host: &str, path: &str) -> String {
    let end = "connection: close\r\n\r\n";
    match round % 6 {
        0 => format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{end}"),
        1 => format!("GET /x HTTP/1.1\r\nhost: {path}\r\n{end}"),
        2 => format!(
            "GET /x HTTP/1.1\r\nhost: {host}\r\nrange: bytes={path}\r\nif-none-match: {path}\r\n{end}"
        ),
        3 => format!("{path} / HTTP/9.{round}\r\n\r\n"),
        4 => format!("GET /{path} HTTP/1.1\r\nhost: {host}\r\ncookie: dateline-as-of={path}\r\n{end}"),
        _ => format!("GET /_dateline/source?file={path} HTTP/1.1\r\nhost: {host}\r\n{end}"),
    }
}

#[test]
fn malformed_requests_are_refused_and_harm_nobody() {
    let site = Site::new();
    let browser = site.serve();
    let host = browser.host();
    let mut seed = 7_u64;
    let mut next = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("a number") % below
    };
    for round in 0..3000 {
        let path: String = (0..=next(6)).map(|_| ASTRAY[next(ASTRAY.len())]).collect();
        let request = malformed(round, &host, &path);
        if let Some(answer) = browser.raw(request.as_bytes()) {
            assert!(answer.status < 500, "{request:?}: {}", answer.head);
            assert!(!answer.text().contains("root:"), "{request:?}");
            let location = answer.header("location").unwrap_or_default();
            assert!(!location.starts_with("//") && !location.contains('\\'), "{request:?}: {location}");
        }
    }
    let long = format!("GET / HTTP/1.1\r\nhost: {host}\r\nx: {}\r\n\r\n", "a".repeat(100_000));
    assert!(browser.raw(long.as_bytes()).is_none_or(|answer| matches!(answer.status, 400 | 431)));
    let many = format!("GET / HTTP/1.1\r\nhost: {host}\r\n{}\r\n", "x: y\r\n".repeat(1000));
    assert!(browser.raw(many.as_bytes()).is_none_or(|answer| matches!(answer.status, 400 | 431)));
    assert_eq!(browser.get("/").status, 200);
}

#[test]
fn slow_browsers_keep_nobody_waiting() {
    let site = Site::new();
    let browser = site.serve();
    let slow: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(browser.address()).expect("a connection");
            stream.write_all(b"GET / HT").expect("a beginning");
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(browser.get("/").status, 200);
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(slow);
}

#[test]
fn too_many_connections_are_refused_politely() {
    let site = Site::new();
    let browser = site.serve();
    assert_eq!(browser.get("/").status, 200);
    let held: Vec<TcpStream> = (0..1024).map_while(|_| TcpStream::connect(browser.address()).ok()).collect();
    assert_eq!(held.len(), 1024, "this machine lets a program have 1,024 connections and more");
    let answer = browser.get("/");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    drop(held);
    browser.wait_until("there is room again", |browser| browser.get("/").status == 200);
}

#[test]
fn an_end_is_clean_even_while_somebody_listens() {
    let site = Site::new();
    let browser = site.serve();
    let mut channel = browser.listen();
    assert_eq!(channel.events(Duration::from_millis(500)), 1);
    let address = browser.address();
    let start = Instant::now();
    drop(browser);
    assert!(start.elapsed() < Duration::from_secs(3));
    assert!(TcpStream::connect(address).is_err());
}
