//! Splits a file into statements: a key with its value, on one line or several.
//!
//! The split follows an editor's view, so that an unclosed quote or bracket does not reach into the
//! next statement.

use std::ops::Range;

use super::value::Format;

/// Returns the byte ranges of the statements, in order.
///
/// Comments and empty lines between statements are left out.
pub(super) fn statements(source: &str, format: Format) -> Vec<Range<usize>> {
    let mut statements: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let goes_on = statements.last().is_some_and(|last| match format {
            Format::Toml => goes_on_in_toml(&source[last.clone()], line),
            Format::Yaml => goes_on_in_yaml(line),
        });
        let is_empty = line.trim().is_empty() || line.trim_start().starts_with('#');
        match statements.last_mut() {
            Some(last) if goes_on => last.end = range.end,
            _ if is_empty => {}
            _ => statements.push(range),
        }
    }
    statements
}

/// Returns true if a line of TOML continues the statement before it.
///
/// That is the case after an open bracket or three quotes.
fn goes_on_in_toml(before: &str, line: &str) -> bool {
    match Openness::of(before) {
        Openness::Closed => false,
        Openness::Quotes => true,
        // A table whose brace ends its line goes on below it.
        Openness::Brackets if before.lines().next().is_some_and(|first| first.trim_end().ends_with('{')) => {
            true
        }
        Openness::Brackets => !begins_statement(line),
    }
}

/// Returns true if a line of YAML continues the statement before it.
fn goes_on_in_yaml(line: &str) -> bool {
    line.starts_with([' ', '\t', ']', '}', '\r', '\n']) || line.starts_with("- ") || line.trim_end() == "-"
}

/// Returns true if a line can't be an entry of a list opened above it.
fn begins_statement(line: &str) -> bool {
    let line = line.trim_start();
    let key = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte)).count();
    let is_pair = key > 0 && line[key..].trim_start().starts_with('=');
    let is_header = line.trim_end().strip_prefix('[').is_some_and(|rest| {
        let name = rest.trim_start_matches('[').trim_end_matches(']');
        rest.ends_with(']')
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
    });
    is_pair || is_header
}

/// Completeness of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Openness {
    /// Complete.
    Closed,
    /// A bracket is open.
    Brackets,
    /// A multi-line text in three quotes is open.
    Quotes,
}

impl Openness {
    /// Reads a statement. A text in simple quotes ends with its line.
    pub(super) fn of(statement: &str) -> Self {
        let mut rest = statement;
        let mut depth = 0_usize;
        while let Some(sign) = rest.chars().next() {
            let after = &rest[sign.len_utf8()..];
            match sign {
                '"' | '\'' => {
                    let three = rest.get(..3).unwrap_or_default();
                    if three == "\"\"\"" || three == "'''" {
                        let Some(end) = rest[3..].find(three) else { return Self::Quotes };
                        rest = &rest[3 + end + 3..];
                    } else {
                        rest = after_quotes(after, sign);
                    }
                    continue;
                }
                '#' => {
                    rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                    continue;
                }
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            rest = after;
        }
        if depth > 0 { Self::Brackets } else { Self::Closed }
    }
}

/// Returns the text after the closing quote; the end of the line if it is missing.
fn after_quotes(text: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (at, sign) in text.char_indices() {
        match sign {
            '\n' => return &text[at..],
            _ if is_escaped => is_escaped = false,
            '\\' if quote == '"' => is_escaped = true,
            _ if sign == quote => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

/// Returns the end of a statement, or of the merge conflict that it begins.
pub(super) fn merge_end(source: &str, statement: &Range<usize>) -> usize {
    if !source[statement.start..].starts_with("<<<<<<<") {
        return statement.end;
    }
    let Some(last) = source[statement.start..].find("\n>>>>>>>") else { return statement.end };
    let last = statement.start + last + 1;
    source[last..].find('\n').map_or(source.len(), |at| last + at + 1)
}

/// Replaces a range by spaces, so that all other positions stay valid.
pub(super) fn blank(source: &mut String, part: Range<usize>) {
    let is_kept = |sign: &char| matches!(sign, '\n' | '\r');
    let blanked: String = source[part.clone()]
        .chars()
        .flat_map(|sign| {
            let (sign, count) = if is_kept(&sign) { (sign, 1) } else { (' ', sign.len_utf8()) };
            std::iter::repeat_n(sign, count)
        })
        .collect();
    source.replace_range(part, &blanked);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(source: &str, format: Format) -> Vec<&str> {
        statements(source, format).into_iter().map(|range| source[range].trim_end()).collect()
    }

    #[test]
    fn toml_is_cut_where_an_editor_would() {
        for (source, expected) in [
            ("a = 1\n# no\n\nb = [\n 1,\n]\n", vec!["a = 1", "b = [\n 1,\n]"]),
            ("a = [\"x\"\nb = 1\n[extra]\n", vec!["a = [\"x\"", "b = 1", "[extra]"]),
            ("a = \"x\nb = 'y'\n", vec!["a = \"x", "b = 'y'"]),
            ("a = \"\"\"x\nb = 1\n\"\"\"\nc = 2", vec!["a = \"\"\"x\nb = 1\n\"\"\"", "c = 2"]),
        ] {
            assert_eq!(cut(source, Format::Toml), expected, "{source}");
        }
    }

    #[test]
    fn yaml_is_cut_at_the_first_column() {
        let source = "a: x\nb:\n  - 1\nc:\n- 1\n- 2\n# no\nd: |\n  x\n\n  y\n";
        let expected = ["a: x", "b:\n  - 1", "c:\n- 1\n- 2", "d: |\n  x\n\n  y"];
        assert_eq!(cut(source, Format::Yaml), expected);
    }
}
