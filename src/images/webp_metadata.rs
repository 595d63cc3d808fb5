//! Adds the original's color profile and an XMP packet to an encoded WebP. Without the profile,
//! wide-gamut colors would look pale.

use super::Size;

/// Size limit of color profiles. Profiles of displays are far smaller.
const MAX_PROFILE_BYTES: usize = 1 << 20;

/// Flags of an extended header (WebP container specification, "Extended File Format").
const HAS_PROFILE: u8 = 1 << 5;
const HAS_XMP: u8 = 1 << 2;

/// Length of `RIFF`, length and `WEBP`; length of a chunk's header.
const RIFF_HEADER_BYTES: usize = 12;
const CHUNK_HEADER_BYTES: usize = 8;

/// Length of an extended header.
const EXTENDED_HEADER_BYTES: usize = 10;

/// Metadata to add.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Metadata<'m> {
    /// ICC color profile.
    pub(super) profile: Option<&'m [u8]>,
    /// XMP packet.
    pub(super) xmp: Option<&'m [u8]>,
}

/// Returns a WebP with metadata added.
pub(super) fn with_metadata(webp: Vec<u8>, metadata: Metadata<'_>, size: Size) -> Vec<u8> {
    let profile =
        metadata.profile.filter(|profile| !profile.is_empty() && profile.len() <= MAX_PROFILE_BYTES);
    if profile.is_none() && metadata.xmp.is_none() {
        return webp;
    }
    let Some((head, rest)) = webp.split_at_checked(RIFF_HEADER_BYTES) else { return webp };
    if !head.starts_with(b"RIFF") {
        return webp;
    }
    let (mut extended, pixels) = match rest.split_at_checked(CHUNK_HEADER_BYTES + EXTENDED_HEADER_BYTES) {
        Some((first, after)) if first.starts_with(b"VP8X") => (first[CHUNK_HEADER_BYTES..].to_vec(), after),
        _ => (extended_header(size), rest),
    };
    let mut before = Vec::new();
    let mut after = Vec::new();
    if let Some(profile) = profile {
        extended[0] |= HAS_PROFILE;
        chunk(*b"ICCP", profile, &mut before);
    }
    if let Some(xmp) = metadata.xmp {
        extended[0] |= HAS_XMP;
        chunk(*b"XMP ", xmp, &mut after);
    }
    let mut body = b"WEBP".to_vec();
    chunk(*b"VP8X", &extended, &mut body);
    body.extend_from_slice(&before);
    body.extend_from_slice(pixels);
    body.extend_from_slice(&after);
    let mut whole = Vec::with_capacity(body.len() + CHUNK_HEADER_BYTES);
    chunk(*b"RIFF", &body, &mut whole);
    whole
}

/// Creates an extended header without flags.
///
/// Sizes are stored minus one in three bytes.
fn extended_header(size: Size) -> Vec<u8> {
    let mut header = vec![0; 4];
    for side in [size.width, size.height] {
        header.extend_from_slice(&side.saturating_sub(1).to_le_bytes()[..3]);
    }
    header
}

/// Appends a chunk: name, length, data padded to an even length.
fn chunk(name: [u8; 4], bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&name);
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(bytes);
    if bytes.len() % 2 == 1 {
        out.push(0);
    }
}
