//! `dateline check --answers`: old addresses are answered by a page, a redirect or a notice, or listed.

use crate::site::Site;
use std::fs;

/// A site with a story, old addresses of each kind, and a file.
fn site() -> Site {
    let mut site = Site::new("title = \"T\"\nbase_url = \"https://t.example\"\n");
    site.set_now("2026-01-01T00:00:00Z");
    site.write(
        "content/2014-05-31-cats.md",
        "+++\ntitle = \"Cats\"\naddress = \"/pub/cats.html\"\naliases = [\"/?p=12\", \"/old/cats\"]\n+++\n\nText.\n",
    );
    site.write(
        "content/2014-06-01-dogs.md",
        "+++\ntitle = \"Dogs\"\nwithdrawn = { date = 2015-01-01, reason = \"Wrong.\" }\n+++\n\nText.\n",
    );
    site.write("static/pics/a.png", b"\x89PNG\r\n\x1a\n");
    site.write("addresses.csv", "old,new\n/shop/,410\n/news.php?id=7,/pub/cats.html\n");
    site
}

#[test]
fn every_old_address_is_answered_or_listed() {
    let site = site();
    let list = "https://old.example/pub/cats.html\n/pub/cats.html?utm_source=x\n/\n/pics/a.png\n\
                /old/cats\n/?p=12\n/news.php?id=7\n/2014/05\n\
                /2014/06/01/dogs/\n/shop/\n\
                /?p=13\n/news.php?id=8\n/nothing/\n";
    site.write("old.txt", list);
    let list = site.path("old.txt");
    let said = site.run(&["check", "--answers", list.to_str().expect("path")]);
    assert_eq!(said.code, Some(1), "{} {}", said.stdout, said.stderr);
    assert!(said.stdout.contains("4 pages, 4 redirects, 2 notices, 3 unanswered\n"), "{}", said.stdout);
    assert_eq!(site.read("unanswered.csv"), "address,requests\n/?p=13,1\n/news.php?id=8,1\n/nothing/,1\n");
    fs::write(&list, "/pub/cats.html\n").expect("list");
    let said = site.run(&["check", "--answers", list.to_str().expect("path")]);
    assert_eq!(said.code, Some(0), "{} {}", said.stdout, said.stderr);
    assert!(said.stdout.contains("1 page, 0 redirects, 0 notices, 0 unanswered\n"), "{}", said.stdout);
    assert_eq!(site.read("unanswered.csv"), "address,requests\n");
}

#[test]
fn the_most_requested_stand_first() {
    let site = site();
    let line =
        |path: &str| format!("192.0.2.1 - - [01/Nov/2014:10:00:00 +0000] \"GET {path} HTTP/1.1\" 200 1\n");
    site.write("access.log", [line("/a"), line("/b"), line("/b"), line("/pub/cats.html")].concat());
    let list = site.path("access.log");
    let said = site.run(&["check", "--answers", list.to_str().expect("path"), "--format", "json"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(said.stdout.trim(), "[]");
    let (b, a) = (said.stderr.find("/b (2 requests)"), said.stderr.find("/a (1 request)"));
    assert!(b.is_some() && b < a, "{}", said.stderr);
}

#[test]
fn a_list_without_addresses_is_refused() {
    let site = site();
    site.write("old.txt", "hello\n");
    let list = site.path("old.txt");
    let said = site.run(&["check", "--answers", list.to_str().expect("path")]);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("holds no address"), "{}", said.stderr);
}
