//! Guesses the meaning of a statement that a parser rejected, and says in an editor's words what to
//! type.
//!
//! The guess is only a hint: it never changes what is read.

mod date;
mod list;
mod quotes;
mod value;

use std::ops::Range;

use super::value::Format;

pub(super) use date::readings;
pub(super) use list::{items, listed};
pub(super) use quotes::quoted;

/// Mistake, with its place in the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) hint: String,
}

impl Mistake {
    fn new(span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { span, message: message.into(), hint: hint.into() }
    }
}

/// Keys whose values are lists.
const LIST_KEYS: [&str; 13] = [
    "tags",
    "authors",
    "aliases",
    "anonymise",
    "anonymize",
    "synonyms",
    "former",
    "distinct_from",
    "keywords",
    "categories",
    "hosts",
    "allow",
    "same_as",
];

/// Conflict markers of version control.
const MERGE_MARKS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

/// Finds the mistake in a statement. `at` is the parser's error position.
pub(super) fn find(statement: &str, at: usize, format: Format) -> Mistake {
    if format == Format::Yaml
        && let Some(mistake) = tab(statement)
    {
        return mistake;
    }
    let line = line_of(statement, at, format);
    let text = statement[line.clone()].trim_end();
    let indent = text.len() - text.trim_start().len();
    let mistake = in_line(&text[indent..], statement, format);
    let from = line.start + indent;
    // A list's fault may stand on a later line than its key.
    let end = (from + mistake.span.end).min(statement.trim_end().len()).max(from + mistake.span.start);
    Mistake { span: from + mistake.span.start..end, ..mistake }
}

/// Finds a YAML line that begins with a tab.
fn tab(statement: &str) -> Option<Mistake> {
    let start = if statement.starts_with('\t') { 0 } else { statement.find("\n\t")? + 1 };
    let end = statement[start..].find('\n').map_or(statement.len(), |at| start + at);
    Some(Mistake::new(
        start..end,
        "this line begins with a tab",
        "put spaces in place of the tab: lines of YAML are indented by spaces alone",
    ))
}

/// Returns the line to examine.
///
/// In TOML it is the first line of the statement, in YAML the line of the parser's error.
fn line_of(statement: &str, at: usize, format: Format) -> Range<usize> {
    let start = match format {
        Format::Toml => 0,
        Format::Yaml => {
            let mut at = at.min(statement.trim_end().len());
            while !statement.is_char_boundary(at) {
                at -= 1;
            }
            statement[..at].rfind('\n').map_or(0, |at| at + 1)
        }
    };
    let end = statement[start..].find('\n').map_or(statement.len(), |at| start + at);
    start..end
}

/// Finds the mistake in a line without its indentation.
///
/// `whole` is the statement that the line begins.
fn in_line(line: &str, whole: &str, format: Format) -> Mistake {
    let all = 0..line.len();
    if MERGE_MARKS.iter().any(|mark| line.starts_with(mark)) {
        return Mistake::new(
            all,
            "two versions of this text were brought together, and nobody has decided between them",
            "keep the lines of one version, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>",
        );
    }
    if format == Format::Toml && line.starts_with('[') {
        return header(line);
    }
    let entry = if format == Format::Yaml { line.strip_prefix("- ") } else { None };
    let offset = entry.map_or(0, |entry| line.len() - entry.len());
    let line = &line[offset..];
    let mut mistake = match Pair::of(line, format) {
        Some(pair) => in_pair(&pair, whole, format),
        None if offset > 0 => value::find("", line, format, true),
        None => without_value(line, format),
    };
    mistake.span = mistake.span.start + offset..mistake.span.end + offset;
    mistake
}

/// Key and value, as far as they can be told apart.
struct Pair<'s> {
    key: &'s str,
    separator: char,
    /// Offset of the value in the line.
    start: usize,
    value: &'s str,
}

impl<'s> Pair<'s> {
    fn of(line: &'s str, format: Format) -> Option<Self> {
        let is_in_quotes = line.starts_with(['"', '\'']);
        let from = if is_in_quotes { line[1..].find(line.chars().next()?)? + 2 } else { 0 };
        let found = |sign: char| line[from..].find(sign).map(|at| from + at);
        let (own, other) = match format {
            Format::Toml => (found('='), found(':')),
            Format::Yaml => (found(':'), found('=')),
        };
        let is_first = |at: &usize| own.is_none_or(|own| *at < own) && is_word(line[..*at].trim());
        let at = other.filter(is_first).or(own)?;
        let separator = line[at..].chars().next()?;
        // No other spaces than these stand between a key and its value.
        let spaces = [' ', '\t', '\r', '\n'];
        let value = line[at + 1..].trim_matches(spaces);
        let start = line.len() - line[at + 1..].trim_start_matches(spaces).len();
        Some(Self { key: line[..at].trim_matches(spaces).trim_matches(['"', '\'']), separator, start, value })
    }
}

fn is_word(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

fn in_pair(pair: &Pair<'_>, whole: &str, format: Format) -> Mistake {
    let Pair { key, separator, start, value } = *pair;
    if key.contains(value::is_invisible) {
        let key: String = key.chars().filter(|sign| !value::is_invisible(*sign)).collect();
        let right = format.pair(key.trim(), &value::spelled(key.trim(), value, format));
        return Mistake::new(0..start, value::INVISIBLE, format!("write it as {right}"));
    }
    if !is_word(key) {
        return without_value(key, format);
    }
    if format == Format::Toml && !key.is_ascii() {
        return Mistake::new(
            0..key.len(),
            format!("`{key}` is no key"),
            "keys are written in the letters a to z, without accents",
        );
    }
    let own = if format == Format::Toml { '=' } else { ':' };
    if separator != own {
        let (wanted, wrong) = if format == Format::Toml { ("=", "a colon") } else { ("a colon", "=") };
        return Mistake::new(
            0..start + value.len(),
            format!("`{key}` and its value are joined by {wanted} here, not by {wrong}"),
            format!("write it as {}", format.pair(key, &value::spelled(key, value, format))),
        );
    }
    // A value that goes on below its line.
    let is_open = value.starts_with(['[', '{']) && whole.trim_end().contains('\n');
    let from_key = whole.find(key).unwrap_or(0);
    let value = if is_open { whole[from_key..].get(start..).unwrap_or(value).trim() } else { value };
    let mut mistake = value::find(key, value, format, pair.is_tight(format));
    mistake.span = start + mistake.span.start..start + mistake.span.end;
    if value.is_empty() {
        mistake.span = 0..key.len();
    }
    mistake
}

impl Pair<'_> {
    /// Returns true if a space follows the colon, as YAML requires.
    fn is_tight(&self, format: Format) -> bool {
        format == Format::Toml || self.value.is_empty() || self.start > self.key.len() + 1
    }
}

/// Finds the mistake in a malformed table header.
fn header(line: &str) -> Mistake {
    let name: String = line
        .trim_matches(['[', ']', ' '])
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        .collect();
    let is_list = line.starts_with("[[") || ["menu", "footer", "corrections"].contains(&name.as_str());
    let header = if is_list { format!("[[{name}]]") } else { format!("[{name}]") };
    Mistake::new(
        0..line.len(),
        format!("{} is no beginning of a table", crate::diagnostic::quoted(line)),
        format!("write it as {header}, on a line of its own"),
    )
}

/// Finds the mistake in a line without a separator.
fn without_value(line: &str, format: Format) -> Mistake {
    let (all, word) = (0..line.len(), line.trim());
    if let Some((key, rest)) = word.split_once(' ').filter(|(key, _)| is_word(key))
        && rest.trim_start().starts_with(['"', '\'', '[', '{'])
    {
        let sign = if format == Format::Toml { "=" } else { ":" };
        let hint = format!("write it as {}", format.pair(key, &value::spelled(key, rest, format)));
        return Mistake::new(all, format!("a {sign} is missing after `{key}`"), hint);
    }
    if !is_word(word) {
        let example = format.pair("title", "\"…\"");
        return Mistake::new(
            all,
            "this is no key with a value",
            format!(
                "each line is one key and its value, as in {example}; the text comes after the line that ends the front matter"
            ),
        );
    }
    let example = if word == "draft" {
        "true"
    } else if LIST_KEYS.contains(&word) {
        "[\"…\"]"
    } else {
        "\"…\""
    };
    Mistake::new(
        all,
        format!("`{word}` has no value"),
        format!("write {}, or leave the line out", format.pair(word, example)),
    )
}
