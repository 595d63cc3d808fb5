//! Removes GPS positions from an image file in place. Length, pixels and all other metadata are
//! kept.

use std::io::Read as _;
use std::ops::Range;

use flate2::Crc;
use flate2::read::ZlibDecoder;
use memchr::memmem;

use super::exif;

/// Extensions of files that may contain a position.
const EXTENSIONS: [&str; 13] =
    ["avif", "dng", "heic", "heif", "hif", "jfif", "jpe", "jpeg", "jpg", "png", "tif", "tiff", "webp"];

/// Limit on decompressed PNG metadata.
pub const MAX_PROFILE_BYTES: u64 = 4 << 20;

/// Limit on the properties searched in an XMP packet.
///
/// Beyond it, the rest of the packet is blanked.
const MAX_PROPERTIES: usize = 256;

/// Signature of a PNG (W3C PNG specification, section 5.2).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Returns true if files with this extension may contain a position.
pub fn may_have_location(ending: &str) -> bool {
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// Removes the position from an image. Returns true if there was one.
pub fn remove_location(bytes: &mut [u8]) -> bool {
    if bytes.starts_with(PNG) {
        return remove_from_png(bytes);
    }
    let blocks = remove_from_blocks(bytes);
    let packets = remove_from_packets(bytes);
    blocks || packets
}

/// Blanks the position in every EXIF block:
///
/// of the image, its thumbnail, further images.
fn remove_from_blocks(bytes: &mut [u8]) -> bool {
    let starts: Vec<usize> = exif::SIGNATURES
        .iter()
        .flat_map(|signature| memmem::find_iter(bytes, signature).collect::<Vec<_>>())
        .collect();
    let mut removed = false;
    for start in starts {
        removed |= exif::blank_position(&mut bytes[start..]);
    }
    removed
}

/// Blanks properties named `GPS…` in every XMP packet (ISO 16684-1).
fn remove_from_packets(bytes: &mut [u8]) -> bool {
    let mut removed = false;
    let mut from = 0;
    while let Some(start) = memmem::find(&bytes[from..], b"<x:xmpmeta").map(|at| from + at) {
        let length = memmem::find(&bytes[start..], b"</x:xmpmeta").unwrap_or(bytes.len() - start);
        from = start + length;
        removed |= remove_from_packet(&mut bytes[start..from]);
    }
    removed
}

fn remove_from_packet(packet: &mut [u8]) -> bool {
    let mut removed = false;
    let mut from = 0;
    let mut properties = 0;
    while let Some(colon) = memchr::memchr(b':', &packet[from..]).map(|at| from + at) {
        from = colon + 1;
        let is_position = packet.get(from..from + 3).is_some_and(|name| name.eq_ignore_ascii_case(b"gps"));
        properties += usize::from(is_position);
        if properties > MAX_PROPERTIES {
            packet[from..].fill(b' ');
            return true;
        }
        if let Some(property) = is_position.then(|| property(packet, colon)).flatten() {
            from = property.end;
            packet[property].fill(b' ');
            removed = true;
        }
    }
    removed
}

/// Returns the range of the property whose name contains a colon.
///
/// It is an attribute, or an element with its content.
fn property(packet: &[u8], colon: usize) -> Option<Range<usize>> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let start = packet[..colon].iter().rposition(|byte| !is_name(byte))? + 1;
    let name_end = colon + 1 + packet[colon + 1..].iter().position(|byte| !is_name(byte))?;
    match packet[start - 1] {
        b'<' => {
            let tag_end = name_end + memchr::memchr(b'>', &packet[name_end..])?;
            if packet[tag_end - 1] == b'/' {
                return Some(start - 1..tag_end + 1);
            }
            let closing = [b"</".as_slice(), &packet[start..name_end]].concat();
            let close = tag_end + memmem::find(&packet[tag_end..], &closing)?;
            Some(start - 1..close + memchr::memchr(b'>', &packet[close..])? + 1)
        }
        before if before.is_ascii_whitespace() => {
            let quote_at =
                name_end + packet[name_end..].iter().position(|byte| matches!(byte, b'"' | b'\''))?;
            let value = quote_at + 1;
            Some(start..value + memchr::memchr(packet[quote_at], &packet[value..])? + 1)
        }
        _ => None,
    }
}

/// Removes the position from a PNG's chunks, which have checksums.
fn remove_from_png(png: &mut [u8]) -> bool {
    let mut removed = false;
    for chunk in chunks(png) {
        let data = chunk.start + 8..chunk.end - 4;
        let kind = [png[chunk.start + 4], png[chunk.start + 5], png[chunk.start + 6], png[chunk.start + 7]];
        let changed = match &kind {
            b"eXIf" => exif::blank_position(&mut png[data]),
            b"iTXt" | b"tEXt" if remove_from_packets(&mut png[data.clone()]) => true,
            b"iTXt" | b"tEXt" | b"zTXt" if hides_position(&png[data.clone()]) => {
                blank_text(&mut png[chunk.start + 4..chunk.end - 4]);
                true
            }
            _ => false,
        };
        if changed {
            let mut sum = Crc::new();
            sum.update(&png[chunk.start + 4..chunk.end - 4]);
            png[chunk.end - 4..chunk.end].copy_from_slice(&sum.sum().to_be_bytes());
            removed = true;
        }
    }
    removed
}

/// Returns true if the color profile of a PNG exceeds [`MAX_PROFILE_BYTES`].
pub(super) fn has_large_profile(bytes: &[u8]) -> bool {
    if !bytes.starts_with(PNG) {
        return false;
    }
    chunks(bytes).into_iter().filter(|chunk| bytes[chunk.start + 4..].starts_with(b"iCCP")).any(|chunk| {
        let data = &bytes[chunk.start + 8..chunk.end - 4];
        // Keyword, zero byte, compression method, compressed data.
        let Some(packed) = memchr::memchr(0, data).and_then(|end| data.get(end + 2..)) else { return false };
        let unpacked =
            std::io::copy(&mut ZlibDecoder::new(packed).take(MAX_PROFILE_BYTES + 1), &mut std::io::sink());
        unpacked.is_ok_and(|length| length > MAX_PROFILE_BYTES)
    })
}

/// Returns the chunks of a PNG, each from its length to its checksum.
fn chunks(png: &[u8]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut at = PNG.len();
    while let Some(length) = png.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
        let Ok(length) = usize::try_from(u32::from_be_bytes(*length)) else { break };
        let end = at.saturating_add(length).saturating_add(12);
        if end > png.len() {
            break;
        }
        chunks.push(at..end);
        at = end;
    }
    chunks
}

/// Returns true if decompressed metadata contains a position.
///
/// It is XMP, or EXIF or XMP as hexadecimal digits under `Raw profile type …`.
fn hides_position(text: &[u8]) -> bool {
    let is_metadata = text.starts_with(b"Raw profile type") || text.starts_with(b"XML:com.adobe.xmp");
    if !is_metadata {
        return false;
    }
    let mut unpacked = unpacked(text).unwrap_or_else(|| text.to_vec());
    let mut digits = digits(&unpacked);
    remove_from_packets(&mut unpacked) || remove_from_blocks(&mut digits) || remove_from_packets(&mut digits)
}

/// Decompresses the zlib data of a text chunk.
fn unpacked(text: &[u8]) -> Option<Vec<u8>> {
    let after_keyword = memchr::memchr(0, text)? + 1;
    let packed = text.get(after_keyword..)?;
    let start =
        packed.windows(2).position(|two| two[0] == 0x78 && u16::from_be_bytes([two[0], two[1]]) % 31 == 0)?;
    let mut unpacked = Vec::new();
    ZlibDecoder::new(&packed[start..]).take(MAX_PROFILE_BYTES).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

/// Decodes the hexadecimal digits after the three header lines of a raw profile.
fn digits(profile: &[u8]) -> Vec<u8> {
    let lines = profile.split(|byte| *byte == b'\n').skip(3);
    let digits: Vec<u8> = lines.flatten().copied().filter(u8::is_ascii_hexdigit).collect();
    let value = |digit: u8| {
        char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or_default()
    };
    digits.chunks_exact(2).map(|pair| value(pair[0]) << 4 | value(pair[1])).collect()
}

/// Turns a chunk (type and data) into an empty comment of the same length.
fn blank_text(chunk: &mut [u8]) {
    const EMPTY: &[u8] = b"tEXtComment\0";
    chunk.fill(b' ');
    let length = EMPTY.len().min(chunk.len());
    chunk[..length].copy_from_slice(&EMPTY[..length]);
}

#[cfg(test)]
mod tests;
