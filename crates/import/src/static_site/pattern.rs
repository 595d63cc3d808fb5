//! Expands patterns of addresses: `/:year/:month/:day/:slug/`.

use jiff::civil::DateTime;

/// Values for the placeholders of a pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// Time in the site's zone.
    pub(super) time: Option<DateTime>,
    /// `:title`.
    pub(super) title: String,
    /// `:slug`.
    pub(super) slug: String,
    /// `:filename`, `:basename`, `:name`.
    pub(super) filename: String,
    /// Last part of the address as observed links have it.
    pub(super) name: String,
    /// Folders of the text: `:sections`, `:path`.
    pub(super) folders: Vec<String>,
    /// Categories.
    pub(super) categories: Vec<String>,
    /// Collection of Jekyll.
    pub(super) collection: String,
    /// Ending of the page.
    pub(super) output_ext: &'static str,
}

/// Expands a pattern.
///
/// # Errors
///
/// Returns the placeholder that has no value.
pub(super) fn expand(pattern: &str, values: &Values) -> Result<String, String> {
    let mut address = String::from("/");
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        address.push_str(&rest[..at]);
        let token_len =
            rest[at + 1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let mut token = &rest[at + 1..at + 1 + token_len];
        rest = &rest[at + 1 + token_len..];
        let part = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((range, after)) if token == "sections" => {
                rest = after;
                Some(slice(&values.folders, range))
            }
            _ => loop {
                // `:title_suffix` is `:title` with text behind it.
                if let Some(part) = value(token, values) {
                    break Some(part);
                }
                let Some(shorter) = token.rfind('_') else { break None };
                let back = token.len() - shorter;
                let end = pattern.len() - rest.len();
                rest = &pattern[end - back..];
                token = &token[..shorter];
            },
        };
        match part {
            Some(part) => address.push_str(&part),
            None if token.is_empty() => address.push(':'),
            None => return Err(format!(":{token}")),
        }
    }
    address.push_str(rest);
    Ok(tidy(&address))
}

/// Removes doubled slashes.
pub(super) fn tidy(address: &str) -> String {
    let mut tidy = String::with_capacity(address.len());
    for char in address.chars() {
        if char != '/' || !tidy.ends_with('/') {
            tidy.push(char);
        }
    }
    tidy
}

/// Returns the value of a placeholder.
fn value(token: &str, values: &Values) -> Option<String> {
    let folders = || values.folders.join("/");
    Some(match token {
        "title" => values.title.clone(),
        "slug" | "slugorfilename" | "slugorcontentbasename" => values.slug.clone(),
        "filename" | "contentbasename" | "basename" => values.filename.clone(),
        "name" => values.name.clone(),
        "section" => values.folders.first().cloned().unwrap_or_default(),
        "sections" | "path" => folders(),
        "categories" | "slugified_categories" => values.categories.join("/"),
        "collection" => values.collection.clone(),
        "output_ext" => values.output_ext.to_owned(),
        _ => return time_value(token, values.time?),
    })
}

/// Returns the value of a placeholder for a time.
fn time_value(token: &str, time: DateTime) -> Option<String> {
    let format = match token {
        "year" | "2006" => "%Y",
        "short_year" | "06" => "%y",
        "month" | "01" => "%m",
        "i_month" | "1" => "%-m",
        "short_month" | "Jan" => "%b",
        "long_month" | "monthname" | "January" => "%B",
        "day" | "02" => "%d",
        "i_day" | "2" => "%-d",
        "y_day" | "yearday" => "%j",
        "weekdayname" | "long_day" => "%A",
        "weekday" => "%w",
        "short_day" => "%a",
        "w_day" => "%u",
        "w_year" => "%G",
        "week" => "%V",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        _ => return None,
    };
    let text = time.strftime(format).to_string();
    Some(if token == "yearday" { text.trim_start_matches('0').to_owned() } else { text })
}

/// Returns a part of the folders: `1:`, `:1`, `0`, `last`.
fn slice(folders: &[String], range: &str) -> String {
    let index = |text: &str, default: usize| match text {
        "last" => folders.len().saturating_sub(1),
        text => text.parse().unwrap_or(default),
    };
    let (from, to) = match range.split_once(':') {
        Some((from, to)) => (index(from, 0), index(to, folders.len())),
        None => (index(range, 0), index(range, 0) + 1),
    };
    folders.get(from.min(folders.len())..to.min(folders.len())).unwrap_or_default().join("/")
}

/// Returns a title or name as Hugo makes a part of an address of it.
///
/// Source: `UnicodeSanitize` in Hugo's `helpers/path.go`.
pub(super) fn hugo_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let (mut hyphen_due, mut was_hyphen) = (false, false);
    let text = text.trim();
    for (at, char) in text.char_indices() {
        if is_encoded(&text[at..])
            || char.is_alphanumeric()
            || matches!(char, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@')
            || is_mark(char)
        {
            was_hyphen = char == '-';
            if hyphen_due && !was_hyphen {
                slug.push('-');
            }
            hyphen_due = false;
            slug.extend(char.to_lowercase());
        } else if !slug.is_empty() && !was_hyphen && char.is_whitespace() {
            hyphen_due = true;
        }
    }
    slug.replace(['#', '\\'], "")
}

/// Reports that a text begins with a byte in percent-encoding.
fn is_encoded(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 2 && bytes[0] == b'%' && bytes[1..3].iter().all(u8::is_ascii_hexdigit)
}

/// Reports that a character is a combining mark of a common script.
fn is_mark(char: char) -> bool {
    matches!(u32::from(char), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0900..=0x0DFF | 0x0E31..=0x0E4E)
}

/// Returns a text as Jekyll's `slugify` does in the mode `pretty`, with its case.
pub(super) fn jekyll_slug(text: &str) -> String {
    let allowed = |char: char| char.is_alphanumeric() || is_mark(char) || "._~!$&'()+,;=@".contains(char);
    hyphenated(text, allowed)
}

/// Returns a text in lowercase letters and digits of ASCII, with hyphens.
pub(super) fn plain_slug(text: &str) -> String {
    hyphenated(&deunicode::deunicode(text).to_lowercase(), |char| char.is_ascii_alphanumeric())
}

/// Replaces each run of other characters by a hyphen.
fn hyphenated(text: &str, allowed: impl Fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(text.len());
    for char in text.chars() {
        if allowed(char) {
            slug.push(char);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_expanded() {
        let values = Values {
            time: Some(jiff::civil::date(2014, 5, 1).at(9, 0, 0, 0)),
            title: "cats".to_owned(),
            slug: "s".to_owned(),
            folders: vec!["news".to_owned(), "local".to_owned()],
            categories: vec!["a".to_owned()],
            output_ext: ".html",
            ..Values::default()
        };
        for (pattern, address) in [
            (":year/:month/:day/:slug/", "/2014/05/01/s/"),
            ("/:categories/:year/:month/:day/:title:output_ext", "/a/2014/05/01/cats.html"),
            ("/:categories/:year/:y_day/:title:output_ext", "/a/2014/121/cats.html"),
            ("/:categories/:year/W:week/:short_day/:title:output_ext", "/a/2014/W18/Thu/cats.html"),
            ("/:sections[1:]/:title/", "/local/cats/"),
            ("/:2006/:01/x:title_y", "/2014/05/xcats_y"),
        ] {
            assert_eq!(expand(pattern, &values).as_deref(), Ok(address), "{pattern}");
        }
        assert_eq!(expand("/:nothing/", &values), Err(":nothing".to_owned()));
    }

    #[test]
    fn slugs_are_those_of_the_systems() {
        assert_eq!(hugo_slug("What's New: A  b_c – Ü.1"), "whats-new-a-b_c-ü.1");
        assert_eq!(hugo_slug("a%e2%80%8ab 5%"), "a%e2%80%8ab-5");
        assert_eq!(jekyll_slug("Ruby 2.0 is out!"), "Ruby-2.0-is-out!");
        assert_eq!(plain_slug("Über uns & Co."), "uber-uns-co");
    }
}
