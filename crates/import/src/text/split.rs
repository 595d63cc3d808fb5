//! Divides a file with several stories.

use crate::dates;

use super::lines::clean;

/// Lines after a separator in which a story has its date.
const LINES_SEARCHED: usize = 8;

/// Part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section<'a> {
    pub(super) text: &'a str,
    /// Number of its first line, counted from 1.
    pub(super) first_line: u64,
}

/// Divides a text at the separator of `import.toml`, or at the one that is evident.
pub(super) fn sections<'a>(text: &'a str, separator: Option<&str>) -> Vec<Section<'a>> {
    let whole = Section { text, first_line: 1 };
    let separator = match separator {
        Some(line) => line.to_owned(),
        None => match evident(text) {
            Some(line) => line,
            None if text.trim().is_empty() => return Vec::new(),
            None => return vec![whole],
        },
    };
    divide(text, &separator)
}

/// Returns the line of signs, or the form feed, after which each part has a date.
fn evident(text: &str) -> Option<String> {
    if text.contains('\u{c}') && all_dated(&divide(text, "\u{c}")) {
        return Some("\u{c}".to_owned());
    }
    let mut tried: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| is_rule(line)) {
        if tried.contains(&line) || tried.len() == 4 {
            continue;
        }
        if all_dated(&divide(text, line)) {
            return Some(line.to_owned());
        }
        tried.push(line);
    }
    None
}

/// Reports that a line consists of one sign.
fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|char| !char.is_whitespace()).collect();
    signs.len() >= 3 && "=-_*#~+".contains(signs[0]) && signs.iter().all(|sign| *sign == signs[0])
}

/// Reports that there are several parts, and each has a date near its beginning.
fn all_dated(sections: &[Section<'_>]) -> bool {
    let has_date = |section: &Section<'_>| {
        let lines = section.text.lines().filter(|line| !line.trim().is_empty()).take(LINES_SEARCHED);
        lines
            .map(|line| line.trim_start_matches(|char: char| char.is_alphabetic()).trim_start_matches(':'))
            .any(|line| dates::in_line(line).is_some())
    };
    sections.len() > 1 && sections.iter().all(has_date)
}

/// Divides at lines that equal the separator.
fn divide<'a>(text: &'a str, separator: &str) -> Vec<Section<'a>> {
    let wanted = clean(separator);
    let mut sections = Vec::new();
    let (mut start, mut first_line, mut at) = (0, 1, 0);
    for (number, line) in (1_u64..).zip(text.split_inclusive('\n')) {
        let is_separator = if separator == "\u{c}" { line.contains('\u{c}') } else { clean(line) == wanted };
        if is_separator {
            let end = if separator == "\u{c}" { at + line.find('\u{c}').unwrap_or(0) } else { at };
            sections.push(Section { text: &text[start..end], first_line });
            let is_feed = separator == "\u{c}";
            start = if is_feed { end + 1 } else { at + line.len() };
            first_line = if is_feed { number } else { number + 1 };
        }
        at += line.len();
    }
    sections.push(Section { text: &text[start..], first_line });
    sections.retain(|section| !section.text.trim().is_empty());
    sections
}
