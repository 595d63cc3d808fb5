//! Reader that counts the bytes it has given.

use std::io::{self, BufRead, Read};

/// Reader that knows its place.
#[derive(Debug)]
pub(super) struct Counted<R> {
    reader: R,
    /// Number of bytes that were read.
    pub(super) count: u64,
}

impl<R: BufRead> Counted<R> {
    /// Returns a reader at place 0.
    pub(super) fn new(reader: R) -> Self {
        Self { reader, count: 0 }
    }

    /// Returns the reader within.
    pub(super) fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count += amount as u64;
        self.reader.consume(amount);
    }
}

/// Reads a line without its end, up to a limit; `None` at the end of the input.
///
/// # Errors
///
/// Returns an error if the input can't be read or the line is longer.
pub(super) fn line(reader: &mut dyn BufRead, most_bytes: u64) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let count = reader.take(most_bytes).read_until(b'\n', &mut bytes)?;
    if count == 0 {
        return Ok(None);
    }
    if count as u64 == most_bytes && !bytes.ends_with(b"\n") {
        return Err(io::Error::other(format!("a line is longer than {most_bytes} bytes")));
    }
    while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        bytes.pop();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
