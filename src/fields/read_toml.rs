//! Parses TOML into values.
//!
//! An unreadable statement is reported once and removed, and the rest is parsed without it. So
//! every fault is reported, and none that is only a consequence of another.

use std::ops::Range;

use toml::de::DeTable;

use super::DiagnosticSink;
use super::mistakes::{self, Mistake};
use super::statements::{Openness, blank, merge_end, statements};
use super::value::{Format, Table, from_toml, into_owned};

/// Maximum number of rejected statements before parsing stops.
const MAX_ERRORS: usize = 20;

/// Parses TOML as far as possible, and reports every unreadable statement.
pub(super) fn read<'i>(toml: &'i str, problems: &mut DiagnosticSink<'_>) -> Table<'i> {
    match DeTable::parse(toml) {
        Ok(table) => from_toml(table.into_inner()),
        Err(_) if is_yaml(toml) && problems.is_front_matter() => {
            let end = toml.find('\n').unwrap_or(toml.len());
            let message = "this front matter is written as YAML is, and stands between lines that are +++";
            problems.unreadable(0..end, message, "put --- in place of both lines +++");
            Table::new()
        }
        Err(_) => read_rest(toml.to_owned(), problems),
    }
}

fn read_rest(mut toml: String, problems: &mut DiagnosticSink<'_>) -> Table<'static> {
    for _ in 0..MAX_ERRORS {
        let (table, mut errors) = DeTable::parse_recoverable(&toml);
        errors.sort_by_key(|error| error.span().map(|span| span.start));
        let Some(error) = errors.first() else { return into_owned(from_toml(table.into_inner())) };
        let span = error.span().unwrap_or(0..0);
        let statements = statements(&toml, Format::Toml);
        let Some(place) = refused(&toml, &statements, span.start) else { break };
        let statement = statements[place].clone();
        let text = &toml[statement.clone()];
        let mistake = if error.message().starts_with("duplicate key") {
            twice(text)
        } else {
            mistakes::find(text, span.start.saturating_sub(statement.start), Format::Toml)
        };
        let at = statement.start + mistake.span.start..statement.start + mistake.span.end;
        problems.unreadable(at, mistake.message, &mistake.hint);
        let part = statement.start..end_of(&toml, &statements, place);
        blank(&mut toml, part);
    }
    Table::new()
}

/// Returns the statement at which the parser fails.
///
/// It is the first unclosed one, even if the parser reports a line below it.
fn refused(toml: &str, statements: &[Range<usize>], at: usize) -> Option<usize> {
    let until = statements.iter().rposition(|statement| statement.start <= at)?;
    let is_open = |statement: &Range<usize>| Openness::of(&toml[statement.clone()]) != Openness::Closed;
    Some(statements[..=until].iter().position(is_open).unwrap_or(until))
}

/// Returns the end of the text that is removed with a statement.
///
/// For a table header it is the end of the table: its keys would be read as keys of the table
/// above.
fn end_of(toml: &str, statements: &[Range<usize>], place: usize) -> usize {
    let is_header = |statement: &&Range<usize>| toml[statement.start..].trim_start().starts_with('[');
    if !is_header(&&statements[place]) {
        return merge_end(toml, &statements[place]);
    }
    statements[place + 1..].iter().find(is_header).map_or(toml.len(), |next| next.start)
}

/// Duplicate key.
pub(super) fn twice(statement: &str) -> Mistake {
    let text = statement.trim_end();
    let indent = text.len() - text.trim_start().len();
    let end = text.find(['=', ':', '\n']).unwrap_or(text.len());
    let key = text[indent..end.max(indent)].trim_end();
    let message = format!("`{}` stands here a second time", key.trim_matches(['"', '\'']));
    Mistake { span: indent..indent + key.len(), message, hint: "keep one of the two".to_owned() }
}

/// Returns true if every statement is a key, a colon and a value.
fn is_yaml(toml: &str) -> bool {
    let is_pair = |line: &str| {
        let key =
            line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)).count();
        key > 0 && (line[key..].starts_with(": ") || line[key..].trim_end() == ":")
    };
    let is_inner =
        |line: &str| line.starts_with([' ', '\t', '#']) || line.starts_with("- ") || line.trim().is_empty();
    let mut lines = toml.lines().filter(|line| !is_inner(line)).peekable();
    lines.peek().is_some() && lines.all(is_pair)
}
