//! What can go wrong between the bytes and the output directory. Every error names the path, says what happened, and
//! knows what to do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Place};

/// Why a site was not published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// Another build holds the stage.
    #[error("another build of {} is at work", output.display())]
    Busy {
        /// The output directory that both want.
        output: PathBuf,
    },
    /// No room, or none left in the user's quota.
    #[error("the disk is full: can't {doing} {}", path.display())]
    DiskFull {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
    },
    /// The user who runs the build may not do this.
    #[error("no permission to {doing} {}", path.display())]
    PermissionDenied {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
    },
    /// Something that is not Dateline's is where a page or the directory of a page belongs.
    #[error("{} is not Dateline's, and is where a page belongs: {planned}", path.display())]
    Blocked {
        /// What is in the way.
        path: PathBuf,
        /// The path, below the output, that can't be made.
        planned: String,
    },
    /// A directory of the output is a symbolic link.
    #[error("{} is a symbolic link, and pages would be written to where it leads", path.display())]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// A file whose path leads out of the output. No text of a site can say so, only a record that was tampered with.
    #[error("{file} would not be in the output: the records in .dateline are not Dateline's")]
    OutsideOutput {
        /// The path.
        file: String,
    },
    /// The stage's name is taken by something else.
    #[error("{} has the name that Dateline needs for its stage, and is not one", path.display())]
    NotAStage {
        /// What has the name.
        path: PathBuf,
    },
    /// A journal that can't be carried out.
    #[error("a build was cut short, and its journal {} can't be read", journal.display())]
    UnreadableJournal {
        /// The journal.
        journal: PathBuf,
    },
    /// The new site is decided on, and could not be put in place to its end.
    #[error("the new site is only partly in place: {cause}")]
    Incomplete {
        /// What stopped it.
        #[source]
        cause: Box<PublishError>,
    },
    /// Any other answer of the system.
    #[error("can't {doing} {}: {source}", path.display())]
    Failed {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
}

impl PublishError {
    /// The error that fits the system's answer.
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

    /// The same, when the point of no return has been passed.
    pub(super) fn incomplete(self) -> Self {
        Self::Incomplete { cause: Box::new(self) }
    }

    /// What to do about it.
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
