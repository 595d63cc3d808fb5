//! One field of a TOML table, read as the type that is asked for. Each reading gives the value, or notes what is
//! wrong with it and how to write it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeValue};
use toml::value::Datetime;

use super::{At, DATES, Fields, Problems, WebAddress, Written, written};

/// A field that is there.
#[derive(Debug, Clone)]
pub struct Field<'t, 'i> {
    inside: &'static str,
    name: &'t str,
    key: Range<usize>,
    value: &'t Spanned<DeValue<'i>>,
    role: Role,
}

/// Whether a field is a key's value or stands in a key's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Value,
    Entry,
}

impl<'t, 'i> Field<'t, 'i> {
    pub(super) fn keyed(
        inside: &'static str,
        key: &'t Spanned<DeString<'i>>,
        value: &'t Spanned<DeValue<'i>>,
    ) -> Self {
        Self { inside, name: key.get_ref(), key: key.span(), value, role: Role::Value }
    }

    /// Where its value is.
    pub fn span(&self) -> Range<usize> {
        self.value.span()
    }

    /// Where its key is.
    pub fn key_span(&self) -> Range<usize> {
        self.key.clone()
    }

    /// Its name, with the table's that it is in.
    pub fn name(&self) -> String {
        format!("{}{}", self.inside, self.name)
    }

    /// Its value as it is.
    pub fn value(&self) -> &'t DeValue<'i> {
        self.value.get_ref()
    }

    /// How a message begins.
    fn said(&self) -> String {
        match self.role {
            Role::Value => format!("`{}`", self.name()),
            Role::Entry => format!("an entry of `{}`", self.name()),
        }
    }

    /// How its key is written with a value.
    fn example(&self, value: &str) -> String {
        match self.role {
            Role::Value => format!("write it as {} = {value}", self.name()),
            Role::Entry => format!("write it as {} = [{value}]", self.name()),
        }
    }

    fn wrong(&self, problems: &mut Problems<'_>, wanted: &str, example: &str) {
        let message = format!("{} must be {wanted}, not {}", self.said(), article_of(self.value()));
        problems.error(self.span(), message, self.example(example));
    }

    /// A text.
    pub fn text(&self, problems: &mut Problems<'_>) -> Option<&'t str> {
        let text = self.value().as_str();
        if text.is_none() {
            self.wrong(problems, "a text", "\"…\"");
        }
        text
    }

    /// A text with something in it, without the spaces around it.
    pub fn words(&self, problems: &mut Problems<'_>) -> Option<&'t str> {
        let text = self.text(problems)?.trim();
        if text.is_empty() {
            let hint = match self.role {
                Role::Value => "fill it in, or leave the key out",
                Role::Entry => "fill it in, or take it out of the list",
            };
            problems.error(self.span(), format!("{} is empty", self.said()), hint);
            return None;
        }
        // An escape such as \u0000 can put into a text what no page and no feed can show.
        if let Some(c) = text.chars().find(|c| c.is_ascii_control() && !c.is_ascii_whitespace()) {
            let message = format!("{} holds the control character U+{:04X}", self.said(), u32::from(c));
            problems.error(self.span(), message, "take it out");
            return None;
        }
        Some(text)
    }

    /// An address of the web, with `http://` or `https://`.
    pub fn web_address(&self, problems: &mut Problems<'_>) -> Option<&'t str> {
        let text = self.words(problems)?;
        if WebAddress::parse(text).is_none() {
            let message = format!("{} must be a web address, and `{text}` is none", self.said());
            problems.error(self.span(), message, self.example("\"https://example.org/…\""));
            return None;
        }
        Some(text)
    }

    /// Yes or no.
    pub fn flag(&self, problems: &mut Problems<'_>) -> Option<bool> {
        let flag = self.value().as_bool();
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
        let Some(integer) = self.value().as_integer() else {
            self.wrong(problems, "a whole number", &between.start().to_string());
            return None;
        };
        let number =
            usize::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|n| between.contains(n));
        if number.is_none() {
            let message =
                format!("{} must be between {} and {}", self.said(), between.start(), between.end());
            problems.error(self.span(), message, "choose a number between the two");
        }
        number
    }

    /// The entries of a list.
    pub fn list(&self, problems: &mut Problems<'_>) -> Option<Vec<Field<'t, 'i>>> {
        let Some(array) = self.value().as_array() else {
            self.wrong(problems, "a list", "[…]");
            return None;
        };
        let entry = |value: &'t Spanned<DeValue<'i>>| Field {
            key: value.span(),
            value,
            role: Role::Entry,
            ..self.clone()
        };
        Some(array.iter().map(entry).collect())
    }

    /// A list of texts with something in each. A single text is an error that shows the list to write.
    pub fn texts(&self, problems: &mut Problems<'_>) -> Option<Vec<At<&'t str>>> {
        if let Some(text) = self.value().as_str() {
            let message = format!("{} must be a list, not a text", self.said());
            problems.error(self.span(), message, self.example(&format!("[\"{text}\"]")));
            return None;
        }
        let entries = self.list(problems)?;
        let words = |field: &Field<'t, 'i>| Some(At { value: field.words(problems)?, span: field.span() });
        Some(entries.iter().filter_map(words).collect())
    }

    /// A table with fields of its own. `inside` is said before their names (`image.`), and `example` shows one.
    pub fn table(
        &self,
        problems: &mut Problems<'_>,
        inside: &'static str,
        example: &str,
    ) -> Option<Fields<'t, 'i>> {
        let Some(table) = self.value().as_table() else {
            self.wrong(problems, "a table", example);
            return None;
        };
        Some(Fields::within(table, inside))
    }

    /// A point in time: a day, a day and time, or a day and time with an offset.
    pub fn time(&self, problems: &mut Problems<'_>) -> Option<Written> {
        if let Some(datetime) = self.value().as_datetime() {
            return self.datetime(*datetime, problems);
        }
        if let Some(text) = self.value().as_str() {
            // Hugo and Zola take a date in quotes too.
            let time = text.trim().parse::<Datetime>().ok().and_then(written);
            if time.is_none() {
                problems.error(self.span(), format!("`{text}` is not a date"), DATES);
            }
            return time;
        }
        self.wrong(problems, "a date", "2025-11-01");
        None
    }

    fn datetime(&self, datetime: Datetime, problems: &mut Problems<'_>) -> Option<Written> {
        let written = written(datetime);
        if written.is_none() {
            let message = if datetime.date.is_none() {
                format!("{} has a time but no day", self.said())
            } else {
                format!("{datetime} is no day of the calendar")
            };
            problems.error(self.span(), message, DATES);
        }
        written
    }
}

/// What kind of thing a value is, with its article.
fn article_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
