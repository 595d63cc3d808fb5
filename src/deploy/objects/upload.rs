//! A file prepared for upload: its object name, its bytes or the file to read, its headers and its
//! ownership mark.

use std::path::PathBuf;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{Attributes, Error};

use crate::deploy::plan::{Overwrite, Upload};
use crate::deploy::target_file::{Encoding, TargetFile};
use crate::deploy::{BuildOutput, DeployError};

use super::{ObjectStoreTarget, headers};

/// Size above which a file is uploaded in parts, in bytes.
const MULTIPART_THRESHOLD_BYTES: u64 = 8 << 20;

/// A file prepared for upload.
pub(super) struct PreparedUpload {
    pub(super) path: Box<str>,
    pub(super) location: Path,
    pub(super) bytes: Content,
    pub(super) attributes: Attributes,
    pub(super) mark: String,
    pub(super) overwrite: Overwrite,
}

pub(super) enum Content {
    InMemory(Bytes),
    OnDisk(PathBuf, TargetFile),
}

impl PreparedUpload {
    /// Prepares a file.
    pub(super) fn new(
        objects: &ObjectStoreTarget,
        upload: &Upload<'_>,
        built: &BuildOutput,
    ) -> Result<Self, DeployError> {
        let Upload { file: item, overwrite } = *upload;
        let bytes = if item.form == Encoding::Identity && item.size > MULTIPART_THRESHOLD_BYTES {
            Content::OnDisk(built.path(item), item.clone())
        } else {
            Content::InMemory(built.bytes(item)?.into())
        };
        Ok(Self {
            path: item.path.clone(),
            location: objects.client.location(&item.path)?,
            bytes,
            attributes: headers::of(item, &objects.cache_control),
            mark: headers::mark(item, &objects.cache_control),
            overwrite,
        })
    }
}

/// Error of an upload.
pub(super) enum UploadError {
    /// Error of the store.
    Store(Error),
    /// Another error.
    Deploy(DeployError),
}

impl From<Error> for UploadError {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<DeployError> for UploadError {
    fn from(fault: DeployError) -> Self {
        Self::Deploy(fault)
    }
}
