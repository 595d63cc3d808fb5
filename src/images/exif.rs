//! Reads and blanks tags of an EXIF block.
//!
//! A block is a TIFF file (TIFF 6.0, section 2): a byte order, then directories of 12-byte entries.

/// Tag of the photographer's name (EXIF 2.32, section 4.6.4).
pub(super) const ARTIST: u16 = 0x013B;
/// Tag of the copyright notice.
pub(super) const COPYRIGHT: u16 = 0x8298;
/// Tag that points to the directory of the position.
const GPS: u16 = 0x8825;

/// Length of an entry of a directory.
const ENTRY_BYTES: usize = 12;
/// Maximum number of entries of a directory.
const MAX_ENTRIES: usize = 1024;
/// Maximum number of directories.
const MAX_DIRECTORIES: usize = 8;
/// Highest tag of a GPS directory (`GPSHPositioningError`).
const HIGHEST_GPS_TAG: u16 = 0x1F;

/// Signatures of the two byte orders.
pub(super) const SIGNATURES: [&[u8; 4]; 2] = [b"II*\0", b"MM\0*"];

/// Byte order of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    fn of(block: &[u8]) -> Option<Self> {
        match block.first_chunk::<4>()? {
            b"II*\0" => Some(Self::Little),
            b"MM\0*" => Some(Self::Big),
            _ => None,
        }
    }

    fn short(self, block: &[u8], at: usize) -> Option<u16> {
        let bytes = *block.get(at..)?.first_chunk::<2>()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(self, block: &[u8], at: usize) -> Option<usize> {
        let bytes = *block.get(at..)?.first_chunk::<4>()?;
        let number = match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        };
        usize::try_from(number).ok()
    }

    fn short_bytes(self, number: u16) -> [u8; 2] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }
}

/// Entry of a directory.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Offset of the entry itself.
    at: usize,
    tag: u16,
    /// Offset and length of its value.
    value: usize,
    length: usize,
}

/// Directory of entries.
#[derive(Debug)]
struct Directory {
    at: usize,
    entries: Vec<Entry>,
}

impl Directory {
    /// Reads the directory at an offset; `None` if the block ends before it does.
    fn read(order: ByteOrder, block: &[u8], at: usize) -> Option<Self> {
        let count = usize::from(order.short(block, at)?);
        if count == 0 || count > MAX_ENTRIES || block.len() < at + 2 + count * ENTRY_BYTES {
            return None;
        }
        let entries = (0..count).map(|index| Entry::read(order, block, at + 2 + index * ENTRY_BYTES));
        Some(Self { at, entries: entries.collect::<Option<_>>()? })
    }

    /// Returns the end of the entries, where the next directory's offset is.
    fn end(&self) -> usize {
        self.at + 2 + self.entries.len() * ENTRY_BYTES
    }

    fn find(&self, tag: u16) -> Option<Entry> {
        self.entries.iter().copied().find(|entry| entry.tag == tag)
    }
}

impl Entry {
    fn read(order: ByteOrder, block: &[u8], at: usize) -> Option<Self> {
        let tag = order.short(block, at)?;
        let kind = order.short(block, at + 2)?;
        let count = order.long(block, at + 4)?;
        let length = count.checked_mul(width(kind))?;
        let value = if length <= 4 { at + 8 } else { order.long(block, at + 8)? };
        Some(Self { at, tag, value, length })
    }
}

/// Returns the size in bytes of one value of a type.
fn width(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 1,
    }
}

/// Returns a text value of the first directory.
pub(super) fn text(block: &[u8], tag: u16) -> Option<String> {
    let order = ByteOrder::of(block)?;
    let entry = Directory::read(order, block, order.long(block, 4)?)?.find(tag)?;
    let bytes = block.get(entry.value..entry.value.checked_add(entry.length)?)?;
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
    Some(decoded(bytes))
}

/// Decodes bytes as UTF-8, or else as Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Zeros the GPS directory and removes its entry. Returns true if there was one.
pub(super) fn blank_position(block: &mut [u8]) -> bool {
    let Some(order) = ByteOrder::of(block) else { return false };
    let mut blanked = false;
    let mut next = order.long(block, 4);
    for _ in 0..MAX_DIRECTORIES {
        let Some(at) = next.filter(|at| *at > 0) else { break };
        let Some(directory) = Directory::read(order, block, at) else { break };
        next = order.long(block, directory.end());
        if let Some(pointer) = directory.find(GPS) {
            blanked |= blank_directory(order, block, &pointer);
            remove_entry(order, block, &directory, &pointer);
        }
    }
    blanked
}

/// Zeros the directory that an entry points to, and its values.
fn blank_directory(order: ByteOrder, block: &mut [u8], pointer: &Entry) -> bool {
    let Some(at) = order.long(block, pointer.at + 8) else { return false };
    let Some(position) = Directory::read(order, block, at) else { return false };
    if position.entries.iter().any(|entry| entry.tag > HIGHEST_GPS_TAG) {
        return false;
    }
    let end = position.end();
    for entry in position.entries {
        if let Some(value) =
            entry.value.checked_add(entry.length).and_then(|to| block.get_mut(entry.value..to))
        {
            value.fill(0);
        }
    }
    block[at..end].fill(0);
    true
}

/// Removes an entry: later entries move up, and the last one is zeroed.
fn remove_entry(order: ByteOrder, block: &mut [u8], directory: &Directory, entry: &Entry) {
    let end = directory.end();
    // The offset of the next directory follows the entries and moves with them.
    let after = (end + 4).min(block.len());
    block.copy_within(entry.at + ENTRY_BYTES..after, entry.at);
    block[after - ENTRY_BYTES..after].fill(0);
    let count = u16::try_from(directory.entries.len() - 1).unwrap_or_default();
    block[directory.at..directory.at + 2].copy_from_slice(&order.short_bytes(count));
}
