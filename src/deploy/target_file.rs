//! Files of a target: path, source, digest and encoding, derived from the build cache.

use std::fmt;

use crate::cache::{FileRecord, UploadGroup};
use crate::config::deploy::Precompress;
use crate::content_type::content_type;
use crate::digest::Digest;

/// A file of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFile {
    /// Path at the target.
    pub path: Box<str>,
    /// Source file in the output. Differs from `path` for sidecars.
    pub source: Box<str>,
    /// Digest of the source.
    pub digest: Digest,
    /// Size of the source in bytes.
    pub size: u64,
    /// Upload group.
    pub upload_group: UploadGroup,
    /// Encoding of the upload.
    pub form: Encoding,
}

/// Encoding of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// Uncompressed.
    Identity,
    /// Compressed, with a `Content-Encoding` header.
    ContentEncoding(ContentCoding),
    /// Compressed, as a separate file next to the original.
    Sidecar(ContentCoding),
}

/// Content coding (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentCoding {
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

/// Caching class of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CacheClass {
    /// Immutable: its name has a content hash.
    Hashed,
    /// Another asset.
    Asset,
    /// A page.
    Page,
    /// A feed, a sitemap or `robots.txt`.
    Feed,
}

/// Smallest size that is compressed, in bytes.
const WORTH_COMPRESSING: u64 = 1024;

/// Largest size that is compressed, in bytes: compression happens in memory.
const MAX_COMPRESSED_BYTES: u64 = 64 << 20;

/// Files for web servers, useless in an object store.
const FOR_HOSTS: [&str; 3] = ["_hosting/", "_redirects", "_headers"];

impl Encoding {
    /// Returns the content coding.
    pub fn coding(self) -> Option<ContentCoding> {
        match self {
            Self::Identity => None,
            Self::ContentEncoding(coding) | Self::Sidecar(coding) => Some(coding),
        }
    }
}

impl ContentCoding {
    /// Returns the extension of a sidecar.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }
}

impl fmt::Display for ContentCoding {
    /// Writes the HTTP token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        })
    }
}

impl TargetFile {
    /// Returns the caching class. A copied HTML file is a page.
    pub fn kind(&self) -> CacheClass {
        match self.upload_group {
            UploadGroup::Hashed => CacheClass::Hashed,
            UploadGroup::Feed => CacheClass::Feed,
            UploadGroup::Article | UploadGroup::List | UploadGroup::Front => CacheClass::Page,
            UploadGroup::Asset if self.content_type().starts_with("text/html") => CacheClass::Page,
            UploadGroup::Asset => CacheClass::Asset,
        }
    }

    /// Returns the content type of the source.
    pub fn content_type(&self) -> &'static str {
        content_type(&self.source)
    }
}

/// Returns the target files of a build.
pub(super) fn items(files: &[FileRecord], precompress: Precompress, served_by: ServedBy) -> Vec<TargetFile> {
    let mut items = Vec::with_capacity(files.len());
    for file in files {
        if served_by == ServedBy::ObjectStore && is_for_hosts(&file.file) {
            continue;
        }
        let plain = TargetFile {
            path: file.file.clone(),
            source: file.file.clone(),
            digest: file.digest,
            size: file.size,
            upload_group: file.upload_group,
            form: Encoding::Identity,
        };
        if !is_worth_compressing(&plain) {
            items.push(plain);
            continue;
        }
        match precompress {
            Precompress::Nothing => items.push(plain),
            Precompress::Gzip => {
                items.push(TargetFile { form: Encoding::ContentEncoding(ContentCoding::Gzip), ..plain });
            }
            Precompress::Brotli => {
                items.push(TargetFile { form: Encoding::ContentEncoding(ContentCoding::Brotli), ..plain });
            }
            Precompress::Beside => {
                for coding in [ContentCoding::Gzip, ContentCoding::Brotli] {
                    let path = format!("{}{}", plain.path, coding.ending()).into();
                    items.push(TargetFile { path, form: Encoding::Sidecar(coding), ..plain.clone() });
                }
                items.push(plain);
            }
        }
    }
    items
}

/// Kind of server that delivers the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServedBy {
    /// An object store: browsers are the only readers.
    ObjectStore,
    /// A web server, which reads redirects and headers from files.
    WebServer,
}

fn is_for_hosts(path: &str) -> bool {
    FOR_HOSTS.iter().any(|name| if name.ends_with('/') { path.starts_with(name) } else { path == *name })
}

/// Images, videos and web fonts are already compressed.
fn is_worth_compressing(item: &TargetFile) -> bool {
    let kind = item.content_type();
    let is_text = kind.ends_with("charset=utf-8")
        || matches!(kind, "application/wasm" | "image/x-icon" | "font/ttf" | "font/otf");
    is_text && (WORTH_COMPRESSING..=MAX_COMPRESSED_BYTES).contains(&item.size)
}
