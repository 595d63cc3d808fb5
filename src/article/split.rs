//! Splits a file into front matter and body, each with its offset.
//!
//! A byte order mark is skipped; lines may end in CRLF.

use super::{Body, Source};
use crate::diagnostic::{Diagnostic, Excerpt, Place, utf8};
use crate::fields::Format;

/// Line around front matter in TOML.
const TOML_FENCE: &str = "+++";

/// Line around front matter in YAML.
const YAML_FENCE: &str = "---";

/// Another line that ends YAML.
const YAML_END: &str = "...";

const HOW_IT_BEGINS: &str = "begin the file with a line that is +++, then title = \"…\" and date = 2025-11-01, each on a line of its own, \
     then +++ again, then the text";

/// A file, taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The whole text, without the byte order mark.
    pub(super) text: &'a str,
    /// The front matter.
    pub(super) front: &'a str,
    /// The front matter's format.
    pub(super) format: Format,
    /// Where in the text the front matter begins.
    pub(super) front_start: usize,
    /// The Markdown.
    pub(super) markdown: &'a str,
    /// Where in the file the Markdown begins.
    pub(super) body: Body,
}

/// Takes a file apart.
///
/// # Errors
/// When it is not UTF-8, or its front matter is missing or never ends.
pub(super) fn split<'a>(source: &Source<'a>) -> Result<Parts<'a>, Box<Diagnostic>> {
    let whole = utf8(source.file, source.bytes)?;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let at_line_one = |message: &str, hint: &str| {
        let line_end = text.find('\n').unwrap_or(text.len());
        let place = Place::Line(source.file.clone(), Excerpt::new(text, 0..line_end));
        Box::new(Diagnostic::error(place, message).hint(hint))
    };
    if text.trim().is_empty() {
        let empty = Diagnostic::error(Place::File(source.file.clone()), "this file is empty");
        return Err(Box::new(empty.hint(HOW_IT_BEGINS)));
    }
    let first = text.lines().next().unwrap_or_default().trim_end();
    let format = match first {
        TOML_FENCE => Format::Toml,
        YAML_FENCE => Format::Yaml,
        _ if first.starts_with('{') => {
            return Err(at_line_one(
                "this front matter is JSON, which Dateline does not read",
                HOW_IT_BEGINS,
            ));
        }
        _ => return Err(at_line_one("the front matter is missing", HOW_IT_BEGINS)),
    };
    let Some(Closing { front_end, body_start }) = Closing::of(text, format) else {
        let (message, hint) = unclosed(text, format);
        return Err(at_line_one(&message, &hint));
    };
    let front_start = text.find('\n').map_or(text.len(), |i| i + 1);
    let lines_before = text[..body_start].matches('\n').count();
    let start = body_start + (whole.len() - text.len());
    let (Ok(start), Ok(lines_before)) = (u32::try_from(start), u32::try_from(lines_before)) else {
        return Err(at_line_one("the front matter is larger than 4 GiB", HOW_IT_BEGINS));
    };
    Ok(Parts {
        text,
        front: &text[front_start..front_end],
        format,
        front_start,
        markdown: &text[body_start..],
        body: Body { start, lines_before },
    })
}

/// Place of the line that ends the front matter.
struct Closing {
    front_end: usize,
    body_start: usize,
}

impl Closing {
    fn of(text: &str, format: Format) -> Option<Self> {
        match format {
            Format::Toml => Self::at(text, TOML_FENCE),
            Format::Yaml => {
                let [fence, end] = [YAML_FENCE, YAML_END].map(|line| Self::at(text, line));
                [fence, end].into_iter().flatten().min_by_key(|closing| closing.front_end)
            }
        }
    }

    /// Finds the first line after the first that is this.
    fn at(text: &str, fence: &str) -> Option<Self> {
        let mut from = text.find('\n')?;
        loop {
            let front_end =
                from + text[from..].match_indices(fence).find(|(at, _)| text[..from + at].ends_with('\n'))?.0;
            let after = front_end + fence.len();
            let line_end = text[after..].find('\n').map_or(text.len(), |i| after + i);
            if text[after..line_end].trim().is_empty() {
                return Some(Self { front_end, body_start: text.len().min(line_end + 1) });
            }
            from = after;
        }
    }
}

/// Reports front matter without a closing line.
fn unclosed(text: &str, format: Format) -> (String, String) {
    let (fence, other) = match format {
        Format::Toml => (TOML_FENCE, YAML_FENCE),
        Format::Yaml => (YAML_FENCE, TOML_FENCE),
    };
    if Closing::at(text, other).is_some() {
        let message = format!("the front matter begins with {fence} and ends with {other}");
        return (message, format!("write both lines in the same way: {fence}"));
    }
    let second = text.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let begins_with_key = second.split_once([':', '=']).is_some_and(|(key, _)| {
        !key.is_empty() && key.trim_end().bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
    });
    if format == Format::Yaml && !begins_with_key {
        // A line in Markdown.
        return ("the front matter is missing".to_owned(), HOW_IT_BEGINS.to_owned());
    }
    let hint = format!("put a line that is {fence} after its last key, before the text");
    ("the front matter never ends".to_owned(), hint)
}
