//! What the core asks of a target. There are two shapes, because there are two ways in which a place can take a site
//! without ever showing half a page:
//!
//! - a [`Store`] takes files one by one (S3, a folder by rsync). The core sends them in an order in which every page
//!   finds its parts, keeps a journal there, and deletes last (`send`);
//! - a [`Tree`] takes the whole site and switches to it (a folder's releases, a commit). The core says what has changed
//!   and what the whole is.
//!
//! Both are blocking; what a target does at once, on how many threads or with which runtime, is its own affair.

use std::collections::BTreeMap;

use crate::digest::Digest;

use super::build_output::BuildOutput;
use super::manifest::Manifest;
use super::plan::{Plan, Upload};
use super::target_file::{ServedBy, TargetFile};
use super::{DeployError, Progress};

/// A place that the site can be sent to.
pub enum Target {
    /// It takes files one by one.
    Incremental(Box<dyn Store>),
    /// It takes the whole site at once.
    Atomic(Box<dyn Tree>),
}

/// What a listing says of a file at a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RemoteFile {
    /// How many bytes it has there.
    pub size: u64,
    /// The MD5 of these bytes, where the target tells it.
    pub md5: Option<[u8; 16]>,
    /// What it was put there as by a deploy of ours, where the target tells that: its digest as it was built, and what
    /// [`Store::told`] was.
    pub mark: Option<(Digest, u32)>,
}

/// All that is at a target, by path, but for what Dateline keeps there for itself.
pub type Listing = BTreeMap<Box<str>, RemoteFile>;

/// How closely a target is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verify {
    /// What is there, by name and size, if that is had for little.
    Quick,
    /// What is there, by content where that can be had.
    Full,
}

/// Whether a file could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateResult {
    /// It was.
    Created,
    /// Something has its name.
    AlreadyExists,
}

/// A place that takes files one by one. Names and paths are relative to where the site is, and have no slash at either
/// end.
///
/// Each method tries again by itself what is worth trying again, so that its [`DeployError`] is final.
pub trait Store: Sync {
    /// Who reads what is there.
    fn served_by(&self) -> ServedBy;

    /// What of a file, beside its bytes, would have it sent again if it changed: its headers, as a digest of them. 0 for
    /// a place that has none.
    fn headers_hash(&self, item: &TargetFile) -> u32;

    /// A small file of Dateline's own, if it is there.
    ///
    /// # Errors
    /// When the place does not answer.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError>;

    /// Puts a small file of Dateline's own there, whole or not at all.
    ///
    /// # Errors
    /// When the place does not take it.
    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), DeployError>;

    /// The same, unless the name is taken. Of two that try at once, one succeeds.
    ///
    /// # Errors
    /// When the place does not take it, or can't decide between two.
    fn create(&self, name: &str, bytes: Vec<u8>) -> Result<CreateResult, DeployError>;

    /// Removes what a deploy that was cut short has left half done. The caller holds the lock.
    ///
    /// # Errors
    /// When the place does not do it.
    fn sweep(&self) -> Result<(), DeployError> {
        Ok(())
    }

    /// All that is there.
    ///
    /// # Errors
    /// When the place does not answer.
    fn list(&self) -> Result<Listing, DeployError>;

    /// Puts files there, in any order, each whole or not at all, and tells `progress` and `sent` of each that is surely
    /// there.
    ///
    /// # Errors
    /// When one could not be put; nothing is begun after that, and what was begun is brought to its end.
    fn put(
        &self,
        files: &[Upload<'_>],
        built: &BuildOutput,
        sent: &(dyn Fn(&TargetFile) + Sync),
        progress: &dyn Progress,
    ) -> Result<(), DeployError>;

    /// Of each of these paths, whether what is there was put there by a deploy of ours. Where that can't be told it was not.
    ///
    /// # Errors
    /// When the place does not answer.
    fn owns(&self, paths: &[&str]) -> Result<Vec<bool>, DeployError>;

    /// Takes files away; one that is not there is as good.
    ///
    /// # Errors
    /// When the place does not do it.
    fn remove(&self, paths: &[&str]) -> Result<(), DeployError>;
}

/// A place that takes the whole site at once. While a `Tree` is there, no other deploy can change the place; or, where
/// that can't be had, [`Tree::replace`] refuses if another has.
pub trait Tree {
    /// Who reads what is there.
    fn served_by(&self) -> ServedBy;

    /// What we put there last, if anything.
    ///
    /// # Errors
    /// When the place can't be read.
    fn manifest(&self) -> Result<Option<Manifest>, DeployError>;

    /// All that is there, or nothing where looking costs more than `depth` is worth.
    ///
    /// # Errors
    /// When the place can't be read.
    fn list(&self, verify: Verify) -> Result<Option<Listing>, DeployError>;

    /// Makes the place hold what the plan says, from one moment to the next: `next` is what it then remembers of us.
    ///
    /// # Errors
    /// When that can't be done; the place then is as it was.
    fn replace(
        &self,
        plan: &Plan,
        next: &Manifest,
        built: &BuildOutput,
        progress: &dyn Progress,
    ) -> Result<(), DeployError>;

    /// Goes back to what was there before. Gives what that is called.
    ///
    /// # Errors
    /// When nothing is kept of it.
    fn roll_back(&self) -> Result<String, DeployError>;
}
