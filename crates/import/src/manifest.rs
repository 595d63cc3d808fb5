//! Manifest of an import: `import-manifest.csv`.
//!
//! Each row names a text of the source, the file it became, and the hash of the bytes
//! that the import wrote. A file whose bytes have another hash was changed by an editor,
//! and is never overwritten.

use std::collections::{BTreeMap, HashSet};

use crate::error::ImportError;
use crate::story::SourceId;

/// Name of the file in the site.
pub const FILE: &str = "import-manifest.csv";

/// File that an import wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFile {
    /// Path in the site.
    pub path: String,
    /// Hash of the bytes: the first 16 bytes of BLAKE3.
    pub hash: Hash,
}

/// Hash of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hash([u8; 16]);

impl Hash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = [0; 16];
        hash.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
        Self(hash)
    }

    /// Returns the first 8 bytes, for large sets.
    pub(crate) fn first_bytes(self) -> [u8; 8] {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        first
    }

    /// Parses 32 hexadecimal digits.
    fn parse(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16)
            .ok()
            .filter(|_| text.len() == 32)
            .map(|number| Self(number.to_be_bytes()))
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// Manifest of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    files: BTreeMap<SourceId, ImportedFile>,
    paths: HashSet<String>,
}

impl Manifest {
    /// Parses the manifest.
    ///
    /// # Errors
    ///
    /// Returns an error with the line of the first row that is not a manifest's.
    pub fn parse(bytes: &[u8]) -> Result<Self, ImportError> {
        let fault = |line: usize, message: &str| ImportError::Settings {
            file: FILE,
            line,
            message: message.to_owned(),
        };
        let mut manifest = Self::default();
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
        for (index, row) in reader.records().enumerate() {
            let row = row.map_err(|error| fault(index + 2, &error.to_string()))?;
            let (Some(id), Some(path), Some(hash)) =
                (row.get(0), row.get(1), row.get(2).and_then(Hash::parse))
            else {
                return Err(fault(index + 2, "a row has an id, a file and a hash of 32 hexadecimal digits"));
            };
            manifest.insert(SourceId(id.to_owned()), ImportedFile { path: path.to_owned(), hash });
        }
        Ok(manifest)
    }

    /// Returns the manifest as CSV, sorted by id.
    ///
    /// # Errors
    ///
    /// Never returns an error in practice: memory takes every byte.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "file", "hash"])?;
        for (id, file) in &self.files {
            writer.write_record([&id.0, &file.path, &file.hash.to_string()])?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    /// Returns the file of a text.
    pub fn get(&self, id: &SourceId) -> Option<&ImportedFile> {
        self.files.get(id)
    }

    /// Takes a path for a text that is not recorded yet.
    pub(crate) fn reserve(&mut self, path: &str) {
        self.paths.insert(path.to_owned());
    }

    /// Adds or replaces the file of a text.
    pub fn insert(&mut self, id: SourceId, file: ImportedFile) {
        self.paths.insert(file.path.clone());
        self.files.insert(id, file);
    }

    /// Reports that some text has this path.
    pub fn has_path(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Returns the texts and their files, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = (&SourceId, &ImportedFile)> {
        self.files.iter()
    }
}
