//! Interface of the two kinds of targets. Both are blocking and manage their own concurrency.
//!
//! - A [`Store`] (S3, rsync) takes single files. `incremental` uploads them in an order in which
//!   every page finds its assets, with a journal at the target, and deletes last.
//!
//! - A [`Tree`] (release folder, git branch) takes the whole site and switches to it atomically.

use std::collections::BTreeMap;

use crate::digest::Digest;

use super::build_output::BuildOutput;
use super::manifest::Manifest;
use super::plan::{Plan, Upload};
use super::target_file::{ServedBy, TargetFile};
use super::{DeployError, Progress};

/// A target of a deploy.
pub enum Target {
    /// Takes single files.
    Incremental(Box<dyn Store>),
    /// Replaces the whole site atomically.
    Atomic(Box<dyn Tree>),
}

/// A file at a target, as listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RemoteFile {
    /// Size in bytes.
    pub size: u64,
    /// MD5 of the content, if known.
    pub md5: Option<[u8; 16]>,
    /// Ownership mark, if supported: digest of the source and [`Store::headers_hash`].
    pub mark: Option<(Digest, u32)>,
}

/// Files at a target by path, without those in `.dateline/`.
pub type Listing = BTreeMap<Box<str>, RemoteFile>;

/// How thoroughly a target is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verify {
    /// By name and size, if that is cheap.
    Quick,
    /// By content, if the target supports it.
    Full,
}

/// Result of an exclusive creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateResult {
    /// The file was created.
    Created,
    /// The name is taken.
    AlreadyExists,
}

/// A target that takes single files.
///
/// Paths are relative to the root of the site, without a leading or trailing slash. Each method
/// retries by itself, so its [`DeployError`] is final.
pub trait Store: Sync {
    /// Returns the kind of server that delivers the files.
    fn served_by(&self) -> ServedBy;

    /// Returns a hash of the headers of a file; 0 if the target has none.
    ///
    /// A change uploads the file again.
    fn headers_hash(&self, item: &TargetFile) -> u32;

    /// Reads a file in `.dateline/`, if it exists.
    ///
    /// # Errors
    /// When the place does not answer.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError>;

    /// Writes a file in `.dateline/` atomically.
    ///
    /// # Errors
    /// When the place does not take it.
    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), DeployError>;

    /// Creates a file exclusively: one of two concurrent calls succeeds.
    ///
    /// # Errors
    /// When the place does not take it, or can't decide between two.
    fn create(&self, name: &str, bytes: Vec<u8>) -> Result<CreateResult, DeployError>;

    /// Removes leftovers of an interrupted deploy. The caller holds the lock.
    ///
    /// # Errors
    /// When the place does not do it.
    fn sweep(&self) -> Result<(), DeployError> {
        Ok(())
    }

    /// Lists the files.
    ///
    /// # Errors
    /// When the place does not answer.
    fn list(&self) -> Result<Listing, DeployError>;

    /// Uploads files in any order, each atomically.
    ///
    /// Reports each uploaded file to `progress` and `sent`.
    ///
    /// # Errors
    /// Fails with the first failed upload. No upload starts after it, and started ones complete.
    fn put(
        &self,
        files: &[Upload<'_>],
        built: &BuildOutput,
        sent: &(dyn Fn(&TargetFile) + Sync),
        progress: &dyn Progress,
    ) -> Result<(), DeployError>;

    /// Returns for each path whether Dateline uploaded the file; `false` if unknown.
    ///
    /// # Errors
    /// When the place does not answer.
    fn owns(&self, paths: &[&str]) -> Result<Vec<bool>, DeployError>;

    /// Deletes files; missing files are ignored.
    ///
    /// # Errors
    /// When the place does not do it.
    fn remove(&self, paths: &[&str]) -> Result<(), DeployError>;
}

/// A target that is replaced atomically.
///
/// A `Tree` holds the lock of its target, or [`Tree::replace`] fails if another deploy changed the
/// target.
pub trait Tree {
    /// Returns the kind of server that delivers the files.
    fn served_by(&self) -> ServedBy;

    /// Returns the manifest of the last deploy.
    ///
    /// # Errors
    /// When the place can't be read.
    fn manifest(&self) -> Result<Option<Manifest>, DeployError>;

    /// Lists the files; `None` if that is too expensive for `verify`.
    ///
    /// # Errors
    /// When the place can't be read.
    fn list(&self, verify: Verify) -> Result<Option<Listing>, DeployError>;

    /// Replaces the site atomically. `next` is the new manifest.
    ///
    /// # Errors
    /// Fails without a change of the target.
    fn replace(
        &self,
        plan: &Plan,
        next: &Manifest,
        built: &BuildOutput,
        progress: &dyn Progress,
    ) -> Result<(), DeployError>;

    /// Restores the previous release. Returns its name.
    ///
    /// # Errors
    /// Fails if no previous release is kept.
    fn roll_back(&self) -> Result<String, DeployError>;
}
