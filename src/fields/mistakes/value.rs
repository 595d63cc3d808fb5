//! Mistakes in values: missing, typographic or unclosed quotes, and days and flags in other forms.

use toml::de::DeValue;

use super::super::value::parse_bool_word;
use super::list::{self, items, listed};
use super::quotes::{is_typographic, quoted};
use super::{Format, LIST_KEYS, Mistake, date};
use crate::moment::CalendarDate;

pub(super) const INVISIBLE: &str =
    "a sign that can't be seen stands here, such as a no-break space: type the line anew";

/// Returns true for an invisible or space-like character other than a plain space.
pub(super) fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{feff}' | '\u{200b}'..='\u{200f}')
}

/// Returns the most likely intended value.
pub(super) fn spelled(key: &str, written: &str, format: Format) -> String {
    let written = written
        .trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
        .trim_end_matches([',', ';'])
        .trim_end();
    if LIST_KEYS.contains(&key) || written.starts_with('[') {
        return listed(&items(written), format);
    }
    if written.is_empty() {
        return "\"…\"".to_owned();
    }
    if DeValue::parse(written).is_ok() {
        return written.to_owned();
    }
    if let Some(day) = date::reading(written) {
        return day;
    }
    match parse_bool_word(written) {
        Some(flag) => flag.to_string(),
        None => quoted(without_quotes(written), format),
    }
}

/// Removes quotes of any kind around a text.
fn without_quotes(text: &str) -> &str {
    let is_quote = |c: char| matches!(c, '"' | '\'') || is_typographic(c);
    match (text.matches(is_quote).count(), text.strip_prefix(is_quote), text.strip_suffix(is_quote)) {
        // One that lacks the other.
        (1, Some(inner), _) | (1, _, Some(inner)) => inner,
        (_, Some(inner), _) => inner.strip_suffix(is_quote).unwrap_or(text),
        _ => text,
    }
}

/// Finds the mistake in a value. `is_apart` is true after a space.
pub(super) fn find(key: &str, value: &str, format: Format, is_apart: bool) -> Mistake {
    let all = 0..value.len();
    let right = || format!("write it as {}", format.pair(key, &spelled(key, value, format)));
    let Some(first) = value.chars().next() else { return super::without_value(key, format) };
    if is_invisible(first) {
        return Mistake::new(all, INVISIBLE, right());
    }
    if !is_apart {
        return Mistake::new(all, "a space is missing after the colon", right());
    }
    match first {
        '[' => return list::find(key, value, format),
        '{' => return table(key, value, format),
        '"' | '\'' => return in_quotes(key, value, first, format),
        _ if is_typographic(first) => {
            return Mistake::new(
                all,
                "these quotes are curly, and only straight ones (\") are read",
                right(),
            );
        }
        _ => {}
    }
    if let Some(mistake) = in_date(key, value, format) {
        return mistake;
    }
    if format == Format::Yaml {
        return unquoted(key, value, first);
    }
    if DeValue::parse(value).is_ok() {
        let hint = "a key stands once, above all tables or below the [header] of the one that it belongs to";
        return Mistake::new(all, format!("`{key}` can't be set here"), hint);
    }
    if parse_bool_word(value).is_some() {
        return Mistake::new(all, format!("`{value}` is neither true nor false"), right());
    }
    if first == '0' && value.len() > 1 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let (number, text) = (value.trim_start_matches('0'), quoted(value, format));
        let number = if number.is_empty() { "0" } else { number };
        let hint =
            format!("write {}, or {} where it is a text", format.pair(key, number), format.pair(key, &text));
        return Mistake::new(all, "a number does not begin with a zero", hint);
    }
    Mistake::new(all, format!("{} needs quotes", crate::diagnostic::quoted(value)), right())
}

/// Finds the mistake in a malformed day.
fn in_date(key: &str, value: &str, format: Format) -> Option<Mistake> {
    let all = 0..value.len();
    if format == Format::Toml && key == "date" && CalendarDate::parse(value).is_some() {
        let right = format!("write it as {}", format.pair(key, &quoted(value, format)));
        return Some(Mistake::new(all, format!("`{value}` needs quotes"), right));
    }
    let readings = date::readings(value);
    let pairs: Vec<String> = readings.iter().map(|day| format.pair(key, day)).collect();
    let message = format!("{} is not how a day is written here", crate::diagnostic::quoted(value));
    match pairs.as_slice() {
        [one] => Some(Mistake::new(all, message, format!("write it as {one}"))),
        [one, other] => Some(Mistake::new(
            all,
            message,
            format!("the year comes first, then the month: write {one} or {other}, whichever is meant"),
        )),
        _ => {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            let is_like_a_day = (6..=14).contains(&digits)
                && value.bytes().all(|b| b.is_ascii_digit() || b"-./:TZ+ ".contains(&b));
            let hint = format!("write it as {}", super::super::DATE_FORMS);
            let what = if value.contains(':') { "no time of a day" } else { "no day of the calendar" };
            is_like_a_day.then(|| Mistake::new(all, format!("`{value}` is {what}"), hint))
        }
    }
}

/// Finds the mistake in an unquoted YAML value.
fn unquoted(key: &str, value: &str, first: char) -> Mistake {
    let message = if value.contains(": ") || value.ends_with(':') {
        "a value with a colon in it needs quotes".to_owned()
    } else if "@`%&*!|>?,]}#".contains(first) {
        format!("a value that begins with {first} needs quotes")
    } else {
        "this line can't be read".to_owned()
    };
    let text = quoted(value.trim_end_matches(','), Format::Yaml);
    let right = if key.is_empty() { text } else { Format::Yaml.pair(key, &text) };
    Mistake::new(0..value.len(), message, format!("write it as {right}"))
}

/// Finds the mistake in a table in braces.
fn table(key: &str, value: &str, format: Format) -> Mistake {
    let value = value.trim_end();
    let inner = value.trim_start_matches('{').trim_end_matches([',', ';']).trim_end_matches('}');
    let pairs: Option<Vec<String>> = pairs_in(inner)
        .into_iter()
        .map(|pair| {
            let (key, value) = pair.split_once(['=', ':'])?;
            let key = key.trim().trim_matches(['"', '\'']);
            super::is_word(key).then(|| format.pair(key, &spelled(key, value, format)))
        })
        .collect();
    let inside = match pairs {
        Some(pairs) if !pairs.is_empty() => pairs.join(", "),
        _ => [format.pair("name", "\"…\""), format.pair("other", "\"…\"")].join(", "),
    };
    let hint = format!("write it as {}", format.pair(key, &format!("{{ {inside} }}")));
    let message = if !value.trim_end_matches([',', ';']).ends_with('}') {
        "this table is never closed: its } is missing"
    } else if value.contains(is_typographic) {
        "these quotes are curly, and only straight ones (\") are read"
    } else if format == Format::Toml && value.contains(':') && !value.contains('=') {
        "keys and their values are joined by = here, not by a colon"
    } else {
        "texts in a table stand in quotes, with a comma between each key and the next"
    };
    Mistake::new(0..value.len(), message, hint)
}

/// Splits the inside of braces at commas outside of quotes.
fn pairs_in(inner: &str) -> Vec<&str> {
    let mut quote = None;
    let parts = inner.split(|sign: char| {
        match (quote, sign) {
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), _) if open == sign => quote = None,
            _ => {}
        }
        quote.is_none() && matches!(sign, ',' | '\n')
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Finds the mistake in a value that begins with a quote.
fn in_quotes(key: &str, value: &str, quote: char, format: Format) -> Mistake {
    let all = 0..value.len();
    let write = |value: &str| format!("write it as {}", format.pair(key, value));
    let text = |text: &str| write(&quoted(text, format));
    if value.starts_with("\"\"\"") || value.starts_with("'''") {
        return Mistake::new(
            all,
            "the three quotes are never closed",
            "end the text with the same three quotes",
        );
    }
    let Some(end) = value[1..].rfind(quote).map(|at| at + 1) else {
        let inner = value[1..].trim_end_matches([',', ';']);
        return if inner.ends_with(is_typographic) {
            let message = "the quotes that end this text are curly, and only straight ones (\") are read";
            Mistake::new(all, message, text(inner.trim_end_matches(is_typographic)))
        } else {
            Mistake::new(all, "the quotes that open here are never closed", text(inner))
        };
    };
    let (inner, after) = (&value[1..end], value[end + 1..].trim());
    let after = if after.starts_with('#') { "" } else { after };
    let pieces: Vec<&str> = inner.split(quote).collect();
    if pieces.len() > 2 && pieces.iter().skip(1).step_by(2).all(|between| between.trim() == ",") {
        let message = "several values stand in brackets";
        return Mistake::new(all, message, write(&listed(&items(value), format)));
    }
    if let Some(second) = pieces.get(1).filter(|piece| begins_a_key(piece)) {
        let name = second.trim().trim_end_matches(['=', ':']).trim();
        let message = format!("`{key}` and `{name}` stand on one line");
        return Mistake::new(all, message, format!("begin a new line before `{name}`"));
    }
    if inner.contains(quote) || (!after.is_empty() && !after.starts_with([',', ';'])) {
        let whole = if after.is_empty() { inner } else { value };
        return Mistake::new(all, "the text has quotes in it that end it too early", text(whole));
    }
    if !after.is_empty() {
        let message = format!("nothing stands after a value: take the {} out", &after[..1]);
        return Mistake::new(all, message, write(&value[..=end]));
    }
    if inner.contains('\\') {
        let message = "a backslash in these quotes begins a sign of its own, and this is none";
        return Mistake::new(all, message, text(inner));
    }
    Mistake::new(all, "this value can't be read", text(inner))
}

/// Returns true if the next key lies between two texts: `" author = "`.
fn begins_a_key(between: &str) -> bool {
    let word = between.trim().trim_end_matches(['=', ':']).trim();
    between.trim().ends_with(['=', ':']) && super::is_word(word)
}
