//! Fast parser for plain front matter, which most files of an archive have.
//!
//! It accepts one key a line with a plain string, a list of plain strings, a date, `true` or
//! `false`, and yields the same [`FrontMatter`] as the full parser. It declines everything else
//! that TOML has, and every error: only the full parser reports errors, so spans are not needed
//! here.

use smallvec::SmallVec;
use toml::value::Datetime;

use super::SourceKind;
use super::address_key::{AddressKey, FrontAddress};
use super::front_matter::FrontMatter;
use crate::fields::{DateLiteral, Spanned, StoryDateLiteral, date_literal};

/// Parses a plain front matter. Returns `None` for any other, valid or not.
pub(super) fn read(toml: &str, kind: SourceKind) -> Option<FrontMatter<'_>> {
    if matches!(kind, SourceKind::Term(_)) {
        return None;
    }
    let mut front = FrontMatter::default();
    let mut seen: SmallVec<[&str; 16]> = SmallVec::new();
    for line in toml.lines() {
        let line = trim(line);
        if line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once('=')?;
        let (key, value) = (trim(key), trim(value));
        // A repeated key is an error.
        if seen.contains(&key) {
            return None;
        }
        seen.push(key);
        let FrontMatter { common, article, .. } = &mut front;
        match key {
            "title" => common.title = Some(string(value)??),
            "draft" => common.draft = bool(value)?,
            "summary" => common.summary = string(value)?,
            "slug" => common.slug = string(value)?,
            "address" => common.address = string(value)?.map(address),
            "language" => common.language = string(value)?,
            "updated" => common.updated = date(value)?,
            "aliases" => common.aliases = strings(value)?,
            _ if kind == SourceKind::Page => return None,
            "id" => article.id = string(value)?,
            "date" => article.date = date(value)?.map(exact),
            "expires" => article.expires = date(value)?,
            "dateline" => article.dateline = string(value)?,
            "section" => article.section = string(value)?,
            "series" => article.series = string(value)?,
            "authors" => article.authors.names = strings(value)?,
            "tags" => article.tags = strings(value)?,
            _ => return None,
        }
    }
    Some(front)
}

/// Trims the spaces that TOML allows around keys and values.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// Wraps a value whose span is not needed.
fn unspanned<T>(value: T) -> Spanned<T> {
    Spanned { value, span: 0..0 }
}

/// Wraps the value of `address`.
fn address(written: Spanned<&str>) -> FrontAddress<'_> {
    FrontAddress { key: AddressKey::Address, written }
}

/// Parses a string in quotes. An empty one is `Some(None)` and counts as absent.
#[expect(clippy::option_option, reason = "not a plain string, an empty one, one with words")]
fn string(value: &str) -> Option<Option<Spanned<&str>>> {
    plain(value.strip_prefix('"')?.strip_suffix('"')?)
}

/// Parses the characters between two quotes, if none of them is special in TOML.
#[expect(clippy::option_option, reason = "not a plain string, an empty one, one with words")]
fn plain(inner: &str) -> Option<Option<Spanned<&str>>> {
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0x7f) || (byte < 0x20 && byte != b'\t');
    if inner.bytes().any(is_special) {
        return None;
    }
    let words = inner.trim();
    Some((!words.is_empty()).then(|| unspanned(words)))
}

fn strings(value: &str) -> Option<Vec<Spanned<&str>>> {
    let mut rest = trim(value.strip_prefix('[')?.strip_suffix(']')?);
    let mut strings = Vec::new();
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('"')?.split_once('"')?;
        strings.extend(plain(inner)?);
        rest = trim(after);
        if !rest.is_empty() {
            rest = trim(rest.strip_prefix(',')?);
            // A trailing comma is valid TOML, but not plain.
            rest.starts_with('"').then_some(())?;
        }
    }
    Some(strings)
}

#[expect(clippy::option_option, reason = "not a plain date, an empty string, a date")]
fn date(value: &str) -> Option<Option<Spanned<DateLiteral>>> {
    const SHAPES: [&str; 4] =
        ["0000-00-00", "0000-00-00T00:00:00", "0000-00-00T00:00:00Z", "0000-00-00T00:00:00+00:00"];
    if value == "\"\"" {
        return Some(None);
    }
    let has_shape = |shape: &&str| {
        let fits = |(is, shape): (u8, u8)| match shape {
            b'0' => is.is_ascii_digit(),
            b'+' => is == b'+' || is == b'-',
            sign => is == sign,
        };
        shape.len() == value.len() && value.bytes().zip(shape.bytes()).all(fits)
    };
    SHAPES.iter().any(has_shape).then_some(())?;
    value.parse::<Datetime>().ok().and_then(date_literal).map(|time| Some(unspanned(time)))
}

/// Wraps the date of a article.
///
/// Imprecise dates are rare and left to the full parser.
fn exact(time: Spanned<DateLiteral>) -> Spanned<StoryDateLiteral> {
    Spanned { value: StoryDateLiteral::Exact(time.value), span: time.span }
}

fn bool(value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
