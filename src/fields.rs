//! TOML and YAML read key by key, for the config and for front matter alike: a file's text becomes values of the types
//! that are asked for, and a diagnostic with its line for everything that is not as it should be, all of them and not
//! the first alone. A key that nobody asked for is an error that names the nearest one that somebody did.

mod field;
mod free;
mod problems;
mod read_toml;
mod read_yaml;
mod slips;
mod statements;
mod time;
mod timestamps;
mod value;
mod web;
mod yaml_faults;

use std::ops::Range;

use crate::diagnostic::nearest;

pub use field::Field;
pub use free::{free_table, free_value};
pub use problems::Problems;
pub(crate) use time::written;
pub use time::{Written, WrittenDate};
pub use value::{Format, Table, Value};
pub use web::{WebAddress, ascii_address, ascii_origin, scheme};

/// How dates are written.
const DATES: &str = "2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00";

/// How the date of a story is written.
const STORY_DATES: &str = "write the day as 2025-11-01, or with its time as 2025-11-01T09:30:00; if only the month or the year \
                           is known, write \"1974-05\" or \"1974\", and add a ~ if that is approximate: \"1974~\"";

/// A value, and where in the TOML it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Range<usize>,
}

/// Parses a file in the format of `problems`. Every statement that can't be read is noted, and the rest is read.
pub fn parse<'i>(source: &'i str, problems: &mut Problems<'_>) -> Table<'i> {
    match problems.format() {
        Format::Toml => read_toml::read(source, problems),
        Format::Yaml => read_yaml::read(source, problems),
    }
}

/// The fields of one table, taken one by one.
#[derive(Debug)]
pub struct Fields<'t, 'i> {
    table: &'t Table<'i>,
    /// What is said before a key in a message: `image.` for the keys of an image.
    inside: &'static str,
    asked: Vec<&'static str>,
    refused: &'static [&'static str],
    foreign: &'static [(&'static str, &'static str)],
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The fields of a file's outermost table.
    pub fn new(table: &'t Table<'i>) -> Self {
        Self::within(table, "")
    }

    fn within(table: &'t Table<'i>, inside: &'static str) -> Self {
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
        for name in names {
            let entry = self.table.get(*name).filter(|entry| !entry.node.value.is_blank());
            if let Some(entry) = entry {
                problems.error(entry.key.clone(), format!("{who} don't take `{name}`"), hint);
            }
        }
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// The field of this name, if it is there.
    pub fn take(&mut self, name: &'static str) -> Option<Field<'t, 'i>> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        let (name, entry) = self.table.get_key_value(name)?;
        Some(Field::keyed(self.inside, name, entry))
    }

    /// Returns the field of this name, if there is something in it: form editors write keys that nobody filled in.
    pub fn given(&mut self, name: &'static str) -> Option<Field<'t, 'i>> {
        self.take(name).filter(|field| !field.value().is_blank())
    }

    /// Tells whether every key is empty.
    pub fn is_blank(&self) -> bool {
        self.table.values().all(|entry| entry.node.value.is_blank())
    }

    /// The words of this name, if it is there and has some.
    pub fn words(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<At<&'t str>> {
        self.read(name, problems, Field::words)
    }

    /// Returns the words of this name. A key that is there and empty is an error.
    pub fn filled(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<At<&'t str>> {
        let blank = self.table.get_key_value(name).filter(|(_, entry)| entry.node.value.is_blank());
        if let Some((name, entry)) = blank {
            Field::keyed(self.inside, name, entry).empty(problems);
        }
        if blank.is_some() {
            problems.spoiled(name);
        }
        self.words(name, problems)
    }

    /// The flag of this name, if it is there.
    pub fn flag(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<bool> {
        // An empty flag says neither; to take it for left out could publish a draft.
        let flag = self.take(name)?.flag(problems);
        if flag.is_none() && self.inside.is_empty() {
            problems.spoiled(name);
        }
        flag
    }

    /// The time of this name, if it is there.
    pub fn time(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<At<Written>> {
        self.read(name, problems, Field::time)
    }

    /// The date of a story of this name, if it is there.
    pub fn story_date(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<At<WrittenDate>> {
        self.read(name, problems, Field::story_date)
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        problems: &mut Problems<'_>,
        read: impl FnOnce(&Field<'t, 'i>, &mut Problems<'_>) -> Option<T>,
    ) -> Option<At<T>> {
        let field = self.given(name)?;
        let value = read(&field, problems);
        if value.is_none() && self.inside.is_empty() {
            problems.spoiled(name);
        }
        Some(At { value: value?, span: field.span() })
    }

    /// The free table of this name; empty if it is not there. Warns of keys in it that belong outside of all tables.
    pub fn free(&mut self, name: &'static str, problems: &mut Problems<'_>) -> toml::Table {
        let Some(inner) = self.given(name).and_then(|field| field.table(problems, "", "{ … }")) else {
            return toml::Table::new();
        };
        for (key, entry) in inner.table.iter().filter(|(key, _)| !self.table.contains_key(*key)) {
            problems.warn_if_misplaced(key, &entry.key);
        }
        inner.rest()
    }

    /// Every field, whatever its name, in the order of their places.
    pub fn all(&self) -> Vec<(&'t str, Field<'t, 'i>)> {
        let mut all: Vec<_> = self
            .table
            .iter()
            .map(|(name, entry)| (name.as_ref(), Field::keyed(self.inside, name, entry)))
            .collect();
        all.sort_by_key(|(_, field)| field.key_span().start);
        all
    }

    /// The values of the fields that nobody took, as they are.
    pub fn rest(self) -> toml::Table {
        let untaken = self.table.iter().filter(|(name, _)| !self.asked.contains(&name.as_ref()));
        untaken.filter_map(|(name, entry)| Some((name.to_string(), free_value(&entry.node.value)?))).collect()
    }

    /// Notes an error for every field that nobody took. `free` says where free keys belong.
    pub fn finish(self, problems: &mut Problems<'_>, free: &str) {
        for (name, entry) in self.table {
            let name = name.as_ref();
            if self.asked.contains(&name) || self.refused.contains(&name) {
                continue;
            }
            let foreign = self.foreign.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            let above = if self.inside.is_empty() { None } else { problems.misplaced(name, &entry.key) };
            let hint = match (foreign, above, nearest(name, self.asked.iter().copied())) {
                (Some((_, hint)), ..) => (*hint).to_owned(),
                (None, Some(hint), _) => hint,
                (None, None, Some(known)) => format!("did you mean `{known}`?"),
                (None, None, None) => {
                    format!("known here: {}. {free}", self.asked.join(", ")).trim_end().to_owned()
                }
            };
            problems.error(entry.key.clone(), format!("there is no key `{}{name}`", self.inside), hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::moment::CalendarDate;
    use crate::path::SitePath;

    fn problems_of(toml: &str, read: impl FnOnce(&mut Fields<'_, '_>, &mut Problems<'_>)) -> Vec<String> {
        let file = SitePath::known("config.toml");
        let mut problems = Problems::new(&file, toml, 0);
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
    fn the_date_of_a_story_may_be_a_month_or_a_year_and_in_doubt() {
        let within = |text: &str| CalendarDate::parse(text).map(WrittenDate::Within);
        let exactly = |written| Some(WrittenDate::Exactly(written));
        for (toml, expected) in [
            ("d = 2025-11-01", exactly(Written::Day(civil::date(2025, 11, 1)))),
            ("d = \"2025-11-01\"", exactly(Written::Day(civil::date(2025, 11, 1)))),
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
            fields.take("b").map(|f| f.text(problems));
        });
        assert!(found[0].starts_with("config.toml:1:"), "{found:?}");
        assert!(found.iter().any(|message| message.contains("`b` must be a text")), "{found:?}");
    }
}
