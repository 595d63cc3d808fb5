//! A file is taken apart: in go its bytes, out come its front matter and its body, each with its place. A byte order
//! mark is skipped; lines may end in CRLF.

use super::{Body, Source};
use crate::diagnostic::{Diagnostic, Excerpt, Place, utf8};

/// What stands around the front matter.
const FENCE: &str = "+++";

const HOW_IT_BEGINS: &str = "begin the file with a line that is +++, then title = \"…\" and date = 2025-11-01, each on a line of its own, \
     then +++ again, then the text";

/// A file, taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The whole text, without the byte order mark.
    pub(super) text: &'a str,
    /// The front matter.
    pub(super) toml: &'a str,
    /// Where in the text the front matter begins.
    pub(super) toml_start: usize,
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
    match first {
        FENCE => {}
        "---" => {
            return Err(at_line_one(
                "this front matter is YAML, and Dateline reads TOML",
                "put +++ in place of both lines ---, and write `key: value` as key = \"value\": text and lists' entries in \
                 quotes, dates (2025-11-01) and true or false without",
            ));
        }
        _ => return Err(at_line_one("the front matter is missing", HOW_IT_BEGINS)),
    }
    let Some((toml_end, body_start)) = closing(text) else {
        return Err(at_line_one(
            "the front matter never ends",
            "put a line that is +++ after its last key, before the text",
        ));
    };
    let toml_start = text.find('\n').map_or(text.len(), |i| i + 1);
    let lines_before = text[..body_start].matches('\n').count();
    let start = body_start + (whole.len() - text.len());
    let (Ok(start), Ok(lines_before)) = (u32::try_from(start), u32::try_from(lines_before)) else {
        return Err(at_line_one("the front matter is larger than 4 GiB", HOW_IT_BEGINS));
    };
    Ok(Parts {
        text,
        toml: &text[toml_start..toml_end],
        toml_start,
        markdown: &text[body_start..],
        body: Body { start, lines_before },
    })
}

/// Where the line that closes the front matter begins, and where the body does.
fn closing(text: &str) -> Option<(usize, usize)> {
    let mut from = text.find('\n')?;
    loop {
        let fence = from + text[from..].find("\n+++")? + 1;
        let after = fence + FENCE.len();
        let line_end = text[after..].find('\n').map_or(text.len(), |i| after + i);
        if text[after..line_end].trim().is_empty() {
            return Some((fence, text.len().min(line_end + 1)));
        }
        from = after;
    }
}
