//! Dates in quotes and in YAML, in the forms of Hugo, Jekyll and content management systems.

use toml::value::Datetime;

/// Parses a date in TOML's form or in a variant of other programs.
///
/// Variants have a space before the time or the offset, an offset without a colon, or single
/// digits.
pub(super) fn parse(text: &str) -> Option<Datetime> {
    let text = text.trim();
    text.parse().ok().or_else(|| normalized(text)?.parse().ok())
}

/// Normalizes `2014-9-18 9:00 +0000` to `2014-09-18T09:00:00+00:00`.
fn normalized(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    let (day, rest) = text.split_at(end);
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_day = year.len() == 4 && parts.next().is_none();
    let [month, day] = [two_digits(month)?, two_digits(day)?];
    let normalized = format!("{year}-{month}-{day}");
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim();
    if rest.is_empty() {
        return is_day.then_some(normalized);
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len());
    let (time, offset) = rest.split_at(end);
    let mut parts = time.splitn(3, ':');
    let [hour, minute] = [two_digits(parts.next()?)?, two_digits(parts.next()?)?];
    let second = parts.next().unwrap_or("00");
    let offset = offset_of(offset.trim())?;
    is_day.then(|| format!("{normalized}T{hour}:{minute}:{second}{offset}"))
}

fn two_digits(text: &str) -> Option<String> {
    let is_good = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_good.then(|| format!("{text:0>2}"))
}

fn offset_of(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    if ["z", "utc", "gmt"].contains(&text.to_ascii_lowercase().as_str()) {
        return Some("Z".to_owned());
    }
    let (sign, digits) = text.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    let is_good = matches!(sign, "+" | "-") && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.len() {
        2 if is_good => Some(format!("{sign}{digits}:00")),
        4 if is_good => Some(format!("{sign}{}:{}", &digits[..2], &digits[2..])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::date_literal;
    use super::*;

    #[test]
    fn the_forms_of_other_programs_are_read() {
        for (text, expected) in [
            ("2014-09-18", "2014-09-18"),
            ("2014-9-8", "2014-09-08"),
            ("2014-09-18 09:00", "2014-09-18T09:00:00"),
            ("2014-09-18 9:00:05", "2014-09-18T09:00:05"),
            ("2014-09-18 09:00:00 +0000", "2014-09-18T09:00:00+00:00"),
            ("2014-09-18 09:00:00 -0530", "2014-09-18T09:00:00-05:30"),
            ("2014-09-18T09:00:00.123+02", "2014-09-18T09:00:00.123+02:00"),
            ("2014-09-18 09:00:00 UTC", "2014-09-18T09:00:00Z"),
            ("2014-09-18T09:00:00Z", "2014-09-18T09:00:00Z"),
        ] {
            let expected: Datetime = expected.parse().expect("a date of TOML");
            assert_eq!(parse(text).and_then(date_literal), date_literal(expected), "{text}");
        }
        for none in [
            "",
            "2014",
            "2014-09",
            "2014-09-18-1",
            "2014-09-18 soon",
            "2014-09-18 09",
            "14-09-18",
            "2014-09-18 09:00 CET",
        ] {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
