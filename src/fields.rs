//! TOML read key by key, for the config and for front matter alike. In goes a file's text; out come values of the
//! types that were asked for, and a diagnostic with its line for everything that is not as it should be: all of
//! them, not the first. A key that nobody asked for is an error that names the nearest one that somebody did.

mod field;
mod free;
mod problems;
mod time;
mod web;

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostic::nearest;

pub use field::Field;
pub use free::{free_table, free_value};
pub use problems::Problems;
pub use time::Written;
pub(crate) use time::written;
pub use web::{WebAddress, ascii_address, ascii_origin, scheme};

/// How dates are written.
const DATES: &str = "write it as 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00";

/// A value, and where in the TOML it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Range<usize>,
}

/// Parses TOML. What its syntax lets be read is read, and each fault in it is noted.
pub fn parse<'i>(toml: &'i str, problems: &mut Problems<'_>) -> Spanned<DeTable<'i>> {
    let (table, errors) = DeTable::parse_recoverable(toml);
    for error in errors {
        let message = error.message().replace('\n', ", ");
        let message = message.strip_suffix(", expected nothing").unwrap_or(&message);
        let hint = if message.contains("leading zero") {
            "a day is written as 2025-11-01; a number does not begin with a zero"
        } else if message.contains("invalid basic string") {
            "close the quotes on the line on which they are opened: title = \"…\""
        } else if message.starts_with("duplicate key") {
            "keep one of the two"
        } else if message.starts_with("invalid date") || message.starts_with("invalid time") {
            DATES
        } else {
            "text goes in quotes (title = \"…\"), lists in brackets (tags = [\"…\", \"…\"]), and each key stands on a \
             line of its own"
        };
        let message = match message.strip_prefix("invalid date, ").or(message.strip_prefix("invalid time, "))
        {
            Some(expected) => format!("this is no date: {expected}"),
            None => format!("this is not TOML: {message}"),
        };
        problems.unreadable(error.span().unwrap_or(0..0), message, hint);
    }
    table
}

/// The fields of one table, taken one by one.
#[derive(Debug)]
pub struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    /// What is said before a key in a message: `image.` for the keys of an image.
    inside: &'static str,
    asked: Vec<&'static str>,
    refused: &'static [&'static str],
    foreign: &'static [(&'static str, &'static str)],
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The fields of a file's outermost table.
    pub fn new(table: &'t DeTable<'i>) -> Self {
        Self::within(table, "")
    }

    fn within(table: &'t DeTable<'i>, inside: &'static str) -> Self {
        Self { table, inside, asked: Vec::new(), refused: &[], foreign: &[] }
    }

    /// Tells what to say of keys that other programs have, each with its hint.
    #[must_use]
    pub fn knowing(mut self, foreign: &'static [(&'static str, &'static str)]) -> Self {
        self.foreign = foreign;
        self
    }

    /// Notes an error for each of these that is there: keys that are known, but do not belong here.
    pub fn refuse(
        &mut self,
        names: &'static [&'static str],
        problems: &mut Problems<'_>,
        (who, hint): (&str, &str),
    ) {
        self.refused = names;
        for (key, _) in names.iter().filter_map(|name| self.table.get_key_value(*name)) {
            problems.error(key.span(), format!("{who} don't take `{}`", key.get_ref()), hint);
        }
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// The field of this name, if it is there.
    pub fn take(&mut self, name: &'static str) -> Option<Field<'t, 'i>> {
        self.asked.push(name);
        let (key, value) = self.table.get_key_value(name)?;
        Some(Field::keyed(self.inside, key, value))
    }

    /// The words of this name, if it is there and has some.
    pub fn words(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<At<&'t str>> {
        self.read(name, problems, Field::words)
    }

    /// The flag of this name, if it is there.
    pub fn flag(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<bool> {
        self.read(name, problems, Field::flag).map(|flag| flag.value)
    }

    /// The time of this name, if it is there.
    pub fn time(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<At<Written>> {
        self.read(name, problems, Field::time)
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        problems: &mut Problems<'_>,
        read: impl FnOnce(&Field<'t, 'i>, &mut Problems<'_>) -> Option<T>,
    ) -> Option<At<T>> {
        let field = self.take(name)?;
        let value = read(&field, problems);
        if value.is_none() && self.inside.is_empty() {
            problems.spoiled(name);
        }
        Some(At { value: value?, span: field.span() })
    }

    /// The free table of this name; empty if it is not there.
    pub fn free(&mut self, name: &'static str, problems: &mut Problems<'_>) -> toml::Table {
        self.take(name)
            .and_then(|field| field.table(problems, "", "{ … }"))
            .map(Self::rest)
            .unwrap_or_default()
    }

    /// Every field, whatever its name, in the order of their places.
    pub fn all(&self) -> Vec<(&'t str, Field<'t, 'i>)> {
        let mut all: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), Field::keyed(self.inside, key, value)))
            .collect();
        all.sort_by_key(|(_, field)| field.key_span().start);
        all
    }

    /// The values of the fields that nobody took, as they are.
    pub fn rest(self) -> toml::Table {
        let untaken = self.table.iter().filter(|(key, _)| !self.asked.contains(&key.get_ref().as_ref()));
        untaken.map(|(key, value)| (key.get_ref().to_string(), free_value(value.get_ref()))).collect()
    }

    /// Notes an error for every field that nobody took. `free` says where free keys belong.
    pub fn finish(self, problems: &mut Problems<'_>, free: &str) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) || self.refused.contains(&name) {
                continue;
            }
            let foreign = self.foreign.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            let hint = match (foreign, nearest(name, self.asked.iter().copied())) {
                (Some((_, hint)), _) => (*hint).to_owned(),
                (None, Some(known)) => format!("did you mean `{known}`?"),
                (None, None) => {
                    format!("known here: {}. {free}", self.asked.join(", ")).trim_end().to_owned()
                }
            };
            problems.error(key.span(), format!("there is no key `{}{name}`", self.inside), hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::path::SitePath;

    fn problems_of(toml: &str, read: impl FnOnce(&mut Fields<'_, '_>, &mut Problems<'_>)) -> Vec<String> {
        let file = SitePath::known("config.toml");
        let mut problems = Problems::new(&file, toml, 0);
        let table = parse(toml, &mut problems);
        let mut fields = Fields::new(table.get_ref());
        read(&mut fields, &mut problems);
        fields.finish(&mut problems, "");
        problems.into_diagnostics().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_is_noted_with_its_line() {
        let found =
            problems_of("title = 3\ntilte = \"x\"\ndraft = \"no\"\ntags = \"a\"\n", |fields, problems| {
                fields.take("title").map(|f| f.text(problems));
                fields.take("draft").map(|f| f.flag(problems));
                fields.take("tags").map(|f| f.texts(problems));
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
            ("d = 2025-11-01", Some(Written::Day(day))),
            ("d = \"2025-11-01\"", Some(Written::Day(day))),
            ("d = 2025-11-01T09:30:00", Some(Written::Local(day.at(9, 30, 0, 0)))),
            (
                "d = 2025-11-01T00:00:00+03:00",
                Some(Written::Fixed { at: day.at(0, 0, 0, 0), offset: jiff::tz::offset(3) }),
            ),
            ("d = 2025-02-30", None),
            ("d = 09:30:00", None),
            ("d = \"soon\"", None),
            ("d = 5", None),
        ] {
            let mut read = None;
            let found = problems_of(toml, |fields, problems| {
                read = fields.take("d").and_then(|f| f.time(problems));
            });
            assert_eq!(read, expected, "{toml}");
            assert_eq!(found.is_empty(), expected.is_some(), "{toml}: {found:?}");
        }
    }

    #[test]
    fn broken_toml_is_noted_and_the_rest_is_read() {
        let found = problems_of("a = \nb = 3\n", |fields, problems| {
            fields.take("a");
            fields.take("b").map(|f| f.text(problems));
        });
        assert!(found[0].starts_with("config.toml:1:"), "{found:?}");
        assert!(found.iter().any(|message| message.contains("`b` must be a text")), "{found:?}");
    }
}
