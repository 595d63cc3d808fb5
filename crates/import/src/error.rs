//! Errors that end an import.

use std::path::{Path, PathBuf};

/// Error that ends an import, for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file can't be read.
    #[error("cannot read {}: {error}", .path.display())]
    Read {
        /// File.
        path: PathBuf,
        /// Error of the system.
        error: std::io::Error,
    },
    /// A file of the site can't be written.
    #[error("cannot write {path}: {error}")]
    Write {
        /// Path in the site.
        path: String,
        /// Error of the system.
        error: std::io::Error,
    },
    /// The source is damaged at a place where reading can't go on.
    #[error("{}:{line}: {message}", .path.display())]
    Malformed {
        /// File.
        path: PathBuf,
        /// Line, counted from 1.
        line: u64,
        /// Fault.
        message: String,
    },
    /// The kind of the source is unknown.
    #[error("{}: cannot tell what kind of archive this is; name it with --kind {}", .path.display(), crate::kind::Kind::NAMES.join("|"))]
    UnknownKind {
        /// File or folder.
        path: PathBuf,
    },
    /// `import.toml` or `import-manifest.csv` has a fault.
    #[error("{file}:{line}: {message}")]
    Settings {
        /// File of the site.
        file: &'static str,
        /// Line, counted from 1.
        line: usize,
        /// Fault.
        message: String,
    },
    /// A limit is exceeded.
    #[error("{}: {message}", .path.display())]
    Limit {
        /// File.
        path: PathBuf,
        /// Limit and how to raise it.
        message: String,
    },
}

impl ImportError {
    /// Returns the error of reading a file.
    pub fn read(path: &Path, error: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), error }
    }
}
