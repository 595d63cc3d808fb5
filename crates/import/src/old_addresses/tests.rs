use super::*;

/// Reads a list, and returns each address with its requests.
fn addresses(name: &str, text: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("file");
    let found = read(&path).expect(name);
    let shown: Vec<_> = found.requests.iter().map(|(path, count)| format!("{path} {count}")).collect();
    shown.join(", ")
}

#[test]
fn every_form_of_list_is_read() {
    let log = b"192.0.2.1 - - [01/Nov/2014:10:00:00 +0000] \"GET /a.html HTTP/1.1\" 200 12 \"-\" \"x\"\n\
        192.0.2.1 - - [01/Nov/2014:10:00:00 +0000] \"GET /a.html HTTP/1.1\" 304 0\n\
        192.0.2.1 - - [01/Nov/2014:10:00:00 +0000] \"GET /wp-login.php HTTP/1.1\" 404 0\n\
        192.0.2.1 - - [01/Nov/2014:10:00:00 +0000] \"POST /form HTTP/1.1\" 200 0\n\
        192.0.2.1 - - [01/Nov/2014:10:00:00 +0000] \"GET /?p=12 HTTP/1.1\" 301 0\n";
    assert_eq!(addresses("access.log", log), "/?p=12 1, /a.html 2");
    let cdx = b" CDX N b a m s k r M S V g\n\
        org,example)/a 20140101000000 http://example.org/a text/html 200 X - - 1 2 f.warc.gz\n\
        org,example)/a 20150101000000 http://www.example.org/a text/html 200 X - - 1 2 f.warc.gz\n\
        org,example)/b 20150101000000 http://example.org/b text/html 404 X - - 1 2 f.warc.gz\n";
    assert_eq!(addresses("a.cdx", cdx), "/a 1");
    let cdxj = b"org,example)/a 20140101000000 {\"url\": \"http://example.org/a\", \"status\": \"200\", \"mime\": \"text/html\"}\n\
        org,example)/c 20140101000000 {\"url\": \"http://example.org/c.css\", \"status\": 200, \"mime\": \"text/css\"}\n";
    assert_eq!(addresses("a.cdxj", cdxj), "/a 1");
    let console = "Top pages,Clicks,Impressions\nhttps://example.org/b%C3%A4r/,\"1,204\",9\nhttps://example.org/b,3,9\n";
    assert_eq!(addresses("Pages.csv", console.as_bytes()), "/b 3, /b\u{e4}r/ 1204");
    assert_eq!(addresses("list.txt", b"# old\nhttp://example.org/a\n/b?c=d\n\nmailto:x\n"), "/a 1, /b?c=d 1");
    let sitemap = b"<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <url><loc>https://example.org/a?b=1&amp;c=2</loc></url><url><loc> https://example.org/b </loc></url></urlset>";
    assert_eq!(addresses("sitemap.xml", sitemap), "/a?b=1&c=2 1, /b 1");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, b"/a\n/b\n").expect("memory");
    assert_eq!(addresses("list.gz", &packed.finish().expect("memory")), "/a 1, /b 1");
}

#[test]
fn an_index_of_sitemaps_leads_to_the_files_beside_it() {
    let folder = tempfile::tempdir().expect("folder");
    let index = "<sitemapindex><sitemap><loc>https://example.org/maps/one.xml</loc></sitemap></sitemapindex>";
    std::fs::write(folder.path().join("sitemap.xml"), index).expect("file");
    std::fs::write(
        folder.path().join("one.xml"),
        "<urlset><url><loc>https://example.org/a</loc></url></urlset>",
    )
    .expect("file");
    let found = read(&folder.path().join("sitemap.xml")).expect("sitemap");
    assert_eq!(found.requests.keys().collect::<Vec<_>>(), ["/a"]);
}

#[test]
fn a_file_without_addresses_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("list.txt");
    std::fs::write(&path, "hello\n").expect("file");
    assert!(read(&path).expect_err("no address").to_string().contains("list.txt"));
}
