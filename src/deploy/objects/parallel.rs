//! Uploads many files at once.
//!
//! Threads read, verify and compress the files while the runtime keeps the configured number of
//! requests in flight. After the first error no request is started; requests in flight are awaited.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use bytes::Bytes;
use md5::{Digest as _, Md5};
use object_store::{Error, PutMode, PutOptions};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::deploy::plan::{Overwrite, Upload};
use crate::deploy::plan_check;
use crate::deploy::target_file::TargetFile;
use crate::deploy::{BuildOutput, DeployError, Progress};

use super::error::Operation;
use super::upload::{Content, PreparedUpload, UploadError};
use super::{Client, ObjectStoreTarget, multipart};

/// Number of prepared files that wait for a request.
const PREPARED_FILES: usize = 8;

/// Uploads files.
pub(super) fn upload_all(
    objects: &ObjectStoreTarget,
    files: &[Upload<'_>],
    built: &BuildOutput,
    sent: &(dyn Fn(&TargetFile) + Sync),
    progress: &dyn Progress,
) -> Result<(), DeployError> {
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, receiver) = mpsc::channel(PREPARED_FILES);
    // A concurrency of 1 keeps the order.
    let threads = thread::available_parallelism().map_or(2, usize::from).min(8).min(objects.concurrency);
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while !is_over.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(index) else { break };
                    if sender.blocking_send((index, PreparedUpload::new(objects, file, built))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let told = |index: usize| {
            let item = files[index].file;
            sent(item);
            progress.sent(item.size);
        };
        let done = objects.runtime.block_on(drive(objects, receiver, &told));
        is_over.store(true, Ordering::Relaxed);
        done
    })
}

/// Keeps requests in flight until all files are uploaded or one fails.
async fn drive(
    objects: &ObjectStoreTarget,
    mut files: mpsc::Receiver<(usize, Result<PreparedUpload, DeployError>)>,
    told: &dyn Fn(usize),
) -> Result<(), DeployError> {
    let mut under_way = JoinSet::new();
    let mut fault = None;
    loop {
        tokio::select! {
            Some((index, file)) = files.recv(), if fault.is_none() && under_way.len() < objects.concurrency => {
                match file {
                    Ok(file) => {
                        let shared = Arc::clone(&objects.client);
                        under_way.spawn(async move { (index, shared.put(file).await) });
                    }
                    Err(found) => fault = Some(found),
                }
            }
            Some(done) = under_way.join_next(), if !under_way.is_empty() => {
                match done {
                    Ok((index, Ok(()))) => told(index),
                    Ok((_, Err(found))) => fault = fault.or(Some(found)),
                    Err(error) => fault = fault.or(Some(Operation::Open.error(&error.into()))),
                }
            }
            else => break,
        }
        if fault.is_some() {
            files.close();
        }
    }
    fault.map_or(Ok(()), Err)
}

impl Client {
    /// Uploads a file, unless it would overwrite a file of others.
    async fn put(&self, file: PreparedUpload) -> Result<(), DeployError> {
        match (&file.bytes, file.overwrite) {
            (Content::InMemory(bytes), Overwrite::Never) => self.put_new(&file, bytes).await,
            (Content::InMemory(bytes), Overwrite::Allowed) => {
                self.put_over(&file, bytes, PutMode::Overwrite).await
            }
            (Content::OnDisk(from, item), overwrite) => {
                // No store supports exclusive creation of a multipart upload.
                if overwrite == Overwrite::Never && self.is_there_already(&file).await? {
                    return Ok(());
                }
                multipart::upload(self, &file, from, item).await
            }
        }
        .map_err(|fault| match fault {
            UploadError::Store(error) => Operation::Write(&file.path).error(&error),
            UploadError::Deploy(fault) => fault,
        })
    }

    async fn put_new(&self, file: &PreparedUpload, bytes: &Bytes) -> Result<(), UploadError> {
        match self.retry_put(|| self.put_once(file, bytes, PutMode::Create)).await {
            Err(Error::AlreadyExists { .. }) => {
                if self.is_there_already(file).await? {
                    return Ok(());
                }
                self.put_over(file, bytes, PutMode::Overwrite).await
            }
            answer => Ok(answer?),
        }
    }

    async fn put_over(&self, file: &PreparedUpload, bytes: &Bytes, mode: PutMode) -> Result<(), UploadError> {
        Ok(self.put_once(file, bytes, mode).await?)
    }

    async fn put_once(&self, file: &PreparedUpload, bytes: &Bytes, mode: PutMode) -> Result<(), Error> {
        let options = PutOptions { mode, attributes: file.attributes.clone(), ..PutOptions::default() };
        self.store.put_opts(&file.location, bytes.clone().into(), options).await.map(|_| ())
    }

    /// Returns whether the same file was already uploaded.
    ///
    /// A file without our mark belongs to others, but identical content may be replaced.
    async fn is_there_already(&self, file: &PreparedUpload) -> Result<bool, DeployError> {
        let Some(found) = self.head(&file.path).await? else { return Ok(false) };
        match (found.mark, found.md5, &file.bytes) {
            (Some(mark), _, _) => Ok(mark == file.mark),
            (None, Some(md5), Content::InMemory(bytes)) if md5 == <[u8; 16]>::from(Md5::digest(bytes)) => {
                Ok(false)
            }
            _ => Err(plan_check::unmanaged_files([&*file.path].into_iter())),
        }
    }
}
