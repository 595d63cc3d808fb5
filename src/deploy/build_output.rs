//! What was built, as it is sent. In goes the last build; out come the bytes of its files, each held against the record
//! before anybody gets it, and compressed where its target wants that.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use md5::{Digest as _, Md5};
use rayon::prelude::*;

use crate::digest::Digest;
use crate::pipeline::LastBuild;
use crate::sources::ManagedDir;

use super::DeployError;
use super::target_file::{ContentCoding, TargetFile};

/// What was built. While it is there, nobody builds.
pub struct BuildOutput {
    last: LastBuild,
    /// The output, open, once a file of it was asked for.
    output: OnceLock<ManagedDir>,
}

/// How hard Brotli tries, of 11: beyond this it takes many times as long for a few hundredths.
const BROTLI_QUALITY: u32 = 9;

/// The window in which Brotli looks for what was there before, as a power of two.
const BROTLI_WINDOW: u32 = 22;

/// Size of a file that is read whole, in bytes.
const SMALL: u64 = 1 << 20;

/// Number of bytes of a larger file that are read at once.
const PIECE: usize = 1 << 18;

impl BuildOutput {
    /// What was built last.
    pub(super) fn new(last: LastBuild) -> Self {
        Self { last, output: OnceLock::new() }
    }

    /// The build.
    pub fn last(&self) -> &LastBuild {
        &self.last
    }

    /// Where the file is that an item is made from.
    pub fn path(&self, item: &TargetFile) -> PathBuf {
        self.last.path(&item.source)
    }

    /// Opens a file of the output. No symlink in the output is followed: it is not what was built.
    ///
    /// # Errors
    /// When it is not there or no regular file.
    pub fn open(&self, file: &str) -> io::Result<File> {
        self.output()?.open_file(file)
    }

    /// Reads a file of the output.
    ///
    /// # Errors
    /// As for [`BuildOutput::open`].
    pub fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        self.output()?.read(file)
    }

    fn output(&self) -> io::Result<&ManagedDir> {
        if let Some(output) = self.output.get() {
            return Ok(output);
        }
        let output = ManagedDir::open(&self.last.path(""), "")?;
        Ok(self.output.get_or_init(|| output))
    }

    /// The bytes of the file that an item is made from.
    ///
    /// # Errors
    /// When it can't be read, or is not what was built.
    pub fn plain(&self, item: &TargetFile) -> Result<Vec<u8>, DeployError> {
        let path = self.path(item);
        let bytes = self.read(&item.source).map_err(DeployError::system("read", &path))?;
        if bytes.len() as u64 == item.size && Digest::of(&bytes) == item.digest {
            return Ok(bytes);
        }
        Err(changed(item))
    }

    /// The bytes of an item, in the form in which they are sent.
    ///
    /// # Errors
    /// When its file can't be read, or is not what was built.
    ///
    /// # Panics
    /// Never: memory takes any bytes.
    pub fn bytes(&self, item: &TargetFile) -> Result<Vec<u8>, DeployError> {
        let plain = self.plain(item)?;
        Ok(match item.form.coding() {
            None => plain,
            Some(coding) => compress(&plain, coding).expect("memory takes any bytes"),
        })
    }

    /// Writes the bytes of an item, in the form in which they are sent. A file that is sent as it is goes in pieces.
    ///
    /// # Errors
    /// When its file can't be read, or is not what was built, or `to` takes no more; then a part may have been written.
    pub fn write(
        &self,
        item: &TargetFile,
        to: &mut dyn Write,
        failed: impl Fn(io::Error) -> DeployError,
    ) -> Result<(), DeployError> {
        if item.form.coding().is_some() || item.size <= SMALL {
            return to.write_all(&self.bytes(item)?).map_err(failed);
        }
        self.pieces(item, |piece| to.write_all(piece).map_err(&failed))
    }

    /// Returns the MD5 of an item, in the form in which it is sent.
    ///
    /// # Errors
    /// When its file can't be read, or is not what was built.
    pub fn md5(&self, item: &TargetFile) -> Result<[u8; 16], DeployError> {
        let mut hasher = Md5::new();
        if item.form.coding().is_some() || item.size <= SMALL {
            hasher.update(self.bytes(item)?);
        } else {
            self.pieces(item, |piece| {
                hasher.update(piece);
                Ok(())
            })?;
        }
        Ok(hasher.finalize().into())
    }

    /// Reads the file of an item piece by piece.
    fn pieces(
        &self,
        item: &TargetFile,
        mut each: impl FnMut(&[u8]) -> Result<(), DeployError>,
    ) -> Result<(), DeployError> {
        let path = self.path(item);
        let mut file = self.open(&item.source).map_err(DeployError::system("read", &path))?;
        let mut hasher = Digest::hasher();
        let mut piece = vec![0; PIECE];
        loop {
            let length = file.read(&mut piece).map_err(DeployError::system("read", &path))?;
            if length == 0 {
                break;
            }
            hasher.update(&piece[..length]);
            each(&piece[..length])?;
        }
        if hasher.finish() == (item.digest, item.size) { Ok(()) } else { Err(changed(item)) }
    }

    /// Sees that these files are what was built, before the first of them is sent.
    ///
    /// # Errors
    /// When one is not.
    pub(super) fn check<'a>(&self, items: impl Iterator<Item = &'a TargetFile>) -> Result<(), DeployError> {
        let items: Vec<&TargetFile> = items.collect();
        items.par_iter().try_for_each(|item| {
            let path = self.path(item);
            let read = self.open(&item.source).and_then(digest_of);
            let (digest, size) = read.map_err(DeployError::system("read", &path))?;
            if (digest, size) == (item.digest, item.size) { Ok(()) } else { Err(changed(item)) }
        })
    }
}

fn changed(item: &TargetFile) -> DeployError {
    DeployError::Changed { file: item.source.to_string() }
}

/// The digest and the size of a file, of which there is never much in memory.
fn digest_of(mut file: File) -> io::Result<(Digest, u64)> {
    if file.metadata()?.len() <= SMALL {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        return Ok((Digest::of(&bytes), bytes.len() as u64));
    }
    Digest::of_reader(&mut file)
}

fn compress(plain: &[u8], coding: ContentCoding) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::with_capacity(plain.len() / 3);
    match coding {
        ContentCoding::Gzip => {
            let mut encoder = GzEncoder::new(&mut compressed, Compression::best());
            encoder.write_all(plain)?;
            encoder.finish()?;
        }
        ContentCoding::Brotli => {
            let mut encoder =
                brotli::CompressorWriter::new(&mut compressed, 1 << 16, BROTLI_QUALITY, BROTLI_WINDOW);
            encoder.write_all(plain)?;
            drop(encoder);
        }
    }
    Ok(compressed)
}
