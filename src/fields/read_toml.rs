//! TOML as values. A statement that can't be read is noted once and taken out, and the rest is read without it, so that
//! an editor sees every fault and none that only follows from another.

use std::ops::Range;

use toml::de::DeTable;

use super::DiagnosticSink;
use super::mistakes::{self, Mistake};
use super::statements::{Openness, blank, merge_end, statements};
use super::value::{Format, Table, from_toml, into_owned};

/// How many statements may be refused before the rest is left unread.
const MAX_ERRORS: usize = 20;

/// Reads TOML as far as it can be read, and notes every statement that can't.
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

/// Returns which statement the parser stumbles over: the first that is not closed, even where the fault shows only below it.
fn refused(toml: &str, statements: &[Range<usize>], at: usize) -> Option<usize> {
    let until = statements.iter().rposition(|statement| statement.start <= at)?;
    let is_open = |statement: &Range<usize>| Openness::of(&toml[statement.clone()]) != Openness::Closed;
    Some(statements[..=until].iter().position(is_open).unwrap_or(until))
}

/// Returns the end of what is taken out with a statement: of a table's header, the table, whose keys would else seem to be
/// those of the table above.
fn end_of(toml: &str, statements: &[Range<usize>], place: usize) -> usize {
    let is_header = |statement: &&Range<usize>| toml[statement.start..].trim_start().starts_with('[');
    if !is_header(&&statements[place]) {
        return merge_end(toml, &statements[place]);
    }
    statements[place + 1..].iter().find(is_header).map_or(toml.len(), |next| next.start)
}

/// A key that stands twice.
pub(super) fn twice(statement: &str) -> Mistake {
    let text = statement.trim_end();
    let indent = text.len() - text.trim_start().len();
    let end = text.find(['=', ':', '\n']).unwrap_or(text.len());
    let key = text[indent..end.max(indent)].trim_end();
    let message = format!("`{}` stands here a second time", key.trim_matches(['"', '\'']));
    Mistake { span: indent..indent + key.len(), message, hint: "keep one of the two".to_owned() }
}

/// Tells whether every statement is a key, a colon and a value.
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
