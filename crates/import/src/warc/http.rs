//! HTTP answers as they were captured: head, chunks, content codings.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use super::bytes::line;

/// Longest line of a head in bytes.
const LONGEST_LINE: u64 = 64 << 10;
/// Most lines of a head.
const MOST_LINES: usize = 500;
/// Longest line that gives the size of a chunk.
const LONGEST_CHUNK_LINE: u64 = 256;

/// Head of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AnswerHead {
    pub(super) status: u16,
    /// Media type with its parameters.
    pub(super) content_type: String,
    pub(super) location: String,
    content_encoding: String,
    is_chunked: bool,
}

/// Reads the head of an answer.
///
/// # Errors
///
/// Returns an error if the input can't be read, or is no answer.
pub(super) fn head(reader: &mut dyn BufRead) -> io::Result<AnswerHead> {
    let first = line(reader, LONGEST_LINE)?.unwrap_or_default();
    let status = first.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let status = status.filter(|_| first.starts_with("HTTP/") || first.starts_with("ICY "));
    let mut head = AnswerHead {
        status: status.ok_or_else(|| io::Error::other("the capture has no status line of HTTP"))?,
        ..AnswerHead::default()
    };
    for _ in 0..MOST_LINES {
        let Some(text) = line(reader, LONGEST_LINE)?.filter(|text| !text.is_empty()) else { break };
        let Some((key, value)) = text.split_once(':') else { continue };
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "content-type" => value.clone_into(&mut head.content_type),
            "location" => value.clone_into(&mut head.location),
            "content-encoding" => head.content_encoding = value.to_ascii_lowercase(),
            "transfer-encoding" => head.is_chunked = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    Ok(head)
}

impl AnswerHead {
    /// Returns the head of a capture without HTTP.
    pub(super) fn of_resource(content_type: &str) -> Self {
        Self { status: 200, content_type: content_type.to_owned(), ..Self::default() }
    }

    /// Returns the media type without parameters, in small letters.
    pub(super) fn media_type(&self) -> String {
        self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Returns the content of an answer without chunks and codings.
    ///
    /// Some captures name chunks or codings that were undone before: the first bytes decide.
    ///
    /// # Errors
    ///
    /// Returns an error if the first bytes can't be read.
    pub(super) fn body<'a>(&self, reader: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
        let mut body: Box<dyn BufRead + 'a> = Box::new(reader);
        if self.is_chunked {
            body = Box::new(BufReader::new(Chunks::new(body)?));
        }
        for coding in self.content_encoding.split(',').map(str::trim).rev() {
            let start = first_bytes(&mut body)?;
            body = match coding {
                "gzip" | "x-gzip" if start.bytes.starts_with(b"\x1f\x8b") => {
                    Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(start.rejoin(body))))
                }
                "deflate" if start.bytes.first().is_some_and(|byte| byte & 0x0f == 8) => {
                    Box::new(BufReader::new(flate2::bufread::ZlibDecoder::new(start.rejoin(body))))
                }
                "deflate" => {
                    Box::new(BufReader::new(flate2::bufread::DeflateDecoder::new(start.rejoin(body))))
                }
                "br" if !start.bytes.starts_with(b"<") => {
                    Box::new(BufReader::new(brotli::Decompressor::new(start.rejoin(body), 4096)))
                }
                _ => Box::new(start.rejoin(body)),
            };
        }
        Ok(Box::new(body))
    }
}

/// First bytes of a reader, which were taken from it.
struct Start {
    bytes: Vec<u8>,
}

impl Start {
    /// Puts the bytes back in front of their reader.
    fn rejoin<R: BufRead>(self, rest: R) -> io::Chain<Cursor<Vec<u8>>, R> {
        Cursor::new(self.bytes).chain(rest)
    }
}

/// Takes the first two bytes.
fn first_bytes(reader: &mut dyn BufRead) -> io::Result<Start> {
    let mut bytes = Vec::new();
    reader.take(2).read_to_end(&mut bytes)?;
    Ok(Start { bytes })
}

/// Content without chunks (RFC 9112, section 7.1).
///
/// What does not go on with a chunk is given as it is.
struct Chunks<R> {
    reader: R,
    state: State,
    /// Line that is no size of a chunk.
    spare: Cursor<Vec<u8>>,
}

/// State of the chunks.
enum State {
    /// Bytes that are left of a chunk.
    Within(u64),
    /// All that follows is given as it is.
    Plain,
    End,
}

impl<R: BufRead> Chunks<R> {
    /// Begins to read.
    fn new(reader: R) -> io::Result<Self> {
        let mut chunks = Self { reader, state: State::End, spare: Cursor::default() };
        chunks.begin_chunk()?;
        Ok(chunks)
    }

    /// Reads the size of the next chunk.
    fn begin_chunk(&mut self) -> io::Result<()> {
        let mut line = Vec::new();
        (&mut self.reader).take(LONGEST_CHUNK_LINE).read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line);
        let size = text.split(';').next().unwrap_or_default().trim();
        self.state = match u64::from_str_radix(size, 16) {
            Ok(0) => State::End,
            Ok(size) => State::Within(size),
            Err(_) if line.is_empty() => State::End,
            Err(_) => {
                self.spare = Cursor::new(line);
                State::Plain
            }
        };
        Ok(())
    }
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.state {
            State::End => Ok(0),
            State::Plain => {
                let count = self.spare.read(buffer)?;
                if count > 0 { Ok(count) } else { self.reader.read(buffer) }
            }
            State::Within(left) => {
                let count = (&mut self.reader).take(left).read(buffer)?;
                let left = left - count as u64;
                self.state = if count == 0 { State::End } else { State::Within(left) };
                if left == 0 {
                    let mut end = Vec::new();
                    (&mut self.reader).take(2).read_until(b'\n', &mut end)?;
                    self.begin_chunk()?;
                }
                Ok(count)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// Returns the content of an answer.
    fn content(answer: &[u8]) -> String {
        let mut reader = answer;
        let head = head(&mut reader).expect("head");
        let mut content = Vec::new();
        let _ = head.body(reader).expect("body").read_to_end(&mut content);
        String::from_utf8_lossy(&content).into_owned()
    }

    #[test]
    fn chunks_and_codings_are_undone_where_they_are() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"Hello").expect("memory");
        let packed = packed.finish().expect("memory");
        let answer =
            |fields: &str, body: &[u8]| [b"HTTP/1.1 200 OK\r\n", fields.as_bytes(), b"\r\n", body].concat();
        let chunked = "Transfer-Encoding: chunked\r\n";
        let gzip = "Content-Encoding: gzip\r\n";
        for (fields, body, expected) in [
            ("", b"Hello".as_slice(), "Hello"),
            (chunked, b"2\r\nHe\r\n3;x=y\r\nllo\r\n0\r\n\r\n", "Hello"),
            (chunked, b"<p>Hello\n</p>", "<p>Hello\n</p>"),
            (chunked, b"2\r\nHe\r\nllo", "Hello"),
            (chunked, b"ff\r\nHello", "Hello"),
            (gzip, &packed, "Hello"),
            (gzip, b"Hello", "Hello"),
            ("Content-Encoding: br\r\n", b"<p>Hello", "<p>Hello"),
            (gzip, b"", ""),
        ] {
            assert_eq!(content(&answer(fields, body)), expected, "{fields} {body:?}");
        }
    }
}
