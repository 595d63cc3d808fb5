//! A large file, sent in parts. In goes a path; out comes an object that is there whole or not at all. The bytes are held
//! against the record while they pass, and the object is only made when they are what was built.

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

/// How large a part is: S3 takes ten thousand of them.
const PART_BYTES: usize = 8 << 20;

/// Puts a file.
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
            // Parts that stay behind cost a little and show nothing.
            let _ = upload.abort().await;
            Err(refusal)
        }
    }
}

/// Opens a file of the output, if it is still a regular file.
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
