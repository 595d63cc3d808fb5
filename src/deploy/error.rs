//! Errors of a deploy. Each has a message and a hint, and none contains a credential.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Place};

use super::lock::LockHolder;

/// Error of a deploy.
#[derive(Debug, Error)]
pub enum DeployError {
    /// Another deploy holds the lock.
    #[error("another deploy holds the target: {holder}")]
    Locked {
        /// Owner of the lock.
        holder: LockHolder,
        /// Whether the lock is old enough to be abandoned.
        is_stale: bool,
    },
    /// Another deploy took the lock over.
    #[error("another deploy has taken over the target")]
    LockLost,
    /// The target holds another site.
    #[error("the target holds another site, {site}")]
    AnotherSite {
        /// Address of that site.
        site: String,
    },
    /// The manifest or journal is unreadable.
    #[error("what Dateline keeps at the target, {name}, {why}")]
    Unreadable {
        /// Name of the file.
        name: String,
        /// Reason.
        why: &'static str,
    },
    /// Files that Dateline did not upload are in the way.
    #[error("{count} at the target did not come from Dateline, and would be overwritten: {}", paths.join(", "))]
    UnmanagedFiles {
        /// Number of files: `3 files`.
        count: String,
        /// The first paths.
        paths: Vec<String>,
    },
    /// The plan removes more files than allowed.
    #[error("{count} of the {held} files at the target would be deleted")]
    TooManyDeletes {
        /// Number of files to delete.
        count: usize,
        /// Number of files at the target.
        held: usize,
    },
    /// A file of the output differs from the build.
    #[error("{file} is not as it was built")]
    Changed {
        /// The file.
        file: String,
    },
    /// The target does not support the request. Message and hint.
    #[error("{0}")]
    Impossible(String, &'static str),
    /// The target refuses permanently.
    #[error("can't {doing}: {cause}")]
    Refused {
        /// Operation.
        doing: String,
        /// Answer of the target.
        cause: String,
        /// Hint.
        hint: String,
    },
    /// The operation failed after all retries.
    #[error("can't {doing}: {cause}")]
    Failed {
        /// Operation.
        doing: String,
        /// Last answer.
        cause: String,
    },
    /// The cached repository was damaged and has been removed.
    #[error("can't {doing}: {cause}")]
    Damaged {
        /// Operation.
        doing: String,
        /// Answer of git.
        cause: String,
    },
    /// A system call failed.
    #[error("can't {doing} {}: {source}", path.display())]
    System {
        /// Operation.
        doing: &'static str,
        /// Path.
        path: PathBuf,
        /// Cause.
        source: io::Error,
    },
    /// The post-deploy hook failed. The site is deployed.
    #[error("the site is in its place, but `{program}`, which is told of it, {what}")]
    After {
        /// Name of the program.
        program: String,
        /// Failure.
        what: String,
    },
}

impl DeployError {
    /// Returns a constructor for an error of a system call.
    pub fn system(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::System { doing, path, source }
    }

    /// Returns the hint.
    pub fn hint(&self) -> String {
        match self {
            Self::Locked { is_stale: false, .. } => {
                "wait until it is done. Should it have been cut short, on a machine that is gone or in a CI job that was \
                 ended, take the target from it: dateline deploy NAME --take-lock"
                    .into()
            }
            Self::Locked { is_stale: true, .. } => {
                "it was begun so long ago that it was most likely cut short; if you know that it is not at work, take the \
                 target from it: dateline deploy NAME --take-lock"
                    .into()
            }
            Self::LockLost => "see who else deploys; what was sent is remembered at the target, so deploy again".into(),
            Self::AnotherSite { .. } => {
                "choose another place in `to`; or, if base_url has changed and it is the same site, \
                 take its files over: dateline deploy NAME --adopt"
                    .into()
            }
            Self::Unreadable { .. } => {
                "deploy with the newest version of Dateline; or delete that file at the target, and the next deploy \
                 compares what is there"
                    .into()
            }
            Self::UnmanagedFiles { .. } => {
                "move them elsewhere; or, if they are an earlier copy of the site, take them over: \
                 dateline deploy NAME --adopt"
                    .into()
            }
            Self::TooManyDeletes { count, .. } => {
                format!("see that the site is whole (dateline ledger); if it is meant, say so: --allow-deletes {count}")
            }
            Self::Changed { .. } => "something else writes there: build with --force, then deploy".into(),
            Self::Impossible(_, hint) => (*hint).into(),
            Self::Refused { hint, .. } => hint.clone(),
            Self::Failed { .. } => {
                "nothing was deleted, and readers see whole pages, some of them new: see to the connection, then deploy \
                 again, which goes on from here"
                    .into()
            }
            Self::Damaged { .. } => "deploy again: what was damaged is made anew".into(),
            Self::System { .. } => "see to the file or the folder that is named, then deploy again".into(),
            Self::After { .. } => {
                "see to the program, then deploy again: it is given the same addresses once more".into()
            }
        }
    }
}

impl From<DeployError> for Diagnostic {
    fn from(fault: DeployError) -> Self {
        Self::error(Place::Site, fault.to_string()).hint(fault.hint())
    }
}
