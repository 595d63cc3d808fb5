//! Many files at once. In go files; out come objects. Threads read the files, hold them against the record and compress
//! them, while the runtime keeps as many requests under way as are wanted. After the first fault nothing new is begun,
//! and what is under way is waited for.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use bytes::Bytes;
use md5::{Digest as _, Md5};
use object_store::path::Path;
use object_store::{Attributes, Error, PutMode, PutOptions};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::deploy::guard;
use crate::deploy::item::{Form, Item};
use crate::deploy::target::{Over, Send};
use crate::deploy::{Built, Fault, Progress};

use super::answer::Doing;
use super::{Objects, Shared, headers, large};

/// A larger file is sent in parts, and never all of it in memory.
const LARGE: u64 = 8 << 20;

/// How many files wait in memory until their request can begin.
const AHEAD: usize = 8;

/// A file, ready to be sent.
pub(super) struct Ready {
    pub(super) path: Box<str>,
    pub(super) location: Path,
    bytes: Content,
    pub(super) attributes: Attributes,
    mark: String,
    over: Over,
}

enum Content {
    InMemory(Bytes),
    OnDisk(PathBuf, Item),
}

/// Puts files.
pub(super) fn put(
    objects: &Objects,
    files: &[Send<'_>],
    built: &Built,
    sent: &(dyn Fn(&Item) + Sync),
    progress: &dyn Progress,
) -> Result<(), Fault> {
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, receiver) = mpsc::channel(AHEAD);
    let threads = thread::available_parallelism().map_or(2, usize::from).min(8).min(objects.concurrency);
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                while !is_over.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(index) else { break };
                    if sender.blocking_send((index, ready(objects, file, built))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let told = |index: usize| {
            let item = files[index].item;
            sent(item);
            progress.sent(item.size);
        };
        let done = objects.runtime.block_on(drive(objects, receiver, &told));
        is_over.store(true, Ordering::Relaxed);
        done
    })
}

/// Makes a file ready.
fn ready(objects: &Objects, file: &Send<'_>, built: &Built) -> Result<Ready, Fault> {
    let Send { item, over } = *file;
    let bytes = if item.form == Form::Plain && item.size > LARGE {
        Content::OnDisk(built.path(item), item.clone())
    } else {
        Content::InMemory(built.bytes(item)?.into())
    };
    Ok(Ready {
        path: item.path.clone(),
        location: objects.shared.location(&item.path)?,
        bytes,
        attributes: headers::of(item, &objects.cache_control),
        mark: headers::mark(item, &objects.cache_control),
        over,
    })
}

/// Keeps requests under way until all files are there or one is not.
async fn drive(
    objects: &Objects,
    mut files: mpsc::Receiver<(usize, Result<Ready, Fault>)>,
    told: &dyn Fn(usize),
) -> Result<(), Fault> {
    let mut under_way = JoinSet::new();
    let mut fault = None;
    loop {
        tokio::select! {
            Some((index, file)) = files.recv(), if fault.is_none() && under_way.len() < objects.concurrency => {
                match file {
                    Ok(file) => {
                        let shared = Arc::clone(&objects.shared);
                        under_way.spawn(async move { (index, shared.put(file).await) });
                    }
                    Err(found) => fault = Some(found),
                }
            }
            Some(done) = under_way.join_next(), if !under_way.is_empty() => {
                match done {
                    Ok((index, Ok(()))) => told(index),
                    Ok((_, Err(found))) => fault = fault.or(Some(found)),
                    Err(error) => fault = fault.or(Some(Doing::Open.fault(&error.into()))),
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

impl Shared {
    /// Puts a file, unless a stranger's is there that may not go.
    async fn put(&self, file: Ready) -> Result<(), Fault> {
        match (&file.bytes, file.over) {
            (Content::InMemory(bytes), Over::Nothing) => self.put_new(&file, bytes).await,
            (Content::InMemory(bytes), Over::Anything) => {
                self.put_over(&file, bytes, PutMode::Overwrite).await
            }
            (Content::OnDisk(from, item), over) => {
                // Of a file in parts no store can say that it must be new.
                if over == Over::Nothing && self.is_there_already(&file).await? {
                    return Ok(());
                }
                large::put(self, &file, from, item).await
            }
        }
        .map_err(|fault| match fault {
            Refusal::Store(error) => Doing::Write(&file.path).fault(&error),
            Refusal::Fault(fault) => fault,
        })
    }

    async fn put_new(&self, file: &Ready, bytes: &Bytes) -> Result<(), Refusal> {
        match self.insist(|| self.put_once(file, bytes, PutMode::Create)).await {
            Err(Error::AlreadyExists { .. }) => {
                if self.is_there_already(file).await? {
                    return Ok(());
                }
                self.put_over(file, bytes, PutMode::Overwrite).await
            }
            answer => Ok(answer?),
        }
    }

    async fn put_over(&self, file: &Ready, bytes: &Bytes, mode: PutMode) -> Result<(), Refusal> {
        Ok(self.put_once(file, bytes, mode).await?)
    }

    async fn put_once(&self, file: &Ready, bytes: &Bytes, mode: PutMode) -> Result<(), Error> {
        let options = PutOptions { mode, attributes: file.attributes.clone(), ..PutOptions::default() };
        self.store.put_opts(&file.location, bytes.clone().into(), options).await.map(|_| ())
    }

    /// Whether this very file is there already, put by a deploy that was cut short. What is no deploy's is a stranger's,
    /// who loses nothing if it has the same bytes.
    async fn is_there_already(&self, file: &Ready) -> Result<bool, Fault> {
        let Some(found) = self.inspect(&file.path).await? else { return Ok(false) };
        match (found.mark, found.md5, &file.bytes) {
            (Some(mark), _, _) => Ok(mark == file.mark),
            (None, Some(md5), Content::InMemory(bytes)) if md5 == <[u8; 16]>::from(Md5::digest(bytes)) => {
                Ok(false)
            }
            _ => Err(guard::strangers([&*file.path].into_iter())),
        }
    }
}

/// Why a file was not put.
pub(super) enum Refusal {
    /// The store's answer.
    Store(Error),
    /// Something else.
    Fault(Fault),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
