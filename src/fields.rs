//! TOML read key by key, for the config and for front matter alike. In goes a file's text; out come values of the
//! types that were asked for, and a diagnostic with its line for everything that is not as it should be: all of
//! them, not the first. A key that nobody asked for is an error that names the nearest one that somebody did.

use std::ops::Range;

use jiff::civil;
use jiff::tz::Offset;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, nearest};
use crate::path::SitePath;

/// Where problems of one file are noted, each with its line.
#[derive(Debug)]
pub struct Problems<'a> {
    file: &'a SitePath,
    source: &'a str,
    base: usize,
    found: Diagnostics,
}

impl<'a> Problems<'a> {
    /// None yet, in `source`, whose TOML begins at the byte `base`.
    pub fn new(file: &'a SitePath, source: &'a str, base: usize) -> Self {
        Self { file, source, base, found: Diagnostics::new() }
    }

    /// The file that they are in.
    pub fn file(&self) -> &'a SitePath {
        self.file
    }

    /// Notes an error at `span` of the TOML, with what to do about it.
    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.place(span);
        self.found.push(Diagnostic::error(place, message).hint(hint));
    }

    /// Notes a warning at `span` of the TOML, with what to do about it.
    pub fn warning(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.place(span);
        self.found.push(Diagnostic::warning(place, message).hint(hint));
    }

    /// The place of `span` of the TOML in the file.
    pub fn place(&self, span: Range<usize>) -> Place {
        let span = span.start + self.base..span.end + self.base;
        Place::Line(self.file.clone(), Excerpt::new(self.source, span))
    }

    /// Whether any stops the build.
    pub fn has_errors(&self) -> bool {
        self.found.has_errors()
    }

    /// All that were noted.
    pub fn into_diagnostics(self) -> Diagnostics {
        self.found
    }
}

/// Parses TOML. What its syntax lets be read is read, and each fault in it is noted.
pub fn parse<'i>(toml: &'i str, problems: &mut Problems<'_>) -> Spanned<DeTable<'i>> {
    let (table, errors) = DeTable::parse_recoverable(toml);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        problems.error(
            span,
            format!("this is not TOML: {}", error.message().replace('\n', ", ")),
            "text goes in quotes (title = \"…\"), lists in brackets (tags = [\"…\", \"…\"]), and each key stands on a line of its own",
        );
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
}

/// A field that is there.
#[derive(Debug, Clone)]
pub struct Field<'t, 'i> {
    name: String,
    key: Range<usize>,
    value: &'t Spanned<DeValue<'i>>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The fields of a file's outermost table.
    pub fn new(table: &'t DeTable<'i>) -> Self {
        Self { table, inside: "", asked: Vec::new() }
    }

    /// The field of this name, if it is there.
    pub fn take(&mut self, name: &'static str) -> Option<Field<'t, 'i>> {
        self.asked.push(name);
        let (key, value) = self.table.get_key_value(name)?;
        Some(Field { name: format!("{}{name}", self.inside), key: key.span(), value })
    }

    /// Every field, whatever its name, in the order of their places.
    pub fn all(&self) -> Vec<(&'t str, Field<'t, 'i>)> {
        let mut all: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| {
                let name = format!("{}{}", self.inside, key.get_ref());
                (key.get_ref().as_ref(), Field { name, key: key.span(), value })
            })
            .collect();
        all.sort_by_key(|(_, field)| field.key.start);
        all
    }

    /// Notes an error for every field that nobody took. `free` says where free keys belong.
    pub fn finish(self, problems: &mut Problems<'_>, free: &str) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let hint = match nearest(name, self.asked.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known here: {}. {free}", self.asked.join(", ")),
            };
            problems.error(key.span(), format!("there is no key `{}{name}`", self.inside), hint);
        }
    }
}

impl<'t, 'i> Field<'t, 'i> {
    /// Where its value is.
    pub fn span(&self) -> Range<usize> {
        self.value.span()
    }

    /// Where its key is.
    pub fn key_span(&self) -> Range<usize> {
        self.key.clone()
    }

    /// Its name, with the table's that it is in.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value as it is.
    pub fn value(&self) -> &'t DeValue<'i> {
        self.value.get_ref()
    }

    fn wrong(&self, problems: &mut Problems<'_>, wanted: &str, example: &str) {
        let message = format!("`{}` must be {wanted}, not {}", self.name, article_of(self.value.get_ref()));
        problems.error(self.span(), message, format!("write it as {} = {example}", self.name));
    }

    /// A text.
    pub fn text(&self, problems: &mut Problems<'_>) -> Option<&'t str> {
        let text = self.value.get_ref().as_str();
        if text.is_none() {
            self.wrong(problems, "a text", "\"…\"");
        }
        text
    }

    /// A text with something in it, without the spaces around it.
    pub fn words(&self, problems: &mut Problems<'_>) -> Option<&'t str> {
        let text = self.text(problems)?.trim();
        if text.is_empty() {
            problems.error(
                self.span(),
                format!("`{}` is empty", self.name),
                "fill it in, or leave the key out",
            );
            return None;
        }
        Some(text)
    }

    /// Yes or no.
    pub fn flag(&self, problems: &mut Problems<'_>) -> Option<bool> {
        let flag = self.value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(problems, "true or false", "true");
        }
        flag
    }

    /// A whole number between these two.
    pub fn number(
        &self,
        problems: &mut Problems<'_>,
        between: std::ops::RangeInclusive<usize>,
    ) -> Option<usize> {
        let Some(integer) = self.value.get_ref().as_integer() else {
            self.wrong(problems, "a number", &between.start().to_string());
            return None;
        };
        let number =
            usize::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|n| between.contains(n));
        if number.is_none() {
            let message =
                format!("`{}` must be between {} and {}", self.name, between.start(), between.end());
            problems.error(self.span(), message, "choose a number between the two");
        }
        number
    }

    /// The elements of a list.
    pub fn list(&self, problems: &mut Problems<'_>) -> Option<Vec<Field<'t, 'i>>> {
        let Some(array) = self.value.get_ref().as_array() else {
            self.wrong(problems, "a list", "[…]");
            return None;
        };
        let element =
            |value: &'t Spanned<DeValue<'i>>| Field { name: self.name.clone(), key: value.span(), value };
        Some(array.iter().map(element).collect())
    }

    /// A list of texts with something in each. A single text is an error that shows the list to write.
    pub fn texts(&self, problems: &mut Problems<'_>) -> Option<Vec<&'t str>> {
        if let Some(text) = self.value.get_ref().as_str() {
            let message = format!("`{}` must be a list, not a text", self.name);
            problems.error(self.span(), message, format!("write it as {} = [\"{}\"]", self.name, text));
            return None;
        }
        Some(self.list(problems)?.iter().filter_map(|field| field.words(problems)).collect())
    }

    /// A table with fields of its own. `inside` is said before their names: `image.`.
    pub fn table(&self, problems: &mut Problems<'_>, inside: &'static str) -> Option<Fields<'t, 'i>> {
        let Some(table) = self.value.get_ref().as_table() else {
            self.wrong(problems, "a table", "{ … }");
            return None;
        };
        Some(Fields { table, inside, asked: Vec::new() })
    }

    /// A point in time: a day, a day and time, or a day and time with an offset.
    pub fn time(&self, problems: &mut Problems<'_>) -> Option<Written> {
        if let Some(datetime) = self.value.get_ref().as_datetime() {
            return self.datetime(*datetime, problems);
        }
        if let Some(text) = self.value.get_ref().as_str() {
            if let Some(written) = text.trim().parse::<Datetime>().ok().and_then(written) {
                // Hugo and Zola take a date in quotes too.
                return Some(written);
            }
            let message = format!("`{text}` is not a date");
            problems.error(
                self.span(),
                message,
                "write it as 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00",
            );
            return None;
        }
        self.wrong(problems, "a date", "2025-11-01");
        None
    }

    fn datetime(&self, datetime: Datetime, problems: &mut Problems<'_>) -> Option<Written> {
        let written = written(datetime);
        if written.is_none() {
            let message = if datetime.date.is_none() {
                format!("`{}` has a time but no day", self.name)
            } else {
                format!("{datetime} is no day of the calendar")
            };
            problems.error(
                self.span(),
                message,
                "write it as 2025-11-01, 2025-11-01T09:30:00 or 2025-11-01T09:30:00+03:00",
            );
        }
        written
    }
}

/// A point in time as it was written, before the site's zone is known to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `2025-11-01`
    Day(civil::Date),
    /// `2025-11-01T09:30:00`, at the site's place.
    Local(civil::DateTime),
    /// `2025-11-01T09:30:00+03:00`
    Instant(jiff::Timestamp),
}

/// What a TOML date says; `None` when there is no such day.
fn written(datetime: Datetime) -> Option<Written> {
    let date = datetime.date?;
    let year = i16::try_from(date.year).ok()?;
    let date = civil::Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()?;
    let Some(time) = datetime.time else { return Some(Written::Day(date)) };
    let time = civil::Time::new(
        i8::try_from(time.hour).ok()?,
        i8::try_from(time.minute).ok()?,
        i8::try_from(time.second.unwrap_or(0).min(59)).ok()?,
        i32::try_from(time.nanosecond.unwrap_or(0)).ok()?,
    )
    .ok()?;
    let local = date.to_datetime(time);
    match datetime.offset {
        None => Some(Written::Local(local)),
        Some(offset) => {
            let minutes = match offset {
                toml::value::Offset::Z => 0,
                toml::value::Offset::Custom { minutes } => i32::from(minutes),
            };
            let offset = Offset::from_seconds(minutes * 60).ok()?;
            offset.to_timestamp(local).ok().map(Written::Instant)
        }
    }
}

/// What kind of thing a value is, with its article.
fn article_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A value that a theme is given as it is, owned.
pub fn free_value(value: &DeValue<'_>) -> toml::Value {
    match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| toml::Value::String(integer.as_str().to_owned()), toml::Value::Integer),
        DeValue::Float(float) => float
            .as_str()
            .parse()
            .map_or_else(|_| toml::Value::String(float.as_str().to_owned()), toml::Value::Float),
        DeValue::Boolean(flag) => toml::Value::Boolean(*flag),
        DeValue::Datetime(datetime) => toml::Value::Datetime(*datetime),
        DeValue::Array(array) => toml::Value::Array(array.iter().map(|v| free_value(v.get_ref())).collect()),
        DeValue::Table(table) => toml::Value::Table(free_table(table)),
    }
}

/// A table of free keys, owned.
pub fn free_table(table: &DeTable<'_>) -> toml::Table {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), free_value(value.get_ref()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
                Some(Written::Instant("2025-10-31T21:00:00Z".parse().unwrap())),
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
