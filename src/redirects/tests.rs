use super::*;
use crate::config::{self, Overrides};

fn site(base_url: &str) -> Site {
    let text = format!("title = \"T\"\nbase_url = \"{base_url}\"");
    config::read(&text, &Overrides::default()).0.expect("a site")
}

fn parsed(text: &str) -> (Vec<String>, Vec<String>) {
    let (list, found) = Redirects::parse(text.as_bytes(), &site("https://t.example"));
    let lines = list.lines().iter().map(|Line { from, to, number, .. }| {
        let from = match from {
            OldAddress::Path(path) => path.to_string(),
            OldAddress::Query(query) => query.to_string(),
        };
        let to = match to {
            Target::Address(address) => address.to_string(),
            Target::Text(file) => file.to_string(),
            Target::Gone => "gone".to_owned(),
        };
        format!("{number} {from} {to}")
    });
    (lines.collect(), found.iter().map(ToString::to_string).collect())
}

#[test]
fn lines_are_read_as_spreadsheets_write_them() {
    let text = "\u{feff}Old,New\r\n/a.asp,/a/\r\n\r\n# moved\r\n\"/0,1518.html\",\" /b/\"\r\n/?p=1 , content/c.md ,,\n\
                https://old.example/d?x=1&y,https://t.example/d\n/e,410\nhttp://www.old.example,https://t.example";
    let (lines, found) = parsed(text);
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(
        lines,
        [
            "2 /a.asp /a/",
            "5 /0,1518.html /b/",
            "6 /?p=1 content/c.md",
            "7 /d?y&x=1 /d/",
            "8 /e/ gone",
            "9 / /"
        ]
    );
    assert_eq!(parsed("old;new\n/a;/b/\n").0, ["2 /a/ /b/"]);
    assert_eq!(parsed("/a\t/b/\n").0, ["1 /a/ /b/"]);
    assert_eq!(parsed("").0, Vec::<String>::new());
}

#[test]
fn each_line_that_is_wrong_is_shown() {
    let text = "/a\n/b,\n/c,/d,/e\nf.asp?id=1,/g/\n/h#i,/j/\n/k,https://evil.example/\n/l,../m.md\n/n,/o/?p=1\n/p,q\n/ok,/r/\n\
                /s,//evil.example/\n/../t,/u/\n/v,content/../w.md\n";
    let (lines, found) = parsed(text);
    assert_eq!(lines, ["10 /ok/ /r/"]);
    assert_eq!(
        found,
        [
            "addresses.csv:1:1: this line has no target",
            "addresses.csv:2:1: this line has no target",
            "addresses.csv:3:1: this line has 3 columns instead of two: old,new",
            "addresses.csv:4:1: `f.asp?id=1` is not an address: an address must begin with `/`",
            "addresses.csv:5:1: `/h#i` is not an address: it has a `#`, and browsers never send the text from `#` on",
            "addresses.csv:6:4: `https://evil.example/` is not on this site, https://t.example",
            "addresses.csv:7:4: `../m.md` is no text of the site",
            "addresses.csv:8:4: `/o/?p=1` has a `?` or `#`; write the address of a page",
            "addresses.csv:9:4: `q` is not an address: an address must begin with `/`",
            "addresses.csv:11:4: `//evil.example/` is not on this site, https://t.example",
            "addresses.csv:12:1: `/../t` is not an address: `.` and `..` would lead out of the site",
            "addresses.csv:13:4: `content/../w.md` is no text of the site",
        ]
    );
}

#[test]
fn a_site_in_a_folder_answers_for_that_folder() {
    let (list, found) = Redirects::parse(
        b"https://old.example/paper/a,/b/\nhttps://old.example/c,/d/\n",
        &site("https://t.example/paper"),
    );
    assert_eq!(list.lines().len(), 1);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["addresses.csv:2:1: `https://old.example/c` is not below /paper/, where the site is"]);
}

#[test]
fn what_is_no_text_and_a_flood_of_faults_are_shown_once() {
    let (_, found) = Redirects::parse(b"/a,/b/\n/caf\xe9,/c/\n", &site("https://t.example"));
    assert_eq!(found.iter().count(), 1);
    let (_, found) = Redirects::parse("/x\n".repeat(1000).as_bytes(), &site("https://t.example"));
    assert_eq!(found.iter().count(), 21);
    assert!(found.iter().last().is_some_and(|last| last.message.starts_with("980 more")));
}
