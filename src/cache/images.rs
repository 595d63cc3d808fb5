//! Cache of image probes and of generated image variants.
//!
//! A probe is valid while the stat of its file is unchanged. Variants are stored by a hash of their
//! inputs, so each is generated once.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{CacheError, FOLDER, format, mtime_is_reliable};
use crate::digest::Digest;
use crate::images::{ENCODER_VERSION, Probe};
use crate::path::SitePath;
use crate::sources::{FileStat, ManagedDir};

/// Probe of an image file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageProbe {
    /// Path of the file.
    pub path: SitePath,
    /// Stat of the file.
    pub stat: FileStat,
    /// Time of the scan that found the file, in nanoseconds since 1970.
    pub seen: i64,
    /// Digest of the file's bytes.
    pub digest: Digest,
    /// Result of the probe.
    pub probe: Probe,
}

impl ImageProbe {
    /// Returns whether a file with this stat is certainly the one that was probed.
    pub fn matches(&self, stat: &FileStat) -> bool {
        self.stat == *stat && mtime_is_reliable(stat, self.seen)
    }
}

/// Name of the file with the probes.
const LOOKED: &str = "looked";

/// Cached probes.
#[derive(Debug)]
pub struct ProbeCache;

impl ProbeCache {
    /// Reads the probes, in the order in which they were stored.
    ///
    /// # Errors
    /// Returns an error if the file is missing or unusable.
    pub fn read(root: &Path) -> Result<Vec<ImageProbe>, CacheError> {
        let bytes = super::read(root, LOOKED).ok_or(CacheError::Missing)?;
        format::decode(context(), &bytes)
    }

    /// Stores the probes. A failure only makes the next build slower.
    pub fn keep(root: &Path, rows: &[ImageProbe]) {
        let bytes = format::to_bytes(context(), rows);
        note(
            ManagedDir::create(root, FOLDER)
                .and_then(|folder| folder.write_atomic(LOOKED, &bytes, |_| Ok(()))),
        );
    }
}

fn context() -> Digest {
    Digest::of(&ENCODER_VERSION.to_le_bytes())
}

/// Generated image variants, in `.dateline/pictures/`.
#[derive(Debug)]
pub struct ImageCache {
    root: PathBuf,
    /// Handle of the folder, opened at the first use.
    folder: OnceLock<ManagedDir>,
}

impl ImageCache {
    /// Returns the image cache of a site.
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_owned(), folder: OnceLock::new() }
    }

    /// Returns the handle of the folder, which `open` opens at the first use.
    fn folder(&self, open: impl FnOnce(&Path, &str) -> io::Result<ManagedDir>) -> io::Result<&ManagedDir> {
        if let Some(folder) = self.folder.get() {
            return Ok(folder);
        }
        let folder = open(&self.root, &folder())?;
        Ok(self.folder.get_or_init(|| folder))
    }

    /// Returns the variant with this key. Returns `None` if it is missing or damaged.
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        let bytes = self.folder(ManagedDir::open).ok()?.read(&name(key)).ok()?;
        let (checksum, picture) = bytes.split_at_checked(Digest::of(&[]).as_bytes().len())?;
        (Digest::of(picture).as_bytes() == checksum).then(|| picture.to_vec())
    }

    /// Returns the size in bytes of the variant with this key, if it exists.
    pub fn length(&self, key: Digest) -> Option<u64> {
        let kept = self.folder(ManagedDir::open).ok()?.file_size(&name(key))?;
        kept.checked_sub(Digest::of(&[]).as_bytes().len() as u64)
    }

    /// Stores a variant. A failure only makes the next build slower.
    pub fn put(&self, key: Digest, picture: &[u8]) {
        let mut bytes = Digest::of(picture).as_bytes().to_vec();
        bytes.extend_from_slice(picture);
        let kept = self
            .folder(ManagedDir::create)
            .and_then(|folder| folder.write_atomic(&name(key), &bytes, |_| Ok(())));
        note(kept);
    }

    /// Removes all variants except those with these keys.
    pub fn keep_only(&self, keys: impl Iterator<Item = Digest>) {
        let Ok(folder) = self.folder(ManagedDir::open) else { return };
        let keys: HashSet<String> = keys.map(name).collect();
        for name in folder.list().unwrap_or_default().iter().filter(|name| !keys.contains(*name)) {
            let _ = folder.remove_file(name);
        }
    }
}

/// Returns the path of the folder, relative to the site.
pub(super) fn folder() -> String {
    format!("{FOLDER}/pictures")
}

fn name(key: Digest) -> String {
    format!("{key:?}")
}

/// Logs that a file could not be stored.
fn note(kept: io::Result<()>) {
    if let Err(error) = kept {
        tracing::debug!("can't store image data: {error}");
    }
}
