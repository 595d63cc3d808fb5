//! Guesses the time zone of a site from the offsets of its dates.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::dates;

/// Share of the dates that the zone must explain, in percent.
const FITTING_PERCENT: usize = 95;

/// Zones of large cities, tried first, each with the language that prefers it.
const CITIES: [(&str, &str); 40] = [
    ("", "UTC"),
    ("en-GB", "Europe/London"),
    ("en-US", "America/New_York"),
    ("", "America/Chicago"),
    ("", "America/Los_Angeles"),
    ("", "America/Denver"),
    ("en-AU", "Australia/Sydney"),
    ("en-NZ", "Pacific/Auckland"),
    ("de", "Europe/Berlin"),
    ("fr", "Europe/Paris"),
    ("es", "Europe/Madrid"),
    ("it", "Europe/Rome"),
    ("nl", "Europe/Amsterdam"),
    ("pl", "Europe/Warsaw"),
    ("sv", "Europe/Stockholm"),
    ("da", "Europe/Copenhagen"),
    ("nb", "Europe/Oslo"),
    ("cs", "Europe/Prague"),
    ("hu", "Europe/Budapest"),
    ("fi", "Europe/Helsinki"),
    ("el", "Europe/Athens"),
    ("uk", "Europe/Kyiv"),
    ("ro", "Europe/Bucharest"),
    ("tr", "Europe/Istanbul"),
    ("ru", "Europe/Moscow"),
    ("pt-PT", "Europe/Lisbon"),
    ("pt-BR", "America/Sao_Paulo"),
    ("ar", "Africa/Cairo"),
    ("fa", "Asia/Tehran"),
    ("he", "Asia/Jerusalem"),
    ("hi", "Asia/Kolkata"),
    ("ur", "Asia/Karachi"),
    ("bn", "Asia/Dhaka"),
    ("th", "Asia/Bangkok"),
    ("id", "Asia/Jakarta"),
    ("zh", "Asia/Shanghai"),
    ("ja", "Asia/Tokyo"),
    ("ko", "Asia/Seoul"),
    ("sw", "Africa/Nairobi"),
    ("", "Africa/Johannesburg"),
];

/// One date of each month and offset.
#[derive(Debug, Default)]
pub(super) struct Offsets(BTreeMap<(i16, i8, i32), Sample>);

/// Date with its offset.
#[derive(Debug)]
struct Sample {
    instant: Timestamp,
    offset: Offset,
}

impl Offsets {
    /// Adds the date of an item.
    pub(super) fn add(&mut self, date: &str, date_gmt: &str) {
        let (Some(local), Some(gmt)) = (dates::parse(date), dates::parse(date_gmt)) else { return };
        let Some(offset) = dates::offset(local, gmt) else { return };
        let key = (local.year(), local.month(), offset.seconds());
        self.0.entry(key).or_insert_with(|| Sample { instant: instant(gmt), offset });
    }

    /// Returns the name of the zone that has these offsets.
    pub(super) fn guess(&self, language: Option<&str>) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let language = language.unwrap_or_default();
        let (preferred, others): (Vec<_>, Vec<_>) = CITIES.iter().partition(|(tag, _)| {
            !tag.is_empty() && (language.starts_with(tag) || tag.starts_with(language))
        });
        let (utc, cities): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, name)| *name == "UTC");
        let cities = utc.into_iter().chain(preferred).chain(cities).map(|(_, name)| (*name).to_owned());
        let all = jiff::tz::db().available().map(|name| name.to_string()).filter(|name| name.contains('/'));
        cities.chain(all).find(|name| self.fits(name))
    }

    /// Reports that a zone has nearly all of the offsets.
    fn fits(&self, name: &str) -> bool {
        let Ok(zone) = TimeZone::get(name) else { return false };
        let fitting =
            self.0.values().filter(|sample| zone.to_offset(sample.instant) == sample.offset).count();
        fitting * 100 >= self.0.len() * FITTING_PERCENT
    }
}

/// Returns the instant of a time in GMT.
fn instant(gmt: DateTime) -> Timestamp {
    Offset::UTC.to_timestamp(gmt).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_follows_from_summer_and_winter() {
        let mut offsets = Offsets::default();
        offsets.add("2014-05-01 09:30:00", "2014-05-01 07:30:00");
        offsets.add("2014-01-01 09:30:00", "2014-01-01 08:30:00");
        assert_eq!(offsets.guess(Some("fr-FR")).as_deref(), Some("Europe/Paris"));
        assert_eq!(offsets.guess(None).as_deref(), Some("Europe/Berlin"));
        let mut offsets = Offsets::default();
        offsets.add("2014-05-01 09:30:00", "2014-05-01 09:30:00");
        offsets.add("2014-01-01 09:30:00", "2014-01-01 09:30:00");
        assert_eq!(offsets.guess(Some("en")).as_deref(), Some("UTC"));
    }
}
