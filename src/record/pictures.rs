//! What is remembered of pictures: what each looked like when it was last read, so that one that has not changed is not
//! read again; and the smaller ones that were made, by what they were made from, so that each is made once. In go looks
//! and bytes; out come the same again, or nothing.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::put_whole;
use super::{FOLDER, Unusable, format, was_settled};
use crate::digest::Digest;
use crate::path::SitePath;
use crate::pictures::{Looks, METHOD};
use crate::read::Stat;

/// What a picture looked like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookRecord {
    /// Its path.
    pub path: SitePath,
    /// What the file system said of it.
    pub stat: Stat,
    /// When it was looked at, in nanoseconds since 1970.
    pub seen: i64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it looked like.
    pub looks: Looks,
}

impl LookRecord {
    /// Whether a file of which this is said now is surely the one that was looked at.
    pub fn is_surely(&self, stat: &Stat) -> bool {
        self.stat == *stat && was_settled(stat, self.seen)
    }
}

/// What was looked at.
#[derive(Debug)]
pub struct Looked;

impl Looked {
    /// What is kept, in the order in which it was kept.
    ///
    /// # Errors
    /// When nothing is, or it can't be trusted.
    pub fn read(root: &Path) -> Result<Vec<LookRecord>, Unusable> {
        let bytes = fs::read(root.join(FOLDER).join("looked")).map_err(|_| Unusable::Missing)?;
        format::decode(context(), &bytes)
    }

    /// Keeps this. That it can't be kept harms nothing but the next build's speed.
    pub fn keep(root: &Path, rows: &[LookRecord]) {
        put(&root.join(FOLDER), "looked", &format::to_bytes(context(), rows));
    }
}

fn context() -> Digest {
    Digest::of(&METHOD.to_le_bytes())
}

/// The smaller pictures that were made, in `.dateline/pictures/`.
#[derive(Debug)]
pub struct PictureCache {
    folder: PathBuf,
}

impl PictureCache {
    /// The cache of a site.
    pub fn of(root: &Path) -> Self {
        Self { folder: root.join(FOLDER).join("pictures") }
    }

    /// What was made from this. A file that is not as it was written is as good as none.
    pub fn get(&self, key: Digest) -> Option<Vec<u8>> {
        let bytes = fs::read(self.folder.join(name(key))).ok()?;
        let (checksum, picture) = bytes.split_at_checked(Digest::of(&[]).as_bytes().len())?;
        (Digest::of(picture).as_bytes() == checksum).then(|| picture.to_vec())
    }

    /// Returns how many bytes what was made from this has, if it is kept.
    pub fn length(&self, key: Digest) -> Option<u64> {
        let kept = fs::metadata(self.folder.join(name(key))).ok()?;
        kept.len().checked_sub(Digest::of(&[]).as_bytes().len() as u64)
    }

    /// Keeps what was made from this. That it can't be kept harms nothing but the next build's speed.
    pub fn put(&self, key: Digest, picture: &[u8]) {
        let mut bytes = Digest::of(picture).as_bytes().to_vec();
        bytes.extend_from_slice(picture);
        put(&self.folder, &name(key), &bytes);
    }

    /// Takes away what was made from anything but these.
    pub fn keep_only(&self, keys: impl Iterator<Item = Digest>) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let keys: HashSet<String> = keys.map(name).collect();
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_none_or(|name| !keys.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn name(key: Digest) -> String {
    format!("{key:?}")
}

/// Keeps a file; without it the next build takes longer.
fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let kept = fs::create_dir_all(folder).and_then(|()| put_whole(&folder.join(name), bytes));
    if let Err(error) = kept {
        tracing::debug!("{name} can't be kept: {error}");
    }
}
