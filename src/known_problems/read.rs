//! Reads the list of known problems from its file.

use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

use super::{FILE, KnownProblem, KnownProblems};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Kind, Place, utf8};
use crate::fields::{DateLiteral, DiagnosticSink, Field, Fields, Spanned, parse};
use crate::path::SitePath;

/// Example of an entry.
const EXAMPLE: &str =
    "{ text = \"content/2004/mayor.md\", kind = \"broken-link\", what = \"/old/\", since = 2026-11-28 }";

/// Hint for an entry that can't be parsed.
const HINT: &str = "remove the entry, then run dateline check --accept, which writes this file";

impl KnownProblems {
    /// Parses the file's contents. Entries that can't be parsed are errors.
    pub fn read(bytes: &[u8]) -> (Self, Diagnostics) {
        let file = SitePath::known(FILE);
        let text = match utf8(&file, bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(fault) => return (Self::default(), (*fault).into()),
        };
        if let Some(mark) = conflict_marker(&file, text) {
            return (Self::default(), mark.into());
        }
        let mut problems = DiagnosticSink::new(&file, text, 0);
        let table = parse(text, &mut problems);
        let mut fields = Fields::new(&table);
        let list = fields.take("problems").and_then(|field| field.list(&mut problems)).unwrap_or_default();
        fields.finish(&mut problems, "");
        let mut lines = Lines { text, done: 0, passed: 0 };
        let known = list.iter().filter_map(|entry| {
            let place = lines.place(&file, entry.span());
            parse_entry(entry, place, &mut problems)
        });
        let known = Self::of(known.collect());
        (known, problems.into_diagnostics())
    }
}

/// Returns an error for the first conflict marker that a merge left in the file.
fn conflict_marker(file: &SitePath, text: &str) -> Option<Diagnostic> {
    const MARKS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if MARKS.iter().any(|mark| line.starts_with(mark)) {
            let place = Place::Line(file.clone(), Excerpt::new(text, start..start + line.trim_end().len()));
            let error = Diagnostic::error(place, "a merge conflict was left in this file");
            return Some(error.hint(
                "keep the lines of both sides and remove the conflict markers; the order does not matter",
            ));
        }
        start += line.len();
    }
    None
}

/// Parses an entry.
fn parse_entry(
    entry: &Field<'_, '_>,
    place: Place,
    problems: &mut DiagnosticSink<'_>,
) -> Option<KnownProblem> {
    let mut fields = entry.table(problems, "", EXAMPLE)?;
    let mut text = |name, problems: &mut DiagnosticSink<'_>| {
        let field = fields.take(name)?;
        Some(Spanned { value: field.string(problems)?, span: field.span() })
    };
    let (file, kind, what) = (text("text", problems), text("kind", problems), text("what", problems));
    let since = fields.date("since", problems);
    fields.finish(problems, "");
    let (Some(file), Some(kind), Some(what), Some(since)) = (file, kind, what, since) else {
        let message = "an entry needs `text`, `kind`, `what` and `since`";
        problems.error(entry.span(), message, format!("write it as {EXAMPLE}"));
        return None;
    };
    let text = parse_file(&file, problems)?;
    let kind = parse_kind(&kind, problems)?;
    let since = parse_day(&since, problems)?;
    Some(KnownProblem { text, kind, what: what.value.into(), since, place })
}

fn parse_file(file: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<SitePath> {
    let path = SitePath::known("x").resolve(file.value);
    if path.is_none() {
        problems.error(file.span.clone(), format!("`{}` leads out of the site", file.value), HINT);
    }
    path
}

fn parse_kind(kind: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Kind> {
    let known: Result<Kind, Error> = Kind::deserialize(StrDeserializer::new(kind.value));
    match known {
        Ok(known) if known.is_acceptable() => Some(known),
        Ok(known) => {
            let message = format!("problems of the kind `{}` can't be accepted", known.name());
            problems.error(kind.span.clone(), message, HINT);
            None
        }
        Err(_) => {
            problems.error(kind.span.clone(), format!("unknown kind `{}`", kind.value), HINT);
            None
        }
    }
}

fn parse_day(since: &Spanned<DateLiteral>, problems: &mut DiagnosticSink<'_>) -> Option<Date> {
    if let DateLiteral::Day(day) = since.value {
        return Some(day);
    }
    problems.error(since.span.clone(), "`since` must be a date", "write it as since = 2026-11-28");
    None
}

/// Counts lines for byte ranges that are requested in ascending order.
struct Lines<'t> {
    text: &'t str,
    done: usize,
    passed: usize,
}

impl Lines<'_> {
    fn place(&mut self, file: &SitePath, span: Range<usize>) -> Place {
        let start = self.text[..span.start].rfind('\n').map_or(0, |end| end + 1);
        if start > self.done {
            self.passed += self.text[self.done..start].matches('\n').count();
            self.done = start;
        }
        let line = self.text[start..].lines().next().unwrap_or_default();
        let excerpt = Excerpt::new(line, span.start - start..(span.end - start).min(line.len()));
        Place::Line(file.clone(), excerpt.below(self.passed))
    }
}
