//! Errors of publishing, with path, cause and hint.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Place};

/// Error of publishing.
#[derive(Debug, Error)]
pub enum PublishError {
    /// Another build holds the stage.
    #[error("another build of {} is at work", output.display())]
    Busy {
        /// Output directory.
        output: PathBuf,
    },
    /// Disk or quota is full.
    #[error("the disk is full: can't {doing} {}", path.display())]
    DiskFull {
        /// Operation.
        doing: &'static str,
        /// Path.
        path: PathBuf,
    },
    /// The user lacks the permission.
    #[error("no permission to {doing} {}", path.display())]
    PermissionDenied {
        /// Operation.
        doing: &'static str,
        /// Path.
        path: PathBuf,
    },
    /// A file that Dateline did not write blocks a page.
    #[error("{} is not Dateline's, and is where a page belongs: {planned}", path.display())]
    Blocked {
        /// Blocking path.
        path: PathBuf,
        /// Blocked path in the output.
        planned: String,
    },
    /// A directory of the output is a symbolic link.
    #[error("{} is a symbolic link, and pages would be written to where it leads", path.display())]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// A path leads out of the output. Only a manipulated cache contains one.
    #[error("{file} would not be in the output: the records in .dateline are not Dateline's")]
    OutsideOutput {
        /// Path.
        file: String,
    },
    /// The name of the stage is taken.
    #[error("{} has the name that Dateline needs for its stage, and is not one", path.display())]
    NotAStage {
        /// Path.
        path: PathBuf,
    },
    /// The journal of an interrupted build is unreadable.
    #[error("a build was cut short, and its journal {} can't be read", journal.display())]
    UnreadableJournal {
        /// Path of the journal.
        journal: PathBuf,
    },
    /// The new site is committed but incomplete.
    #[error("the new site is only partly in place: {cause}")]
    Incomplete {
        /// Cause.
        #[source]
        cause: Box<PublishError>,
    },
    /// Any other failure of a system call.
    #[error("can't {doing} {}: {source}", path.display())]
    Failed {
        /// Operation.
        doing: &'static str,
        /// Path.
        path: PathBuf,
        /// Cause.
        source: io::Error,
    },
}

impl PublishError {
    /// Classifies an error of a system call.
    pub(crate) fn new(doing: &'static str, path: impl Into<PathBuf>, source: impl Into<io::Error>) -> Self {
        let (path, source) = (path.into(), source.into());
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { doing, path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::PermissionDenied { doing, path }
            }
            _ => Self::Failed { doing, path, source },
        }
    }

    /// Wraps an error that occurred after the commit.
    pub(super) fn incomplete(self) -> Self {
        Self::Incomplete { cause: Box::new(self) }
    }

    /// Returns the hint.
    pub fn hint(&self) -> String {
        match self {
            Self::Busy { .. } => "wait until it is done, then build again".into(),
            Self::DiskFull { .. } => {
                "make room, then build again; the site that is published has not changed".into()
            }
            Self::PermissionDenied { .. } => {
                "give the user who builds the right to write there, or choose another \
                                    output directory"
                    .into()
            }
            Self::Blocked { .. } => "move it elsewhere, or give the page another address".into(),
            Self::Symlink { path } => {
                format!("remove {}, or make it a directory of its own", path.display())
            }
            Self::OutsideOutput { .. } => "delete .dateline, then build again".into(),
            Self::NotAStage { path } => format!("rename or remove {}", path.display()),
            Self::UnreadableJournal { .. } => {
                "finish with the version of Dateline that began, or delete the \
                                        directory of the journal and .dateline, then build again"
                    .into()
            }
            Self::Incomplete { cause } => match **cause {
                Self::DiskFull { .. } => {
                    "make room, then run any build: it begins by finishing this one".into()
                }
                _ => format!("{}; any build begins by finishing this one", cause.hint()),
            },
            Self::Failed { .. } => "see to the file or the disk that is named, then build again".into(),
        }
    }
}

impl From<PublishError> for Diagnostic {
    fn from(error: PublishError) -> Self {
        Self::error(Place::Site, error.to_string()).hint(error.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_and_where_and_what_to_do() {
        let full = PublishError::new("write", "public/a", io::Error::from(io::ErrorKind::StorageFull));
        let diagnostic = Diagnostic::from(full.incomplete());
        assert_eq!(
            diagnostic.message,
            "the new site is only partly in place: the disk is full: can't write public/a"
        );
        assert_eq!(
            diagnostic.hint.as_deref(),
            Some("make room, then run any build: it begins by finishing this one")
        );
    }
}
