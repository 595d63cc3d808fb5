//! Text becomes HTML and XML. In goes any text; out comes the same text, in which no character is taken for markup. Nearly
//! all of what a site says needs nothing done to it, so many bytes are looked at together, and written as they are.

#![expect(
    clippy::needless_bitwise_bool,
    reason = "comparing without branches is what lets the compiler ask sixteen bytes at once, ten times as fast"
)]

use std::convert::Infallible;
use std::io;

/// How many bytes are looked at together: what one register holds everywhere, so that the compiler needs no loop.
const TOGETHER: usize = 16;

/// How many are in a text that is shorter.
const HALF: usize = TOGETHER / 2;

/// Where escaped text goes.
pub trait Sink {
    /// Why it may not take any.
    type Error;

    /// Takes a piece.
    ///
    /// # Errors
    /// As it says.
    fn take(&mut self, piece: &str) -> Result<(), Self::Error>;
}

impl Sink for String {
    type Error = Infallible;

    fn take(&mut self, piece: &str) -> Result<(), Infallible> {
        self.push_str(piece);
        Ok(())
    }
}

impl Sink for Vec<u8> {
    type Error = Infallible;

    fn take(&mut self, piece: &str) -> Result<(), Infallible> {
        self.extend_from_slice(piece.as_bytes());
        Ok(())
    }
}

impl Sink for &mut dyn io::Write {
    type Error = io::Error;

    fn take(&mut self, piece: &str) -> io::Result<()> {
        self.write_all(piece.as_bytes())
    }
}

/// Writes text so that it can stand anywhere in HTML and XML: between tags, and in an attribute's value between quotes.
///
/// # Errors
/// When `out` does not take it.
pub fn anywhere<S: Sink>(text: &str, out: &mut S) -> Result<(), S::Error> {
    escape(text, is_markup, out)
}

/// Writes text so that it can stand between tags, and nowhere else.
///
/// # Errors
/// When `out` does not take it.
pub fn between_tags<S: Sink>(text: &str, out: &mut S) -> Result<(), S::Error> {
    escape(text, is_of_tags, out)
}

/// Whether some byte of a text is one of those that `is_one` knows. Quick where `is_one` compares without branches, so with
/// `|` in place of `||`.
pub fn has_any(text: &str, is_one: impl Fn(u8) -> bool + Copy) -> bool {
    let bytes = text.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<TOGETHER>();
    if chunks.iter().any(|chunk| any(chunk, is_one)) {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    // Some bytes are asked twice, which takes less time than to ask the others one by one.
    if let Some(last) = bytes.last_chunk::<TOGETHER>() {
        return any(last, is_one);
    }
    match (bytes.first_chunk::<HALF>(), bytes.last_chunk::<HALF>()) {
        (Some(first), Some(last)) => any(first, is_one) | any(last, is_one),
        _ => bytes.iter().any(|byte| is_one(*byte)),
    }
}

/// Returns whether some byte is one of those that `is_one` knows. All are looked at, also after one was found, which lets the
/// compiler look at many at once.
#[inline]
fn any<const N: usize>(bytes: &[u8; N], is_one: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |found, byte| found | is_one(*byte))
}

/// Whether a byte could be taken for markup, in a tag or between two.
pub fn is_markup(byte: u8) -> bool {
    is_of_tags(byte) | (byte == b'"') | (byte == b'\'')
}

/// Whether a byte can be of a character that may stand in no document: a control character, or the first byte of what may
/// be one.
pub fn may_be_forbidden(byte: u8) -> bool {
    ((byte < 0x20) & (byte != b'\n') & (byte != b'\t')) | (byte == 0x7F) | (byte == 0xC2) | (byte >= 0xEF)
}

/// Whether a byte may have to be percent-encoded in a path. Those of nearly all paths need not.
pub fn may_need_percent(byte: u8) -> bool {
    !(byte.is_ascii_alphanumeric() | (byte == b'/') | (byte == b'-') | (byte == b'.'))
}

fn is_of_tags(byte: u8) -> bool {
    (byte == b'&') | (byte == b'<') | (byte == b'>')
}

fn escape<S: Sink>(text: &str, is_special: impl Fn(u8) -> bool + Copy, out: &mut S) -> Result<(), S::Error> {
    if !has_any(text, is_special) {
        return out.take(text);
    }
    let mut written = 0;
    for (chunk, start) in text.as_bytes().chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
        if chunk.first_chunk::<TOGETHER>().is_some_and(|chunk| !any(chunk, is_special)) {
            continue;
        }
        for (byte, at) in chunk.iter().zip(start..).filter(|(byte, _)| is_special(**byte)) {
            out.take(&text[written..at])?;
            out.take(reference(*byte))?;
            written = at + 1;
        }
    }
    out.take(&text[written..])
}

/// What stands for a special character: the names that XML knows too, and for the apostrophe its number, since HTML 4
/// had no name for it.
fn reference(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str) -> [String; 2] {
        let mut out = [String::new(), String::new()];
        let Ok(()) = anywhere(text, &mut out[0]);
        let Ok(()) = between_tags(text, &mut out[1]);
        out
    }

    #[test]
    fn what_could_be_markup_is_written_as_references() {
        assert_eq!(
            escaped("<b a=\"c\">'é' & d"),
            ["&lt;b a=&quot;c&quot;&gt;&#39;é&#39; &amp; d", "&lt;b a=\"c\"&gt;'é' &amp; d"]
        );
    }

    proptest! {
        /// Tera and pulldown-cmark escape like this, so a theme can't tell who did it.
        #[test]
        fn any_text_is_escaped_as_others_do(text in "([a-zé]{0,70}|[<>&\"'\u{0}-\u{fff}]){0,12}") {
            let [mut anywhere, mut between_tags] = [String::new(), String::new()];
            pulldown_cmark_escape::escape_html(&mut anywhere, &text).expect("a string takes any text");
            pulldown_cmark_escape::escape_html_body_text(&mut between_tags, &text).expect("likewise");
            prop_assert_eq!(escaped(&text), [anywhere, between_tags]);
        }

        #[test]
        fn a_byte_is_found_wherever_it_is(before in 0..200_usize, after in 0..200_usize) {
            let text = "a".repeat(before) + "b" + &"a".repeat(after);
            prop_assert!(has_any(&text, |byte| byte == b'b'));
            prop_assert!(!has_any(&text, |byte| byte == b'c'));
        }
    }
}
