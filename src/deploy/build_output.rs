//! Files of the last build. Each is verified against the build cache and compressed as the target
//! requires.

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

/// The last build. It holds the output lock, so no other build can run.
pub struct BuildOutput {
    last: LastBuild,
    /// The output directory, opened on first use.
    output: OnceLock<ManagedDir>,
}

/// Brotli quality, of 11. Higher levels take many times longer for a few percent.
const BROTLI_QUALITY: u32 = 9;

/// Brotli window size, as a power of two.
const BROTLI_WINDOW: u32 = 22;

/// Largest file that is read into memory, in bytes.
const MAX_IN_MEMORY_BYTES: u64 = 1 << 20;

/// Buffer size for larger files, in bytes.
const READ_BUFFER_BYTES: usize = 1 << 18;

impl BuildOutput {
    /// Wraps the last build.
    pub(super) fn new(last: LastBuild) -> Self {
        Self { last, output: OnceLock::new() }
    }

    /// Returns the build.
    pub fn last(&self) -> &LastBuild {
        &self.last
    }

    /// Returns the path of the source of a file.
    pub fn path(&self, item: &TargetFile) -> PathBuf {
        self.last.path(&item.source)
    }

    /// Opens a file of the output, without following symlinks.
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

    /// Returns the verified, uncompressed bytes of a file.
    ///
    /// # Errors
    /// Fails if the file can't be read or differs from the built one.
    pub fn plain(&self, item: &TargetFile) -> Result<Vec<u8>, DeployError> {
        let path = self.path(item);
        let bytes = self.read(&item.source).map_err(DeployError::system("read", &path))?;
        if bytes.len() as u64 == item.size && Digest::of(&bytes) == item.digest {
            return Ok(bytes);
        }
        Err(changed(item))
    }

    /// Returns the bytes of a file in its upload encoding.
    ///
    /// # Errors
    /// Fails if the file can't be read or differs from the built one.
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

    /// Writes the bytes of a file in its upload encoding.
    ///
    /// Large uncompressed files are streamed.
    ///
    /// # Errors
    /// Fails if the file can't be read or differs from the built one, or if `to` fails. A part may
    /// have been written then.
    pub fn write(
        &self,
        item: &TargetFile,
        to: &mut dyn Write,
        failed: impl Fn(io::Error) -> DeployError,
    ) -> Result<(), DeployError> {
        if item.form.coding().is_some() || item.size <= MAX_IN_MEMORY_BYTES {
            return to.write_all(&self.bytes(item)?).map_err(failed);
        }
        self.pieces(item, |piece| to.write_all(piece).map_err(&failed))
    }

    /// Returns the MD5 of a file in its upload encoding.
    ///
    /// # Errors
    /// Fails if the file can't be read or differs from the built one.
    pub fn md5(&self, item: &TargetFile) -> Result<[u8; 16], DeployError> {
        let mut hasher = Md5::new();
        if item.form.coding().is_some() || item.size <= MAX_IN_MEMORY_BYTES {
            hasher.update(self.bytes(item)?);
        } else {
            self.pieces(item, |piece| {
                hasher.update(piece);
                Ok(())
            })?;
        }
        Ok(hasher.finalize().into())
    }

    /// Streams the source of a file and verifies it.
    fn pieces(
        &self,
        item: &TargetFile,
        mut each: impl FnMut(&[u8]) -> Result<(), DeployError>,
    ) -> Result<(), DeployError> {
        let path = self.path(item);
        let mut file = self.open(&item.source).map_err(DeployError::system("read", &path))?;
        let mut hasher = Digest::hasher();
        let mut piece = vec![0; READ_BUFFER_BYTES];
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

    /// Verifies the files before the first upload.
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

/// Returns the digest and size of a file, with bounded memory.
fn digest_of(mut file: File) -> io::Result<(Digest, u64)> {
    if file.metadata()?.len() <= MAX_IN_MEMORY_BYTES {
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
