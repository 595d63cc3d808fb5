//! What was written to one output, and from what: for each file the fingerprint of its inputs, what its page asked, and
//! the digest of its bytes.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::render::{Fingerprint, Question};

use super::{FOLDER, Unusable, context, format};

/// What was written to one output. Most of it is what the build before wrote, and borrowed from there.
#[derive(Debug, Default)]
pub struct Published<'b> {
    /// Each file.
    pub files: Vec<Cow<'b, FileRecord>>,
}

/// What a page asked, with the digests of the answers. Most pages ask what the page before asked, and share it.
pub type Asked = Arc<[(Question, Digest)]>;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// Its path in the output.
    pub file: Box<str>,
    /// What it was made from.
    pub inputs: Inputs,
    /// What its page asked, with the digests of the answers.
    pub asked: Asked,
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

/// A file's record as it is kept.
#[derive(Serialize, Deserialize)]
struct Row<'r> {
    #[serde(borrow)]
    file: Cow<'r, str>,
    inputs: Inputs,
    /// What its page asked; nothing where that is what the page of the row before asked.
    asked: Option<Asked>,
    digest: Digest,
    size: u64,
    role: Role,
}

impl<'r> Row<'r> {
    /// The row of a file, after that of the file before.
    fn of(record: &'r FileRecord, before: Option<&FileRecord>) -> Self {
        let FileRecord { file, inputs, asked, digest, size, role } = record;
        let is_the_same = before.is_some_and(|before| before.asked == *asked);
        let asked = (!is_the_same).then(|| Arc::clone(asked));
        Self { file: (&**file).into(), inputs: *inputs, asked, digest: *digest, size: *size, role: *role }
    }
}

/// What a file was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inputs {
    /// A page of this fingerprint.
    Page(Fingerprint),
    /// A file as it is: its path, with what the file system said of it, or its bytes.
    File(Digest),
}

impl Published<'static> {
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
        let rows: Vec<Row<'_>> = format::decode(context(output), &bytes)?;
        let mut last = Asked::default();
        let files = rows.into_iter().map(|Row { file, inputs, asked, digest, size, role }| {
            last = asked.unwrap_or_else(|| Arc::clone(&last));
            Cow::Owned(FileRecord { file: file.into(), inputs, asked: Arc::clone(&last), digest, size, role })
        });
        Ok(Self { files: files.collect() })
    }
}

impl Published<'_> {
    /// Whether this says what `other` says.
    pub fn is_as(&self, other: &Published<'_>) -> bool {
        let is_one = |(one, other): (&Cow<'_, FileRecord>, &Cow<'_, FileRecord>)| {
            std::ptr::eq(&raw const **one, &raw const **other) || one == other
        };
        self.files.len() == other.files.len() && self.files.iter().zip(&other.files).all(is_one)
    }

    /// Writes the record as it is kept.
    ///
    /// # Errors
    /// When `out` can't be written to.
    pub fn write(&self, output: &Path, out: &mut dyn Write) -> io::Result<()> {
        let files = self.files.iter().map(|record| &**record);
        let before = std::iter::once(None).chain(files.clone().map(Some));
        format::write(context(output), files.zip(before), |(record, before)| Row::of(record, *before), out)
    }
}
