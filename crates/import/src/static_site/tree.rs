//! Files of a static site's folder.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Bound;
use std::path::{Path, PathBuf};

use crate::error::ImportError;

/// Most bytes of a text or data file.
const TEXT_LIMIT_BYTES: u64 = 16 << 20;
/// Most files of a folder.
const MOST_FILES: usize = 2_000_000;
/// Deepest folder.
const DEEPEST: usize = 64;
/// Folders that hold tools or built pages.
const IGNORED_FOLDERS: [&str; 5] = ["node_modules", "vendor", "_site", "bower_components", "__pycache__"];

/// Regular files of a folder, by their path relative to it.
///
/// Symlinks and hidden folders are not followed.
pub(super) struct Tree {
    root: PathBuf,
    files: BTreeSet<String>,
}

impl Tree {
    /// Lists the files of a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, ImportError> {
        let root = folder.canonicalize().map_err(|error| ImportError::read(folder, error))?;
        let mut tree = Self { root, files: BTreeSet::new() };
        let mut waiting = vec![(String::new(), 0)];
        while let Some((prefix, depth)) = waiting.pop() {
            let path = tree.root.join(&prefix);
            let entries = fs::read_dir(&path).map_err(|error| ImportError::read(&path, error))?;
            for entry in entries.flatten() {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
                    continue;
                };
                let path = format!("{prefix}{name}");
                if kind.is_dir()
                    && !name.starts_with('.')
                    && !IGNORED_FOLDERS.contains(&name.as_str())
                    && depth < DEEPEST
                {
                    waiting.push((path + "/", depth + 1));
                } else if kind.is_file() {
                    tree.files.insert(path);
                }
            }
            if tree.files.len() > MOST_FILES {
                let message = format!("the folder has more than {MOST_FILES} files; import its parts");
                return Err(ImportError::Limit { path: folder.to_owned(), message });
            }
        }
        Ok(tree)
    }

    /// Returns all files, sorted.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Returns the files whose path begins with `prefix`.
    pub(super) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        self.files.range::<str, _>(from).map(String::as_str).take_while(move |path| path.starts_with(prefix))
    }

    /// Reports that a file is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Reads a text or data file.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let Some(file) = self.open_file(path)? else { return Err(io::ErrorKind::NotFound.into()) };
        let mut bytes = Vec::new();
        file.take(TEXT_LIMIT_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > TEXT_LIMIT_BYTES {
            return Err(io::Error::other(format!("the file is larger than {} MiB", TEXT_LIMIT_BYTES >> 20)));
        }
        Ok(bytes)
    }

    /// Reads a data file as text; `None` if it is not there or can't be read.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        let bytes = self.read(path).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned())
    }

    /// Opens a listed file, unless a symlink has come in between.
    pub(super) fn open_file(&self, path: &str) -> io::Result<Option<File>> {
        if !self.has(path) {
            return Ok(None);
        }
        let full = self.root.join(path).canonicalize()?;
        if full.starts_with(&self.root) { File::open(full).map(Some) } else { Ok(None) }
    }
}
