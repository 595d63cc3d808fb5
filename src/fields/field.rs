//! A field of a table, read as the type that the caller asks for.
//!
//! Each method returns the value, or reports the fault with the text to type.

use std::ops::Range;

use toml::value::Datetime;

use super::date_literal::unsupported_edtf;
use super::lenient_timestamp;
use super::mistakes::{self, items, listed, quoted};
use super::value::{Entry, Node, Value, parse_bool_word};
use super::{
    DATE_FORMS, DateLiteral, DiagnosticSink, Fields, Format, HttpUrl, STORY_DATE_HINT, Spanned,
    StoryDateLiteral, date_literal,
};
use crate::moment::CalendarDate;

/// Field that is present.
#[derive(Debug, Clone)]
pub struct Field<'t, 'i> {
    prefix: &'static str,
    name: &'t str,
    key: Range<usize>,
    node: &'t Node<'i>,
    role: Role,
}

/// Role of a field: value of a key, or entry of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Value,
    Entry,
}

impl<'t, 'i> Field<'t, 'i> {
    pub(super) fn keyed(prefix: &'static str, name: &'t str, entry: &'t Entry<'i>) -> Self {
        Self { prefix, name, key: entry.key.clone(), node: &entry.node, role: Role::Value }
    }

    /// Returns the byte range of the value.
    pub fn span(&self) -> Range<usize> {
        self.node.span.clone()
    }

    /// Returns the byte range of the key.
    pub fn key_span(&self) -> Range<usize> {
        self.key.clone()
    }

    /// Returns the key, with the prefix of its table.
    pub fn name(&self) -> String {
        format!("{}{}", self.prefix, self.name)
    }

    /// Returns the value.
    pub fn value(&self) -> &'t Value<'i> {
        &self.node.value
    }

    /// Returns the subject of messages.
    fn said(&self) -> String {
        match self.role {
            Role::Value => format!("`{}`", self.name()),
            Role::Entry => format!("an entry of `{}`", self.name()),
        }
    }

    /// Returns the hint that shows the key with a value.
    fn example(&self, value: &str, format: Format) -> String {
        match self.role {
            Role::Value => format!("write it as {}", format.pair(&self.name(), value)),
            Role::Entry => format!("write it as {}", format.pair(&self.name(), &format!("[{value}]"))),
        }
    }

    fn wrong(&self, problems: &mut DiagnosticSink<'_>, wanted: &str, example: &str) {
        let message = format!("{} must be {wanted}, not {}", self.said(), self.value().type_name());
        let hint = self.example(example, problems.format());
        problems.error(self.span(), message, hint);
    }

    /// Reads a text.
    pub fn string(&self, problems: &mut DiagnosticSink<'_>) -> Option<&'t str> {
        let text = self.value().as_str();
        if text.is_none() {
            let format = problems.format();
            let meant = match self.value() {
                Value::List(nodes) if nodes.len() == 1 => nodes[0].value.spelling(),
                value => value.spelling(),
            };
            let example = meant.map_or_else(|| "\"…\"".to_owned(), |text| quoted(&text, format));
            self.wrong(problems, "a text", &example);
        }
        text
    }

    /// Reports a blank value.
    pub(super) fn empty(&self, problems: &mut DiagnosticSink<'_>) {
        let hint = match self.role {
            Role::Value => format!("write it as {}", problems.format().pair(&self.name(), "\"…\"")),
            Role::Entry => "fill it in, or take it out of the list".to_owned(),
        };
        problems.error(self.span(), format!("{} is empty", self.said()), hint);
    }

    /// Reads a text that is not blank, without surrounding spaces.
    pub fn non_empty(&self, problems: &mut DiagnosticSink<'_>) -> Option<&'t str> {
        let text = self.string(problems)?.trim();
        if text.is_empty() {
            self.empty(problems);
            return None;
        }
        // Escapes such as \u0000 yield characters that pages and feeds can't contain.
        if let Some(c) = text.chars().find(|c| c.is_ascii_control() && !c.is_ascii_whitespace()) {
            let message = format!("{} holds the control character U+{:04X}", self.said(), u32::from(c));
            problems.error(self.span(), message, "take it out");
            return None;
        }
        Some(text)
    }

    /// Reads an `http://` or `https://` URL.
    pub fn http_url(&self, problems: &mut DiagnosticSink<'_>) -> Option<&'t str> {
        let text = self.non_empty(problems)?;
        if HttpUrl::parse(text).is_none() {
            let message = format!("{} must be a web address, and `{text}` is none", self.said());
            let hint = self.example("\"https://example.org/…\"", problems.format());
            problems.error(self.span(), message, hint);
            return None;
        }
        Some(text)
    }

    /// Reads a flag.
    pub fn bool(&self, problems: &mut DiagnosticSink<'_>) -> Option<bool> {
        let flag = self.value().as_bool();
        if flag.is_none() {
            let meant = self.value().as_str().and_then(parse_bool_word).unwrap_or(true);
            self.wrong(problems, "true or false", &meant.to_string());
        }
        flag
    }

    /// Reads an integer within a range.
    pub fn number(
        &self,
        problems: &mut DiagnosticSink<'_>,
        between: std::ops::RangeInclusive<usize>,
    ) -> Option<usize> {
        let Some(integer) = self.value().as_integer() else {
            let meant = self.value().as_str().and_then(|text| text.trim().parse().ok());
            let example = meant.filter(|number| between.contains(number)).unwrap_or(*between.start());
            self.wrong(problems, "a whole number", &example.to_string());
            return None;
        };
        let number = usize::try_from(integer).ok().filter(|number| between.contains(number));
        if number.is_none() {
            let message =
                format!("{} must be between {} and {}", self.said(), between.start(), between.end());
            problems.error(self.span(), message, "choose a number between the two");
        }
        number
    }

    /// Reads a list.
    pub fn list(&self, problems: &mut DiagnosticSink<'_>) -> Option<Vec<Field<'t, 'i>>> {
        let Value::List(nodes) = self.value() else {
            self.wrong(problems, "a list", "[…]");
            return None;
        };
        let entry =
            |node: &'t Node<'i>| Field { key: node.span.clone(), node, role: Role::Entry, ..self.clone() };
        Some(nodes.iter().map(entry).collect())
    }

    /// Reads a list of texts. Blank entries are skipped.
    ///
    /// In YAML a single text is a list of one. In TOML, and if the text looks like several, it is
    /// an error that shows the list to write.
    pub fn strings(&self, problems: &mut DiagnosticSink<'_>) -> Option<Vec<Spanned<&'t str>>> {
        let format = problems.format();
        if let Some(text) = self.value().as_str() {
            let looks_like_several = text.contains(',') || text.starts_with('-');
            if format == Format::Yaml && !looks_like_several {
                return Some(vec![Spanned { value: self.non_empty(problems)?, span: self.span() }]);
            }
            let dashed: Vec<&str> =
                text.split(" -").map(|entry| entry.trim_start_matches('-').trim()).collect();
            let (message, entries) = if text.starts_with('-') {
                ("a space is missing after the dash before each entry of this list".to_owned(), dashed)
            } else {
                (format!("{} must be a list, not a text", self.said()), items(text))
            };
            let hint = format!("write it as {}", format.pair(&self.name(), &listed(&entries, format)));
            problems.error(self.span(), message, hint);
            return None;
        }
        if let Value::Table(table) = self.value() {
            self.names_in([table].into_iter(), problems);
            return None;
        }
        let entries = self.list(problems)?;
        let tables: Vec<_> = entries.iter().filter_map(|entry| entry.value().as_table()).collect();
        if !tables.is_empty() {
            self.names_in(tables.into_iter(), problems);
            return None;
        }
        let entries = entries.iter().filter(|entry| !entry.value().is_blank());
        let words =
            |field: &Field<'t, 'i>| Some(Spanned { value: field.non_empty(problems)?, span: field.span() });
        Some(entries.filter_map(words).collect())
    }

    /// Reports tables in place of texts, and shows their names as the list to write.
    fn names_in<'a>(
        &self,
        tables: impl Iterator<Item = &'a super::Table<'a>>,
        problems: &mut DiagnosticSink<'_>,
    ) {
        let format = problems.format();
        let name = |table: &'a super::Table<'a>| table.get("name")?.node.value.as_str();
        let names: Vec<&str> = tables.filter_map(name).collect();
        let example = if names.is_empty() { "[\"…\", \"…\"]".to_owned() } else { listed(&names, format) };
        let message = format!("{} must be a list of texts, not of tables", self.said());
        let hint = format!("write it as {}", format.pair(&self.name(), &example));
        problems.error(self.span(), message, hint);
    }

    /// Reads a table.
    ///
    /// `prefix` precedes its keys in messages (`image.`); `example` shows a table.
    pub fn table(
        &self,
        problems: &mut DiagnosticSink<'_>,
        prefix: &'static str,
        example: &str,
    ) -> Option<Fields<'t, 'i>> {
        let Some(table) = self.value().as_table() else {
            self.wrong(problems, "a table", example);
            return None;
        };
        Some(Fields::within(table, prefix))
    }

    /// Reads a day, a day and time, or a day and time with an offset.
    pub fn date(&self, problems: &mut DiagnosticSink<'_>) -> Option<DateLiteral> {
        if let Value::Date(datetime) = self.value() {
            return self.datetime(*datetime, problems);
        }
        if let Some(text) = self.value().as_str() {
            // Hugo and Zola take a date in quotes too.
            let time = lenient_timestamp::parse(text).and_then(date_literal);
            if time.is_none() {
                let hint =
                    self.days(text, problems.format()).unwrap_or_else(|| format!("write it as {DATE_FORMS}"));
                let message = match CalendarDate::parse(text.trim()) {
                    Some(_) => format!("{} must name a day, and `{text}` does not for certain", self.said()),
                    None => format!("`{text}` is not a date"),
                };
                problems.error(self.span(), message, hint);
            }
            return time;
        }
        self.wrong(problems, "a date", "2025-11-01");
        None
    }

    /// Returns the hint for a misspelled day; `None` if the text may mean none or many.
    fn days(&self, text: &str, format: Format) -> Option<String> {
        match mistakes::readings(text).as_slice() {
            [day] => Some(self.example(day, format)),
            [one, other] => {
                let [one, other] = [one, other].map(|day| format.pair(&self.name(), day));
                Some(format!(
                    "the year comes first, then the month: write {one} or {other}, whichever is meant"
                ))
            }
            _ => None,
        }
    }

    /// Reads the date of a story: a point in time, or a day, month or year that may be uncertain.
    pub fn story_date(&self, problems: &mut DiagnosticSink<'_>) -> Option<StoryDateLiteral> {
        let text = match self.value() {
            Value::Integer { digits, radix: 10 } => digits,
            Value::Text(text) | Value::Plain(text) => text.trim(),
            _ => return self.date(problems).map(StoryDateLiteral::Exact),
        };
        if let Some(time) = lenient_timestamp::parse(text).and_then(date_literal) {
            return Some(StoryDateLiteral::Exact(time));
        }
        if let Some(date) = CalendarDate::parse(text) {
            return Some(StoryDateLiteral::Imprecise(date));
        }
        let message = match unsupported_edtf(text) {
            Some(what) => format!("`{text}` is {what}, and a story needs a day, a month or a year"),
            None => format!("`{text}` is not a date"),
        };
        let hint = self.days(text, problems.format());
        problems.error(self.span(), message, hint.unwrap_or_else(|| STORY_DATE_HINT.to_owned()));
        None
    }

    fn datetime(&self, datetime: Datetime, problems: &mut DiagnosticSink<'_>) -> Option<DateLiteral> {
        let written = date_literal(datetime);
        if written.is_none() {
            let message = if datetime.date.is_none() {
                format!("{} has a time but no day", self.said())
            } else {
                format!("{datetime} is no day of the calendar")
            };
            problems.error(self.span(), message, format!("write it as {DATE_FORMS}"));
        }
        written
    }
}
