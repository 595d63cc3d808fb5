//! Reads the config and front matter, in TOML or YAML, key by key.
//!
//! The caller takes each key as a value of the type that it needs. Every fault becomes a diagnostic
//! with its line, and reading goes on. A key that no caller takes is an error that names the most
//! similar known key.

mod date_literal;
mod extra;
mod field;
mod lenient_timestamp;
mod mistakes;
mod read_toml;
mod read_yaml;
mod sink;
mod statements;
mod url;
mod value;
mod yaml_errors;

use std::ops::Range;

use crate::diagnostic::nearest;

pub(crate) use date_literal::date_literal;
pub use date_literal::{DateLiteral, StoryDateLiteral};
pub use extra::{to_toml, to_toml_table};
pub use field::Field;
pub use sink::DiagnosticSink;
pub use url::{HttpUrl, ascii_origin, ascii_url, scheme};
pub use value::{Format, Table, Value};

/// Formats of dates, for hints.
const DATE_FORMS: &str = "2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00";

/// Hint for the date of a story.
const STORY_DATE_HINT: &str = "write the day as 2025-11-01, or with its time as 2025-11-01T09:30:00; if only the month or the year \
                           is known, write \"1974-05\" or \"1974\", and add a ~ if that is approximate: \"1974~\"";

/// Value with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Byte range of the value in the file.
    pub span: Range<usize>,
}

/// Parses a file in the format of `problems`.
///
/// Reports every statement that can't be parsed, and parses the rest.
pub fn parse<'i>(source: &'i str, problems: &mut DiagnosticSink<'_>) -> Table<'i> {
    match problems.format() {
        Format::Toml => read_toml::read(source, problems),
        Format::Yaml => read_yaml::read(source, problems),
    }
}

/// Message about known keys that do not belong in a file.
#[derive(Debug)]
pub struct Refusal {
    /// Plural subject of the message: `standing pages`.
    pub owner: &'static str,
    /// Hint.
    pub hint: &'static str,
}

/// Fields of a table, to be taken one by one.
#[derive(Debug)]
pub struct Fields<'t, 'i> {
    table: &'t Table<'i>,
    /// Prefix of the keys in messages: `image.` for the keys of an image.
    prefix: &'static str,
    known: Vec<&'static str>,
    /// Second spellings of known keys, which lists of keys leave out.
    twins: Vec<&'static str>,
    refused: &'static [&'static str],
    foreign: &'static [(&'static str, &'static str)],
}

impl<'t, 'i> Fields<'t, 'i> {
    /// Returns the fields of a file's top-level table.
    pub fn new(table: &'t Table<'i>) -> Self {
        Self::within(table, "")
    }

    fn within(table: &'t Table<'i>, prefix: &'static str) -> Self {
        Self { table, prefix, known: Vec::new(), twins: Vec::new(), refused: &[], foreign: &[] }
    }

    /// Adds hints for keys of other programs: pairs of a key and its hint.
    #[must_use]
    pub fn with_foreign_keys(mut self, foreign: &'static [(&'static str, &'static str)]) -> Self {
        self.foreign = foreign;
        self
    }

    /// Reports each of these keys that is present: known keys that do not belong here.
    pub fn refuse(
        &mut self,
        names: &'static [&'static str],
        refusal: &Refusal,
        problems: &mut DiagnosticSink<'_>,
    ) {
        self.refused = names;
        for name in names.iter().filter(|name| !self.known.contains(name)) {
            let entry = self.table.get(*name).filter(|entry| !entry.node.value.is_blank());
            if let Some(entry) = entry {
                let message = format!("{} don't take `{name}`", refusal.owner);
                problems.error(entry.key.clone(), message, refusal.hint);
            }
        }
    }

    /// Returns true if the table has the key.
    pub fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// Takes a field, if the table has it.
    pub fn take(&mut self, name: &'static str) -> Option<Field<'t, 'i>> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        let (name, entry) = self.table.get_key_value(name)?;
        Some(Field::keyed(self.prefix, name, entry))
    }

    /// Takes a field that is not blank.
    ///
    /// Form editors write all keys, also those left blank.
    pub fn non_blank(&mut self, name: &'static str) -> Option<Field<'t, 'i>> {
        self.take(name).filter(|field| !field.value().is_blank())
    }

    /// Takes a field that is not blank, in British or American spelling.
    ///
    /// Both spellings in one table are an error.
    pub fn non_blank_in_either_spelling(
        &mut self,
        [british, american]: [&'static str; 2],
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Field<'t, 'i>> {
        let field = self.non_blank(british);
        self.twins.push(american);
        let twin =
            self.table.get_key_value(american).map(|(name, entry)| Field::keyed(self.prefix, name, entry));
        let twin = twin.filter(|twin| !twin.value().is_blank());
        if field.is_some()
            && let Some(twin) = &twin
        {
            let message = format!("`{american}` and `{british}` are one key, and both are here");
            problems.error(twin.key_span(), message, "keep one of the two");
        }
        field.or(twin)
    }

    /// Returns true if every value is blank.
    pub fn is_blank(&self) -> bool {
        self.table.values().all(|entry| entry.node.value.is_blank())
    }

    /// Takes a text that is not blank.
    pub fn non_empty(
        &mut self,
        name: &'static str,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Spanned<&'t str>> {
        self.read(name, problems, Field::non_empty)
    }

    /// Takes a text. A blank one is an error.
    pub fn non_empty_or_error(
        &mut self,
        name: &'static str,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Spanned<&'t str>> {
        let blank = self.table.get_key_value(name).filter(|(_, entry)| entry.node.value.is_blank());
        if let Some((name, entry)) = blank {
            Field::keyed(self.prefix, name, entry).empty(problems);
        }
        if blank.is_some() {
            problems.mark_invalid(name);
        }
        self.non_empty(name, problems)
    }

    /// Takes a flag.
    pub fn bool(&mut self, name: &'static str, problems: &mut DiagnosticSink<'_>) -> Option<bool> {
        // A blank flag is an error: read as absent, `draft =` would publish a draft.
        let flag = self.take(name)?.bool(problems);
        if flag.is_none() && self.prefix.is_empty() {
            problems.mark_invalid(name);
        }
        flag
    }

    /// Takes a point in time.
    pub fn date(
        &mut self,
        name: &'static str,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Spanned<DateLiteral>> {
        self.read(name, problems, Field::date)
    }

    /// Takes the date of a story, which may be a month or a year.
    pub fn story_date(
        &mut self,
        name: &'static str,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Spanned<StoryDateLiteral>> {
        self.read(name, problems, Field::story_date)
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        problems: &mut DiagnosticSink<'_>,
        read: impl FnOnce(&Field<'t, 'i>, &mut DiagnosticSink<'_>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let field = self.non_blank(name)?;
        let value = read(&field, problems);
        if value.is_none() && self.prefix.is_empty() {
            problems.mark_invalid(name);
        }
        Some(Spanned { value: value?, span: field.span() })
    }

    /// Takes a table with keys of the user's own; empty if it is absent.
    ///
    /// Warns of keys in it that belong at the top level.
    pub fn extra_table(&mut self, name: &'static str, problems: &mut DiagnosticSink<'_>) -> toml::Table {
        let Some(inner) = self.non_blank(name).and_then(|field| field.table(problems, "", "{ … }")) else {
            return toml::Table::new();
        };
        for (key, entry) in inner.table.iter().filter(|(key, _)| !self.table.contains_key(*key)) {
            problems.warn_if_misplaced(key, &entry.key);
        }
        inner.remaining()
    }

    /// Returns all fields in the order of the file.
    pub fn all(&self) -> Vec<(&'t str, Field<'t, 'i>)> {
        let mut all: Vec<_> = self
            .table
            .iter()
            .map(|(name, entry)| (name.as_ref(), Field::keyed(self.prefix, name, entry)))
            .collect();
        all.sort_by_key(|(_, field)| field.key_span().start);
        all
    }

    /// Returns the values of the fields that were not taken.
    pub fn remaining(self) -> toml::Table {
        let untaken = self.table.iter().filter(|(name, _)| !self.is_taken(name));
        untaken.filter_map(|(name, entry)| Some((name.to_string(), to_toml(&entry.node.value)?))).collect()
    }

    fn is_taken(&self, name: &str) -> bool {
        self.known.iter().chain(&self.twins).any(|known| *known == name)
    }

    /// Reports every field that was not taken.
    ///
    /// `free` says where the user's own keys belong.
    pub fn finish(self, problems: &mut DiagnosticSink<'_>, free: &str) {
        for (name, entry) in self.table {
            let name = name.as_ref();
            if self.is_taken(name) || self.refused.contains(&name) {
                continue;
            }
            let foreign = self.foreign.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            let above = if self.prefix.is_empty() { None } else { problems.misplaced(name, &entry.key) };
            let hint = match (foreign, above, nearest(name, self.known.iter().copied())) {
                (Some((_, hint)), ..) => (*hint).to_owned(),
                (None, Some(hint), _) => hint,
                (None, None, Some(known)) => format!("did you mean `{known}`?"),
                (None, None, None) => {
                    format!("known here: {}. {free}", self.known.join(", ")).trim_end().to_owned()
                }
            };
            problems.error(entry.key.clone(), format!("there is no key `{}{name}`", self.prefix), hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::moment::CalendarDate;
    use crate::path::SitePath;

    fn problems_of(
        toml: &str,
        read: impl FnOnce(&mut Fields<'_, '_>, &mut DiagnosticSink<'_>),
    ) -> Vec<String> {
        let file = SitePath::known("config.toml");
        let mut problems = DiagnosticSink::new(&file, toml, 0);
        let table = parse(toml, &mut problems);
        let mut fields = Fields::new(&table);
        read(&mut fields, &mut problems);
        fields.finish(&mut problems, "");
        problems.into_diagnostics().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_is_noted_with_its_line() {
        let found =
            problems_of("title = 3\ntilte = \"x\"\ndraft = \"no\"\ntags = \"a\"\n", |fields, problems| {
                fields.take("title").map(|f| f.string(problems));
                fields.take("draft").map(|f| f.bool(problems));
                fields.take("tags").map(|f| f.strings(problems));
            });
        assert_eq!(
            found,
            [
                "config.toml:1:9: `title` must be a text, not a number",
                "config.toml:3:9: `draft` must be true or false, not a text",
                "config.toml:4:8: `tags` must be a list, not a text",
                "config.toml:2:1: there is no key `tilte`",
            ]
        );
    }

    #[test]
    fn times_are_read_in_all_three_forms() {
        let day = civil::date(2025, 11, 1);
        for (toml, expected) in [
            ("d = 2025-11-01", Some(DateLiteral::Day(day))),
            ("d = \"2025-11-01\"", Some(DateLiteral::Day(day))),
            ("d = 2025-11-01T09:30:00", Some(DateLiteral::Local(day.at(9, 30, 0, 0)))),
            (
                "d = 2025-11-01T00:00:00+03:00",
                Some(DateLiteral::Fixed { at: day.at(0, 0, 0, 0), offset: jiff::tz::offset(3) }),
            ),
            ("d = 2025-02-30", None),
            ("d = 09:30:00", None),
            ("d = \"soon\"", None),
            ("d = 5", None),
        ] {
            let mut read = None;
            let found = problems_of(toml, |fields, problems| {
                read = fields.take("d").and_then(|f| f.date(problems));
            });
            assert_eq!(read, expected, "{toml}");
            assert_eq!(found.is_empty(), expected.is_some(), "{toml}: {found:?}");
        }
    }

    #[test]
    fn the_date_of_a_story_may_be_a_month_or_a_year_and_in_doubt() {
        let within = |text: &str| CalendarDate::parse(text).map(StoryDateLiteral::Imprecise);
        let exactly = |written| Some(StoryDateLiteral::Exact(written));
        for (toml, expected) in [
            ("d = 2025-11-01", exactly(DateLiteral::Day(civil::date(2025, 11, 1)))),
            ("d = \"2025-11-01\"", exactly(DateLiteral::Day(civil::date(2025, 11, 1)))),
            ("d = \"1974-05\"", within("1974-05")),
            ("d = \" 1974~ \"", within("1974~")),
            ("d = \"1974-05-03?\"", within("1974-05-03?")),
            ("d = 1974", within("1974")),
            ("d = 19740", None),
            ("d = 0x1974", None),
            ("d = 1974.5", None),
            ("d = \"197X\"", None),
            ("d = \"1974-21\"", None),
            ("d = \"May 1974\"", None),
        ] {
            let mut read = None;
            let found = problems_of(toml, |fields, problems| {
                read = fields.take("d").and_then(|f| f.story_date(problems));
            });
            assert_eq!(read, expected, "{toml}");
            assert_eq!(found.is_empty(), expected.is_some(), "{toml}: {found:?}");
        }
    }

    #[test]
    fn broken_toml_is_noted_and_the_rest_is_read() {
        let found = problems_of("a = \nb = 3\n", |fields, problems| {
            fields.take("a");
            fields.take("b").map(|f| f.string(problems));
        });
        assert!(found[0].starts_with("config.toml:1:"), "{found:?}");
        assert!(found.iter().any(|message| message.contains("`b` must be a text")), "{found:?}");
    }
}
