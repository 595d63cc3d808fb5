//! Derives an article's date and slug, and a standing page's address, from the file's name.

use jiff::civil;

use crate::address::{Address, AddressError, Slug, slugify};
use crate::language::Casing;
use crate::moment::CalendarDate;
use crate::path::SitePath;
use crate::sources::PAGES;

/// Parsed file name of an article.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileName<'a> {
    /// `2025-11-01` of `2025-11-01-talks.md`.
    pub(super) date: Option<CalendarDate>,
    /// `talks` of `2025-11-01-talks.md`.
    pub(super) slug: &'a str,
}

impl<'a> FileName<'a> {
    /// Parses the name of a file whose front matter may have a date.
    ///
    /// `stem` is the name without extension and language suffix. For an `index.md` the folder's
    /// name is parsed instead. A prefix such as `2025-02-30`, which is not a calendar day, is part
    /// of the slug.
    pub(super) fn parse(file: &'a SitePath, stem: &'a str) -> Self {
        let name = meaningful_name(file, stem);
        let Some(date) = name.get(..10).and_then(parse_date) else { return Self { date: None, slug: name } };
        let date = CalendarDate::of_day(date);
        match name[10..].strip_prefix('-') {
            Some(slug) if !slug.is_empty() => Self { date: Some(date), slug },
            _ if name.len() == 10 => Self { date: Some(date), slug: name },
            _ => Self { date: None, slug: name },
        }
    }

    /// Parses the name of a file whose front matter has no date.
    ///
    /// Month and day may have one digit (`2016-2-29-talks.md`). `1974-05-talks.md` is dated by the
    /// month, and `1974-talks.md` by the year if it is below a folder named `1974`. With a date in
    /// the front matter these prefixes are part of the slug, since addresses must not change.
    pub(super) fn parse_undated(file: &'a SitePath, stem: &'a str) -> Self {
        let strict = Self::parse(file, stem);
        if strict.date.is_some() {
            return strict;
        }
        let name = strict.slug;
        let dated = match date_prefix(name) {
            Some(prefix) => prefix.day().map(|day| (CalendarDate::of_day(day), prefix.text)),
            None => [7, 4].into_iter().find_map(|length| month_or_year(name, length, file)),
        };
        match dated {
            None => strict,
            Some((date, prefix)) if prefix.len() == name.len() => Self { date: Some(date), slug: name },
            Some((date, prefix)) => Self { date: Some(date), slug: &name[prefix.len() + 1..] },
        }
    }
}

/// Parses the first `length` bytes of a name as a month or a year.
fn month_or_year<'a>(name: &'a str, length: usize, file: &SitePath) -> Option<(CalendarDate, &'a str)> {
    let prefix = name.get(..length)?;
    let date = CalendarDate::parse(prefix).filter(|date| date.doubt.is_none())?;
    let is_whole = name[length..].is_empty() || (name[length..].starts_with('-') && name.len() > length + 1);
    // Four digits need not be a year: `2001-a-space-odyssey.md`.
    let is_sure = date.extent.month().is_some() || file.folder().split('/').any(|folder| folder == prefix);
    (is_whole && is_sure).then_some((date, prefix))
}

/// Returns the stem of an article's file, or the name of its folder for an `index.md`.
fn meaningful_name<'a>(file: &'a SitePath, stem: &'a str) -> &'a str {
    let folder = file.beneath("content").and_then(|_| file.folder().rsplit('/').next());
    match folder {
        Some(folder) if stem == "index" && file.folder() != "content" => folder,
        _ => stem,
    }
}

/// Beginning of a name that has the form of a date, perhaps not a valid one.
struct DatePrefix<'a> {
    text: &'a str,
    numbers: [i16; 3],
}

impl DatePrefix<'_> {
    fn day(&self) -> Option<civil::Date> {
        let [year, month, day] = self.numbers;
        civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

/// Finds `2016-2-29` in `2016-2-29-talks` and in `2016-2-29`.
fn date_prefix(name: &str) -> Option<DatePrefix<'_>> {
    let mut end = 0;
    let mut number = |digits: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let rest = &name[end..];
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.as_bytes().get(length);
        if !digits.contains(&length) || !matches!(after, None | Some(b'-')) {
            return None;
        }
        end += length + usize::from(after.is_some());
        rest[..length].parse().ok()
    };
    let numbers = [number(4..=4)?, number(1..=2)?, number(1..=2)?];
    // A name that ends in a hyphen would have an empty slug.
    let text = match name[..end].strip_suffix('-') {
        Some(_) if end == name.len() => return None,
        Some(text) => text,
        None => name,
    };
    Some(DatePrefix { text, numbers })
}

/// Returns a prefix that has the form of a date but is no calendar day: `2025-02-30`.
pub(super) fn invalid_date_prefix(name: &str) -> Option<&str> {
    let strict = name.get(..10).filter(|text| has_date_form(text) && parse_date(text).is_none());
    strict.or_else(|| date_prefix(name).filter(|prefix| prefix.day().is_none()).map(|prefix| prefix.text))
}

fn has_date_form(text: &str) -> bool {
    let has_form =
        |(i, byte): (usize, u8)| if i == 4 || i == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.bytes().enumerate().all(has_form)
}

/// Parses `2025-11-01`.
fn parse_date(text: &str) -> Option<civil::Date> {
    if !has_date_form(text) {
        return None;
    }
    civil::Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()
}

/// Returns the address of a standing page: its path below [`PAGES`], with the slug, if there is
/// one, in place of the file's name. Returns `None` for the address of the front page.
///
/// `stem` is the file's name without extension and language suffix.
///
/// # Errors
/// If the address is too long.
pub(super) fn page_address(
    file: &SitePath,
    stem: &str,
    slug: Option<&Slug>,
    casing: Casing,
) -> Result<Option<Address>, AddressError> {
    let folder = file.folder().strip_prefix(PAGES).unwrap_or_default();
    let mut parts: Vec<String> =
        folder.split('/').filter(|part| !part.is_empty()).map(|name| address_part(name, casing)).collect();
    if stem != "index" {
        parts.push(address_part(stem, casing));
    }
    if let Some(slug) = slug {
        parts.pop();
        parts.push(slug.as_str().to_owned());
    }
    if parts.is_empty() {
        return Ok(None);
    }
    // A `%` in a file name is not an escape.
    Address::parse(&format!("/{}/", parts.join("/").replace('%', "%25"))).map(Some)
}

/// Returns a folder's or file's name as a part of an address, slugified only if necessary.
fn address_part(name: &str, casing: Casing) -> String {
    let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if name.chars().all(is_fit) && !name.starts_with('.') {
        name.to_owned()
    } else {
        slugify(name, casing).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_date_and_slug() {
        for (file, date, slug) in [
            ("content/2025/2025-11-01-talks.md", Some(civil::date(2025, 11, 1)), "talks"),
            ("content/2025-11-01-talks/index.md", Some(civil::date(2025, 11, 1)), "talks"),
            ("content/talks/index.md", None, "talks"),
            ("content/talks.md", None, "talks"),
            ("content/index.md", None, "index"),
            ("content/2025-11-01.md", Some(civil::date(2025, 11, 1)), "2025-11-01"),
            ("content/2025-11-01-.md", None, "2025-11-01-"),
            ("content/2025-11-01x.md", None, "2025-11-01x"),
            ("content/2025-13-40-x.md", None, "2025-13-40-x"),
            ("content/2025-02-29-x.md", None, "2025-02-29-x"),
            ("content/+025-11-01-x.md", None, "+025-11-01-x"),
            ("content/日本日本日本-x.md", None, "日本日本日本-x"),
        ] {
            let file = SitePath::known(file);
            let date = date.map(CalendarDate::of_day);
            assert_eq!(FileName::parse(&file, file.stem()), FileName { date, slug }, "{file}");
        }
    }

    #[test]
    fn single_digits_are_a_date_where_the_front_matter_has_none() {
        let leap_day = Some(civil::date(2016, 2, 29));
        for (file, date, slug) in [
            ("content/2016-2-29-a.md", leap_day, "a"),
            ("content/2016-02-29-a.md", leap_day, "a"),
            ("content/2016-2-29.md", leap_day, "2016-2-29"),
            ("content/2016-2-9-1-a/index.md", Some(civil::date(2016, 2, 9)), "1-a"),
            ("content/2016-2-30-a.md", None, "2016-2-30-a"),
            ("content/2016-2-29-.md", None, "2016-2-29-"),
            ("content/2016-2-29a.md", None, "2016-2-29a"),
            ("content/2016-2-290-a.md", None, "2016-2-290-a"),
            ("content/2016-2.md", None, "2016-2"),
            ("content/2016-2-é.md", None, "2016-2-é"),
        ] {
            let file = SitePath::known(file);
            let date = date.map(CalendarDate::of_day);
            assert_eq!(FileName::parse_undated(&file, file.stem()), FileName { date, slug }, "{file}");
        }
        let file = SitePath::known("content/2016-2-29-a.md");
        assert_eq!(FileName::parse(&file, file.stem()), FileName { date: None, slug: "2016-2-29-a" });
        assert_eq!(invalid_date_prefix("2016-2-30-a"), Some("2016-2-30"));
        assert_eq!(invalid_date_prefix("2016-13-1"), Some("2016-13-1"));
        assert_eq!(invalid_date_prefix("2016-2-29-a"), None);
    }

    #[test]
    fn a_month_is_a_date_and_a_year_where_its_folder_says_so() {
        for (file, date, slug) in [
            ("content/1974-05-strike.md", Some("1974-05"), "strike"),
            ("content/1974-05-30years/index.md", Some("1974-05"), "30years"),
            ("content/1974-05.md", Some("1974-05"), "1974-05"),
            ("content/1974-13-strike.md", None, "1974-13-strike"),
            ("content/1974-05-40-years.md", None, "1974-05-40-years"),
            ("content/1974-05strike.md", None, "1974-05strike"),
            ("content/1974-05-.md", None, "1974-05-"),
            ("content/1974/1974-strike.md", Some("1974"), "strike"),
            ("content/1974/may/1974-strike/index.md", Some("1974"), "strike"),
            ("content/1974/1974.md", Some("1974"), "1974"),
            ("content/films/2001-a-space-odyssey.md", None, "2001-a-space-odyssey"),
            ("content/2001-a-space-odyssey/index.md", None, "2001-a-space-odyssey"),
            ("content/1974/1984-review.md", None, "1984-review"),
        ] {
            let file = SitePath::known(file);
            let date = date.and_then(CalendarDate::parse);
            assert_eq!(FileName::parse_undated(&file, file.stem()), FileName { date, slug }, "{file}");
        }
    }

    #[test]
    fn a_standing_page_is_where_its_file_is() {
        let slug = Slug::chosen("100%25").expect("a slug");
        for (file, slug, address) in [
            ("content/pages/about.md", None, Some("/about/")),
            ("content/pages/privacy_policy.v2.md", None, Some("/privacy_policy.v2/")),
            ("content/pages/About Us.md", None, Some("/about-us/")),
            ("content/pages/über/uns.md", None, Some("/über/uns/")),
            ("content/pages/about/index.md", None, Some("/about/")),
            ("content/pages/index.md", None, None),
            ("content/pages/a/b.md", Some(&slug), Some("/a/100%25/")),
            ("content/pages/a/index.md", Some(&slug), Some("/100%25/")),
        ] {
            let file = SitePath::known(file);
            let found = page_address(&file, file.stem(), slug, Casing::Common).expect("an address");
            assert_eq!(found.as_ref().map(Address::as_str), address, "{file}");
        }
    }
}
