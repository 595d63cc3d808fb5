use super::*;
use crate::front_matter::article_file;
use crate::story::StoryDate;

/// Imports a table.
fn import(name: &str, bytes: &[u8], settings: &str) -> Vec<Item> {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("file");
    let decisions = Decisions::parse(settings).expect("import.toml");
    let table = Table::open(&[path], &decisions).expect("table");
    let mut items = Vec::new();
    table
        .read(&mut |raw| {
            items.push(table.convert(raw, &decisions));
            Ok(())
        })
        .expect("items");
    items
}

fn story(item: &Item) -> &Story {
    match item {
        Item::Story(story) => story,
        item => panic!("{item:?}"),
    }
}

#[test]
fn columns_are_found_by_name_and_value() {
    let long = "A long text. ".repeat(30);
    let table = format!(
        "NID;Headline;Erschienen;Byline;URL;Keywords;Inhalt des Artikels;Seite\n\
         7;Cats;03.04.2005;By Ann Author;https://example.org/a.html;x, y;\"{long}\n\nMore\";12\n\
         8;Dogs;13.04.2005;;https://example.org/?p=8;;<p>B <a href=\"https://example.org/a.html\">a</a></p>{long};\n"
    );
    let latin = encoding_rs::WINDOWS_1252.encode(&table.replace("Cats", "Bären")).0.into_owned();
    let items = import("a.csv", &latin, "");
    let first = story(&items[0]);
    assert_eq!(first.id.0, "table:7");
    assert_eq!((first.title.as_str(), first.origin.line), ("Bären", 2));
    assert_eq!(first.date.map(StoryDate::to_toml).as_deref(), Some("2005-04-03"));
    assert_eq!(first.authors[0].name, "Ann Author");
    assert_eq!(first.address.as_deref(), Some("/a.html"));
    assert_eq!(first.tags, ["x", "y"]);
    assert!(first.body.ends_with("\n\nMore"), "{}", first.body);
    assert_eq!(first.extra["seite"].as_str(), Some("12"));
    let second = story(&items[1]);
    assert_eq!(second.aliases, ["/?p=8"]);
    assert!(second.body.starts_with("B [a](/a.html)"), "{}", second.body);
}

#[test]
fn import_toml_maps_columns() {
    let table = "x,y,z\nTitle,2005-01-02,Body\n";
    let items = import("a.csv", table.as_bytes(), "[columns]\nx = \"title\"\ny = \"date\"\nz = \"\"\n");
    let story = story(&items[0]);
    assert_eq!((story.title.as_str(), story.body.as_str()), ("Title", ""));
}

#[test]
fn json_lines_in_the_terms_of_front_matter_are_lossless() {
    let line = r#"{"title":"T","date":"1974-05","updated":"2025-11-02T09:00:00Z","dateline":"OSLO","authors":["Ann",{"name":"Bob","of":"AP","role":"photographs"}],"tags":["a, b"],"address":"/x/","aliases":["/?p=1"],"id":"tag:example.org,2005:x","image":{"src":"a.jpg","alt":""},"source":{"name":"AP"},"corrections":[{"date":"2025-11-03","text":"No."}],"extra":{"n":3},"file":"content/1974/x.md","markdown":"A *b*.\n\n{{ <Embed url=\"https://example.org/\" /> }}"}"#;
    let items = import("a.jsonl", format!("{line}\nrubbish\n").as_bytes(), "");
    let first = story(&items[0]);
    assert_eq!(first.path.as_deref(), Some("content/1974/x.md"));
    assert_eq!(
        article_file(first, &first.body),
        "+++\ntitle = \"T\"\ndate = \"1974-05\"\nupdated = 2025-11-02T09:00:00Z\ndateline = \"OSLO\"\n\
         authors = [\"Ann\", { name = \"Bob\", of = \"AP\", role = \"photographs\" }]\ntags = [\"a, b\"]\n\
         address = \"/x/\"\naliases = [\"/?p=1\"]\nid = \"tag:example.org,2005:x\"\n\
         image = { src = \"a.jpg\", alt = \"\" }\nsource = { name = \"AP\" }\n\n\
         [[corrections]]\ndate = 2025-11-03\ntext = \"No.\"\n\n[extra]\nn = 3\n+++\n\n\
         A *b*.\n\n{{ <Embed url=\"https://example.org/\" /> }}\n"
    );
    assert!(matches!(&items[1], Item::SetAside(text) if text.origin.line == 2));
}
