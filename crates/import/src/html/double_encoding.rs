//! Mends text that was encoded as UTF-8 twice: `cafÃ©` for `café`.

use encoding_rs::WINDOWS_1252;

/// Text without double encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) text: String,
    /// Number of mended sequences.
    pub(super) count: u64,
}

/// Mends doubly encoded characters.
///
/// A text is mended if most of its characters beyond ASCII make sense only so.
pub(super) fn mend(text: String) -> Mended {
    let (mut mendable, mut plain) = (0_u64, 0_u64);
    for run in runs(&text) {
        if decoded(run).is_some() { mendable += 1 } else { plain += 1 }
    }
    if mendable == 0 || mendable <= plain {
        return Mended { text, count: 0 };
    }
    let mut mended = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|char: char| !char.is_ascii()) {
        let end = rest[start..].find(|char: char| char.is_ascii()).map_or(rest.len(), |end| start + end);
        mended.push_str(&rest[..start]);
        match decoded(&rest[start..end]) {
            Some(run) => mended.push_str(&run),
            None => mended.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    mended.push_str(rest);
    Mended { text: mended, count: mendable }
}

/// Returns the sequences of characters beyond ASCII.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_ascii()).filter(|run| !run.is_empty())
}

/// Returns the characters whose bytes a sequence shows.
///
/// `None` if the bytes are not UTF-8.
fn decoded(run: &str) -> Option<String> {
    let (bytes, _, has_errors) = WINDOWS_1252.encode(run);
    if has_errors {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubly_encoded_text_is_mended() {
        for (text, expected, count) in [
            ("cafÃ© â€œaâ€\u{9d} â€™", "café “a” ’", 4),
            ("café “a”", "café “a”", 0),
            ("ASCII", "ASCII", 0),
            ("â€™ and é", "â€™ and é", 0),
            ("â€™ â€™ and é", "’ ’ and é", 2),
            ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет", 1),
            ("привет", "привет", 0),
        ] {
            assert_eq!(mend(text.to_owned()), Mended { text: expected.to_owned(), count }, "{text}");
        }
    }
}
