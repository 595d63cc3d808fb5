//! Object stores: Amazon S3 and compatible services, Google Cloud Storage, Azure Blob Storage.
//!
//! Objects carry the headers for browsers and an ownership mark. Async code ends here: callers
//! block while many requests are in flight.

mod connect;
mod error;
mod headers;
mod multipart;
mod parallel;
mod profile;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::path::Path;
use object_store::{
    Attribute, Error, GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
};
use tokio::runtime::{Builder, Runtime};

use crate::config::{self, deploy::CacheControl};
use crate::digest::Digest;

use super::plan::Upload;
use super::target::{CreateResult, Listing, RemoteFile, Store};
use super::target_file::{ServedBy, TargetFile};
use super::{BuildOutput, DeployError, Progress, Request, RetryPolicy};

use error::Operation;

/// An object store as a target.
pub(super) struct ObjectStoreTarget {
    runtime: Runtime,
    client: Arc<Client>,
    cache_control: CacheControl,
    concurrency: usize,
}

/// State shared by all requests.
struct Client {
    store: Box<dyn ObjectStore>,
    prefix: String,
    retry_policy: RetryPolicy,
}

/// Metadata of an object.
struct ObjectHead {
    /// Ownership mark.
    mark: Option<String>,
    md5: Option<[u8; 16]>,
}

/// Folder of Dateline at a target, which a listing leaves out.
const OWN_FOLDER: &str = ".dateline/";

/// Metadata key of the ownership mark.
const MARK: &str = "dateline";

impl ObjectStoreTarget {
    /// Opens the store, without a request.
    pub(super) fn open(
        to: &config::deploy::ObjectStore,
        cache_control: &CacheControl,
        request: &Request,
    ) -> Result<Self, DeployError> {
        let (concurrency, retry_policy) = (request.concurrency, request.retry_policy);
        let store = connect::connect(to, retry_policy)?;
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(DeployError::system("start threads for", to.bucket.name.as_str()))?;
        let client = Arc::new(Client { store, prefix: to.bucket.prefix.clone(), retry_policy });
        Ok(Self { runtime, client, cache_control: cache_control.clone(), concurrency })
    }
}

impl Client {
    /// Returns the object name of a path.
    fn location(&self, path: &str) -> Result<Path, DeployError> {
        let whole = if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) };
        Path::parse(&whole).map_err(|error| {
            DeployError::Impossible(
                format!("{path} can't be an object's name: {error}"),
                "give the page or the file another address",
            )
        })
    }

    /// Returns the path of an object; `None` outside the prefix.
    fn path<'a>(&self, location: &'a Path) -> Option<&'a str> {
        let path = location.as_ref();
        if self.prefix.is_empty() {
            return Some(path);
        }
        path.strip_prefix(&self.prefix)?.strip_prefix('/')
    }

    /// Requests the metadata of an object.
    async fn head(&self, path: &str) -> Result<Option<ObjectHead>, DeployError> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.store.get_opts(&self.location(path)?, options).await {
            Ok(found) => {
                let mark = found.attributes.get(&Attribute::Metadata(MARK.into()));
                let mark = mark.map(|mark| mark.to_string());
                Ok(Some(ObjectHead { mark, md5: md5(found.meta.e_tag.as_deref()) }))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Operation::Look(path).error(&error)),
        }
    }

    /// Requests the metadata of a file if the listing has no MD5.
    async fn closer(&self, path: &str, listed: RemoteFile) -> Result<RemoteFile, DeployError> {
        if listed.md5.is_some() {
            return Ok(listed);
        }
        let Some(ObjectHead { mark, md5 }) = self.head(path).await? else { return Ok(listed) };
        let mark = mark.and_then(|mark| {
            let (digest, told) = mark.split_once('-')?;
            Some((Digest::from_hex(digest)?, u32::from_str_radix(told, 16).ok()?))
        });
        Ok(RemoteFile { md5, mark, ..listed })
    }

    /// Retries a request that the client of the store does not, since a retry may find it already
    /// done.
    async fn retry_put<T, F: Future<Output = Result<T, Error>>>(
        &self,
        request: impl Fn() -> F,
    ) -> Result<T, Error> {
        let mut pause = Duration::from_millis(200);
        for _ in 0..self.retry_policy.retries.min(4) {
            match request().await {
                Err(Error::Generic { .. }) => {
                    tokio::time::sleep(pause.min(self.retry_policy.longest_pause)).await;
                    pause *= 4;
                }
                answer => return answer,
            }
        }
        request().await
    }
}

impl Store for ObjectStoreTarget {
    fn served_by(&self) -> ServedBy {
        ServedBy::ObjectStore
    }

    fn headers_hash(&self, item: &TargetFile) -> u32 {
        headers::hash(item, &self.cache_control)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let location = self.client.location(name)?;
        let read = async {
            let found = self.client.store.get(&location).await?;
            found.bytes().await
        };
        match self.runtime.block_on(read) {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Operation::Read(name).error(&error)),
        }
    }

    fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), DeployError> {
        let location = self.client.location(name)?;
        let put = self.client.store.put_opts(&location, bytes.into(), headers::of_our_own());
        self.runtime.block_on(put).map(|_| ()).map_err(|error| Operation::Write(name).error(&error))
    }

    fn create(&self, name: &str, bytes: Vec<u8>) -> Result<CreateResult, DeployError> {
        let location = self.client.location(name)?;
        let bytes = bytes::Bytes::from(bytes);
        let put = self.client.retry_put(|| {
            let options = PutOptions { mode: PutMode::Create, ..headers::of_our_own() };
            self.client.store.put_opts(&location, bytes.clone().into(), options)
        });
        match self.runtime.block_on(put) {
            Ok(_) => Ok(CreateResult::Created),
            Err(Error::AlreadyExists { .. }) => Ok(CreateResult::AlreadyExists),
            Err(error) => Err(Operation::Write(name).error(&error)),
        }
    }

    fn list(&self) -> Result<Listing, DeployError> {
        let prefix = match self.client.prefix.as_str() {
            "" => None,
            prefix => Some(Path::parse(prefix).map_err(|error| Operation::List.error(&error.into()))?),
        };
        let found = self.client.store.list(prefix.as_ref()).try_collect::<Vec<ObjectMeta>>();
        let found = self.runtime.block_on(found).map_err(|error| Operation::List.error(&error))?;
        let listed = found.iter().filter_map(|object| {
            let path = self.client.path(&object.location)?;
            let listed = RemoteFile { size: object.size, md5: md5(object.e_tag.as_deref()), mark: None };
            (!path.starts_with(OWN_FOLDER)).then_some((path, listed))
        });
        let closer = stream::iter(listed)
            .map(|(path, listed)| async move { Ok((path.into(), self.client.closer(path, listed).await?)) });
        self.runtime.block_on(closer.buffer_unordered(self.concurrency).try_collect())
    }

    fn put(
        &self,
        files: &[Upload<'_>],
        built: &BuildOutput,
        sent: &(dyn Fn(&TargetFile) + Sync),
        progress: &dyn Progress,
    ) -> Result<(), DeployError> {
        parallel::upload_all(self, files, built, sent, progress)
    }

    fn owns(&self, paths: &[&str]) -> Result<Vec<bool>, DeployError> {
        let found = stream::iter(paths).map(|path| self.client.head(path)).buffered(self.concurrency);
        let found = self.runtime.block_on(found.try_collect::<Vec<_>>())?;
        Ok(found.into_iter().map(|found| found.is_some_and(|found| found.mark.is_some())).collect())
    }

    fn remove(&self, paths: &[&str]) -> Result<(), DeployError> {
        let locations = paths.iter().map(|path| self.client.location(path)).collect::<Result<Vec<_>, _>>()?;
        let remove = async {
            if let [only] = locations.as_slice() {
                return gone(self.client.store.delete(only).await);
            }
            let locations = stream::iter(locations.into_iter().map(Ok)).boxed();
            let mut removed = self.client.store.delete_stream(locations);
            while let Some(answer) = removed.next().await {
                gone(answer.map(|_| ()))?;
            }
            Ok(())
        };
        self.runtime.block_on(remove).map_err(|error| Operation::Delete(paths.len()).error(&error))
    }
}

/// Treats a missing object as deleted.
fn gone(answer: Result<(), Error>) -> Result<(), Error> {
    match answer {
        Err(Error::NotFound { .. }) => Ok(()),
        answer => answer,
    }
}

/// Parses an entity tag as an MD5.
///
/// At S3 it is one for objects uploaded in one part without a customer key; otherwise the file is
/// uploaded again.
fn md5(tag: Option<&str>) -> Option<[u8; 16]> {
    let tag = tag?.trim_matches('"');
    Digest::from_hex(tag).map(|digest| *digest.as_bytes())
}
