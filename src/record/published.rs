//! What was written to one output, and from what: for each file the fingerprint of its inputs, what its page asked, and
//! the digest of its bytes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::render::{Fingerprint, Question};

use super::{FOLDER, Unusable, context, format};

/// What was written to one output.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Each file.
    pub files: Vec<FileRecord>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path in the output.
    pub file: Box<str>,
    /// What it was made from.
    pub inputs: Inputs,
    /// What its page asked, with the digests of the answers.
    pub asked: Vec<(Question, Digest)>,
    /// The digest of its bytes.
    pub digest: Digest,
    /// How many bytes it has.
    pub size: u64,
    /// What it is for whoever sends the site on.
    pub role: Role,
}

/// What a file is to a reader, in the order in which files are put where readers are: so that nobody ever meets a page
/// whose parts are missing, or a list that leads to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// A part of pages that has a content hash in its name: what is there never changes.
    Hashed,
    /// Another file that is published as it is.
    Asset,
    /// An article, a standing page, a notice.
    Article,
    /// A page that leads to others.
    List,
    /// A front page, at which readers begin.
    Front,
    /// What programs begin at: feeds, sitemaps, what hosts and search engines are told.
    Feed,
}

/// What a file was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inputs {
    /// A page of this fingerprint.
    Page(Fingerprint),
    /// A file as it is: its path, with what the file system said of it, or its bytes.
    File(Digest),
}

impl Published {
    /// Where the record of an output is kept.
    pub fn path(root: &Path, output: &Path) -> PathBuf {
        root.join(FOLDER).join(format!("{:?}.published", context(output)))
    }

    /// What is kept of an output.
    ///
    /// # Errors
    /// When nothing is, or it can't be trusted.
    pub fn read(root: &Path, output: &Path) -> Result<Self, Unusable> {
        let bytes = std::fs::read(Self::path(root, output)).map_err(|_| Unusable::Missing)?;
        format::decode(context(output), &bytes).map(|files| Self { files })
    }

    /// The record as it is kept.
    ///
    /// # Panics
    /// Never: its rows are texts and numbers, which memory takes.
    pub fn to_bytes(&self, output: &Path) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.files.len() * 192);
        format::write(context(output), &self.files, &mut bytes).expect("memory takes any bytes");
        bytes
    }

    /// Its files, by their paths.
    pub fn by_file(&self) -> HashMap<&str, &FileRecord> {
        self.files.iter().map(|record| (&*record.file, record)).collect()
    }
}
