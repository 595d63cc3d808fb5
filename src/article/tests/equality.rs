//! The short way and the whole way give the same, and the short way says nothing of faults.

use super::*;
use crate::article::{fast_path, parse_fast, parse_full, resolve, split};

const KEY: &str = "(title|date|dateline|summary|authors|section|tags|series|updated|slug|aliases|language|id|draft|expires|image|extra|author|\"title\"|ti tle|)";

/// Values in every form that a key may have, and broken ones.
const VALUE: &str = "(\"[a-zé ’“\u{3000}]{0,12}\"|\"[ -~\t\u{7f}\u{1}]{0,8}\"|\"\"\"a\"\"\"|\"\"\"\"\"\"|'[a-z\"]{0,5}'|\\[ ?\"[a-z]{1,4}\"( ?, ?\"[A-Z é]{0,4}\"){0,3},? ?\\]|\\[\"a\" \"b\"\\]|\\[\\]|\\[,\\]|\\[\"[ -~]{0,9}\"\\]|true|false|True|1|[12][0-9]{3}-[01][0-9]-[0-3][0-9]|202[0-9]-0[0-9]-[0-3][0-9][Tt ][0-6][0-9]:[0-6][0-9](:[0-6][0-9](\\.5)?)?(Z|z|[+-][0-9]{2}:[0-6][0-9])?|[0-9]{2}:[0-9]{2}:00|\"2025-11-01\"|\"/[a-z]{1,5}\"|\\[\"/[a-z/.]{1,6}\"\\]|\\{ src = \"a\" \\}|\"en\"|\"urn:x:1\"|)";

const LINE_END: &str = "(\n|\n|\n|\n|\r\n|\r\n|\r\r\n|\r| \n|\t\n| # c\n|\n\n|\n \n|\n# c\n|\n[extra]\n|)";

/// A front matter whose every line is one that the short way takes, with values that may be right
/// or wrong.
fn plain() -> impl Strategy<Value = String> {
    let title = "\"[a-zA-Zé ’]{0,12}[a-z]\"";
    let text = "\"[a-zA-Zé ’]{0,12}[a-z]?\"";
    let texts = "\\[(\"[a-zA-Z]{0,4}\"(, \"[A-Z é]{0,4}[a-z]?\"){0,3})?\\]";
    let time = "20[0-9]{2}-(0[1-9]|1[0-2])-([01][1-9]|2[0-8])(T[01][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-][01][0-9]:[0-5][0-9])?)?";
    let optional = |key: &'static str, value: &'static str| {
        prop::option::of(value).prop_map(move |value| value.map(|value| format!("{key} = {value}")))
    };
    let lines = (
        title.prop_map(|title| Some(format!("title = {title}"))),
        time.prop_map(|date| Some(format!("date={date}"))),
        (
            optional("summary", text),
            optional("dateline", text),
            optional("section", text),
            optional("series", text),
        ),
        (optional("authors", texts), optional("tags", texts), optional("aliases", "\\[\"/[a-z]{1,4}\"\\]")),
        (
            optional("updated", time),
            optional("expires", "(2030-11-01|\"\")"),
            optional("draft", "(true|false)"),
        ),
        (
            optional("slug", text),
            optional("language", "\"(en|fa|pt-BR)\""),
            optional("id", "\"(tag:a,2025:b|https://a[.]example/[?]p=1|none)\""),
        ),
    );
    (lines, any::<prop::sample::Index>(), "\r?\n").prop_map(|((a, b, c, d, e, f), index, line_end)| {
        let mut lines: Vec<String> = [a, b, c.0, c.1, c.2, c.3, d.0, d.1, d.2, e.0, e.1, e.2, f.0, f.1, f.2]
            .into_iter()
            .flatten()
            .collect();
        let turn = index.index(lines.len());
        lines.rotate_left(turn);
        lines.join(&line_end) + &line_end
    })
}

/// Reads a front matter both ways and holds the one against the other.
///
/// Says whether the short way took it.
fn compare(toml: &str, file: &str) -> Result<bool, TestCaseError> {
    let text = format!("+++\n{toml}\n+++\nA [map](map.svg).");
    let file = SitePath::known(file);
    let bytes = text.as_bytes();
    let source = Source { file: &file, bytes, digest: Digest::of(bytes), has_assets: HasAssets::Yes };
    let site = site();
    let parts = split::split(&source).map_err(|fault| TestCaseError::reject(fault.to_string()))?;
    let suffix = super::super::LanguageSuffix::parse(source.file, &site);
    let context = resolve::Context { source: &source, site: &site, parts: &parts, suffix };
    let (entry, found) = parse_full(&context);
    if let Some(short) = parse_fast(&context) {
        prop_assert_eq!(Some(&short), entry.as_ref());
        prop_assert!(found.is_empty(), "{:?}", found);
    }
    let Some(front) = fast_path::read(parts.front, SourceKind::of(&file)) else { return Ok(false) };
    // What the short way reads, the whole way reads without a fault: all faults are then of the
    // resolving.
    let mut problems = context.problems();
    let resolved = resolve::entry(front, &context, &mut problems);
    prop_assert_eq!(&resolved, &entry);
    let messages = |found: &Diagnostics| found.iter().map(|d| d.message.clone()).collect::<Vec<_>>();
    prop_assert_eq!(messages(&problems.into_diagnostics()), messages(&found));
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn both_ways_give_the_same(lines in prop::collection::vec((KEY, "( ?= ?|\t=|=|:)", VALUE, LINE_END), 0..5)) {
        let mut toml = lines.iter().map(|(a, b, c, d)| [&**a, b, c, d].concat()).collect::<String>();
        for file in ["content/2025-11-01-a.md", "content/pages/a.md"] {
            compare(&toml, file)?;
        }
        toml.insert_str(0, "title = \"T\"\n");
        compare(&toml, "content/2025-11-01-a.md")?;
    }

    #[test]
    fn the_short_way_takes_what_is_plain(toml in plain()) {
        prop_assert!(compare(&toml, "content/a.md")?, "{}", toml);
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_whole_way() {
    for toml in [
        "title = \"a\\\"b\"",
        "title = 'a'",
        "title = \"\"\"a\"\"\"",
        "title = \"\"",
        "title = \" \"",
        "title = \"a\" # c",
        "title = \"a\"\ntitle = \"b\"",
        "title = \"a\u{7f}\"",
        "title = \"a",
        "title",
        "# c",
        "[extra]",
        "tags = [\"a\",]",
        "tags = [\"a\" \"b\"]",
        "tags = \"a\"",
        "date = 2025-02-30",
        "title = \"\"",
        "draft = \"\"",
        "date = 2025-11-01 09:30:00",
        "date = 2025-11-01T09:30",
        "date = \"2025-11-01\"",
        "draft = True",
        "image = { src = \"a.jpg\" }",
        "a.b = 1",
        "titel = \"a\"",
        "title = \"a\"\r\r\n",
        "title = \"a\"\rslug = \"b\"",
    ] {
        assert_eq!(fast_path::read(toml, SourceKind::Article), None, "{toml}");
    }
    assert_eq!(fast_path::read("date = 2025-11-01", SourceKind::Page), None);
}
