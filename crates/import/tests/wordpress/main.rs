//! Exports of WordPress, imported into a site in memory.

mod memory;

use std::path::{Path, PathBuf};

use dateline_import::archive;
use dateline_import::decisions::{CommentUse, Decisions};
use dateline_import::error::ImportError;
use dateline_import::kind::Kind;
use dateline_import::report::Report;
use dateline_import::request::Request;

use memory::MemorySite;

/// Beginning of an export.
const HEAD: &str = "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" \
    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>T</title>\n";

/// Returns the path of a fixture.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wordpress").join(name)
}

/// Imports an export.
fn import(paths: &[PathBuf], decisions: &Decisions, site: &MemorySite) -> Result<Report, ImportError> {
    let archive = archive::open(Kind::WordPress, paths, decisions)?;
    let report = archive.import(&Request::default(), decisions, site, None)?;
    assert!(report.total.adds_up());
    Ok(report)
}

/// Imports a text as an export.
fn import_text(xml: &str) -> (Result<Report, ImportError>, MemorySite) {
    import_bytes(xml.as_bytes())
}

/// Imports bytes as an export.
fn import_bytes(bytes: &[u8]) -> (Result<Report, ImportError>, MemorySite) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.xml");
    std::fs::write(&path, bytes).expect("an export");
    let site = MemorySite::default();
    (import(&[path], &Decisions::default(), &site), site)
}

/// Returns an item.
fn item(id: u32, content: &str) -> String {
    format!(
        "<item><title>Story {id}</title><link>https://x.example/story-{id}/</link><content:encoded>{content}\
         </content:encoded><wp:post_id>{id}</wp:post_id><wp:post_date>2014-05-01 09:30:00</wp:post_date>\
         <wp:post_date_gmt>2014-05-01 09:30:00</wp:post_date_gmt><wp:status>publish</wp:status>\
         <wp:post_type>post</wp:post_type></item>\n"
    )
}

#[test]
fn an_export_becomes_articles() {
    let site = MemorySite::default();
    let mut decisions = Decisions { comments: CommentUse::Append, ..Decisions::default() };
    for (name, template) in
        [("pull", "{% <PullQuote by=\"{by}\"> %}{content}{% </PullQuote> %}"), ("b", "unwrap")]
    {
        decisions.shortcodes.insert(name.to_owned(), template.to_owned().into());
    }
    let report = import(&[fixture("export.xml")], &decisions, &site).expect("an import");
    insta::assert_snapshot!("content", site.content());
    insta::assert_snapshot!("addresses", site.text("addresses.csv"));
    insta::assert_snapshot!("report", site.text("import-report.csv"));
    assert_eq!((report.links.texts_that_differ, report.pictures.texts_that_differ), (0, 0));
    let all = site.content() + &site.text("import-report.csv");
    for private in ["reader@mail.example", "192.0.2.7", "ann@harbor.example", "hunter2"] {
        assert!(!all.contains(private), "{private} is private");
    }
    // A second run changes nothing.
    let before = site.0.lock().expect("no test has failed").clone();
    let again = import(&[fixture("export.xml")], &decisions, &site).expect("an import");
    assert_eq!((again.total.written, again.total.unchanged), (0, report.total.written));
    let after = site.0.lock().expect("no test has failed").clone();
    for (path, bytes) in &before {
        assert!(path.starts_with("import-report") || after.get(path) == Some(bytes), "{path} is the same");
    }
}

#[test]
fn a_survey_suggests_decisions() {
    let paths = [fixture("export.xml")];
    assert_eq!(archive::detect(&paths), Some(Kind::WordPress));
    let archive = archive::open(Kind::WordPress, &paths, &Decisions::default()).expect("an export");
    let survey = archive.survey(Decisions::default()).expect("a survey").to_toml();
    insta::assert_snapshot!("survey", survey);
    Decisions::parse(&survey).expect("import.toml");
}

#[test]
fn the_end_of_a_cut_export_is_set_aside() {
    let whole = format!("{HEAD}{}{}", item(1, "<![CDATA[one]]>"), item(2, "<![CDATA[two words]]>"));
    for cut in ["<![CDATA[two", "two", "<wp:post_id>2", "<item><title>Story 2"] {
        let end = whole.rfind(cut).expect("a place") + cut.len();
        let (report, site) = import_text(&whole[..end]);
        let report = report.expect("an import");
        assert_eq!((report.total.written, report.total.set_aside), (1, 1), "{cut}");
        assert!(site.text("content/2014/2014-05-01-story-1.md").contains("one"));
        let set_aside = &report.set_aside[0];
        assert!(set_aside.place.starts_with("export.xml:3"), "{}", set_aside.place);
        assert!(set_aside.reason.contains("the rest is missing"), "{}", set_aside.reason);
    }
}

#[test]
fn a_broken_item_does_not_take_the_next_with_it() {
    for broken in [
        "<item><title>Broken</title><wp:post_id>9</wp:post_id><content:encoded>no end</item>\n",
        "<item><title>Broken</title><wp:post_id>9</wp:post_id>\n",
        "<item><title>Broken</title><content:encoded>no end\n",
    ] {
        let (report, site) = import_text(&format!("{HEAD}{broken}{}</channel></rss>", item(2, "two")));
        let report = report.expect("an import");
        assert_eq!((report.total.written, report.total.set_aside), (1, 1), "{broken}");
        assert!(report.set_aside[0].reason.contains("line 2"), "{}", report.set_aside[0].reason);
        assert!(site.text("content/2014/2014-05-01-story-2.md").contains("two"));
    }
}

#[test]
fn what_is_no_export_is_refused_with_its_place() {
    for (text, place, word) in [
        ("<html><body></body></html>", ":1:", "<html>"),
        ("<rss>\n<feed/></rss>", ":2:", "<feed>"),
        ("<rss>\n", ":2:", "<channel>"),
        ("plain words", ":1:", "<channel>"),
        ("<rss><channel>\n<title>x", ":2:", "ends"),
        ("<rss><channel><item><title>x</title></item></channel></rss>", ":1:", "--kind feed"),
    ] {
        let (report, _) = import_text(text);
        let message = report.expect_err("a refusal").to_string();
        assert!(message.contains(place) && message.contains(word), "{text}: {message}");
    }
}

#[test]
fn characters_and_entities_are_repaired_and_counted() {
    let content = b"<![CDATA[caf\xE9 a\x08b]]>&nbsp;&copy; R&D &unknown; <b>bold</b> &#0;";
    let mut bytes = HEAD.as_bytes().to_vec();
    let item = item(1, "HERE");
    let (before, after) = item.split_once("HERE").expect("a place");
    bytes.extend([before.as_bytes(), content.as_slice(), after.as_bytes(), b"</channel></rss>"].concat());
    let (report, site) = import_bytes(&bytes);
    assert_eq!(report.expect("an import").notices.get("repair"), Some(&1));
    let text = site.text("content/2014/2014-05-01-story-1.md");
    assert!(text.contains("café ab\u{a0}© R&D") && text.contains("**bold**"), "{text}");
    let report = site.text("import-report.csv");
    for said in [
        "control characters removed: 1",
        "Windows-1252: 1",
        "broken entities: 5",
        "tags outside of CDATA sections: 2",
    ] {
        assert!(report.contains(said), "{said} in {report}");
    }
}

#[test]
fn two_texts_of_one_id_are_two_texts() {
    let second = item(1, "two").replace("story-1/", "other//story/").replace("Story 1", "Other");
    let first = item(1, "one");
    let (report, site) = import_text(&format!("{HEAD}{first}{second}{first}</channel></rss>"));
    let report = report.expect("an import");
    assert_eq!((report.total.written, report.total.left_out), (2, 1));
    let text = site.text("content/2014/2014-05-01-other.md");
    assert!(text.contains("address = \"/other/story/\""), "{text}");
}

#[test]
fn nested_sections_stay_whole() {
    let content = "<![CDATA[Nested <![CDATA[ tags ]]> :)]]>";
    let (report, site) = import_text(&format!("{HEAD}{}</channel></rss>", item(1, content)));
    report.expect("an import");
    let text = site.text("content/2014/2014-05-01-story-1.md");
    assert!(text.contains(":)"), "{text}");
}

#[test]
fn declared_entities_are_not_expanded() {
    let bomb = format!(
        "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>{HEAD}{}</channel></rss>",
        item(1, "&b;")
    );
    let (report, site) = import_text(&bomb);
    report.expect("an import");
    let text = site.text("content/2014/2014-05-01-story-1.md");
    assert!(!text.contains("aaaa") && text.contains("&b;"), "{text}");
}

#[test]
fn zips_and_several_files_are_one_export() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = folder.path().join("a.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&first).expect("a file"));
    for (name, text) in [
        ("export/1.xml", format!("{HEAD}{}</channel></rss>", item(1, "one"))),
        ("export/notes.xml", "<notes/>".to_owned()),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("a member");
    }
    zip.finish().expect("a zip");
    std::fs::write(folder.path().join("b.xml"), format!("{HEAD}{}</channel></rss>", item(2, "two")))
        .expect("a file");
    std::fs::write(folder.path().join("readme.txt"), "no export").expect("a file");
    let site = MemorySite::default();
    let report = import(&[folder.path().to_owned()], &Decisions::default(), &site).expect("an import");
    assert_eq!(report.total.written, 2);
    assert!(site.text("import-report.csv").contains("a.zip/export/1.xml:2"));
}

#[test]
fn sites_in_other_encodings_are_read() {
    let xml =
        format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n{HEAD}{}</channel></rss>", item(1, "HERE"));
    let (before, after) = xml.split_once("HERE").expect("a place");
    let (report, site) = import_bytes(&[before.as_bytes(), b"caf\xE9", after.as_bytes()].concat());
    assert_eq!(report.expect("an import").notices.get("repair"), None);
    assert!(site.text("content/2014/2014-05-01-story-1.md").contains("café"));
}

#[test]
fn plain_permalinks_and_the_front_page_become_queries() {
    let text = item(1, "one").replace("https://x.example/story-1/", "https://x.example/?p=1");
    let page = item(2, "two")
        .replace("https://x.example/story-2/", "https://x.example/")
        .replace(">post<", ">page<");
    let (report, site) = import_text(&format!("{HEAD}{text}{page}</channel></rss>"));
    report.expect("an import");
    let article = site.text("content/2014/2014-05-01-story-1.md");
    assert!(article.contains("aliases = [\"/?p=1\"]") && !article.contains("address ="), "{article}");
    let page = site.text("content/pages/story-2.md");
    assert!(page.contains("\"/?page_id=2\""), "{page}");
}
