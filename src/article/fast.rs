//! Fast path for the front matter that most of an archive has, read without the TOML parser: one key a line, its value a
//! plain text, a list of plain texts, a date, or true or false. It gives the [`FrontMatter`] that the full reading would
//! give, or nothing.
//!
//! It declines whatever it does not know for certain: everything else that TOML has, and every fault. Faults are found and
//! described by the full reading alone, so nothing here knows where a value stands.

use smallvec::SmallVec;
use toml::value::Datetime;

use super::Kind;
use super::front::FrontMatter;
use super::own_address::{FrontAddress, Key};
use crate::fields::{At, Written, WrittenDate, written};

/// Reads a plain front matter; `None` for any other, right or wrong.
pub(super) fn read(toml: &str, kind: Kind) -> Option<FrontMatter<'_>> {
    if matches!(kind, Kind::Term(_)) {
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
        // A key that stands twice is a fault.
        if seen.contains(&key) {
            return None;
        }
        seen.push(key);
        let FrontMatter { common, story, .. } = &mut front;
        match key {
            "title" => common.title = Some(text(value)??),
            "draft" => common.draft = flag(value)?,
            "summary" => common.summary = text(value)?,
            "slug" => common.slug = text(value)?,
            "address" => common.address = text(value)?.map(own),
            "language" => common.language = text(value)?,
            "updated" => common.updated = time(value)?,
            "aliases" => common.aliases = texts(value)?,
            _ if kind == Kind::Standing => return None,
            "id" => story.id = text(value)?,
            "date" => story.date = time(value)?.map(exactly),
            "expires" => story.expires = time(value)?,
            "dateline" => story.dateline = text(value)?,
            "section" => story.section = text(value)?,
            "series" => story.series = text(value)?,
            "authors" => story.authors = texts(value)?,
            "tags" => story.tags = texts(value)?,
            _ => return None,
        }
    }
    Some(front)
}

/// Without the spaces that TOML lets stand around keys and values.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// A value of which only its being right is of interest.
fn somewhere<T>(value: T) -> At<T> {
    At { value, span: 0..0 }
}

/// The value of `address`.
fn own(written: At<&str>) -> FrontAddress<'_> {
    FrontAddress { key: Key::Own, written }
}

#[expect(clippy::option_option, reason = "no plain text, an empty one, one with words")]
/// Reads a text in quotes: nothing where there is nothing in them, which counts as left out.
fn text(value: &str) -> Option<Option<At<&str>>> {
    plain(value.strip_prefix('"')?.strip_suffix('"')?)
}

/// Reads the words between two quotation marks, if TOML takes them as they are.
#[expect(clippy::option_option, reason = "no plain text, an empty one, one with words")]
fn plain(inner: &str) -> Option<Option<At<&str>>> {
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0x7f) || (byte < 0x20 && byte != b'\t');
    if inner.bytes().any(is_special) {
        return None;
    }
    let words = inner.trim();
    Some((!words.is_empty()).then(|| somewhere(words)))
}

fn texts(value: &str) -> Option<Vec<At<&str>>> {
    let mut rest = trim(value.strip_prefix('[')?.strip_suffix(']')?);
    let mut texts = Vec::new();
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('"')?.split_once('"')?;
        texts.extend(plain(inner)?);
        rest = trim(after);
        if !rest.is_empty() {
            rest = trim(rest.strip_prefix(',')?);
            // A comma after the last is TOML, and not plain.
            rest.starts_with('"').then_some(())?;
        }
    }
    Some(texts)
}

#[expect(clippy::option_option, reason = "no plain time, an empty text, a time")]
fn time(value: &str) -> Option<Option<At<Written>>> {
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
    value.parse::<Datetime>().ok().and_then(written).map(|time| Some(somewhere(time)))
}

/// A date that is no point in time is read the whole way: there are few.
fn exactly(time: At<Written>) -> At<WrittenDate> {
    At { value: WrittenDate::Exactly(time.value), span: time.span }
}

fn flag(value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
