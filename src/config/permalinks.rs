//! Address patterns of articles: `permalink`, and the table `[permalinks]` by folder or section.
//!
//! ```toml
//! permalink = "/{year}/{month}/{day}/{slug}/"
//!
//! [permalinks]
//! "newsletters/" = "/newsletters/{slug}/"       # articles below content/newsletters/
//! Opinion = "/opinion/{year}/{slug}/"           # articles whose section is Opinion
//! ```

use unicode_normalization::UnicodeNormalization;

use crate::address::{Permalink, PermalinkError};
use crate::diagnostic::{nearest, quoted};
use crate::fields::{DiagnosticSink, Fields, Spanned};
use crate::path::SitePath;

/// Default pattern.
const DEFAULT_PATTERN: &str = "/{year}/{month}/{day}/{slug}/";

/// Folders of `content/` that never hold articles.
const WITHOUT_ARTICLES: [&str; 5] = ["pages/", "tags/", "authors/", "sections/", "series/"];

const EXAMPLE: &str = "{ \"newsletters/\" = \"/newsletters/{slug}/\" }";

/// Address patterns of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalinks {
    usual: Permalink,
    /// Patterns by folder below `content/`, longest path first.
    folders: Vec<Rule>,
    /// Patterns by section.
    sections: Vec<Rule>,
}

/// Pattern of a folder or section.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// Path with a final slash, or case-folded section name.
    of: String,
    pattern: Permalink,
}

/// Unresolved patterns.
#[derive(Debug)]
pub(super) struct RawPermalinks<'t> {
    usual: Option<Spanned<&'t str>>,
    rules: Vec<RawRule<'t>>,
}

#[derive(Debug)]
struct RawRule<'t> {
    key: Spanned<&'t str>,
    pattern: Spanned<&'t str>,
}

impl Permalinks {
    /// Returns the pattern for an article.
    ///
    /// The innermost folder with a pattern wins, then the section, then the default.
    pub fn of(&self, file: &SitePath, section: Option<&str>) -> &Permalink {
        if !self.folders.is_empty() {
            let path = composed(file.beneath("content").unwrap_or_default());
            if let Some(rule) = self.folders.iter().find(|rule| path.starts_with(&rule.of)) {
                return &rule.pattern;
            }
        }
        let section = section.filter(|_| !self.sections.is_empty()).map(folded);
        let rule = section.and_then(|section| self.sections.iter().find(|rule| rule.of == section));
        rule.map_or(&self.usual, |rule| &rule.pattern)
    }
}

/// Reads `permalink` and `[permalinks]`.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawPermalinks<'t> {
    let usual = fields.non_empty("permalink", problems);
    let table = fields.take("permalinks").and_then(|field| field.table(problems, "permalinks.", EXAMPLE));
    let mut rules = Vec::new();
    for (key, field) in table.map(|table| table.all()).unwrap_or_default() {
        let Some(pattern) = field.non_empty(problems) else { continue };
        rules.push(RawRule {
            key: Spanned { value: key, span: field.key_span() },
            pattern: Spanned { value: pattern, span: field.span() },
        });
    }
    RawPermalinks { usual, rules }
}

/// Resolves the patterns. Returns `None` after reporting an error in `permalink`.
pub(super) fn resolve(raw: RawPermalinks<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Permalinks> {
    let RawPermalinks { usual, rules } = raw;
    let usual = match usual {
        Some(written) => pattern(&written, "permalink", problems),
        None => Permalink::parse(DEFAULT_PATTERN).ok(),
    };
    let (mut folders, mut sections) = (Vec::new(), Vec::new());
    for RawRule { key, pattern: written } in rules {
        let Some(pattern) = pattern(&written, "permalinks", problems) else { continue };
        let is_folder = key.value.ends_with('/');
        let of = if is_folder { folder(&key, problems) } else { Some(folded(key.value)) };
        let Some(of) = of else { continue };
        let rules: &mut Vec<Rule> = if is_folder { &mut folders } else { &mut sections };
        if rules.iter().any(|rule| rule.of == of) {
            problems.error(key.span, format!("{} is here twice", quoted(key.value)), "keep one of the two");
            continue;
        }
        rules.push(Rule { of, pattern });
    }
    folders.sort_by_key(|rule| std::cmp::Reverse(rule.of.len()));
    Some(Permalinks { usual: usual?, folders, sections })
}

/// Resolves the key of a folder.
fn folder(key: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
    let path = key.value.trim_start_matches('/');
    let path = composed(path.strip_prefix("content/").unwrap_or(path));
    let (message, hint) = if path.is_empty() {
        ("`content/` is where all articles are".to_owned(), "the pattern of all articles is `permalink`")
    } else if path.split('/').rev().skip(1).any(|part| matches!(part, "" | "." | "..")) {
        (
            format!("{} is no folder below content/", quoted(key.value)),
            "write its path with single slashes, such as \"newsletters/\"",
        )
    } else if WITHOUT_ARTICLES.iter().any(|folder| path.starts_with(folder)) {
        (
            format!("content/{path} holds no articles, and patterns are for articles"),
            "for one page, write address = \"/…\" in its front matter",
        )
    } else {
        return Some(path);
    };
    problems.error(key.span.clone(), message, hint);
    None
}

fn pattern(written: &Spanned<&str>, key: &str, problems: &mut DiagnosticSink<'_>) -> Option<Permalink> {
    let permalink = Permalink::parse(written.value);
    if let Err(fault) = &permalink {
        let hint = match fault {
            PermalinkError::UnknownField(field) => {
                match nearest(field, ["year", "month", "day", "section", "slug"]) {
                    Some(known) => format!("did you mean `{{{known}}}`?"),
                    None => "the fields are {year}, {month}, {day}, {section} and {slug}".to_owned(),
                }
            }
            _ => match in_braces(written.value) {
                Some(pattern) => format!("fields stand in braces here: \"{pattern}\""),
                None if key == "permalink" => format!("for example permalink = \"{DEFAULT_PATTERN}\""),
                None => format!("for example \"{DEFAULT_PATTERN}\""),
            },
        };
        let message = format!("`{key}` makes no addresses: {fault}");
        problems.error(written.span.clone(), message, hint);
    }
    permalink.ok()
}

/// Converts a Hugo or Jekyll pattern such as `/:year/:title/`; `None` if a field is
/// unknown.
fn in_braces(pattern: &str) -> Option<String> {
    let mut text = pattern.to_owned();
    for (field, own) in [
        (":year", "{year}"),
        (":month", "{month}"),
        (":day", "{day}"),
        (":sections", "{section}"),
        (":section", "{section}"),
        (":categories", "{section}"),
        (":slugorfilename", "{slug}"),
        (":slugorcontentbasename", "{slug}"),
        (":slug", "{slug}"),
        (":title", "{slug}"),
        (":filename", "{slug}"),
        (":contentbasename", "{slug}"),
    ] {
        text = text.replace(field, own);
    }
    (text != pattern && Permalink::parse(&text).is_ok()).then_some(text)
}

fn composed(path: &str) -> String {
    if path.is_ascii() { path.to_owned() } else { path.nfc().collect() }
}

/// Folds a section name, so that names equal but for case, Unicode form or spaces
/// match.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::address::{PermalinkParts, slugify};
    use crate::config::{Overrides, Site, read};
    use crate::language::Casing;
    use crate::moment::Extent;

    fn site(table: &str) -> Result<Site, String> {
        let text = format!("title = \"T\"\nbase_url = \"https://a.example\"\n[permalinks]\n{table}\n");
        let (site, found) = read(&text, &Overrides::default());
        site.ok_or_else(|| found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn the_innermost_folder_wins_then_the_section() {
        let site = site(
            "\"letters/\" = \"/l/{slug}/\"\n\"/content/letters/Old/\" = \"/old/{slug}.html\"\nOpinion = \"/o/{slug}/\"\n\"cafe\u{301}/\" = \"/c/{slug}/\"",
        );
        let site = site.expect("a site");
        let address = |file: &str, section: Option<&str>| {
            let slug = slugify("a", Casing::Common);
            let parts = PermalinkParts {
                extent: Extent::Day(date(2025, 11, 1)),
                section,
                slug: &slug,
                casing: Casing::Common,
            };
            let permalink = site.permalinks.of(&SitePath::known(file), section);
            permalink.fill(parts).map(|address| address.to_string()).unwrap_or_default()
        };
        assert_eq!(address("content/letters/a.md", Some("Opinion")), "/l/a/");
        assert_eq!(address("content/letters/Old/2004/a.md", None), "/old/a.html");
        assert_eq!(address("content/café/a.md", None), "/c/a/");
        assert_eq!(address("content/a.md", Some("opinion ")), "/o/a/");
        assert_eq!(address("content/letters.md", Some("News")), "/2025/11/01/a/");
        assert_eq!(address("content/letters-old/a.md", None), "/2025/11/01/a/");
    }

    #[test]
    fn what_is_wrong_is_shown_in_its_line() {
        for (table, said) in [
            ("\"a/\" = \"/{sulg}/\"", "config.toml:4:8: `permalinks` makes no addresses"),
            ("a = \"/:year/:title/\"", "config.toml:4:5: `permalinks` makes no addresses"),
            ("\"pages/\" = \"/{slug}/\"", "config.toml:4:1: content/pages/ holds no articles"),
            ("\"content/\" = \"/{slug}/\"", "config.toml:4:1: `content/` is where all articles are"),
            ("\"a/../b/\" = \"/{slug}/\"", "config.toml:4:1: `a/../b/` is no folder"),
            ("News = \"/{slug}/\"\nnews = \"/n/{slug}/\"", "config.toml:5:1: `news` is here twice"),
            ("[permalinks.page]\na = \"/{slug}/\"", "`permalinks.page` must be a text, not a table"),
        ] {
            let found = site(table).map(|_| ()).expect_err("an error");
            assert!(found.contains(said), "{found}");
        }
    }

    #[test]
    fn patterns_of_others_are_rewritten() {
        assert_eq!(in_braces("/:year/:month/:title/").as_deref(), Some("/{year}/{month}/{slug}/"));
        assert_eq!(in_braces("/:sections/:slugorfilename.html").as_deref(), Some("/{section}/{slug}.html"));
        assert_eq!(in_braces("/:weekday/:title/"), None);
        assert_eq!(in_braces("/a/"), None);
    }
}
