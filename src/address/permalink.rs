//! The pattern of articles' addresses, `permalink` in the config: literal parts and the fields `{year}`, `{month}`,
//! `{day}`, `{section}` and `{slug}`. Parsed once from the config; then filled in for each article.

use std::fmt::Write as _;

use super::{Address, AddressError, Slug, slugify};
use crate::language::Casing;

/// The pattern, parsed.
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

/// What a pattern may ask of an article.
#[derive(Debug, Clone, Copy)]
pub struct PermalinkParts<'a> {
    /// The day on which it appeared, in the site's time zone.
    pub day: jiff::civil::Date,
    /// Its section, as written.
    pub section: Option<&'a str>,
    /// Its slug.
    pub slug: &'a Slug,
    /// The rules by which its section's letters become small.
    pub casing: Casing,
}

/// Why a pattern, or an article's place in it, is no good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermalinkError {
    /// A field in braces that there is not.
    #[error("there is no field `{{{0}}}`")]
    UnknownField(String),
    /// A brace that is never closed.
    #[error("a `{{` is never closed")]
    Unclosed,
    /// Every article would have the same address.
    #[error("without `{{slug}}` two articles would share an address")]
    NoSlug,
    /// The article has no section and the pattern asks for one.
    #[error("the site's permalink asks for a section, and this article has none")]
    NoSection,
    /// What it makes is no address.
    #[error(transparent)]
    Address(#[from] AddressError),
}

impl Permalink {
    /// Parses a pattern such as `/{year}/{month}/{day}/{slug}/`.
    ///
    /// # Errors
    /// When it has an unknown field, no `{slug}`, or makes no address.
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
            day: jiff::civil::date(2000, 1, 1),
            section: Some("a"),
            slug: &slug,
            casing: Casing::Common,
        })?;
        Ok(permalink)
    }

    /// The address of one article.
    ///
    /// # Errors
    /// When the pattern asks for a section and there is none, or the address would be too long.
    pub fn fill(&self, parts: PermalinkParts<'_>) -> Result<Address, PermalinkError> {
        let mut text = String::with_capacity(64);
        for piece in &self.0 {
            // Writing to a string can't fail.
            let _ = match piece {
                Piece::Text(literal) => write!(text, "{literal}"),
                Piece::Year => write!(text, "{:04}", parts.day.year()),
                Piece::Month => write!(text, "{:02}", parts.day.month()),
                Piece::Day => write!(text, "{:02}", parts.day.day()),
                Piece::Section => {
                    write!(text, "{}", slugify(parts.section.ok_or(PermalinkError::NoSection)?, parts.casing))
                }
                // An editor's slug may hold a `%`; it is no escape of the pattern's.
                Piece::Slug => write!(text, "{}", parts.slug.as_str().replace('%', "%25")),
            };
        }
        let is_page = text.ends_with('/') || !self.ends_as_file();
        Ok(Address::parse(&if is_page && !text.ends_with('/') { text + "/" } else { text })?)
    }

    /// Whether the pattern itself ends in a file's name, such as `{slug}.html`.
    fn ends_as_file(&self) -> bool {
        matches!(self.0.last(), Some(Piece::Text(text)) if text.rsplit('/').next().is_some_and(|last| last.contains('.')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(pattern: &str, slug: &str) -> Result<String, PermalinkError> {
        let slug = Slug::chosen(slug).expect("a slug");
        let parts = PermalinkParts {
            day: jiff::civil::date(1969, 7, 21),
            section: Some("World News"),
            slug: &slug,
            casing: Casing::Common,
        };
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
    fn refuses_what_makes_no_address() {
        assert_eq!(fill("/{yaer}/{slug}/", "a"), Err(PermalinkError::UnknownField("yaer".into())));
        assert_eq!(fill("/{year}/", "a"), Err(PermalinkError::NoSlug));
        assert_eq!(fill("/{slug", "a"), Err(PermalinkError::Unclosed));
        assert!(matches!(fill("/../{slug}/", "a"), Err(PermalinkError::Address(_))));
        assert!(matches!(fill("{slug}/", "a"), Err(PermalinkError::Address(_))));
    }
}
