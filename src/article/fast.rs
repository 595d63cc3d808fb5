//! The front matter that most of an archive has, read without the TOML parser: one key a line, its value a plain text, a
//! list of plain texts, a date, or true or false. In goes the TOML; out comes the [`FrontMatter`] that the full reading
//! would give, or nothing.
//!
//! It promises to decline whatever it does not know for certain: everything else that TOML has, and every fault. What
//! is wrong with a file is found and said by the full reading alone, so nothing here knows where a value stands.

use toml::value::Datetime;

use super::Kind;
use super::front::{Common, FrontMatter, Naming, Story};
use super::own_address::{FrontAddress, Key};
use crate::fields::{At, Written, written};

/// Reads a plain front matter; `None` for any other, right or wrong.
pub(super) fn read(toml: &str, kind: Kind) -> Option<FrontMatter<'_>> {
    if matches!(kind, Kind::Term(_)) {
        return None;
    }
    let mut front = FrontMatter::default();
    let mut lists = Lists::default();
    let mut draft = None;
    for line in toml.lines() {
        let line = trim(line);
        if line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once('=')?;
        let (key, value) = (trim(key), trim(value));
        let FrontMatter { common, story, .. } = &mut front;
        match key {
            "title" => once(&mut common.title, text(value)?)?,
            "summary" => once(&mut common.summary, text(value)?)?,
            "slug" => once(&mut common.slug, text(value)?)?,
            "address" => once(&mut common.address, own(text(value)?))?,
            "language" => once(&mut common.language, text(value)?)?,
            "updated" => once(&mut common.updated, time(value)?)?,
            "aliases" => once(&mut lists.aliases, texts(value)?)?,
            "draft" => once(&mut draft, flag(value)?)?,
            _ if kind == Kind::Standing => return None,
            "id" => once(&mut story.id, text(value)?)?,
            "date" => once(&mut story.date, time(value)?)?,
            "expires" => once(&mut story.expires, time(value)?)?,
            "dateline" => once(&mut story.dateline, text(value)?)?,
            "section" => once(&mut story.section, text(value)?)?,
            "series" => once(&mut story.series, text(value)?)?,
            "authors" => once(&mut lists.authors, texts(value)?)?,
            "tags" => once(&mut lists.tags, texts(value)?)?,
            _ => return None,
        }
    }
    let Lists { aliases, authors, tags } = lists;
    let common =
        Common { aliases: aliases.unwrap_or_default(), draft: draft.unwrap_or(false), ..front.common };
    let story = Story { authors: authors.unwrap_or_default(), tags: tags.unwrap_or_default(), ..front.story };
    Some(FrontMatter { common, story, naming: Naming::default() })
}

/// The lists, while it matters whether each was there.
#[derive(Default)]
struct Lists<'t> {
    aliases: Option<Vec<At<&'t str>>>,
    authors: Option<Vec<At<&'t str>>>,
    tags: Option<Vec<At<&'t str>>>,
}

/// Sets what was not set; a key that stands twice is a fault.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
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

fn text(value: &str) -> Option<At<&str>> {
    plain(value.strip_prefix('"')?.strip_suffix('"')?)
}

/// The words between two quotation marks, if TOML takes them as they are and there are any.
fn plain(inner: &str) -> Option<At<&str>> {
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0x7f) || (byte < 0x20 && byte != b'\t');
    let words = inner.trim();
    (!words.is_empty() && !inner.bytes().any(is_special)).then(|| somewhere(words))
}

fn texts(value: &str) -> Option<Vec<At<&str>>> {
    let mut rest = trim(value.strip_prefix('[')?.strip_suffix(']')?);
    let mut texts = Vec::new();
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('"')?.split_once('"')?;
        texts.push(plain(inner)?);
        rest = trim(after);
        if !rest.is_empty() {
            rest = trim(rest.strip_prefix(',')?);
            // A comma after the last is TOML, and not plain.
            rest.starts_with('"').then_some(())?;
        }
    }
    Some(texts)
}

fn time(value: &str) -> Option<At<Written>> {
    const SHAPES: [&str; 4] =
        ["0000-00-00", "0000-00-00T00:00:00", "0000-00-00T00:00:00Z", "0000-00-00T00:00:00+00:00"];
    let has_shape = |shape: &&str| {
        let fits = |(is, shape): (u8, u8)| match shape {
            b'0' => is.is_ascii_digit(),
            b'+' => is == b'+' || is == b'-',
            sign => is == sign,
        };
        shape.len() == value.len() && value.bytes().zip(shape.bytes()).all(fits)
    };
    SHAPES.iter().any(has_shape).then_some(())?;
    value.parse::<Datetime>().ok().and_then(written).map(somewhere)
}

fn flag(value: &str) -> Option<bool> {
    match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
