//! Detects truncated image files, which browsers show with gray areas.

use flate2::Crc;
use image::ImageFormat;
use memchr::memmem;

/// Length of a PNG's signature.
const PNG_SIGNATURE_BYTES: usize = 8;

/// Checks that a file ends as its format requires, with valid checksums.
pub(super) fn is_complete(format: ImageFormat, bytes: &[u8]) -> bool {
    match format {
        // ITU-T T.81, B.1.1.3: scans end with the marker EOI. Cameras append data after it.
        ImageFormat::Jpeg => match memmem::rfind(bytes, b"\xFF\xDA") {
            Some(scan) => memmem::find(&bytes[scan..], b"\xFF\xD9").is_some(),
            None => false,
        },
        ImageFormat::Png => has_last_chunk(bytes),
        ImageFormat::WebP => {
            let stated = bytes.get(4..).and_then(|rest| rest.first_chunk::<4>());
            stated.is_some_and(|stated| {
                usize::try_from(u32::from_le_bytes(*stated)).is_ok_and(|stated| stated + 8 <= bytes.len())
            })
        }
        // GIF89a, section 27: the trailer. Some writers append zeros.
        ImageFormat::Gif => bytes.iter().rev().find(|byte| **byte != 0) == Some(&0x3B),
        _ => true,
    }
}

/// Walks a PNG's chunks up to `IEND` (W3C PNG specification, section 5.3).
fn has_last_chunk(png: &[u8]) -> bool {
    let mut at = PNG_SIGNATURE_BYTES;
    while let Some(length) = png.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
        let Ok(length) = usize::try_from(u32::from_be_bytes(*length)) else { return false };
        let Some(chunk) = png.get(at + 4..at.saturating_add(length).saturating_add(12)) else { return false };
        let (named, stated) = chunk.split_at(chunk.len() - 4);
        let mut sum = Crc::new();
        sum.update(named);
        // Browsers ignore damage in ancillary chunks, whose names begin in lowercase.
        if named[0].is_ascii_uppercase() && sum.sum().to_be_bytes() != stated {
            return false;
        }
        if named.starts_with(b"IEND") {
            return true;
        }
        at += length + 12;
    }
    false
}
