//! An object store: S3 and what speaks its language, Google's, Azure's. In go files, from the core; out come objects, each
//! with the headers that browsers are to get, and with a mark that it is ours. What is asynchronous ends here: the
//! core waits, while this keeps many requests under way.

mod answer;
mod connect;
mod headers;
mod large;
mod profile;
mod put;

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::path::Path;
use object_store::{
    Attribute, Error, GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
};
use tokio::runtime::{Builder, Runtime};

use crate::config::deploy::{Bucket, CacheControl, Destination};
use crate::digest::Digest;

use super::item::{Audience, Item};
use super::send::OWN_FOLDER;
use super::target::{Creation, Listed, Listing, Send, Store};
use super::{Built, Fault, Patience, Progress};

use answer::Doing;

/// An object store, opened.
pub(super) struct Objects {
    runtime: Runtime,
    shared: Arc<Shared>,
    cache_control: CacheControl,
    concurrency: usize,
}

/// What all requests share.
struct Shared {
    store: Box<dyn ObjectStore>,
    prefix: String,
    patience: Patience,
}

/// What is at a path, looked at closely.
struct Inspected {
    /// Our mark, if it has one.
    mark: Option<String>,
    md5: Option<[u8; 16]>,
}

/// The metadata by which an object is known to be ours.
const MARK: &str = "dateline";

impl Objects {
    /// Opens the store of a destination. Nothing is asked of it yet.
    pub(super) fn open(
        to: &Destination,
        bucket: &Bucket,
        cache_control: &CacheControl,
        (concurrency, patience): (usize, Patience),
    ) -> Result<Self, Fault> {
        let store = connect::connect(to, patience)?;
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(Fault::system("start threads for", bucket.name.as_str()))?;
        let shared = Arc::new(Shared { store, prefix: bucket.prefix.clone(), patience });
        Ok(Self { runtime, shared, cache_control: cache_control.clone(), concurrency })
    }
}

impl Shared {
    /// Where a path of the site is in the store.
    fn location(&self, path: &str) -> Result<Path, Fault> {
        let whole = if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) };
        Path::parse(&whole).map_err(|error| {
            Fault::Impossible(
                format!("{path} can't be an object's name: {error}"),
                "give the page or the file another address",
            )
        })
    }

    /// The path of the site that is there; nothing for what is not below the prefix.
    fn path<'a>(&self, location: &'a Path) -> Option<&'a str> {
        let path = location.as_ref();
        if self.prefix.is_empty() {
            return Some(path);
        }
        path.strip_prefix(&self.prefix)?.strip_prefix('/')
    }

    /// What is at a path, looked at closely.
    async fn inspect(&self, path: &str) -> Result<Option<Inspected>, Fault> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.store.get_opts(&self.location(path)?, options).await {
            Ok(found) => {
                let mark = found.attributes.get(&Attribute::Metadata(MARK.into()));
                let mark = mark.map(|mark| mark.to_string());
                Ok(Some(Inspected { mark, md5: md5(found.meta.e_tag.as_deref()) }))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Doing::Look(path).fault(&error)),
        }
    }

    /// Looks closely at a file of which the listing said too little.
    async fn closer(&self, path: &str, listed: Listed) -> Result<Listed, Fault> {
        if listed.md5.is_some() {
            return Ok(listed);
        }
        let Some(Inspected { mark, md5 }) = self.inspect(path).await? else { return Ok(listed) };
        let mark = mark.and_then(|mark| {
            let (digest, told) = mark.split_once('-')?;
            Some((Digest::from_hex(digest)?, u32::from_str_radix(told, 16).ok()?))
        });
        Ok(Listed { md5, mark, ..listed })
    }

    /// Tries a request again that the store's own client does not, because trying again could find that it has been done.
    async fn insist<T, F: Future<Output = Result<T, Error>>>(
        &self,
        request: impl Fn() -> F,
    ) -> Result<T, Error> {
        let mut pause = Duration::from_millis(200);
        for _ in 0..self.patience.retries.min(4) {
            match request().await {
                Err(Error::Generic { .. }) => {
                    tokio::time::sleep(pause.min(self.patience.longest_pause)).await;
                    pause *= 4;
                }
                answer => return answer,
            }
        }
        request().await
    }
}

impl Store for Objects {
    fn audience(&self) -> Audience {
        Audience::Browsers
    }

    fn told(&self, item: &Item) -> u32 {
        headers::told(item, &self.cache_control)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let location = self.shared.location(name)?;
        let read = async {
            let found = self.shared.store.get(&location).await?;
            found.bytes().await
        };
        match self.runtime.block_on(read) {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Doing::Read(name).fault(&error)),
        }
    }

    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
        let location = self.shared.location(name)?;
        let put = self.shared.store.put_opts(&location, bytes.into(), headers::of_our_own());
        self.runtime.block_on(put).map(|_| ()).map_err(|error| Doing::Write(name).fault(&error))
    }

    fn create(&self, name: &str, bytes: Vec<u8>) -> Result<Creation, Fault> {
        let location = self.shared.location(name)?;
        let bytes = bytes::Bytes::from(bytes);
        let put = self.shared.insist(|| {
            let options = PutOptions { mode: PutMode::Create, ..headers::of_our_own() };
            self.shared.store.put_opts(&location, bytes.clone().into(), options)
        });
        match self.runtime.block_on(put) {
            Ok(_) => Ok(Creation::Made),
            Err(Error::AlreadyExists { .. }) => Ok(Creation::Taken),
            Err(error) => Err(Doing::Write(name).fault(&error)),
        }
    }

    fn list(&self) -> Result<Listing, Fault> {
        let prefix = match self.shared.prefix.as_str() {
            "" => None,
            prefix => Some(Path::parse(prefix).map_err(|error| Doing::List.fault(&error.into()))?),
        };
        let found = self.shared.store.list(prefix.as_ref()).try_collect::<Vec<ObjectMeta>>();
        let found = self.runtime.block_on(found).map_err(|error| Doing::List.fault(&error))?;
        let listed = found.iter().filter_map(|object| {
            let path = self.shared.path(&object.location)?;
            let listed = Listed { size: object.size, md5: md5(object.e_tag.as_deref()), mark: None };
            (!path.starts_with(OWN_FOLDER)).then_some((path, listed))
        });
        let closer = stream::iter(listed)
            .map(|(path, listed)| async move { Ok((path.into(), self.shared.closer(path, listed).await?)) });
        self.runtime.block_on(closer.buffer_unordered(self.concurrency).try_collect())
    }

    fn put(
        &self,
        files: &[Send<'_>],
        built: &Built,
        sent: &(dyn Fn(&Item) + Sync),
        progress: &dyn Progress,
    ) -> Result<(), Fault> {
        put::put(self, files, built, sent, progress)
    }

    fn owns(&self, paths: &[&str]) -> Result<Vec<bool>, Fault> {
        let found = stream::iter(paths).map(|path| self.shared.inspect(path)).buffered(self.concurrency);
        let found = self.runtime.block_on(found.try_collect::<Vec<_>>())?;
        Ok(found.into_iter().map(|found| found.is_some_and(|found| found.mark.is_some())).collect())
    }

    fn remove(&self, paths: &[&str]) -> Result<(), Fault> {
        let locations = paths.iter().map(|path| self.shared.location(path)).collect::<Result<Vec<_>, _>>()?;
        let remove = async {
            if let [only] = locations.as_slice() {
                return gone(self.shared.store.delete(only).await);
            }
            let locations = stream::iter(locations.into_iter().map(Ok)).boxed();
            let mut removed = self.shared.store.delete_stream(locations);
            while let Some(answer) = removed.next().await {
                gone(answer.map(|_| ()))?;
            }
            Ok(())
        };
        self.runtime.block_on(remove).map_err(|error| Doing::Delete(paths.len()).fault(&error))
    }
}

/// What is not there is as good as deleted.
fn gone(answer: Result<(), Error>) -> Result<(), Error> {
    match answer {
        Err(Error::NotFound { .. }) => Ok(()),
        answer => answer,
    }
}

/// The MD5 that an entity tag is, at S3 and its like, for what was put in one piece and is not encrypted with a key of
/// its own; there it is no hexadecimal number of this length, or tells of other bytes, and the file is sent again.
fn md5(tag: Option<&str>) -> Option<[u8; 16]> {
    let tag = tag?.trim_matches('"');
    Digest::from_hex(tag).map(|digest| *digest.as_bytes())
}
