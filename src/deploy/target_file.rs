//! A file as a target has it. In goes what the record says that was built, with what the target wants of it; out come
//! [`TargetFile`]s: a path, what its bytes are, and in which form they are sent.

use std::fmt;

use crate::cache::{FileRecord, UploadGroup};
use crate::config::deploy::Precompress;
use crate::content_type::content_type;
use crate::digest::Digest;

/// A file to be at a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFile {
    /// Its path at the target.
    pub path: Box<str>,
    /// The file of the output that it is made from: its own path, but for one that stands beside another.
    pub source: Box<str>,
    /// The digest of that file's bytes.
    pub digest: Digest,
    /// How many bytes that file has.
    pub size: u64,
    /// What it is to a reader.
    pub upload_group: UploadGroup,
    /// In which form its bytes are sent.
    pub form: Encoding,
}

/// In which form bytes are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// As they are.
    Identity,
    /// Compressed, under the file's own path: readers are told so by a header.
    ContentEncoding(ContentCoding),
    /// Compressed, under a path of its own beside the file's.
    Sidecar(ContentCoding),
}

/// How bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentCoding {
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

/// What a file is to caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CacheClass {
    /// It never changes.
    Hashed,
    /// Another part of pages.
    Asset,
    /// A page.
    Page,
    /// A feed, or what search engines read.
    Feed,
}

/// A file that is smaller gains nothing from being compressed.
const WORTH_COMPRESSING: u64 = 1024;

/// A file that is larger is sent as it is: to be compressed it would be held in memory.
const MOST_COMPRESSED: u64 = 64 << 20;

/// What only a program at the host reads, and an object store has none of.
const FOR_HOSTS: [&str; 3] = ["_hosting/", "_redirects", "_headers"];

impl Encoding {
    /// How the bytes are compressed, if they are.
    pub fn coding(self) -> Option<ContentCoding> {
        match self {
            Self::Identity => None,
            Self::ContentEncoding(coding) | Self::Sidecar(coding) => Some(coding),
        }
    }
}

impl ContentCoding {
    /// What is added to the name of a file that stands beside another.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }
}

impl fmt::Display for ContentCoding {
    /// As HTTP's `Content-Encoding` calls it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        })
    }
}

impl TargetFile {
    /// What it is to caches. A page that was copied as it is stays a page.
    pub fn kind(&self) -> CacheClass {
        match self.upload_group {
            UploadGroup::Hashed => CacheClass::Hashed,
            UploadGroup::Feed => CacheClass::Feed,
            UploadGroup::Article | UploadGroup::List | UploadGroup::Front => CacheClass::Page,
            UploadGroup::Asset if self.content_type().starts_with("text/html") => CacheClass::Page,
            UploadGroup::Asset => CacheClass::Asset,
        }
    }

    /// What a browser is told that it is.
    pub fn content_type(&self) -> &'static str {
        content_type(&self.source)
    }
}

/// The files that a target is to have of what was built.
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
                items.push(TargetFile { form: Encoding::ContentEncoding(ContentCoding::Gzip), ..plain })
            }
            Precompress::Brotli => {
                items.push(TargetFile { form: Encoding::ContentEncoding(ContentCoding::Brotli), ..plain })
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

/// Who reads what is at a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServedBy {
    /// Browsers alone.
    ObjectStore,
    /// A server too, which is told of redirects and headers by files of its own.
    WebServer,
}

fn is_for_hosts(path: &str) -> bool {
    FOR_HOSTS.iter().any(|name| if name.ends_with('/') { path.starts_with(name) } else { path == *name })
}

/// Pictures, films and fonts are compressed already.
fn is_worth_compressing(item: &TargetFile) -> bool {
    let kind = item.content_type();
    let is_text = kind.ends_with("charset=utf-8")
        || matches!(kind, "application/wasm" | "image/x-icon" | "font/ttf" | "font/otf");
    is_text && (WORTH_COMPRESSING..=MOST_COMPRESSED).contains(&item.size)
}
