//! What is remembered of pictures: what each looked like when it was last read, so that one that has not changed is not
//! read again; and the smaller ones that were made, by what they were made from, so that each is made once. In go looks
//! and bytes; out come the same again, or nothing.

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

/// What a picture looked like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageProbe {
    /// Its path.
    pub path: SitePath,
    /// What the file system said of it.
    pub stat: FileStat,
    /// When it was looked at, in nanoseconds since 1970.
    pub seen: i64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it looked like.
    pub probe: Probe,
}

impl ImageProbe {
    /// Whether a file of which this is said now is surely the one that was looked at.
    pub fn matches(&self, stat: &FileStat) -> bool {
        self.stat == *stat && mtime_is_reliable(stat, self.seen)
    }
}

/// The name of the file in which probe are kept.
const LOOKED: &str = "looked";

/// What was looked at.
#[derive(Debug)]
pub struct ProbeCache;

impl ProbeCache {
    /// What is kept, in the order in which it was kept.
    ///
    /// # Errors
    /// When nothing is, or it can't be trusted.
    pub fn read(root: &Path) -> Result<Vec<ImageProbe>, CacheError> {
        let bytes = super::read(root, LOOKED).ok_or(CacheError::Missing)?;
        format::decode(context(), &bytes)
    }

    /// Keeps this. That it can't be kept harms nothing but the next build's speed.
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

/// The smaller pictures that were made, in `.dateline/pictures/`.
#[derive(Debug)]
pub struct ImageCache {
    root: PathBuf,
    /// Its folder, once it was asked for and is there.
    folder: OnceLock<ManagedDir>,
}

impl ImageCache {
    /// The cache of a site.
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_owned(), folder: OnceLock::new() }
    }

    /// Opens the folder, and keeps it open.
    fn folder(&self, open: impl FnOnce(&Path, &str) -> io::Result<ManagedDir>) -> io::Result<&ManagedDir> {
        if let Some(folder) = self.folder.get() {
            return Ok(folder);
        }
        let folder = open(&self.root, &folder())?;
        Ok(self.folder.get_or_init(|| folder))
    }

    /// What was made from this. A file that is not as it was written is as good as none.
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        let bytes = self.folder(ManagedDir::open).ok()?.read(&name(key)).ok()?;
        let (checksum, picture) = bytes.split_at_checked(Digest::of(&[]).as_bytes().len())?;
        (Digest::of(picture).as_bytes() == checksum).then(|| picture.to_vec())
    }

    /// Returns how many bytes what was made from this has, if it is kept.
    pub fn length(&self, key: Digest) -> Option<u64> {
        let kept = self.folder(ManagedDir::open).ok()?.file_size(&name(key))?;
        kept.checked_sub(Digest::of(&[]).as_bytes().len() as u64)
    }

    /// Keeps what was made from this. That it can't be kept harms nothing but the next build's speed.
    pub fn put(&self, key: Digest, picture: &[u8]) {
        let mut bytes = Digest::of(picture).as_bytes().to_vec();
        bytes.extend_from_slice(picture);
        let kept = self
            .folder(ManagedDir::create)
            .and_then(|folder| folder.write_atomic(&name(key), &bytes, |_| Ok(())));
        note(kept);
    }

    /// Takes away what was made from anything but these.
    pub fn keep_only(&self, keys: impl Iterator<Item = Digest>) {
        let Ok(folder) = self.folder(ManagedDir::open) else { return };
        let keys: HashSet<String> = keys.map(name).collect();
        for name in folder.list().unwrap_or_default().iter().filter(|name| !keys.contains(*name)) {
            let _ = folder.remove_file(name);
        }
    }
}

/// Returns the path of the folder of pictures, below the site's.
pub(super) fn folder() -> String {
    format!("{FOLDER}/pictures")
}

fn name(key: Digest) -> String {
    format!("{key:?}")
}

/// Notes that a file could not be kept; without it the next build takes longer.
fn note(kept: io::Result<()>) {
    if let Err(error) = kept {
        tracing::debug!("what is known of a picture can't be kept: {error}");
    }
}
