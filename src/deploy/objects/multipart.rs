//! Multipart upload of a large file, atomic. The content is verified while it is read, and the
//! upload completes only if it matches.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use object_store::{MultipartUpload, PutMultipartOptions};

use crate::deploy::DeployError;
use crate::deploy::target_file::TargetFile;
use crate::digest::Digest;
use crate::sources::ManagedDir;

use super::Client;
use super::upload::{PreparedUpload, UploadError};

/// Size of a part. S3 allows 10,000 parts.
const PART_BYTES: usize = 8 << 20;

/// Uploads a file.
pub(super) async fn upload(
    shared: &Client,
    file: &PreparedUpload,
    from: &Path,
    item: &TargetFile,
) -> Result<(), UploadError> {
    let options =
        PutMultipartOptions { attributes: file.attributes.clone(), ..PutMultipartOptions::default() };
    let mut upload = shared.store.put_multipart_opts(&file.location, options).await?;
    match parts(&mut *upload, from, item).await {
        Ok(()) => Ok(upload.complete().await.map(|_| ())?),
        Err(refusal) => {
            // Remaining parts are invisible and cost little.
            let _ = upload.abort().await;
            Err(refusal)
        }
    }
}

/// Opens a regular file of the output.
fn open(from: &Path) -> io::Result<File> {
    let (Some(folder), Some(name)) = (from.parent(), from.file_name().and_then(OsStr::to_str)) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    ManagedDir::open(folder, "")?.open_file(name)
}

async fn parts(upload: &mut dyn MultipartUpload, from: &Path, item: &TargetFile) -> Result<(), UploadError> {
    let failed = |error| UploadError::Deploy(DeployError::system("read", from)(error));
    let mut file = open(from).map_err(failed)?;
    let mut hasher = Digest::hasher();
    loop {
        let read = tokio::task::spawn_blocking(move || {
            let mut part = Vec::with_capacity(PART_BYTES);
            file.by_ref().take(PART_BYTES as u64).read_to_end(&mut part).map(|_| (file, part))
        });
        let (back, part) = read.await.map_err(io::Error::other).and_then(|read| read).map_err(failed)?;
        file = back;
        if part.is_empty() {
            break;
        }
        hasher.update(&part);
        upload.put_part(Bytes::from(part).into()).await?;
    }
    if hasher.finish() == (item.digest, item.size) {
        return Ok(());
    }
    Err(DeployError::Changed { file: item.source.to_string() }.into())
}
