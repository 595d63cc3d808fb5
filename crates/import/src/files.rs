//! Files of a source, found in one order and never outside its folder.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::ImportError;

/// Deepest folder.
const MOST_LEVELS: usize = 64;

/// File of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Path relative to the given folder, with slashes; the name if a file was given.
    pub name: String,
    /// Path to open.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
}

impl SourceFile {
    /// Returns the ending of the name in small letters: `txt`.
    pub fn ending(&self) -> String {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
    }

    /// Reads the file, up to a limit.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be read or has more bytes.
    pub fn read(&self, most_bytes: u64) -> Result<Vec<u8>, ImportError> {
        let mut bytes = Vec::new();
        let file = File::open(&self.path).map_err(|error| ImportError::read(&self.path, error))?;
        let read = file.take(most_bytes + 1).read_to_end(&mut bytes);
        read.map_err(|error| ImportError::read(&self.path, error))?;
        if bytes.len() as u64 > most_bytes {
            let message = format!("the file is larger than {} MiB", most_bytes >> 20);
            return Err(ImportError::Limit { path: self.path.clone(), message });
        }
        Ok(bytes)
    }
}

/// Returns the files of all paths, those of a folder sorted by name.
///
/// Hidden files are left out, and links that lead out of the folder.
///
/// # Errors
///
/// Returns an error if a folder can't be read.
pub fn list(paths: &[PathBuf]) -> Result<Vec<SourceFile>, ImportError> {
    let mut files = Vec::new();
    for path in paths {
        let facts = std::fs::metadata(path).map_err(|error| ImportError::read(path, error))?;
        if facts.is_dir() {
            add_folder(path, &mut files)?;
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            files.push(SourceFile { name, path: path.clone(), size: facts.len() });
        }
    }
    Ok(files)
}

/// Adds the files of a folder.
fn add_folder(root: &Path, files: &mut Vec<SourceFile>) -> Result<(), ImportError> {
    let real_root = root.canonicalize().map_err(|error| ImportError::read(root, error))?;
    let start = files.len();
    let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let walk = WalkDir::new(root).max_depth(MOST_LEVELS).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name())) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            ImportError::Read {
                path,
                error: error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links")),
            }
        })?;
        let path = entry.path();
        if entry.path_is_symlink() {
            let leads_out = path.canonicalize().map_or(true, |real| !real.starts_with(&real_root));
            if leads_out {
                continue;
            }
        }
        let Ok(facts) = std::fs::metadata(path) else { continue };
        if !facts.is_file() {
            continue;
        }
        let relative = path.strip_prefix(root).unwrap_or(path);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        files.push(SourceFile { name: parts.join("/"), path: path.to_owned(), size: facts.len() });
    }
    files[start..].sort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_links_out_are_left_out() {
        let folder = tempfile::tempdir().expect("folder");
        let outside = tempfile::NamedTempFile::new().expect("file");
        for name in ["b.TXT", "a/c.txt", ".hidden", "a/.git/x"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
            std::fs::write(path, name).expect("file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out.txt")).expect("link");
        let files = list(&[folder.path().to_owned()]).expect("files");
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a/c.txt", "b.TXT"]);
        assert_eq!(files[1].ending(), "txt");
        assert!(files[1].read(2).is_err());
    }
}
