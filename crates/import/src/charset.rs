//! Decodes text whose character encoding is named, marked or to be measured.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// Most bytes that are measured.
const MEASURED_BYTES: usize = 1 << 20;

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Text, without a byte order mark.
    pub text: String,
    /// Name of the encoding: `windows-1252`.
    pub encoding: &'static str,
    /// Characters that stand for bytes which the encoding does not have.
    pub replaced: u64,
}

/// Decodes bytes.
///
/// A byte order mark decides first. Text that is UTF-8 throughout is UTF-8, whatever the
/// name says. Otherwise `named` decides, and without a name the measured encoding.
pub fn decode(bytes: &[u8], named: Option<&str>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[length..]);
    }
    let is_seven_bit = named.is_some_and(|name| name.trim().to_ascii_lowercase().starts_with("iso-2022"));
    if !is_seven_bit && let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), encoding: UTF_8.name(), replaced: 0 };
    }
    let named = named.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    match named.filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => decode_as(encoding, bytes),
        None => decode_as(measure(bytes), bytes),
    }
}

/// Reports that an encoding has this name.
pub fn is_known(name: &str) -> bool {
    Encoding::for_label(name.trim().as_bytes()).is_some()
}

/// Measures the encoding of bytes.
///
/// Text that is UTF-8 but for a few damaged bytes is UTF-8.
fn measure(bytes: &[u8]) -> &'static Encoding {
    let measured = &bytes[..bytes.len().min(MEASURED_BYTES)];
    let lossy = String::from_utf8_lossy(measured);
    let damaged = lossy.matches('\u{fffd}').count();
    let whole = lossy.chars().filter(|char| !char.is_ascii()).count() - damaged;
    if whole > 8 * damaged {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(measured, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes bytes in an encoding.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if has_errors { text.matches('\u{fffd}').count() } else { 0 };
    Decoded { text: text.into_owned(), encoding: encoding.name(), replaced: replaced as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_named_marked_or_measured() {
        let german = "Die Bürger fürchten höhere Gebühren für Straßen";
        let latin = encoding_rs::WINDOWS_1252.encode(german).0;
        for (bytes, named, encoding) in [
            (german.as_bytes(), None, "UTF-8"),
            (german.as_bytes(), Some("iso-8859-1"), "UTF-8"),
            (&latin, None, "windows-1252"),
            (&latin, Some("latin1"), "windows-1252"),
            (&latin, Some("utf-8"), "windows-1252"),
        ] {
            let decoded = decode(bytes, named);
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.replaced), (german, encoding, 0));
        }
        let marked =
            [b"\xff\xfe".as_slice(), &"Ä\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()]
                .concat();
        assert_eq!(decode(&marked, None).text, "Ä\n");
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_encoding() {
        let mut bytes =
            "“Ein Satz” mit „Zeichen“ — und viel „mehr“ davon … „so“ und „so“ — ganz „recht“ und „gut“"
                .as_bytes()
                .to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 1));
    }
}
