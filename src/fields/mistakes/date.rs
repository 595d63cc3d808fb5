//! Days as people write them, turned into the form that Dateline reads: for hints, and for the
//! forms of other programs' dates that can mean only one thing.

use jiff::civil;

/// Names of the months in English, German, French and Spanish.
const MONTHS: [[&str; 12]; 4] = [
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
];

/// Returns the days that a text can mean, in ISO form, with the time if it has one.
///
/// Two where day and month can't be told apart.
pub(in super::super) fn readings(text: &str) -> Vec<String> {
    let text = text.trim().trim_matches(['"', '\'']);
    // Longer than any day with its time.
    if text.len() > 60 {
        return Vec::new();
    }
    let (day, time) = without_time(text);
    let parts: Vec<&str> = day
        .split(|c: char| matches!(c, '.' | '/' | '-' | ',') || c.is_whitespace())
        .filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("de"))
        .collect();
    let days = match *parts.as_slice() {
        [whole] if whole.len() == 8 && is_number(whole) => {
            iso(&whole[..4], &whole[4..6], &whole[6..]).into_iter().collect()
        }
        [one, two, three] => of_three([one, two, three], day),
        // A weekday before it.
        [weekday, one, two, three] if !is_number(weekday) => of_three([one, two, three], day),
        _ => Vec::new(),
    };
    days.into_iter().map(|day| format!("{day}{time}")).collect()
}

/// Returns the one day that a text can mean.
pub(super) fn reading(text: &str) -> Option<String> {
    let mut readings = readings(text);
    if readings.len() == 1 { readings.pop() } else { None }
}

fn of_three([one, two, three]: [&str; 3], written: &str) -> Vec<String> {
    if let Some(month) = month(two) {
        return iso(three, &month, ordinal(one)).into_iter().collect();
    }
    if let Some(month) = month(one) {
        return iso(three, &month, ordinal(two)).into_iter().collect();
    }
    if one.len() == 4 {
        return iso(one, two, three).into_iter().collect();
    }
    if three.len() != 4 {
        return Vec::new();
    }
    let by_day = iso(three, two, one);
    // With dots, the day comes first everywhere.
    let by_month = if written.contains('.') { None } else { iso(three, one, two) };
    let mut days: Vec<String> = by_day.into_iter().chain(by_month).collect();
    days.dedup();
    days
}

/// Takes a time such as `9:30` or `T09:30:00Z` from the end.
fn without_time(text: &str) -> (&str, String) {
    let Some(colon) = text.find(':') else { return (text, String::new()) };
    let hour = text[..colon].trim_start_matches(|c: char| !c.is_ascii_digit());
    let hour = hour.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    let start = colon - hour.len();
    let rest: &str = &text[colon + 1..];
    let minute = rest.get(..2).unwrap_or_default();
    let is_below =
        |text: &str, most: u8| is_number(text) && text.parse::<u8>().is_ok_and(|number| number < most);
    if !is_below(hour, 24) || !is_below(minute, 60) || start == 0 {
        return (text, String::new());
    }
    let second = rest.get(2..5).and_then(|rest| rest.strip_prefix(':')).filter(|second| is_below(second, 60));
    let day = text[..start].trim_end_matches(['T', ' ', ',']);
    (day, format!("T{hour:0>2}:{minute}:{}", second.unwrap_or("00")))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1` of `1st`.
fn ordinal(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == 'º')
}

fn month(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    if text.chars().count() < 3 || is_number(&text) {
        return None;
    }
    let number = MONTHS.iter().find_map(|names| names.iter().position(|name| name.starts_with(&text)))?;
    Some(format!("{:02}", number + 1))
}

/// Returns the day in ISO form, if the calendar has it.
fn iso(year: &str, month: &str, day: &str) -> Option<String> {
    if !(is_number(year) && year.len() == 4 && is_number(month) && is_number(day)) {
        return None;
    }
    let day = civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1.11.2025", vec!["2025-11-01"]),
            ("01.11.2025", vec!["2025-11-01"]),
            ("13/01/2025", vec!["2025-01-13"]),
            ("01/13/2025", vec!["2025-01-13"]),
            ("11/01/2025", vec!["2025-01-11", "2025-11-01"]),
            ("11/11/2025", vec!["2025-11-11"]),
            ("1 November 2025", vec!["2025-11-01"]),
            ("1st Nov 2025", vec!["2025-11-01"]),
            ("November 1, 2025", vec!["2025-11-01"]),
            ("Sat, 1 Nov 2025 09:30:00 +0000", vec!["2025-11-01T09:30:00"]),
            ("1. März 2025", vec!["2025-03-01"]),
            ("1 de noviembre de 2025", vec!["2025-11-01"]),
            ("2025/11/1", vec!["2025-11-01"]),
            ("20251101", vec!["2025-11-01"]),
            ("2025-11-1 9:30", vec!["2025-11-01T09:30:00"]),
            ("30.2.2025", vec![]),
            ("soon", vec![]),
            ("1.11.25", vec![]),
            ("News", vec![]),
            ("1 2 3", vec![]),
        ] {
            assert_eq!(readings(text), expected, "{text}");
        }
    }
}
