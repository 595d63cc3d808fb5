//! Address patterns of articles: literal text and the fields `{year}`, `{month}`, `{day}`,
//! `{section}` and `{slug}`. A pattern is parsed once and filled in for each article.

use super::{Address, AddressError, Slug, slugify};
use crate::language::Casing;
use crate::moment::Extent;

/// Parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Year,
    Month,
    Day,
    Section,
    Slug,
}

/// Values for the fields of a pattern.
#[derive(Debug, Clone, Copy)]
pub struct PermalinkParts<'a> {
    /// Publication day in the site's time zone, or the month or year if no more is
    /// known.
    pub extent: Extent,
    /// Section as written.
    pub section: Option<&'a str>,
    /// Slug.
    pub slug: &'a Slug,
    /// Lowercase rules for the section.
    pub casing: Casing,
}

/// Reason why a pattern is invalid or can't be filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermalinkError {
    /// Unknown field.
    #[error("there is no field `{{{0}}}`")]
    UnknownField(String),
    /// Unclosed brace.
    #[error("a `{{` is never closed")]
    Unclosed,
    /// Pattern without `{slug}`.
    #[error("without `{{slug}}` two articles would share an address")]
    NoSlug,
    /// The pattern has `{section}`, and the article has no section.
    #[error("the site's permalink has `{{section}}`, and this article has no section")]
    NoSection,
    /// The result is not an address.
    #[error(transparent)]
    Address(#[from] AddressError),
}

impl Permalink {
    /// Parses a pattern such as `/{year}/{month}/{day}/{slug}/`.
    ///
    /// # Errors
    /// Returns an error for an unknown field, a missing `{slug}`, or a result that is not an
    /// address.
    pub fn parse(pattern: &str) -> Result<Self, PermalinkError> {
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                pieces.push(Piece::Text(rest[..open].to_owned()));
            }
            let close = rest[open..].find('}').ok_or(PermalinkError::Unclosed)? + open;
            pieces.push(match &rest[open + 1..close] {
                "year" => Piece::Year,
                "month" => Piece::Month,
                "day" => Piece::Day,
                "section" => Piece::Section,
                "slug" => Piece::Slug,
                other => return Err(PermalinkError::UnknownField(other.to_owned())),
            });
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        if !pieces.contains(&Piece::Slug) {
            return Err(PermalinkError::NoSlug);
        }
        let permalink = Self(pieces);
        let slug = slugify("a", Casing::Common);
        permalink.fill(PermalinkParts {
            extent: Extent::Day(jiff::civil::date(2000, 1, 1)),
            section: Some("a"),
            slug: &slug,
            casing: Casing::Common,
        })?;
        Ok(permalink)
    }

    /// Fills in the pattern for an article.
    /// An unknown field, such as the day of an article dated to a month, is left out with one
    /// adjacent separator: `/{year}/{month}/{day}/{slug}/` gives `/1974/05/slug/`.
    ///
    /// # Errors
    /// Returns an error if the section is missing or the address is too long.
    pub fn fill(&self, parts: PermalinkParts<'_>) -> Result<Address, PermalinkError> {
        let PermalinkParts { extent, section, slug, casing } = parts;
        let mut text = String::with_capacity(64);
        let mut gap = Gap::No;
        for piece in &self.0 {
            let number = match piece {
                Piece::Text(literal) => {
                    let rest = std::mem::replace(&mut gap, Gap::No).closed_before(literal, &mut text);
                    text.push_str(rest);
                    continue;
                }
                Piece::Section => {
                    text.push_str(slugify(section.ok_or(PermalinkError::NoSection)?, casing).as_str());
                    continue;
                }
                Piece::Slug => {
                    // `%` in a slug is literal, and `Address::parse` decodes percent-encoding.
                    text.push_str(&slug.as_str().replace('%', "%25"));
                    continue;
                }
                Piece::Year => Some(format!("{:04}", extent.year())),
                Piece::Month => extent.month().map(|month| format!("{month:02}")),
                Piece::Day => extent.day().map(|day| format!("{:02}", day.day())),
            };
            match number {
                Some(number) => text.push_str(&number),
                None => gap = Gap::Here,
            }
        }
        gap.closed_before("", &mut text);
        let is_page = text.ends_with('/') || !self.ends_as_file();
        Ok(Address::parse(&if is_page && !text.ends_with('/') { text + "/" } else { text })?)
    }

    /// Returns whether the pattern ends with a file name, such as `{slug}.html`.
    fn ends_as_file(&self) -> bool {
        matches!(self.0.last(), Some(Piece::Text(text)) if text.rsplit('/').next().is_some_and(|last| last.contains('.')))
    }
}

/// Whether a field was left out at this position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    No,
    Here,
}

impl Gap {
    /// Removes one of the two separators around a gap, preferring other signs over
    /// slashes. Returns the rest of the text after the gap.
    fn closed_before<'t>(self, after: &'t str, before: &mut String) -> &'t str {
        const SIGNS: [char; 3] = ['-', '_', '.'];
        if self == Self::No {
            return after;
        }
        if after.is_empty() || after.starts_with('/') || after.starts_with(SIGNS) {
            if before.ends_with(SIGNS) {
                before.pop();
                return after;
            }
            if before.ends_with('/') && !after.is_empty() {
                return &after[1..];
            }
        }
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(pattern: &str, slug: &str) -> Result<String, PermalinkError> {
        fill_at(Extent::Day(jiff::civil::date(1969, 7, 21)), pattern, slug)
    }

    fn fill_at(extent: Extent, pattern: &str, slug: &str) -> Result<String, PermalinkError> {
        let slug = Slug::chosen(slug).expect("a slug");
        let parts =
            PermalinkParts { extent, section: Some("World News"), slug: &slug, casing: Casing::Common };
        Permalink::parse(pattern)?.fill(parts).map(|address| address.to_string())
    }

    #[test]
    fn fills_in_each_field() {
        assert_eq!(fill("/{year}/{month}/{day}/{slug}/", "moon"), Ok("/1969/07/21/moon/".into()));
        assert_eq!(fill("/{section}/{slug}", "moon"), Ok("/world-news/moon/".into()));
        assert_eq!(fill("/news/{slug}.html", "moon"), Ok("/news/moon.html".into()));
        assert_eq!(fill("/{slug}", "v1.2"), Ok("/v1.2/".into()));
    }

    #[test]
    fn leaves_out_what_is_not_known() {
        for (pattern, month, year) in [
            ("/{year}/{month}/{day}/{slug}/", "/1969/07/moon/", "/1969/moon/"),
            ("/{year}-{month}-{day}-{slug}/", "/1969-07-moon/", "/1969-moon/"),
            ("/{year}{month}{day}/{slug}/", "/196907/moon/", "/1969/moon/"),
            ("/{year}/{month}-{day}/{slug}/", "/1969/07/moon/", "/1969/moon/"),
            ("/{day}-{month}-{year}/{slug}/", "/07-1969/moon/", "/1969/moon/"),
            ("/{year}/{slug}-{month}-{day}.html", "/1969/moon-07.html", "/1969/moon.html"),
            ("/{year}/{slug}_{day}", "/1969/moon/", "/1969/moon/"),
            ("/{slug}/{day}/{month}", "/moon/07/", "/moon/"),
            ("/news/{day}/{slug}/", "/news/moon/", "/news/moon/"),
            ("/{slug}.html", "/moon.html", "/moon.html"),
        ] {
            let at = |extent| fill_at(extent, pattern, "moon");
            assert_eq!(at(Extent::Month(jiff::civil::date(1969, 7, 1))), Ok(month.into()), "{pattern}");
            assert_eq!(at(Extent::Year(1969)), Ok(year.into()), "{pattern}");
        }
    }

    #[test]
    fn refuses_what_makes_no_address() {
        assert_eq!(fill("/{yaer}/{slug}/", "a"), Err(PermalinkError::UnknownField("yaer".into())));
        assert_eq!(fill("/{year}/", "a"), Err(PermalinkError::NoSlug));
        assert_eq!(fill("/{slug", "a"), Err(PermalinkError::Unclosed));
        assert!(matches!(fill("/../{slug}/", "a"), Err(PermalinkError::Address(_))));
        assert!(matches!(fill("{slug}/", "a"), Err(PermalinkError::Address(_))));
    }
}
