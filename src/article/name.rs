//! What a file's name says of the text in it: an article's date and slug, a standing page's address.

use jiff::civil;

use crate::address::{Address, AddressError, Slug, slugify};
use crate::path::SitePath;

/// The folder of standing pages.
pub(super) const STANDING: &str = "content/pages";

/// An article's file name, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// `2025-11-01` of `2025-11-01-talks.md`.
    pub(super) date: Option<civil::Date>,
    /// `talks` of `2025-11-01-talks.md`.
    pub(super) slug: &'a str,
}

impl<'a> Name<'a> {
    /// Takes apart the name of a file, which is `stem` without extension and language, or of its folder where the file
    /// is an `index.md`. What looks like a date and is no day of the calendar is a part of the slug.
    pub(super) fn of(file: &'a SitePath, stem: &'a str) -> Self {
        let folder = file.beneath("content").and_then(|_| file.folder().rsplit('/').next());
        let name = match folder {
            Some(folder) if stem == "index" && file.folder() != "content" => folder,
            _ => stem,
        };
        let Some(date) = name.get(..10).and_then(day) else { return Self { date: None, slug: name } };
        match name[10..].strip_prefix('-') {
            Some(slug) if !slug.is_empty() => Self { date: Some(date), slug },
            _ if name.len() == 10 => Self { date: Some(date), slug: name },
            _ => Self { date: None, slug: name },
        }
    }
}

/// What a name begins with that is written like a day and is none: `2025-02-30` of `2025-02-30-talks`.
pub(super) fn no_day(name: &str) -> Option<&str> {
    name.get(..10).filter(|text| is_written_like_a_day(text) && day(text).is_none())
}

fn is_written_like_a_day(text: &str) -> bool {
    let is_as_in_a_day =
        |(i, byte): (usize, u8)| if i == 4 || i == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.bytes().enumerate().all(is_as_in_a_day)
}

/// Reads `2025-11-01`.
fn day(text: &str) -> Option<civil::Date> {
    if !is_written_like_a_day(text) {
        return None;
    }
    civil::Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()
}

/// The address of a standing page: its path below their folder, with its slug, if it has one, in place of its name,
/// which is `stem` without extension and language. `None` for the front page's.
///
/// # Errors
/// When it would be too long.
pub(super) fn standing(
    file: &SitePath,
    stem: &str,
    slug: Option<&Slug>,
) -> Result<Option<Address>, AddressError> {
    let folder = file.folder().strip_prefix(STANDING).unwrap_or_default();
    let mut parts: Vec<String> = folder.split('/').filter(|part| !part.is_empty()).map(part).collect();
    if stem != "index" {
        parts.push(part(stem));
    }
    if let Some(slug) = slug {
        parts.pop();
        parts.push(slug.as_str().to_owned());
    }
    if parts.is_empty() {
        return Ok(None);
    }
    // A name may hold a `%`; it is no escape.
    Address::parse(&format!("/{}/", parts.join("/").replace('%', "%25"))).map(Some)
}

/// A folder's or file's name as a part of an address: as it is where that is fit for one.
fn part(name: &str) -> String {
    let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if name.chars().all(is_fit) && !name.starts_with('.') {
        name.to_owned()
    } else {
        slugify(name).to_string()
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
            assert_eq!(Name::of(&file, file.stem()), Name { date, slug }, "{file}");
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
            let found = standing(&file, file.stem(), slug).expect("an address");
            assert_eq!(found.as_ref().map(Address::as_str), address, "{file}");
        }
    }
}
