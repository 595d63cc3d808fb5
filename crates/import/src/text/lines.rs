//! Lines of a capture.

/// Line of a capture, without space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Words of the line, with single spaces between them.
    pub(super) text: String,
    /// Number in the file, counted from 1.
    pub(super) number: u64,
    /// Number of spaces before the words.
    pub(super) indent: usize,
    /// An empty line, or the beginning of the file, stands before.
    pub(super) opens_block: bool,
}

/// Returns the lines that have words.
pub(super) fn lines(text: &str, first_number: u64) -> Vec<Line> {
    let mut found = Vec::new();
    let mut opens_block = true;
    for (number, line) in (first_number..).zip(text.split('\n')) {
        let words = clean(line);
        if words.is_empty() {
            opens_block = true;
            continue;
        }
        let indent = line.chars().take_while(|char| char.is_whitespace()).count();
        found.push(Line { text: words, number, indent, opens_block });
        opens_block = false;
    }
    found
}

/// Returns a line with single spaces and without control characters.
pub(super) fn clean(line: &str) -> String {
    let visible: String = line
        .chars()
        .filter(|char| !matches!(char, '\u{200b}' | '\u{feff}' | '\u{2060}'))
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
