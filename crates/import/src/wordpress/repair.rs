//! Repairs characters that XML does not allow, and counts the repairs.

use super::clean::FIRST_BYTE_MARK;
use crate::story::Notice;

/// Repairs of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Repairs {
    /// Control characters removed.
    pub(super) control_characters: u32,
    /// Bytes that are not UTF-8.
    pub(super) bytes: u32,
    /// Entities that XML does not know, and single ampersands.
    pub(super) entities: u32,
    /// CDATA sections inside of CDATA sections.
    pub(super) cdata: u32,
    /// Tags of HTML outside of a CDATA section, and elements without their end.
    pub(super) markup: u32,
}

impl Repairs {
    /// Returns each kind of repair, with its number.
    pub(super) fn kinds(self) -> impl Iterator<Item = (&'static str, u32)> {
        [
            ("control characters removed", self.control_characters),
            ("bytes that are not UTF-8, read as Windows-1252", self.bytes),
            ("broken entities", self.entities),
            ("nested CDATA sections", self.cdata),
            ("tags outside of CDATA sections", self.markup),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
    }

    /// Returns the notice about the repairs, if there are any.
    pub(super) fn notice(self) -> Option<Notice> {
        let kinds: Vec<String> = self.kinds().map(|(kind, count)| format!("{kind}: {count}")).collect();
        (!kinds.is_empty()).then(|| Notice { kind: "repair", message: kinds.join(", ") })
    }

    /// Adds other repairs.
    pub(super) fn add(&mut self, other: Self) {
        self.control_characters += other.control_characters;
        self.bytes += other.bytes;
        self.entities += other.entities;
        self.cdata += other.cdata;
        self.markup += other.markup;
    }
}

/// Removes control characters and carriage returns, and replaces marked bytes.
pub(super) fn clean(text: &mut String, repairs: &mut Repairs) {
    let bytes = text.as_bytes();
    let is_clean = !bytes.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n'))
        && memchr::memchr(0xF4, bytes).is_none()
        && memchr::memmem::find(bytes, b"\xEF\xBF\xBE").is_none()
        && memchr::memmem::find(bytes, b"\xEF\xBF\xBF").is_none()
        && memchr::memmem::find(bytes, b"\xEF\xB7").is_none();
    if is_clean {
        return;
    }
    let dirty = std::mem::take(text);
    text.reserve(dirty.len());
    let mut marked = Vec::new();
    let mut chars = dirty.chars().peekable();
    while let Some(char) = chars.next() {
        let code = u32::from(char);
        if (FIRST_BYTE_MARK..FIRST_BYTE_MARK + 256).contains(&code) {
            marked.push(u8::try_from(code - FIRST_BYTE_MARK).unwrap_or_default());
            continue;
        }
        flush(&mut marked, text, repairs);
        match char {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => text.push('\n'),
            '\t' | '\n' => text.push(char),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FDD0}'..='\u{FDEF}' => {
                repairs.control_characters += 1;
            }
            _ => text.push(char),
        }
    }
    flush(&mut marked, text, repairs);
}

/// Writes bytes that are not UTF-8.
///
/// They are read as Windows-1252, and a character cut short becomes U+FFFD.
fn flush(marked: &mut Vec<u8>, text: &mut String, repairs: &mut Repairs) {
    if marked.is_empty() {
        return;
    }
    repairs.bytes += u32::try_from(marked.len()).unwrap_or(u32::MAX);
    let is_cut_short =
        marked.len() > 1 && std::str::from_utf8(marked).is_err_and(|error| error.error_len().is_none());
    if is_cut_short {
        text.push(char::REPLACEMENT_CHARACTER);
    } else {
        text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(marked).0);
    }
    marked.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_removed_and_counted() {
        let mut repairs = Repairs::default();
        let mut text = "a\u{8}b\r\nc\rd\te\u{FFFF}".to_owned();
        clean(&mut text, &mut repairs);
        assert_eq!(text, "ab\nc\nd\te");
        assert_eq!(repairs.control_characters, 2);
    }
}
