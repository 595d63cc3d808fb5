use super::*;

/// Imports feeds from files of a folder; the first path given is opened.
fn import(files: &[(&str, &str)], settings: &str) -> Vec<Item> {
    let folder = tempfile::tempdir().expect("folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        std::fs::write(path, text).expect("file");
    }
    let decisions = Decisions::parse(settings).expect("import.toml");
    let feeds = Feeds::open(&[folder.path().join(files[0].0)], &decisions).expect("feed");
    let mut items = Vec::new();
    feeds
        .read(&mut |raw| {
            items.push(feeds.convert(raw, &decisions));
            Ok(())
        })
        .expect("items");
    items
}

fn stories(files: &[(&str, &str)], settings: &str) -> Vec<Story> {
    let story = |item| match item {
        Item::Story(story) => *story,
        item => panic!("{item:?}"),
    };
    import(files, settings).into_iter().map(story).collect()
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Paper</title><link>https://example.org/</link><language>en</language>
<item><title>Cats &amp;amp; dogs</title><link>https://example.org/2014/05/cats/</link><guid isPermaLink="false">https://example.org/?p=12</guid>
<pubDate>Sat, 31 May 2014 10:00:00 +0200</pubDate><dc:creator>Ann Author</dc:creator><category>World</category><category>Cats</category>
<description>A summary of its own.</description>
<content:encoded><![CDATA[<p>Text with a <a href="https://example.org/2013/dogs/">link</a> &amp; a <img src="/pics/a.jpg" alt="cat">.</p>]]></content:encoded>
<enclosure url="https://example.org/a.mp3" length="1" type="audio/mpeg"/></item>
<item><title>Short</title><link>https://example.org/?p=13</link><description>&lt;p&gt;Only this.&lt;/p&gt;</description><pubDate>Sun, 01 Jun 2014 10:00:00 GMT</pubDate></item>
</channel></rss>"#;

#[test]
fn rss_becomes_stories() {
    let stories = stories(&[("feed.xml", RSS)], "[sections]\nWorld = \"World\"\n");
    let first = &stories[0];
    assert_eq!(first.title, "Cats & dogs");
    assert_eq!(first.address.as_deref(), Some("/2014/05/cats/"));
    assert_eq!(first.feed_id.as_deref(), Some("https://example.org/?p=12"));
    assert_eq!(first.date.map(StoryDate::to_toml).as_deref(), Some("2014-05-31T10:00:00+02:00"));
    assert_eq!(first.authors, [Byline::named("Ann Author")]);
    assert_eq!(
        (first.section.as_deref(), first.tags.as_slice()),
        (Some("World"), ["Cats".to_owned()].as_slice())
    );
    assert_eq!(first.summary.as_deref(), Some("A summary of its own."));
    assert!(first.body.contains("[link](/2013/dogs/) & a ![cat](/pics/a.jpg)"), "{}", first.body);
    assert_eq!(first.media[0].site_path, "static/pics/a.jpg");
    assert_eq!(first.extra["enclosure"].as_str(), Some("https://example.org/a.mp3"));
    assert_eq!(stories[1].aliases, ["/?p=13"]);
    assert_eq!(stories[1].body, "Only this.");
    assert_eq!(stories[1].notices[0].kind, "summary only");
}

#[test]
fn atom_of_all_content_types_is_read() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">Paper</title><link href="https://example.org/"/>
<entry><id>urn:uuid:1</id><title type="html">One &amp;lt;story&amp;gt;</title><link rel="alternate" href="https://example.org/a.html"/>
<published>2014-05-31T10:00:00Z</published><updated>2014-06-01T10:00:00Z</updated><author><name>Ann</name></author><category term="t" label="Tag"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A &lt;b&gt; <em>word</em><br/>more</p></div></content></entry>
<entry><id>urn:uuid:2</id><title>AT&amp;T &#38; others</title><link href="https://example.org/b.html"/><updated>2014-05-31</updated><content type="html">&lt;p&gt;B&lt;/p&gt;</content></entry>
</feed>"#;
    let stories = stories(&[("a.atom", feed)], "");
    assert_eq!(stories[0].title, "One <story>");
    assert_eq!(stories[0].updated.map(StoryDate::to_toml).as_deref(), Some("2014-06-01T10:00:00Z"));
    assert!(stories[0].body.starts_with("A \\<b> *word*"), "{}", stories[0].body);
    assert_eq!(stories[0].tags, ["Tag"]);
    assert_eq!(stories[1].title, "AT&T & others");
    assert_eq!(stories[1].updated, None);
}

#[test]
fn rss_1_and_json_feed_are_read() {
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Paper</title><link>https://example.org/</link></channel>
<item rdf:about="x"><title>One</title><link>https://example.org/1</link><dc:date>2004-05-31</dc:date><description>Text</description></item></rdf:RDF>"#;
    assert_eq!(stories(&[("a.rdf", rdf)], "")[0].address.as_deref(), Some("/1"));
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Paper","home_page_url":"https://example.org/","next_url":"https://example.org/feed/2.json",
"items":[{"id":7,"url":"https://example.org/7/","title":"A < B","content_text":"One\n\nTwo","date_published":"2014-05-31T10:00:00Z","authors":[{"name":"Ann"}],"tags":["x"]}]}"#;
    let older = json.replace("/7/", "/6/").replace("\"id\":7", "\"id\":6").replace("2.json", "3.json");
    let stories = stories(&[("feed.json", json), ("feed/2.json", &older)], "");
    assert_eq!(stories.len(), 2);
    assert_eq!((stories[0].title.as_str(), stories[0].body.as_str()), ("A < B", "One\n\nTwo"));
}

#[test]
fn archives_are_followed_and_the_latest_change_counts() {
    let document = |older: &str, text: &str, updated: &str| {
        format!(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>{older}<entry><id>urn:x:1</id><title>T</title><link href="https://example.org/1"/><updated>{updated}</updated><content>{text}</content></entry></feed>"#
        )
    };
    let newest = document(
        r#"<link rel="prev-archive" href="https://example.org/atom/1.xml"/>"#,
        "new",
        "2015-01-01T00:00:00Z",
    );
    let oldest = document("", "old", "2014-01-01T00:00:00Z");
    let stories = stories(&[("atom.xml", &newest), ("atom/1.xml", &oldest)], "");
    assert_eq!(stories.len(), 1);
    assert_eq!(stories[0].body, "new");
}

#[test]
fn a_document_that_breaks_off_gives_what_it_has() {
    let cut = &RSS[..RSS.find("<title>Short").expect("item") + 8];
    let items = import(&[("feed.xml", cut)], "");
    assert!(matches!(items[0], Item::Story(_)));
    let Item::SetAside(fault) = &items[1] else { panic!("{items:?}") };
    assert_eq!(fault.origin.line, 8);
}
