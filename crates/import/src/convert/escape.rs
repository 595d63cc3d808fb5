//! Escapes words for Markdown.
//!
//! The words must stay words: characters with a meaning in Markdown, in components
//! (`{{ <`, `{% <`) and in the attributes of headings get a backslash where they could have it.

/// Reports that a byte can have a meaning in Markdown.
pub(super) fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b'\\' | b'*' | b'_' | b'`' | b'[' | b']' | b'<' | b'&' | b'~' | b'{' | b'}' | b'|' | b'-' | b'#'
    )
}

/// Surroundings of a character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    /// Markdown before the character.
    pub(super) before: &'a str,
    /// Words after the character, to the end of the text node.
    pub(super) after: &'a str,
    /// Kind of block.
    pub(super) place: Place,
    /// Number of open links.
    pub(super) links: usize,
}

/// Kind of block that words stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    /// Paragraph.
    #[default]
    Paragraph,
    /// Heading.
    Heading,
    /// Cell of a table.
    Cell,
}

/// Reports that a special byte needs a backslash.
pub(super) fn needs_backslash(byte: u8, around: Around<'_>) -> bool {
    let next = around.after.bytes().next();
    match byte {
        b'\\' | b'*' | b'`' | b'[' | b'~' => true,
        b']' => around.links > 0,
        b'_' => {
            !(around.before.ends_with(is_word_char) && next.is_some_and(|next| next.is_ascii_alphanumeric()))
        }
        b'<' => next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?')),
        b'&' => begins_reference(around.after),
        b'{' => {
            around.place == Place::Heading
                || next.is_none_or(|next| matches!(next, b'{' | b'%' | b':' | b'.' | b'#'))
        }
        b'}' | b'#' => around.place == Place::Heading,
        b'|' => around.place == Place::Cell,
        b'-' => begins_option(around.before, next),
        _ => false,
    }
}

/// Reports a character of a word, for the underscores within words.
fn is_word_char(char: char) -> bool {
    char.is_ascii_alphanumeric()
}

/// Reports that words after `&` could make a character reference.
fn begins_reference(after: &str) -> bool {
    const LONGEST: usize = 34;
    let word =
        after.bytes().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    after.as_bytes().get(word).is_none_or(|byte| word > 0 && *byte == b';')
}

/// Reports the second hyphen of a program's option, `--help`, which is no dash.
fn begins_option(before: &str, next: Option<u8>) -> bool {
    let Some(rest) = before.strip_suffix('-') else { return false };
    let is_first = rest.is_empty() || rest.ends_with([' ', '\n', '(', '"', '\'']);
    is_first && next.is_some_and(|next| next.is_ascii_alphanumeric())
}

/// Returns the place for the backslash that keeps a line a paragraph.
pub(super) fn block_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let ends_word = |at: usize| bytes.get(at).is_none_or(|byte| *byte == b' ');
    match bytes.first()? {
        b'#' => {
            let signs = bytes.iter().take_while(|byte| **byte == b'#').count();
            (signs <= 6 && ends_word(signs)).then_some(0)
        }
        b'>' => Some(0),
        b'<' => line.starts_with("<<<").then_some(0),
        b'+' | b'-' if ends_word(1) => Some(0),
        b'-' | b'=' | b'|' | b':' => {
            bytes.iter().all(|byte| matches!(byte, b'-' | b'=' | b'|' | b':' | b' ')).then_some(0)
        }
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let is_mark = bytes.get(digits).is_some_and(|byte| matches!(byte, b'.' | b')'));
            (digits <= 9 && is_mark && ends_word(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

/// Adds words within brackets or quotes: alternative texts and titles.
pub(super) fn push_inner(words: &str, out: &mut String) {
    for (index, word) in words.split_ascii_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        for char in word.chars() {
            if matches!(char, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '&' | '~' | '{' | '|' | '"') {
                out.push('\\');
            }
            if !char.is_control() {
                out.push(char);
            }
        }
    }
}

/// Adds the target of a link: `(address "title")`.
pub(super) fn push_target(address: &str, title: Option<&str>, out: &mut String) {
    out.push('(');
    let is_bracketed = address.contains(['(', ')']) || address.is_empty();
    if is_bracketed {
        out.push('<');
    }
    push_address(address, out);
    if is_bracketed {
        out.push('>');
    }
    if let Some(title) = title {
        out.push_str(" \"");
        push_inner(title, out);
        out.push('"');
    }
    out.push(')');
}

/// Adds an address, percent-encoded where Markdown or a component needs it.
pub(super) fn push_address(address: &str, out: &mut String) {
    for (at, char) in address.char_indices() {
        match char {
            '\t' | '\n' | '\r' => {}
            ' ' => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '"' => out.push_str("%22"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            '{' => out.push_str("%7B"),
            '|' => out.push_str("%7C"),
            '}' => out.push_str("%7D"),
            '&' if begins_reference(&address[at + 1..]) && at + 1 < address.len() => out.push_str("&amp;"),
            char if char.is_control() => {}
            char => out.push(char),
        }
    }
}
