//! Size of an SVG: the width and height of its root element in pixels, or else its view box.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Size;

/// Length of the prefix in which the root element is searched.
const MAX_SVG_PREFIX_BYTES: usize = 64 << 10;

/// Maximum side of an SVG, in pixels.
const MAX_SVG_SIDE: f64 = 100_000.0;

/// Returns the size of an SVG, if it has one.
pub(super) fn size(bytes: &[u8]) -> Option<Size> {
    let mut reader = Reader::from_reader(&bytes[..bytes.len().min(MAX_SVG_PREFIX_BYTES)]);
    loop {
        match reader.read_event() {
            Ok(Event::Start(root) | Event::Empty(root)) => return size_of(&root),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn size_of(root: &BytesStart<'_>) -> Option<Size> {
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let attribute = |name: &str| Some(root.try_get_attribute(name).ok()??.value.into_owned());
    let length = |name| pixels(attribute(name)?.trim().trim_end_matches("px"));
    if let Some((width, height)) = length("width").zip(length("height")) {
        return Some(Size { width, height });
    }
    let view_box = attribute("viewBox")?;
    let mut numbers = view_box.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).skip(2);
    let (width, height) = (pixels(numbers.next()?)?, pixels(numbers.next()?)?);
    Some(Size { width, height })
}

/// Parses a length in pixels; `None` for other units.
fn pixels(text: &str) -> Option<u32> {
    let number: f64 = text.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 1 and the largest"
    )]
    (1.0..=MAX_SVG_SIDE).contains(&number.round()).then(|| number.round() as u32)
}
