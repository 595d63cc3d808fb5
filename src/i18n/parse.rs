//! Parses a translation file: messages and the `[dates]` table. Every fault is reported; keys
//! without a fault are kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil;
use jiff::fmt::strtime::BrokenDownTime;

use super::date_formats::DATE;
use super::message::{Message, MessageError, pieces};
use super::plural::{Form, Rules};
use crate::diagnostic::{Diagnostics, Place};
use crate::fields::{DiagnosticSink, Field, Fields, parse};
use crate::path::SitePath;

/// Content of one translation file.
#[derive(Debug, Default)]
pub(super) struct ParsedTranslation {
    pub(super) messages: BTreeMap<Box<str>, (Message, Place)>,
    pub(super) dates: RawDateFormats,
}

/// The `[dates]` table. Every key is optional.
#[derive(Debug, Default)]
pub(super) struct RawDateFormats {
    pub(super) day: Option<Box<str>>,
    pub(super) moment: Option<Box<str>>,
    pub(super) month: Option<Box<str>>,
    pub(super) day_of_year: Option<Box<str>>,
    pub(super) first: Option<Box<str>>,
    pub(super) about: Option<Box<str>>,
    pub(super) unsure: Option<Box<str>>,
    pub(super) months: Option<[Box<str>; 12]>,
    pub(super) short_months: Option<[Box<str>; 12]>,
    pub(super) weekdays: Option<[Box<str>; 7]>,
    pub(super) short_weekdays: Option<[Box<str>; 7]>,
}

/// Key of the table of dates, which is not a message.
const DATES: &str = "dates";

/// Parses a translation file of a language.
pub(super) fn parse_translation(
    file: &SitePath,
    text: &str,
    language: &str,
) -> (ParsedTranslation, Diagnostics) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = DiagnosticSink::new(file, text, 0);
    let table = parse(text, &mut problems);
    let mut fields = Fields::new(&table);
    let dates = fields.take(DATES).and_then(|field| dates(&field, &mut problems)).unwrap_or_default();
    let rules = Arc::new(Rules::of(language));
    let mut messages = BTreeMap::new();
    for (key, field) in fields.all() {
        if key == DATES {
            continue;
        }
        if let Some(message) = message(&field, &rules, &mut problems) {
            messages.insert(key.into(), (message, problems.place(field.span())));
        }
    }
    (ParsedTranslation { messages, dates }, problems.into_diagnostics())
}

fn message(field: &Field<'_, '_>, rules: &Arc<Rules>, problems: &mut DiagnosticSink<'_>) -> Option<Message> {
    if field.value().as_table().is_none() {
        let text = field.string(problems)?;
        return Message::plain(text).map_err(|fault| not_a_message(field, fault, problems)).ok();
    }
    let mut inner = field.table(problems, "", "{ one = \"{n} story\", other = \"{n} stories\" }")?;
    let mut forms = Vec::new();
    let mut other = None;
    for form in Form::ALL {
        let Some(entry) = inner.take(form.key()) else { continue };
        let Some(text) = entry.string(problems) else { continue };
        match pieces(text) {
            Ok(pieces) if form == Form::Other => other = Some(pieces),
            Ok(pieces) => forms.push((form, pieces)),
            Err(fault) => not_a_message(&entry, fault, problems),
        }
    }
    inner.finish(problems, "");
    if other.is_none() && !problems.has_errors() {
        let message = format!("`{}` has no form `other`", field.name());
        problems.error(field.key_span(), message, "add `other`: the form for all other numbers");
    }
    Some(Message::counted(Arc::clone(rules), other?, forms))
}

fn not_a_message(field: &Field<'_, '_>, fault: MessageError, problems: &mut DiagnosticSink<'_>) {
    let message = format!("`{}` is not a valid message: {fault}", field.name());
    problems.error(field.span(), message, "write a slot as {name}");
}

fn dates(field: &Field<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Option<RawDateFormats> {
    let mut inner = field.table(problems, "dates.", "{ day = \"%-d %B %Y\" }")?;
    let dates = RawDateFormats {
        day: form(&mut inner, "day", problems),
        moment: form(&mut inner, "moment", problems),
        month: form(&mut inner, "month", problems),
        day_of_year: form(&mut inner, "day_of_year", problems),
        first: inner.non_empty("first", problems).map(|first| first.value.into()),
        about: around(&mut inner, "about", problems),
        unsure: around(&mut inner, "unsure", problems),
        months: names(&mut inner, "months", problems),
        short_months: names(&mut inner, "short_months", problems),
        weekdays: names(&mut inner, "weekdays", problems),
        short_weekdays: names(&mut inner, "short_weekdays", problems),
    };
    inner.finish(problems, "");
    Some(dates)
}

/// Reads a date pattern, and tries it on a day so that no page can fail on it.
fn form(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Box<str>> {
    let form = fields.non_empty(name, problems)?;
    let at = civil::date(2025, 11, 1).at(9, 30, 0, 0);
    if let Err(fault) = BrokenDownTime::from(at).to_string(form.value) {
        let hint = "%Y is the year, %B the month's name, %-d the day, %H:%M the time";
        problems.error(form.span, format!("`dates.{name}` is not a date format: {fault}"), hint);
        return None;
    }
    Some(form.value.into())
}

/// Reads the text around a doubtful date.
fn around(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Box<str>> {
    let words = fields.non_empty(name, problems)?;
    if !words.value.contains(DATE) {
        let message = format!("`dates.{name}` has no {{date}} in it");
        problems.error(words.span, message, "write it with {date} in it: \"about {date}\"");
        return None;
    }
    Some(words.value.into())
}

/// Reads a list of exactly `N` names.
fn names<const N: usize>(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    problems: &mut DiagnosticSink<'_>,
) -> Option<[Box<str>; N]> {
    let field = fields.take(name)?;
    let names: Vec<Box<str>> = field.strings(problems)?.into_iter().map(|name| name.value.into()).collect();
    let count = names.len();
    let names = names.try_into().ok();
    if names.is_none() {
        let message = format!("`dates.{name}` must be {N} names, not {count}");
        problems.error(field.span(), message, "list them all, months from January, weekdays from Monday");
    }
    names
}
