//! Merges translation files into the catalog of one language.
//!
//! The first file that has a key wins. Keys that no file of the language has are taken from the
//! English files, and reported.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::civil;

use super::date_formats::DateFormats;
use super::message::Message;
use super::parse::{ParsedTranslation, RawDateFormats, parse_translation};
use super::{Catalog, plural};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::digest::Digester;
use crate::path::SitePath;

/// Translation file.
#[derive(Debug, Clone, Copy)]
pub struct TranslationFile<'t> {
    /// Path of the file.
    pub file: &'t SitePath,
    /// Text of the file.
    pub text: &'t str,
    /// Language tag of the file.
    pub language: &'t str,
}

/// Keys that a language lacks, by the English file that has them.
pub type MissingKeys<'t> = BTreeMap<&'t SitePath, Vec<String>>;

/// Merges the files of a language with the English files as fallback.
///
/// Both lists are in order of precedence. The last English file must be the built-in one, which is
/// complete.
pub fn merge<'t>(
    own: &[TranslationFile<'t>],
    english: &[TranslationFile<'t>],
) -> (Catalog, MissingKeys<'t>, Diagnostics) {
    let mut found = Diagnostics::new();
    let mut digester = Digester::new();
    let mut missing = MissingKeys::new();
    let own: Vec<ParsedTranslation> = own
        .iter()
        .map(|layer| {
            digester.text(layer.language).text(layer.text);
            translation(layer, &mut found)
        })
        .collect();
    let mut merged = Merged::default();
    for translation in own {
        // English files are checked only against the English files after them.
        if english.is_empty() {
            merged.check(&translation, &mut found);
        }
        merged.add(translation, |_| {});
    }
    for layer in english {
        digester.text(layer.language).text(layer.text);
        let translation = translation(layer, &mut found);
        merged.check(&translation, &mut found);
        merged.add(translation, |key| missing.entry(layer.file).or_default().push(key.to_owned()));
    }
    let Merged { messages, dates } = merged;
    let messages = messages.into_iter().map(|(key, (message, _))| (key, message)).collect();
    let dates = complete(dates);
    (Catalog { messages, dates, digest: digester.finish() }, missing, found)
}

fn translation(layer: &TranslationFile<'_>, found: &mut Diagnostics) -> ParsedTranslation {
    let (translation, faults) = parse_translation(layer.file, layer.text, layer.language);
    found.extend(faults);
    translation
}

/// Messages and dates merged so far.
#[derive(Default)]
struct Merged {
    messages: BTreeMap<Box<str>, (Message, Place)>,
    dates: RawDateFormats,
}

impl Merged {
    /// Adds the keys that are still missing, and reports each to `is_new`.
    fn add(&mut self, translation: ParsedTranslation, mut is_new: impl FnMut(&str)) {
        for (key, message) in translation.messages {
            if let Entry::Vacant(place) = self.messages.entry(key) {
                is_new(place.key());
                place.insert(message);
            }
        }
        // Destructured, so that the compiler reports a new field that is not merged.
        let RawDateFormats {
            day,
            moment,
            month,
            day_of_year,
            first,
            about,
            unsure,
            months,
            short_months,
            weekdays,
            short_weekdays,
        } = translation.dates;
        let dates = &mut self.dates;
        // The English word for the first of a month doesn't apply to other languages.
        let has_dates = dates.months.is_some();
        if !has_dates && dates.first.is_none() {
            dates.first = first;
        }
        fill(&mut dates.day, day, "dates.day", &mut is_new);
        fill(&mut dates.moment, moment, "dates.moment", &mut is_new);
        fill(&mut dates.month, month, "dates.month", &mut is_new);
        fill(&mut dates.day_of_year, day_of_year, "dates.day_of_year", &mut is_new);
        fill(&mut dates.about, about, "dates.about", &mut is_new);
        fill(&mut dates.unsure, unsure, "dates.unsure", &mut is_new);
        fill(&mut dates.months, months, "dates.months", &mut is_new);
        fill(&mut dates.short_months, short_months, "dates.short_months", &mut is_new);
        fill(&mut dates.weekdays, weekdays, "dates.weekdays", &mut is_new);
        fill(&mut dates.short_weekdays, short_weekdays, "dates.short_weekdays", &mut is_new);
    }

    /// Reports slots that the English message lacks: no page fills them.
    fn check(&self, english: &ParsedTranslation, found: &mut Diagnostics) {
        for (key, (english, _)) in &english.messages {
            if let Some((message, place)) = self.messages.get(key) {
                check(key, message, place, english, found);
            }
        }
    }
}

/// Reports the slots of one message that its English counterpart lacks.
fn check(key: &str, message: &Message, place: &Place, english: &Message, found: &mut Diagnostics) {
    let known = english.slots();
    for slot in message.slots() {
        let is_the_number = slot == plural::NUMBER && english.is_counted();
        if known.contains(slot) || is_the_number {
            continue;
        }
        let hint = match nearest(slot, known.iter().copied()) {
            Some(near) => format!("did you mean {{{near}}}?"),
            None if known.is_empty() => "this message has no slots".to_owned(),
            None => {
                let known: Vec<String> = known.iter().map(|slot| format!("{{{slot}}}")).collect();
                format!("available slots: {}", known.join(", "))
            }
        };
        let message = format!("`{key}` has no slot {{{slot}}}");
        found.push(Diagnostic::error(place.clone(), message).hint(hint));
    }
}

fn fill<T>(place: &mut Option<T>, value: Option<T>, key: &str, is_new: &mut impl FnMut(&str)) {
    if place.is_none() && value.is_some() {
        is_new(key);
        *place = value;
    }
}

/// Completes date formats with numeric ones.
///
/// That happens only if the built-in English file is faulty, which stops the build.
fn complete(dates: RawDateFormats) -> DateFormats {
    let RawDateFormats {
        day,
        moment,
        month,
        day_of_year,
        first,
        about,
        unsure,
        months,
        short_months,
        weekdays,
        short_weekdays,
    } = dates;
    let numbers = || std::array::from_fn(|number| (number + 1).to_string().into());
    let week = || std::array::from_fn(|number| (number + 1).to_string().into());
    let mut dates = DateFormats {
        moment: Box::default(),
        moment_template: moment.unwrap_or_else(|| "{day} %H:%M".into()),
        day: Box::default(),
        month: month.unwrap_or_else(|| "%Y-%m".into()),
        day_of_year: day_of_year.unwrap_or_else(|| "%m-%d".into()),
        first,
        about: about.unwrap_or_else(|| "~{date}".into()),
        unsure: unsure.unwrap_or_else(|| "{date}?".into()),
        months: months.unwrap_or_else(numbers),
        short_months: short_months.unwrap_or_else(numbers),
        weekdays: weekdays.unwrap_or_else(week),
        short_weekdays: short_weekdays.unwrap_or_else(week),
        matches_strftime: false,
    };
    dates.set_day_pattern(&day.unwrap_or_else(|| "%Y-%m-%d".into()));
    dates.matches_strftime = matches_strftime(&dates);
    dates
}

/// Returns true if strftime's own names can be used as they are.
fn matches_strftime(dates: &DateFormats) -> bool {
    let month = |number: i8| civil::date(2025, number, 1);
    // 1 September 2025 was a Monday.
    let weekday = |number: i8| civil::date(2025, 9, number);
    let is_month = |number: i8| {
        let tells = |form: &str, name: &str| month(number).strftime(form).to_string() == name;
        tells("%B", dates.month_name(number)) && tells("%b", dates.short_month_name(number))
    };
    let mut days = (1..=7).zip(dates.weekdays.iter().zip(&dates.short_weekdays));
    dates.first.is_none()
        && (1..=12).all(is_month)
        && days.all(|(number, (long, short))| {
            let tells = |form: &str, name: &str| weekday(number).strftime(form).to_string() == name;
            tells("%A", long) && tells("%a", short)
        })
}
