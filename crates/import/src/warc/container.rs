//! Files that hold records: WARC and ARC, compressed or not, alone or within a WACZ.
//!
//! Records are read in one pass from the beginning. Where a file is damaged, the reader
//! says where, and goes on with the next record that can be found.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use flate2::bufread::{GzDecoder, MultiGzDecoder};

use crate::error::ImportError;
use crate::files::SourceFile;

use super::bytes::{Counted, line};
use super::record::{self, RecordHead};

/// First bytes of a gzip member (RFC 1952, section 2.3).
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];
/// Longest line that is looked at when a record is searched.
const LONGEST_LINE: u64 = 64 << 10;

/// File that holds records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Container {
    /// Name for messages: `crawl.wacz/archive/1.warc.gz`.
    pub(super) name: String,
    path: PathBuf,
    /// First byte in the file at `path`.
    start: u64,
    length: u64,
    compression: Compression,
}

/// Compression of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    /// Gzip members, usually one for each record.
    Gzip,
}

/// Place of a record in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Position {
    pub(super) container: usize,
    /// First byte of the gzip member, or of the record.
    pub(super) member: u64,
    /// First byte of the record in the decompressed member.
    pub(super) inner: u64,
}

/// Damaged place of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) container: usize,
    /// Byte in the container.
    pub(super) offset: u64,
    pub(super) message: String,
}

/// Receives the records of a pass.
pub(super) type EachRecord<'a> =
    dyn FnMut(Position, &RecordHead, &mut Block<'_>) -> Result<(), ImportError> + 'a;

/// Returns the containers of a file: itself, or those within a WACZ.
///
/// # Errors
///
/// Returns an error if the file can't be read, or is a zip without records.
pub(super) fn containers(file: &SourceFile) -> Result<Vec<Container>, ImportError> {
    let read_error = |error| ImportError::read(&file.path, error);
    let mut opened = File::open(&file.path).map_err(read_error)?;
    let mut head = [0; 4];
    let count = opened.read(&mut head).map_err(read_error)?;
    if head[..count].starts_with(b"PK") {
        return within_wacz(file, opened);
    }
    let compression = if head[..count].starts_with(&GZIP) { Compression::Gzip } else { Compression::None };
    Ok(vec![Container {
        name: file.name.clone(),
        path: file.path.clone(),
        start: 0,
        length: file.size,
        compression,
    }])
}

/// Returns the containers within a WACZ (specification 1.1.1, section 5.2.1).
fn within_wacz(file: &SourceFile, opened: File) -> Result<Vec<Container>, ImportError> {
    let fault = |message: String| ImportError::Malformed { path: file.path.clone(), line: 1, message };
    let mut zip = zip::ZipArchive::new(BufReader::new(opened))
        .map_err(|error| fault(format!("the zip is damaged: {error}")))?;
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|error| fault(format!("the zip is damaged: {error}")))?;
        let Ok(name) = entry.name().map(std::borrow::Cow::into_owned) else { continue };
        let is_records = [".warc", ".warc.gz", ".arc", ".arc.gz"].iter().any(|ending| name.ends_with(ending));
        if !name.starts_with("archive/") || !is_records {
            continue;
        }
        if entry.compression() != zip::CompressionMethod::Stored {
            return Err(fault(format!(
                "{name} is compressed within the WACZ: unzip the WACZ and import its folder archive/"
            )));
        }
        let start = entry.data_start().unwrap_or_default();
        let length = entry.compressed_size();
        let name = format!("{}/{name}", file.name);
        let mut container =
            Container { name, path: file.path.clone(), start, length, compression: Compression::None };
        let mut head = Vec::new();
        let reader = container.open(0).map_err(|error| ImportError::read(&file.path, error))?;
        reader.take(3).read_to_end(&mut head).map_err(|error| ImportError::read(&file.path, error))?;
        if head == GZIP {
            container.compression = Compression::Gzip;
        }
        found.push(container);
    }
    if found.is_empty() {
        return Err(fault("the WACZ holds no WARC file in its folder archive/".to_owned()));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

impl Container {
    /// Opens the bytes from an offset on.
    fn open(&self, offset: u64) -> io::Result<Counted<BufReader<io::Take<File>>>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.start + offset))?;
        Ok(Counted::new(BufReader::with_capacity(64 << 10, file.take(self.length.saturating_sub(offset)))))
    }

    /// Opens the records from a member on, at the beginning of the member.
    pub(super) fn open_member(&self, member: u64) -> io::Result<Box<dyn BufRead>> {
        let reader = self.open(member)?;
        Ok(match self.compression {
            Compression::None => Box::new(reader),
            // A record may go on in the next member.
            Compression::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(reader))),
        })
    }

    /// Reads all records in one pass.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be opened, or if `each` does.
    pub(super) fn scan(&self, number: usize, each: &mut EachRecord<'_>) -> Result<Vec<Fault>, ImportError> {
        let mut scan = Scan { container: number, faults: Vec::new() };
        match self.compression {
            Compression::None => scan.plain(self, each)?,
            Compression::Gzip => scan.gzip(self, each)?,
        }
        Ok(scan.faults)
    }
}

/// Pass over a container.
struct Scan {
    container: usize,
    faults: Vec<Fault>,
}

impl Scan {
    /// Names a damaged place.
    fn fault(&mut self, offset: u64, message: impl std::fmt::Display) {
        self.faults.push(Fault { container: self.container, offset, message: message.to_string() });
    }

    /// Reads records that are not compressed.
    fn plain(&mut self, container: &Container, each: &mut EachRecord<'_>) -> Result<(), ImportError> {
        let open_error = |error| ImportError::read(&container.path, error);
        let mut reader = container.open(0).map_err(open_error)?;
        let mut found: Option<FirstLine> = None;
        loop {
            let start = found.as_ref().map_or(reader.count, |line| line.offset);
            let head = match found.take() {
                Some(line) => record::after_first_line(&line.text, &mut reader).map(Some),
                None => record::head(&mut reader),
            };
            let head = match head {
                Ok(None) => return Ok(()),
                Ok(Some(head)) => head,
                Err(error) => {
                    self.fault(start, error);
                    found = next_record(&mut reader).map_err(open_error)?;
                    if found.is_none() {
                        return Ok(());
                    }
                    continue;
                }
            };
            let position = Position { container: self.container, member: start, inner: 0 };
            if let Some(message) = record_block(position, &head, &mut reader, each)? {
                self.fault(start, message);
            }
        }
    }

    /// Reads records in gzip members.
    fn gzip(&mut self, container: &Container, each: &mut EachRecord<'_>) -> Result<(), ImportError> {
        let open_error = |error| ImportError::read(&container.path, error);
        let mut offset = 0;
        while offset < container.length {
            let reader = container.open(offset).map_err(open_error)?;
            let mut decoder = Counted::new(BufReader::new(GzDecoder::new(reader)));
            let end = self.member(offset, &mut decoder, each)?;
            let after = offset + decoder.into_inner().into_inner().into_inner().count.max(1);
            let message = match end {
                End::Whole => {
                    offset = after;
                    continue;
                }
                End::Cut(_) if begins_member(container, after) => {
                    return self.joined(container, offset, each);
                }
                End::Cut(message) | End::Damaged(message) => message,
            };
            self.fault(offset, message);
            match next_member(container, offset + 1).map_err(open_error)? {
                Some(next) => offset = next,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Reads records that do not end with their gzip members.
    fn joined(
        &mut self,
        container: &Container,
        offset: u64,
        each: &mut EachRecord<'_>,
    ) -> Result<(), ImportError> {
        let reader = container.open(offset).map_err(|error| ImportError::read(&container.path, error))?;
        let mut decoder = Counted::new(BufReader::new(MultiGzDecoder::new(reader)));
        match self.member(offset, &mut decoder, each)? {
            End::Whole => {}
            End::Cut(message) | End::Damaged(message) => self.fault(offset, message),
        }
        Ok(())
    }

    /// Reads the records of a member.
    fn member(
        &mut self,
        offset: u64,
        decoder: &mut Counted<impl BufRead>,
        each: &mut EachRecord<'_>,
    ) -> Result<End, ImportError> {
        loop {
            let inner = decoder.count;
            let head = match record::head(decoder) {
                Ok(None) => return Ok(End::Whole),
                Ok(Some(head)) => head,
                // The member ends within the head of a record.
                Err(error) if matches!(decoder.fill_buf(), Ok([])) => return Ok(End::Cut(error.to_string())),
                Err(error) => return Ok(End::Damaged(error.to_string())),
            };
            let position = Position { container: self.container, member: offset, inner };
            if let Some(message) = record_block(position, &head, decoder, each)? {
                let is_cut = matches!(decoder.fill_buf(), Ok([]));
                return Ok(if is_cut { End::Cut(message) } else { End::Damaged(message) });
            }
        }
    }
}

/// End of a gzip member.
enum End {
    /// The member ends with a record.
    Whole,
    /// The member ends within a record.
    Cut(String),
    /// The member can't be read to its end.
    Damaged(String),
}

/// Block of a record.
pub(super) struct Block<'a> {
    reader: &'a mut dyn BufRead,
    /// Number of bytes that are left.
    pub(super) left: u64,
}

impl Read for Block<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.reader.read(&mut buffer[..most])?;
        self.left -= count as u64;
        Ok(count)
    }
}

impl BufRead for Block<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let bytes = self.reader.fill_buf()?;
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        Ok(&bytes[..most])
    }

    fn consume(&mut self, amount: usize) {
        self.left -= amount as u64;
        self.reader.consume(amount);
    }
}

/// Passes the block of a record on, and reads to its end.
///
/// Returns the fault if the block is cut off.
fn record_block(
    position: Position,
    head: &RecordHead,
    reader: &mut dyn BufRead,
    each: &mut EachRecord<'_>,
) -> Result<Option<String>, ImportError> {
    let mut block = Block { reader, left: head.length };
    each(position, head, &mut block)?;
    let result = io::copy(&mut block, &mut io::sink());
    Ok(match result {
        Err(error) => Some(format!("the record of {} is damaged: {error}", head.url)),
        Ok(_) if block.left > 0 => {
            Some(format!("the record of {} is cut off: {} bytes are missing", head.url, block.left))
        }
        Ok(_) => None,
    })
}

/// Reports that a gzip member begins at an offset.
fn begins_member(container: &Container, offset: u64) -> bool {
    let mut head = Vec::new();
    let read = container.open(offset).and_then(|reader| reader.take(3).read_to_end(&mut head));
    read.is_ok() && head == GZIP
}

/// First line of a record.
struct FirstLine {
    offset: u64,
    text: String,
}

/// Finds the next line that begins a record.
fn next_record(reader: &mut Counted<impl BufRead>) -> io::Result<Option<FirstLine>> {
    loop {
        let offset = reader.count;
        match line(reader, LONGEST_LINE) {
            Ok(None) => return Ok(None),
            Ok(Some(text)) if record::begins_record(&text) => return Ok(Some(FirstLine { offset, text })),
            Ok(Some(_)) => {}
            Err(error) if error.kind() == io::ErrorKind::Other => {}
            Err(error) => return Err(error),
        }
    }
}

/// Finds the next gzip member that begins with a record.
fn next_member(container: &Container, from: u64) -> io::Result<Option<u64>> {
    let mut reader = container.open(from)?;
    let mut last = [0; 3];
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        let mut used = 0;
        let mut found = false;
        for byte in buffer {
            last = [last[1], last[2], *byte];
            used += 1;
            if last == GZIP {
                found = true;
                break;
            }
        }
        reader.consume(used);
        let offset = from + reader.count.saturating_sub(3);
        if found && begins_with_record(container, offset) {
            return Ok(Some(offset));
        }
    }
}

/// Reports that a gzip member begins with a record.
fn begins_with_record(container: &Container, offset: u64) -> bool {
    let Ok(mut reader) = container.open_member(offset) else { return false };
    matches!(line(&mut reader, LONGEST_LINE), Ok(Some(first)) if record::begins_record(&first))
}
