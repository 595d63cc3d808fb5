//! Finds conflict markers of version control in the front matter and the text.
//!
//! A text with such markers holds two versions, and must not be published.

use std::ops::Range;

use memchr::memmem;

use super::Source;
use super::split::Parts;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Kind, Place};
use crate::markdown;
use crate::path::SitePath;

/// Beginnings of conflict marker lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Ours,
    Middle,
    Theirs,
}

/// Length of a conflict marker.
const MARKER_LENGTH: usize = 7;

/// Returns an error for each conflict in a file, which may be unsplittable because of it.
pub(super) fn find(source: &Source<'_>, parts: Option<&Parts<'_>>) -> Diagnostics {
    if let Some(Parts { text, markdown, .. }) = parts {
        return in_text(source.file, text, text.len() - markdown.len());
    }
    let text = std::str::from_utf8(source.bytes).unwrap_or_default();
    in_text(source.file, text, text.len())
}

/// Returns an error for each conflict in `text`, whose Markdown begins at `body`.
///
/// Markers in code are ignored: a story may be about them.
fn in_text(file: &SitePath, text: &str, body: usize) -> Diagnostics {
    let has = |mark: &str| memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    if !has("<<<<<<<") && !has(">>>>>>>") {
        return Diagnostics::new();
    }
    let marks = marks(text);
    if marks.is_empty() {
        return Diagnostics::new();
    }
    let code = markdown::code_ranges(&text[body..]);
    let is_code = |at: usize| at >= body && code.iter().any(|code| code.contains(&(at - body)));
    let marks: Vec<_> = marks.into_iter().filter(|(_, at)| !is_code(at.start)).collect();
    let mut found = Diagnostics::new();
    let mut is_open = false;
    for (index, (mark, at)) in marks.iter().enumerate() {
        let is_first = match mark {
            Marker::Ours => true,
            Marker::Theirs => !is_open && !is_quoted(text, at),
            // Seven signs below a line underline a heading, too.
            Marker::Middle => {
                !is_open && marks.get(index + 1).is_some_and(|(next, _)| *next == Marker::Theirs)
            }
        };
        is_open = match mark {
            Marker::Ours => true,
            Marker::Middle => is_open || is_first,
            Marker::Theirs => false,
        };
        if is_first {
            let place = Place::Line(file.clone(), Excerpt::new(text, at.clone()));
            let message =
                "two versions of this text were brought together, and nobody has decided between them";
            let hint = "keep the lines of one version, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>";
            found
                .push(Diagnostic::error(place, message).hint(hint).about(Kind::MergeMark, &text[at.clone()]));
        }
    }
    found
}

/// Returns the marks, each with its line.
fn marks(text: &str) -> Vec<(Marker, Range<usize>)> {
    let mut marks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start..start + line.trim_end().len();
        start += line.len();
        let Some(sign) = line.chars().next().filter(|c| matches!(c, '<' | '=' | '>')) else { continue };
        let rest = line.trim_start_matches(sign);
        if line.len() - rest.len() != MARKER_LENGTH || !(rest.starts_with(' ') || rest.trim().is_empty()) {
            continue;
        }
        let mark = match sign {
            '<' => Marker::Ours,
            '>' => Marker::Theirs,
            _ => Marker::Middle,
        };
        marks.push((mark, at));
    }
    marks
}

/// Whether a line stands in a quotation of many levels, as of old letters, with another such line
/// beside it.
fn is_quoted(text: &str, at: &Range<usize>) -> bool {
    let before = text[..at.start].lines().next_back().unwrap_or_default();
    let after = text[at.end..].lines().nth(1).unwrap_or_default();
    before.starts_with('>') || after.starts_with('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let file = SitePath::known("a.md");
        let body = text.find("BODY").unwrap_or(0);
        let found = in_text(&file, text, body);
        found
            .iter()
            .filter_map(|found| match &found.place {
                Place::Line(_, excerpt) => Some(excerpt.line()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn each_conflict_is_an_error_at_its_first_mark() {
        for (text, at) in [
            ("<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n", vec![1]),
            ("a\n<<<<<<< HEAD\r\na\r\n||||||| base\r\nb\r\n=======\r\nc\r\n>>>>>>> x\r\n", vec![2]),
            ("+++\n<<<<<<< HEAD\ntitle = 1\n=======\n>>>>>>> x\n+++\nBODY\n<<<<<<< HEAD\n", vec![2, 8]),
            ("a\n=======\nb\n>>>>>>> branch\n", vec![2]),
            ("a\n\n>>>>>>> branch\n", vec![3]),
            ("<<<<<<<\na\n>>>>>>>", vec![1]),
            ("<<<<<<< a\n=======\n>>>>>>> b\n<<<<<<< a\n=======\n>>>>>>> b\n", vec![1, 4]),
        ] {
            assert_eq!(lines(text), at, "{text}");
        }
    }

    #[test]
    fn what_is_no_conflict_is_left_alone() {
        for text in [
            "A heading\n=======\n\ntext",
            "```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```\n",
            "<pre>\n<<<<<<< HEAD\n</pre>\n",
            "a <<<<<<< HEAD",
            "<<<<<<<< eight",
            ">>>>>>> deep\n>>>>>>> quotation",
            "    <<<<<<< HEAD",
        ] {
            assert_eq!(lines(text), [0; 0], "{text}");
        }
    }
}
