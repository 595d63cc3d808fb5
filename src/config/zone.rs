//! Resolves the site's time zone by its IANA name. For other spellings the error suggests the name
//! to write.

use jiff::tz::TimeZone;

use crate::diagnostic::nearest;
use crate::fields::{DiagnosticSink, Spanned};

/// A city for each winter UTC offset in hours.
const CITIES: [(i8, &str); 24] = [
    (-11, "Pacific/Pago_Pago"),
    (-10, "Pacific/Honolulu"),
    (-9, "America/Anchorage"),
    (-8, "America/Los_Angeles"),
    (-7, "America/Denver"),
    (-6, "America/Chicago"),
    (-5, "America/New_York"),
    (-4, "America/Halifax"),
    (-3, "America/Sao_Paulo"),
    (-2, "America/Noronha"),
    (-1, "Atlantic/Azores"),
    (0, "Europe/London"),
    (1, "Europe/Berlin"),
    (2, "Europe/Athens"),
    (3, "Europe/Istanbul"),
    (4, "Asia/Dubai"),
    (5, "Asia/Karachi"),
    (6, "Asia/Dhaka"),
    (7, "Asia/Bangkok"),
    (8, "Asia/Shanghai"),
    (9, "Asia/Tokyo"),
    (10, "Australia/Sydney"),
    (11, "Pacific/Noumea"),
    (12, "Pacific/Auckland"),
];

/// Zone abbreviations with their winter UTC offset in hours.
const SHORT: [(&str, i8); 20] = [
    ("bst", 0),
    ("west", 0),
    ("cest", 1),
    ("mez", 1),
    ("mesz", 1),
    ("eest", 2),
    ("trt", 3),
    ("msk", 3),
    ("ist", 5),
    ("jst", 9),
    ("aest", 10),
    ("aedt", 10),
    ("nzst", 12),
    ("edt", -5),
    ("cst", -6),
    ("cdt", -6),
    ("mdt", -7),
    ("pst", -8),
    ("pdt", -8),
    ("akst", -9),
];

/// Resolves a zone by name.
pub(super) fn zone(name: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<TimeZone> {
    let zones = jiff::tz::db();
    if let Some(zone) = zones.get(name.value).ok().filter(|zone| !zone.is_unknown()) {
        return Some(zone);
    }
    let hint = match hours(name.value).and_then(|hours| Some((hours, city_of(hours)?))) {
        Some((hours, city)) => by_hours(hours, city),
        None => by_name(name.value),
    };
    problems.error(name.span.clone(), format!("there is no time zone `{}`", name.value), hint);
    None
}

fn by_hours(hours: i8, city: &str) -> String {
    // In POSIX, signs are reversed: Etc/GMT-1 is one hour ahead of UTC.
    let fixed = match hours {
        0 => "UTC".to_owned(),
        _ => format!("Etc/GMT{}{}", if hours > 0 { '-' } else { '+' }, hours.unsigned_abs()),
    };
    format!(
        "name a city whose clocks the site goes by, so that summer time is known: time_zone = \"{city}\"; \
         where there is none, time_zone = \"{fixed}\""
    )
}

fn by_name(written: &str) -> String {
    let zones = jiff::tz::db();
    // Editors write the city; the database prefixes the continent.
    let city = written.rsplit('/').next().unwrap_or(written).replace(' ', "_");
    let known: Vec<String> = zones.available().map(|known| known.as_str().to_owned()).collect();
    let has_city =
        |known: &&String| known.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&city));
    let meant = known.iter().find(has_city).map(String::as_str);
    match meant.or_else(|| nearest(written, known.iter().map(String::as_str))) {
        Some(meant) => format!("did you mean time_zone = \"{meant}\"?"),
        None => "write it as the IANA database does: time_zone = \"Europe/Istanbul\"".to_owned(),
    }
}

fn city_of(hours: i8) -> Option<&'static str> {
    CITIES.iter().find(|(of, _)| *of == hours).map(|(_, city)| *city)
}

/// Parses the offset in hours of `GMT+1`, `UTC +01:00`, `+0100` or `CEST`.
fn hours(written: &str) -> Option<i8> {
    let written = written.trim().to_ascii_lowercase();
    if let Some((_, hours)) = SHORT.iter().find(|(name, _)| *name == written) {
        return Some(*hours);
    }
    let rest = written.strip_prefix("gmt").or_else(|| written.strip_prefix("utc")).unwrap_or(&written).trim();
    let (sign, digits) = match rest.strip_prefix(['-', '−']) {
        Some(digits) => (-1, digits),
        None => (1, rest.strip_prefix('+')?),
    };
    let digits = digits.trim().replace(':', "");
    let hours = match digits.len() {
        1 | 2 => digits.as_str(),
        4 => digits.strip_suffix("00")?,
        _ => return None,
    };
    hours.parse::<i8>().ok().map(|hours| sign * hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_in_every_form() {
        for (written, expected) in [
            ("GMT+1", Some(1)),
            ("UTC -03:00", Some(-3)),
            ("+0200", Some(2)),
            ("CEST", Some(1)),
            ("GMT+5:30", None),
            ("Istanbul", None),
            ("GMT+", None),
        ] {
            assert_eq!(hours(written), expected, "{written}");
        }
    }

    #[test]
    fn every_city_is_in_the_database() {
        for (_, city) in CITIES {
            assert!(jiff::tz::db().get(city).is_ok(), "{city}");
        }
    }
}
