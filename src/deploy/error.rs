//! What can keep a site from being sent, or stop it on its way. Every fault says what happened and knows what to do about
//! it. No fault holds a credential: what a service or a program answered is quoted only where it can't have one.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Place};

use super::lock::LockHolder;

/// Why a site was not sent, or not to its end.
#[derive(Debug, Error)]
pub enum DeployError {
    /// Another deploy to the same target is at work, or was cut short.
    #[error("another deploy holds the target: {holder}")]
    Locked {
        /// Whose it is.
        holder: LockHolder,
        /// Whether it can't be at work any more.
        is_stale: bool,
    },
    /// Another deploy took the lock away while this one was at work.
    #[error("another deploy has taken over the target")]
    LockLost,
    /// The target holds another site.
    #[error("the target holds another site, {site}")]
    AnotherSite {
        /// That site's address.
        site: String,
    },
    /// A manifest that can't be read.
    #[error("what Dateline keeps at the target, {name}, {why}")]
    Unreadable {
        /// Which file it is.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Files that Dateline did not put there stand where the site's belong.
    #[error("{count} at the target did not come from Dateline, and would be overwritten: {}", paths.join(", "))]
    UnmanagedFiles {
        /// How many: `3 files`.
        count: String,
        /// The first of them.
        paths: Vec<String>,
    },
    /// More would be deleted than anyone is likely to mean.
    #[error("{count} of the {held} files at the target would be deleted")]
    TooManyDeletes {
        /// How many would be.
        count: usize,
        /// How many there are.
        held: usize,
    },
    /// A file of the output is not what was built.
    #[error("{file} is not as it was built")]
    Changed {
        /// The file.
        file: String,
    },
    /// The target can't do this.
    #[error("{0}")]
    Impossible(String, &'static str),
    /// The target refuses, and would refuse again.
    #[error("can't {doing}: {cause}")]
    Refused {
        /// What was being done.
        doing: String,
        /// What the target answered.
        cause: String,
        /// What to do about it.
        hint: String,
    },
    /// It was tried again and again.
    #[error("can't {doing}: {cause}")]
    Failed {
        /// What was being done.
        doing: String,
        /// What the last answer was.
        cause: String,
    },
    /// The repository in the user's cache was damaged, and is made anew by the next deploy.
    #[error("can't {doing}: {cause}")]
    Damaged {
        /// What was being done.
        doing: String,
        /// What git answered.
        cause: String,
    },
    /// The system refuses.
    #[error("can't {doing} {}: {source}", path.display())]
    System {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The program that is told of the changes did not do its part. The site is there.
    #[error("the site is in its place, but `{program}`, which is told of it, {what}")]
    After {
        /// Its name.
        program: String,
        /// What it did.
        what: String,
    },
}

impl DeployError {
    /// The fault that fits the system's answer.
    pub fn system(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::System { doing, path, source }
    }

    /// What to do about it.
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
                 take its files overwrite: dateline deploy NAME --adopt"
                    .into()
            }
            Self::Unreadable { .. } => {
                "deploy with the newest version of Dateline; or delete that file at the target, and the next deploy \
                 compares what is there"
                    .into()
            }
            Self::UnmanagedFiles { .. } => {
                "move them elsewhere; or, if they are an earlier copy of the site, take them overwrite: \
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
