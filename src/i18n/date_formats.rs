//! Date formatting in a language.
//!
//! Dates are formatted with strftime patterns and the language's names of months and weekdays.
//! Digits are always Western.

use std::borrow::Cow;

use jiff::civil::{self, Date};
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};

use crate::moment::{CalendarDate, Extent, Qualifier};

/// Names and patterns of one language.
#[derive(Debug, Clone)]
pub struct DateFormats {
    pub(super) day: Box<str>,
    /// Pattern of a day with its time.
    pub(super) moment: Box<str>,
    /// The `moment` pattern as written, with `{day}` in it.
    pub(super) moment_template: Box<str>,
    pub(super) month: Box<str>,
    pub(super) day_of_year: Box<str>,
    pub(super) first: Option<Box<str>>,
    /// Text around an approximate date, with `{date}` in it.
    pub(super) about: Box<str>,
    /// Text around an uncertain date, with `{date}` in it.
    pub(super) unsure: Box<str>,
    pub(super) months: [Box<str>; 12],
    pub(super) short_months: [Box<str>; 12],
    pub(super) weekdays: [Box<str>; 7],
    pub(super) short_weekdays: [Box<str>; 7],
    /// True if the names equal those built into strftime.
    pub(super) matches_strftime: bool,
}

/// Placeholder for the date in the text around a doubtful date.
pub(super) const DATE: &str = "{date}";

/// Placeholder for the day in a `moment` pattern.
const DAY: &str = "{day}";

impl DateFormats {
    /// Sets the day pattern, here and within the `moment` pattern.
    pub(super) fn set_day_pattern(&mut self, form: &str) {
        self.day = form.into();
        self.moment = self.moment_template.replace(DAY, form).into();
    }

    /// Returns the name of a month, counted from 1.
    pub fn month_name(&self, number: i8) -> &str {
        nth(&self.months, number.wrapping_sub(1))
    }

    /// Returns the short name of a month, counted from 1.
    pub fn short_month_name(&self, number: i8) -> &str {
        nth(&self.short_months, number.wrapping_sub(1))
    }

    /// Returns the names of the weekdays, Monday first.
    pub fn weekdays(&self) -> &[Box<str>; 7] {
        &self.weekdays
    }

    /// Returns the short names of the weekdays, Monday first.
    pub fn short_weekdays(&self) -> &[Box<str>; 7] {
        &self.short_weekdays
    }

    /// Formats a month with its year: `November 2025`.
    pub fn month_and_year(&self, first: Date) -> String {
        self.of_day(first, &self.month)
    }

    /// Formats a day of any year: `1 November`.
    pub fn day_of_year(&self, month: i8, day: i8) -> String {
        // A leap year contains every day.
        Date::new(2000, month, day)
            .map_or_else(|_| String::new(), |date| self.of_day(date, &self.day_of_year))
    }

    /// Formats a day: `1 November 2025`.
    pub fn day(&self, date: Date) -> String {
        self.of_day(date, &self.day)
    }

    /// Formats a date to its precision, with its doubt.
    ///
    /// Examples: `1 November 2025`, `May 1974`, `about 1974`.
    pub fn calendar_date(&self, date: CalendarDate) -> String {
        let told = match date.extent {
            Extent::Day(day) => self.day(day),
            Extent::Month(first) => self.month_and_year(first),
            Extent::Year(year) => year.to_string(),
        };
        let around = |words: &str, told: &str| words.replace(DATE, told);
        match date.doubt {
            None => told,
            Some(Qualifier::Approximate) => around(&self.about, &told),
            Some(Qualifier::Uncertain) => around(&self.unsure, &told),
            Some(Qualifier::Both) => around(&self.unsure, &around(&self.about, &told)),
        }
    }

    /// Formats the known parts of a date, without its doubt.
    ///
    /// With the pattern `%-d %B %Y`, a date of which only the month is known becomes `May 1974`.
    pub fn format_known(&self, date: CalendarDate, form: &str) -> String {
        let form = known_part(form, date.extent);
        let first = date.extent.first();
        let at = first.to_datetime(civil::Time::midnight());
        strtime::format(&*self.localized(&form, first), at).unwrap_or_default()
    }

    fn of_day(&self, date: Date, form: &str) -> String {
        date.strftime(&*self.localized(form, date)).to_string()
    }

    /// Returns a named pattern:
    ///
    /// `day`, `month`, `year` or `moment` (a day with its time).
    pub fn pattern(&self, name: &str) -> Option<&str> {
        match name {
            "day" => Some(&self.day),
            "month" => Some(&self.month),
            "moment" => Some(&self.moment),
            "year" => Some("%Y"),
            _ => None,
        }
    }

    /// Formats a date written as templates see it.
    ///
    /// Returns `None` if the text is not a date or the pattern can't be applied.
    pub fn format_written(&self, written: &str, form: &str) -> Option<String> {
        let (date, rest) = written.split_at_checked(10)?;
        let date: Date = date.parse().ok()?;
        let asks_for_zone = form.contains(['z', 'Z', 's', 'Q', 'c', '+']);
        let form = self.localized(form, date);
        if rest.is_empty() {
            return strtime::format(&*form, date.to_datetime(civil::Time::midnight())).ok();
        }
        // `T09:30:00+03:00` holds local time at the site.
        let (time, offset) = rest.strip_prefix('T')?.split_at_checked(8)?;
        let local = date.to_datetime(time.parse().ok()?);
        if !asks_for_zone {
            return strtime::format(&*form, local).ok();
        }
        let zoned = local.to_zoned_datetime(zone(offset)?).ok()?;
        strtime::format(&*form, &zoned).ok()
    }

    /// Replaces the directives for names by the names of this language.
    ///
    /// Also replaces `%-d` on the first of a month, if the language has a word for it.
    fn localized<'f>(&self, form: &'f str, date: Date) -> Cow<'f, str> {
        if self.matches_strftime {
            return Cow::Borrowed(form);
        }
        let mut named = String::with_capacity(form.len() + 32);
        let mut rest = form;
        while let Some(at) = rest.find('%') {
            named.push_str(&rest[..at]);
            let directive = &rest[at..];
            let is_before = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '^' | '#' | ':');
            let length = directive[1..].find(|c: char| !is_before(c)).map_or(directive.len(), |end| 1 + end);
            let Some(letter) = directive[length..].chars().next() else {
                rest = directive;
                break;
            };
            let flags = &directive[1..length];
            let whole = &directive[..length + letter.len_utf8()];
            match self.name(letter, flags, date) {
                Some(name) if flags.contains('^') => named.push_str(&escaped(&name.to_uppercase())),
                Some(name) => named.push_str(&escaped(name)),
                None => named.push_str(whole),
            }
            rest = &directive[whole.len()..];
        }
        named.push_str(rest);
        Cow::Owned(named)
    }

    fn name(&self, letter: char, flags: &str, date: Date) -> Option<&str> {
        match letter {
            'B' => Some(self.month_name(date.month())),
            'b' | 'h' => Some(self.short_month_name(date.month())),
            'A' => Some(nth(&self.weekdays, date.weekday().to_monday_zero_offset())),
            'a' => Some(nth(&self.short_weekdays, date.weekday().to_monday_zero_offset())),
            'd' | 'e' if date.day() == 1 && flags == "-" => self.first.as_deref(),
            _ => None,
        }
    }
}

/// Drops the directives for unknown parts of a date, and the text after each.
fn known_part(form: &str, extent: Extent) -> Cow<'_, str> {
    let is_known = |letter: char| match extent {
        Extent::Day(_) => true,
        Extent::Month(_) => "BbhmYyC%".contains(letter),
        Extent::Year(_) => "YyC%".contains(letter),
    };
    if let Extent::Day(_) = extent {
        return form.into();
    }
    let form = form.replace("%F", "%Y-%m-%d").replace("%D", "%m/%d/%y");
    let mut known = String::with_capacity(form.len());
    let mut rest = &*form;
    let start = rest.find('%').unwrap_or(rest.len());
    known.push_str(&rest[..start]);
    rest = &rest[start..];
    while !rest.is_empty() {
        let Some(at) = rest[1..].find(|c: char| c.is_ascii_alphabetic() || c == '%').map(|at| at + 1) else {
            break;
        };
        let letter = rest[at..].chars().next().unwrap_or('%');
        let end = rest[at + 1..].find('%').map_or(rest.len(), |next| at + 1 + next);
        if is_known(letter) {
            known.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    let is_between = |c: char| c.is_whitespace() || ",.-/–:".contains(c);
    known.trim_matches(is_between).to_owned().into()
}

fn nth<const N: usize>(names: &[Box<str>; N], index: i8) -> &str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).map_or("?", |name| name)
}

/// Escapes percent signs, so that strftime sees no directives in a name.
fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains('%') { Cow::Owned(name.replace('%', "%%")) } else { Cow::Borrowed(name) }
}

/// Parses an RFC 3339 offset.
fn zone(offset: &str) -> Option<TimeZone> {
    if matches!(offset, "Z" | "") {
        return Some(TimeZone::UTC);
    }
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Some(Offset::from_seconds(sign * seconds).ok()?.to_time_zone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{TranslationFile, merge};
    use crate::path::SitePath;

    fn dates(toml: &str) -> DateFormats {
        let english = include_str!("../../themes/broadsheet/i18n/en.toml");
        let (own, file) = (SitePath::known("i18n/xx.toml"), SitePath::known("i18n/en.toml"));
        let own = TranslationFile { file: &own, text: toml, language: "fr" };
        let (words, _, found) =
            merge(&[own], &[TranslationFile { file: &file, text: english, language: "en" }]);
        assert!(!found.has_errors(), "{found:?}");
        words.dates
    }

    #[test]
    fn dates_are_told_as_the_clocks_at_the_place_showed_them() {
        let english = dates("");
        assert!(english.matches_strftime);
        for (written, form, told) in [
            ("2025-11-01", "%-d %B %Y", Some("1 November 2025")),
            ("2025-11-01T09:30:00+03:00", "%H:%M %:z", Some("09:30 +03:00")),
            ("1969-07-20T22:56:00-04:00", "%-d %B, %-I:%M %p", Some("20 July, 10:56 PM")),
            ("soon", "%Y", None),
            ("2025-11-01T", "%Y", None),
        ] {
            assert_eq!(english.format_written(written, form).as_deref(), told, "{written}");
        }
    }

    #[test]
    fn dates_are_told_with_the_names_of_the_language() {
        let french = dates(include_str!("../../themes/broadsheet/i18n/fr.toml"));
        for (written, form, told) in [
            ("2025-11-01", "%-d %B %Y", "1er novembre 2025"),
            ("2025-11-11", "%-d %B %Y", "11 novembre 2025"),
            ("2025-11-01", "%d/%m/%Y", "01/11/2025"),
            ("2025-08-03", "%A %-d %b, 100 %%", "dimanche 3 août, 100 %"),
            ("2025-08-03", "%^B", "AOÛT"),
            ("2025-08-03T09:05:00+02:00", "%A %H:%M %:z", "dimanche 09:05 +02:00"),
        ] {
            assert_eq!(french.format_written(written, form).as_deref(), Some(told), "{form}");
        }
        assert_eq!(
            french
                .format_written("2025-11-01T09:30:00Z", french.pattern("moment").expect("a form"))
                .as_deref(),
            Some("1er novembre 2025 à 9 h 30")
        );
    }

    #[test]
    fn a_date_is_told_as_far_as_it_is_known() {
        let date = |text: &str| CalendarDate::parse(text).expect("a date");
        let english = dates("");
        for (written, whole) in [
            ("1974", "1974"),
            ("1974-05", "May 1974"),
            ("1974~", "about 1974"),
            ("1974-05-03~", "about 3 May 1974"),
            ("1974-05?", "possibly May 1974"),
            ("1974%", "possibly about 1974"),
        ] {
            assert_eq!(english.calendar_date(date(written)), whole, "{written}");
        }
        let french = dates(include_str!("../../themes/broadsheet/i18n/fr.toml"));
        assert_eq!(french.calendar_date(date("1974-05~")), "vers mai 1974");
        for (form, month, year) in [
            ("%-d %B %Y", "May 1974", "1974"),
            ("%B %-d, %Y", "May 1974", "1974"),
            ("%A, %-d. %B %Y", "May 1974", "1974"),
            ("%Y/%m/%d", "1974/05", "1974"),
            ("%d.%m.%Y", "05.1974", "1974"),
            ("%F", "1974-05", "1974"),
            ("%D", "05/74", "74"),
            ("%Y年%-m月%-d日", "1974年5月", "1974年"),
            ("%-d de %B de %Y", "May de 1974", "1974"),
            ("%Y. %B %-d.", "1974. May", "1974"),
            ("%H:%M", "", ""),
            ("%A", "", ""),
            ("100 %% in %Y", "100 % in 1974", "100 % in 1974"),
        ] {
            let told =
                (english.format_known(date("1974-05~"), form), english.format_known(date("1974~"), form));
            assert_eq!(told, (month.to_owned(), year.to_owned()), "{form}");
        }
    }

    #[test]
    fn a_name_with_a_percent_sign_is_no_directive() {
        let odd = dates("[dates]\nweekdays = [\"%Y\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\"]");
        assert_eq!(odd.format_written("2025-09-01", "%A %").as_deref(), None);
        assert_eq!(odd.format_written("2025-09-01", "%A").as_deref(), Some("%Y"));
    }
}
