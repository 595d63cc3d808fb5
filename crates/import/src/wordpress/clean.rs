//! Reads the bytes of an export as UTF-8, counts its lines, and bounds its size.

use std::io::{self, BufRead, Read};

/// Bytes that are read at once.
const CHUNK_BYTES: usize = 128 << 10;

/// Most bytes of one element, tag or CDATA section.
const EVENT_LIMIT_BYTES: u64 = 256 << 20;

/// Most bytes of one export after decompression.
const EXPORT_LIMIT_BYTES: u64 = 256 << 30;

/// First of the characters that stand for bytes that are not UTF-8.
///
/// The last 256 code points of the last plane are for private use, and no font has them.
/// [`super::repair`] replaces them in each text, so that the report can name the text.
pub(super) const FIRST_BYTE_MARK: u32 = 0x10_FE00;

/// Reader that yields UTF-8 for any input.
pub(super) struct CleanReader<R> {
    inner: R,
    /// Bytes that are valid UTF-8 from `position` on.
    ready: Vec<u8>,
    position: usize,
    /// Beginning of a character that the next chunk completes.
    rest: Vec<u8>,
    is_at_end: bool,
    line: u64,
    bytes_of_event: u64,
    bytes_in_all: u64,
}

impl<R: Read> CleanReader<R> {
    /// Returns a reader at the first line.
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            ready: Vec::with_capacity(CHUNK_BYTES),
            position: 0,
            rest: Vec::new(),
            is_at_end: false,
            line: 1,
            bytes_of_event: 0,
            bytes_in_all: 0,
        }
    }

    /// Returns the line of the next byte, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Begins to count the bytes of an event.
    pub(super) fn begin_event(&mut self) {
        self.bytes_of_event = 0;
    }

    /// Reads the next chunk.
    fn read_chunk(&mut self) -> io::Result<()> {
        self.position = 0;
        while !self.is_at_end {
            self.ready.clear();
            self.ready.append(&mut self.rest);
            let start = self.ready.len();
            self.ready.resize(start + CHUNK_BYTES, 0);
            let count = self.inner.read(&mut self.ready[start..])?;
            self.ready.truncate(start + count);
            self.is_at_end = count == 0;
            self.validate();
            if !self.ready.is_empty() {
                return Ok(());
            }
        }
        self.ready.clear();
        Ok(())
    }

    /// Marks bytes that are not UTF-8, and keeps an incomplete character for later.
    fn validate(&mut self) {
        let Err(error) = std::str::from_utf8(&self.ready) else { return };
        if error.error_len().is_none() && !self.is_at_end {
            self.rest = self.ready.split_off(error.valid_up_to());
            return;
        }
        let bytes = std::mem::take(&mut self.ready);
        let mut clean = String::with_capacity(bytes.len() + 64);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            clean.push_str(chunk.valid());
            let is_last = chunks.peek().is_none();
            let is_incomplete = is_last
                && !self.is_at_end
                && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if is_incomplete {
                self.rest = chunk.invalid().to_vec();
            } else {
                clean.extend(chunk.invalid().iter().filter_map(|byte| mark(*byte)));
            }
        }
        self.ready = clean.into_bytes();
    }
}

/// Returns the character that stands for a byte.
fn mark(byte: u8) -> Option<char> {
    char::from_u32(FIRST_BYTE_MARK + u32::from(byte))
}

impl<R: Read> Read for CleanReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for CleanReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position == self.ready.len() {
            if self.bytes_of_event > EVENT_LIMIT_BYTES {
                return Err(limit("one text has more than 256 MiB"));
            }
            if self.bytes_in_all > EXPORT_LIMIT_BYTES {
                return Err(limit("the export has more than 256 GiB"));
            }
            self.read_chunk()?;
        }
        Ok(&self.ready[self.position..])
    }

    fn consume(&mut self, count: usize) {
        let consumed = &self.ready[self.position..self.position + count];
        self.line += memchr::memchr_iter(b'\n', consumed).count() as u64;
        self.bytes_of_event += count as u64;
        self.bytes_in_all += count as u64;
        self.position += count;
    }
}

/// Returns the error of a limit.
fn limit(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reader that yields one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn characters_may_be_divided_between_chunks() {
        let mut text = String::new();
        CleanReader::new(Slow("a é 語 😀\n".as_bytes())).read_to_string(&mut text).expect("UTF-8");
        assert_eq!(text, "a é 語 😀\n");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_marked() {
        for slow in [true, false] {
            let bytes = b"caf\xE9 \xE2\x80<\xFF";
            let mut text = String::new();
            if slow {
                CleanReader::new(Slow(bytes)).read_to_string(&mut text).expect("UTF-8");
            } else {
                CleanReader::new(bytes.as_slice()).read_to_string(&mut text).expect("UTF-8");
            }
            let marks: Vec<u32> = text
                .chars()
                .map(u32::from)
                .filter(|c| *c >= FIRST_BYTE_MARK)
                .map(|c| c - FIRST_BYTE_MARK)
                .collect();
            assert_eq!(marks, [0xE9, 0xE2, 0x80, 0xFF]);
        }
    }
}
