//! Reports YAML errors in an editor's words.
//!
//! An error of the parser, or YAML that Dateline does not support, is reported with the likely
//! intention. The statement is removed, so that the rest can be read.

use std::ops::Range;

use granit_parser::ErrorKind;

use super::DiagnosticSink;
use super::mistakes::{self, Mistake};
use super::read_toml::twice;
use super::statements::{blank, merge_end, statements};
use super::value::Format;

/// Warns of a value that ends before a `#` that may belong to it: `We are #1`.
pub(super) fn warn_of_comment(yaml: &str, value: Range<usize>, problems: &mut DiagnosticSink<'_>) {
    let end = yaml[value.start..].find('\n').map_or(yaml.len(), |at| value.start + at);
    let whole = yaml[value.start..end].trim_end();
    let hint = format!(
        "where it belongs to the value, put that in quotes: {}",
        mistakes::quoted(whole, Format::Yaml)
    );
    let comment = value.end + (yaml[value.end..].len() - yaml[value.end..].trim_start().len());
    problems.warning(
        comment..value.start + whole.len(),
        "what follows # is a comment here, and not read",
        hint,
    );
}

/// Kind of unreadable YAML, with its place.
pub(super) struct Fault {
    pub(super) at: Range<usize>,
    pub(super) why: Why,
}

pub(super) enum Why {
    /// Syntax error.
    Syntax(ErrorKind),
    /// The file is not a table of keys.
    NoTable,
    /// Second document in the file.
    SecondDocument,
    /// Duplicate key in a table.
    Twice,
    /// List or table as a key.
    KeyNoText,
    /// Lists and tables nested too deep.
    TooDeep,
    /// Aliases that expand to too many values.
    TooMuch,
    /// Unknown tag.
    Tagged,
}

/// Reports an error, and removes its statement from the text.
pub(super) fn note(yaml: &mut String, fault: &Fault, problems: &mut DiagnosticSink<'_>) {
    let statements = statements(yaml, Format::Yaml);
    let at = fault.at.start.min(yaml.len());
    let Some(place) = statements.iter().rposition(|statement| statement.start <= at) else {
        problems.unreadable(fault.at.clone(), GENERAL, &general_hint());
        return blank(yaml, 0..yaml.len());
    };
    let is_syntax = matches!(fault.why, Why::Syntax(_));
    let open = statements[..=place].iter().position(|statement| is_open(&yaml[statement.clone()]));
    let place = open.filter(|_| is_syntax).unwrap_or(place);
    let statement = statements[place].clone();
    let text = &yaml[statement.clone()];
    let within =
        (0..=at.saturating_sub(statement.start)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mistake = match &fault.why {
        Why::Syntax(kind) => syntax(kind, text, if open.is_some() { 0 } else { within }),
        other => refused(other, text, within, fault.at.len()),
    };
    let span = statement.start + mistake.span.start..statement.start + mistake.span.end;
    problems.unreadable(span, mistake.message, &mistake.hint);
    let end = merge_end(yaml, &statement);
    blank(yaml, statement.start..end);
}

const GENERAL: &str = "this can't be read";

fn general_hint() -> String {
    "each line is a key, a colon, a space and its value: title: \"…\"; a value with a colon, a quote or a sign such as @ or # \
     in it stands in quotes"
        .to_owned()
}

/// Returns the mistake behind a parser error.
fn syntax(kind: &ErrorKind, statement: &str, at: usize) -> Mistake {
    let whole = 0..statement.trim_end().len();
    match kind {
        ErrorKind::RecursionLimitExceeded => refused(&Why::TooDeep, statement, at, 0),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName if !statement.contains("\n\t") => {
            Mistake {
                message: "a text that begins with * needs quotes".to_owned(),
                ..mistakes::find(statement, at, Format::Yaml)
            }
        }
        _ if is_misindented(kind, statement, at) => {
            let line = statement[..at.min(whole.end)].rfind('\n').map_or(0, |at| at + 1);
            let end = statement[line..].find('\n').map_or(whole.end, |at| line + at);
            Mistake {
                span: line..end.max(line),
                message: "this line is not indented as those around it".to_owned(),
                hint: "begin each key of the front matter at the beginning of its line, and what belongs to it below it, all \
                       with the same number of spaces"
                    .to_owned(),
            }
        }
        _ => mistakes::find(statement, at, Format::Yaml),
    }
}

/// Returns true if a line after the first of a statement has the wrong indentation.
fn is_misindented(kind: &ErrorKind, statement: &str, at: usize) -> bool {
    let (first, rest) = statement.trim_end().split_once('\n').unwrap_or_default();
    if rest.is_empty() || statement.contains("\n\t") || at <= first.len() {
        return false;
    }
    let is_whole = first.split_once(": ").is_some_and(|(_, value)| !value.trim().is_empty());
    is_whole
        || matches!(
            kind,
            ErrorKind::InvalidIndentation
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::InvalidBlockScalarIndent
        )
}

/// Returns the mistake behind YAML that is not supported.
fn refused(why: &Why, statement: &str, at: usize, length: usize) -> Mistake {
    let end = statement.trim_end().len();
    let at = at.min(end);
    let span = at..(at + length).clamp(at, end.max(at));
    let mistake = |span, message: &str, hint: &str| Mistake {
        span,
        message: message.to_owned(),
        hint: hint.to_owned(),
    };
    match why {
        Why::Twice => twice(&statement[at..]).below(at),
        Why::KeyNoText => mistake(
            span,
            "a key is missing here",
            "a line is a key, a colon, a space and its value: title: \"…\"",
        ),
        Why::TooDeep => {
            mistake(0..end, "lists and tables stand too deep in one another here", "write it flatter")
        }
        Why::TooMuch => mistake(
            span,
            "what is repeated here repeats others, and comes to too much",
            "write the values out",
        ),
        Why::Tagged => mistakes::find(statement, at, Format::Yaml),
        Why::SecondDocument | Why::NoTable | Why::Syntax(_) => mistake(span, GENERAL, &general_hint()),
    }
}

impl Mistake {
    fn below(self, bytes: usize) -> Self {
        Self { span: self.span.start + bytes..self.span.end + bytes, ..self }
    }
}

/// Returns true if a statement's value begins with an unclosed quote or bracket.
fn is_open(statement: &str) -> bool {
    let statement = statement.trim_end();
    let Some((_, value)) = statement.split_once(':') else { return false };
    let value = value.trim();
    let is_ended = |closing: char| {
        value[1..].match_indices(closing).any(|(at, _)| !(closing == '"' && value[1..=at].ends_with('\\')))
    };
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => !is_ended(quote),
        Some('[') => !value.contains(']'),
        Some('{') => !value.contains('}'),
        _ => false,
    }
}

/// Reports that the front matter is not a table of keys.
pub(super) fn no_table(yaml: &str, problems: &mut DiagnosticSink<'_>) {
    let start = yaml.len() - yaml.trim_start().len();
    let end = yaml[start..].find('\n').map_or(yaml.len(), |at| start + at);
    let lines = || yaml.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let is_toml = |line: &str| {
        let key = line.split_once('=').map(|(key, _)| key.trim()).unwrap_or_default();
        line.starts_with('[')
            || key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !key.is_empty()
    };
    if lines().next().is_some_and(is_toml) {
        let message = "this front matter is written as TOML is, and stands between lines that are ---";
        return problems.unreadable(start..end, message, "put +++ in place of both lines ---");
    }
    let message = "between the two lines --- there are no keys";
    let hint = "write title: \"…\" and date: 2025-11-01 there, each on a line of its own; the text comes after the second line ---";
    problems.unreadable(start..end, message, hint);
}
