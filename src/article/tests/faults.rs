//! What is said of every fault: its line, what is wrong, what to do.

use super::*;

/// All that is said of a file, with the hint after an arrow.
fn said(file: &str, bytes: &[u8]) -> Vec<String> {
    let (entry, mut found) = parsed(file, bytes, HasAssets::Yes, &site());
    assert_eq!(entry.is_none(), found.has_errors());
    found.sort();
    found.iter().map(|d| format!("{d} → {}", d.hint.as_deref().unwrap_or("NO HINT"))).collect()
}

/// What is said of a line more, the fourth, in an article.
fn said_of(line: &str) -> Vec<String> {
    said("content/a.md", format!("+++\ntitle = \"T\"\ndate = 2025-11-01\n{line}\n+++\nText").as_bytes())
}

const FILES: &[(&str, &[u8], &str)] = &[
    (
        "content/a.md",
        b"",
        "content/a.md: this file is empty → begin the file with a line that is +++, then title = \"…\" and date = 2025-11-01, each on a line of its own, then +++ again, then the text",
    ),
    (
        "content/a.md",
        b"# Title\n",
        "content/a.md:1:1: the front matter is missing → begin the file with a line that is +++, then title = \"…\" and date = 2025-11-01, each on a line of its own, then +++ again, then the text",
    ),
    (
        "content/a.md",
        b"\n+++\n",
        "content/a.md:1:1: the front matter is missing → begin the file with a line that is +++, then title = \"…\" and date = 2025-11-01, each on a line of its own, then +++ again, then the text",
    ),
    (
        "content/a.md",
        b"---\r\ntitle: T\r\n---\r\n",
        "content/a.md: there is no `date` → add date: 2025-11-01, or name the file by its day: 2025-11-01-a.md",
    ),
    (
        "content/a.md",
        b"+++\ntitle = \"T\"\n\nText",
        "content/a.md:1:1: the front matter never ends → put a line that is +++ after its last key, before the text",
    ),
    (
        "content/a.md",
        b"+++",
        "content/a.md:1:1: the front matter never ends → put a line that is +++ after its last key, before the text",
    ),
    (
        "content/a.md",
        b"+++\ntitle = \"T\"\n+++\nT\xe9xt \xff\n",
        "content/a.md:4:2: this is not UTF-8 → open the file in your editor with the encoding it has, and save it as UTF-8",
    ),
    (
        "content/talks.md",
        b"+++\ntitle = \"T\"\n+++\n",
        "content/talks.md: there is no `date` → add date = 2025-11-01, or name the file by its day: 2025-11-01-talks.md",
    ),
    (
        "content/2025-11-01-a.md",
        b"+++\n+++\n",
        "content/2025-11-01-a.md: there is no `title` → add the headline: title = \"…\"",
    ),
    (
        "content/pages/index.md",
        b"+++\ntitle = \"T\"\n+++\n",
        "content/pages/index.md: a standing page can't be the front page → give the file a name of its own, such as content/pages/about.md",
    ),
    (
        "content/pages/a.md",
        b"+++\ntitle = \"T\"\ndate = 2025-11-01\n+++\n",
        "content/pages/a.md:3:1: standing pages don't take `date` → take it out, or move the file out of content/pages if it is an article",
    ),
    (
        "content/pages/a.md",
        b"+++\ntitle = \"T\"\ntag = [\"a\"]\n+++\n",
        "content/pages/a.md:3:1: there is no key `tag` → write it as tags = [\"…\"]",
    ),
];

const LINES: &[(&str, &str)] = &[
    ("title = \"U\"", "1: `title` stands here a second time → keep one of the two"),
    (
        "slug = \"a/b c\"",
        "8: `a/b c` is no slug: it must be one part of an address, without a slash → for example slug = \"a-b-c\"",
    ),
    (
        "slug = \"..\"",
        "8: `..` is no slug: `.` and `..` would lead out of the site → choose one with letters in it, or leave the key out",
    ),
    (
        "updated = 2025-13-01",
        "11: `2025-13-01` is no day of the calendar → write it as 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00",
    ),
    (
        "updated = 2025-02-30",
        "11: `2025-02-30` is no day of the calendar → write it as 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00",
    ),
    (
        "updated = \"yesterday\"",
        "11: `yesterday` is not a date → write it as 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00",
    ),
    (
        "updated = 2025-10-31",
        "11: `updated` (2025-10-31) is before the article's date (2025-11-01) → see which of the two is wrong",
    ),
    (
        "expires = 2025-10-31T10:00:00",
        "11: `expires` (2025-10-31T10:00:00+03:00) is before the article's date (2025-11-01) → it will never be on the site: see which of the two is wrong",
    ),
    (
        "updated = 0001-01-01",
        "11: `updated` (0001-01-01) is before the article's date (2025-11-01) → see which of the two is wrong",
    ),
    (
        "aliases = [\"/ok\", \"old.html\"]",
        "19: the alias `old.html` is no address: an address must begin with `/` → write it as \"/old.html\"",
    ),
    (
        "aliases = [\"https://old.example/a/b\"]",
        "12: the alias `https://old.example/a/b` is no address: an address must begin with `/` → an alias is an address of this site: \"/a/b\"",
    ),
    (
        "aliases = [\"/?p=123#more\"]",
        "12: the alias `/?p=123#more` can't be kept: it has a `#`, and browsers never send the text from `#` on → remove that part, or write %23 for a `#` that belongs to the address",
    ),
    (
        "aliases = [\"/a?p=1&amp;q=2\"]",
        "12: the alias `/a?p=1&amp;q=2` can't be kept: it has `&amp;`, which is HTML for `&`: write `&` → write \"/a?p=1&q=2\"",
    ),
    (
        "aliases = [\"https://old.example/?p=1\"]",
        "12: the alias `https://old.example/?p=1` is no address: an address must begin with `/` → an alias is an address of this site: \"/?p=1\"",
    ),
    (
        "aliases = [\"/a/../b\"]",
        "12: the alias `/a/../b` is no address: `.` and `..` would lead out of the site → write it as the old address's path, such as \"/old/address.html\"",
    ),
    ("aliases = \"/a\"", "11: `aliases` must be a list, not a text → write it as aliases = [\"/a\"]"),
    ("author = \"Ada\"", "1: there is no key `author` → write it as authors = [\"…\"]"),
    ("authors = \"Ada\"", "11: `authors` must be a list, not a text → write it as authors = [\"Ada\"]"),
    ("tags = [1]", "9: an entry of `tags` must be a text, not a number → write it as tags = [\"1\"]"),
    ("description = \"d\"", "1: there is no key `description` → `description` is called `summary` here"),
    ("lastMod = 2025-11-01", "1: there is no key `lastMod` → `lastmod` is called `updated` here"),
    (
        "[taxonomies]",
        "2: there is no key `taxonomies` → `tags`, `authors`, `section` and `series` stand beside `title` here, without [taxonomies]",
    ),
    (
        "weather = \"fine\"",
        "1: there is no key `weather` → known here: title, summary, updated, slug, address, aliases, language, draft, extra, id, date, dateline, authors, section, tags, series, expires, image, source, corrections, anonymise, withdrawn. Keys of your own go under [extra]",
    ),
    ("draft = \"no\"", "9: `draft` must be true or false, not a text → write it as draft = false"),
    ("draft = \"\"", "9: `draft` must be true or false, not a text → write it as draft = true"),
    (
        "language = \"English\"",
        "12: `English` is not a language tag → write it as language = \"en\", \"pt-BR\" or \"zh-Hant\"",
    ),
    (
        "image = \"a.jpg\"",
        "9: the picture `a.jpg` has no `alt` → say what it shows, for those who can't see it: image = { src = \"a.jpg\", alt = \"…\" }",
    ),
    (
        "image = { alt = \"a\" }",
        "9: `image` has no `src` → write it as image = { src = \"photo.jpg\", alt = \"…\" }",
    ),
    (
        "image = { src = \"a.jpg\" }",
        "17: the picture `a.jpg` has no `alt` → say what the picture shows, for those who can't see it; alt = \"\" if it only decorates",
    ),
    (
        "image = { src = \"../../a.jpg\", alt = \"\" }",
        "17: `../../a.jpg` is no picture: it leads out of content/ → name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole address (src = \"https://…\")",
    ),
    (
        "image = { src = \"../static/a.jpg\", alt = \"\" }",
        "17: `../static/a.jpg` is no picture: it leads out of content/ → name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole address (src = \"https://…\")",
    ),
    (
        "image = { src = \"C:\\\\a.jpg\", alt = \"\" }",
        "17: `C:\\a.jpg` is no picture: it is no whole web address → name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole address (src = \"https://…\")",
    ),
    (
        "image = { src = \"img/\", alt = \"\" }",
        "17: `img/` is no picture: it names a folder → name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole address (src = \"https://…\")",
    ),
    (
        "image = { src = \"/about\", alt = \"\" }",
        "17: `/about` is no picture: it is a page's address → name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole address (src = \"https://…\")",
    ),
    (
        "image = { src = \"data:image/png;base64,x\", alt = \"\" }",
        "17: `data:image/png;base64,x` is no picture: it is no whole web address → name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole address (src = \"https://…\")",
    ),
    (
        "image = { src = \"a.jpg\", alt = \"\", title = \"t\" }",
        "36: there is no key `image.title` → known here: src, alt, caption, credit.",
    ),
    (
        "source = { url = \"https://a.example\" }",
        "10: `source` has no `name` → write it as source = { name = \"The Evening Post\", url = \"https://post.example/…\" }",
    ),
    (
        "source = { name = \"A\", url = \"a.example\" }",
        "30: `source.url` must be a web address, and `a.example` is none → write it as source.url = \"https://example.org/…\"",
    ),
    (
        "corrections = { date = 2025-11-03 }",
        "15: `corrections` is a list, even of one → write it as corrections = [{ date = 2025-11-03, text = \"…\" }], with brackets around, or below a line [[corrections]]",
    ),
    (
        "corrections = [{ date = 2025-11-03 }]",
        "16: a correction has no `text` → write it as corrections = [{ date = 2025-11-03, text = \"…\" }]",
    ),
    (
        "corrections = [{ text = \"t\" }]",
        "16: a correction has no `date` → write it as corrections = [{ date = 2025-11-03, text = \"…\" }]",
    ),
    (
        "corrections = [{ date = 2025-11-03, text = \"\" }]",
        "16: a correction has no `text` → write it as corrections = [{ date = 2025-11-03, text = \"…\" }]",
    ),
    (
        "corrections = [\"t\"]",
        "16: an entry of `corrections` must be a table, not a text → write it as corrections = [{ date = 2025-11-03, text = \"…\" }]",
    ),
    (
        "withdrawn = true",
        "13: `withdrawn` must be a table, not true or false → write it as withdrawn = { date = 2026-01-05, reason = \"…\" }",
    ),
    (
        "withdrawn = { reason = \"r\" }",
        "13: `withdrawn` has no `date` → write it as withdrawn = { date = 2026-01-05, reason = \"…\" }",
    ),
    ("extra = 3", "9: `extra` must be a table, not a number → write it as extra = { … }"),
    ("section = World", "11: `World` needs quotes → write it as section = \"World\""),
];

#[test]
fn every_fault_of_a_file_is_said() {
    for (file, bytes, expected) in FILES {
        assert_eq!(said(file, bytes), [*expected], "{file}: {}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn every_fault_of_a_line_is_said() {
    for (line, expected) in LINES {
        assert_eq!(said_of(line), [format!("content/a.md:4:{expected}")], "{line}");
    }
}

#[test]
fn all_faults_are_said_at_once_and_each_once() {
    let text = b"+++\ntitle = 3\ndate = \"soon\"\nslug = \"/\"\ntags = [1]\ndescription = \"d\"\nimage = { alt = \"a\" }\n+++\n";
    let lines: Vec<String> = said("content/a.md", text)
        .iter()
        .map(|message| message.split(':').take(2).collect::<Vec<_>>().join(":"))
        .collect();
    assert_eq!(lines, (2..=7).map(|line| format!("content/a.md:{line}")).collect::<Vec<_>>());
}

#[test]
fn an_article_needs_a_section_where_its_address_does() {
    let site = site_with("permalink = \"/{section}/{slug}/\"\n");
    let found =
        parsed("content/a.md", b"+++\ntitle = \"T\"\ndate = 2025-11-01\n+++\n", HasAssets::No, &site).1;
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["content/a.md: there is no `section`"]);
}

#[test]
fn an_address_can_be_too_long() {
    let long = "é".repeat(128);
    let dated = "+++\ntitle = \"T\"\ndate = 2025-11-01\n";
    let standing = "+++\ntitle = \"T\"\n";
    let slug = format!("slug = \"{long}\"\n");
    for (file, text, expected) in [
        ("content/a.md", format!("{dated}{slug}"), "is no slug: it has 256 bytes"),
        (&format!("content/{long}.md"), dated.to_owned(), "this article has no address: it has 256 bytes"),
        (
            &format!("content/pages/{long}.md"),
            standing.to_owned(),
            "the file's path makes no address: it has 256 bytes",
        ),
        (
            &format!("content/pages/{}a.md", "folder/".repeat(150)),
            format!("{standing}slug = \"b\""),
            "this slug makes no address",
        ),
    ] {
        let said = said(file, format!("{text}\n+++\n").as_bytes());
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(expected) && said[0].contains("shorter"), "{said:?}");
    }
}
