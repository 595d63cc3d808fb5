//! Headers of an object: content type, encoding, caching and ownership mark.

use object_store::{Attribute, Attributes, PutOptions};

use crate::config::deploy::CacheControl;
use crate::deploy::target_file::{CacheClass, ContentCoding, Encoding, TargetFile};
use crate::digest::Digester;

use super::MARK;

/// Returns the headers of a file.
pub(super) fn of(item: &TargetFile, cache_control: &CacheControl) -> Attributes {
    let (kind, encoding, keep) = parts(item, cache_control);
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, kind.to_owned().into());
    attributes.insert(Attribute::CacheControl, keep.to_owned().into());
    if let Some(encoding) = encoding {
        attributes.insert(Attribute::ContentEncoding, encoding.to_string().into());
    }
    attributes.insert(Attribute::Metadata(MARK.into()), mark(item, cache_control).into());
    attributes
}

/// Returns the ownership mark: digest of the source and hash of the headers.
pub(super) fn mark(item: &TargetFile, cache_control: &CacheControl) -> String {
    format!("{:?}-{:08x}", item.digest, hash(item, cache_control))
}

/// Returns a hash of the headers of a file.
pub(super) fn hash(item: &TargetFile, cache_control: &CacheControl) -> u32 {
    let (kind, encoding, keep) = parts(item, cache_control);
    let mut digester = Digester::new();
    digester.text(kind).text(&encoding.map(|coding| coding.to_string()).unwrap_or_default()).text(keep);
    let digest = digester.finish();
    let [a, b, c, d, ..] = *digest.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn parts<'a>(
    item: &TargetFile,
    cache_control: &'a CacheControl,
) -> (&'static str, Option<ContentCoding>, &'a str) {
    let CacheControl { hashed, assets, pages, feeds } = cache_control;
    let keep = match item.kind() {
        CacheClass::Hashed => hashed,
        CacheClass::Asset => assets,
        CacheClass::Page => pages,
        CacheClass::Feed => feeds,
    };
    match item.form {
        Encoding::Identity => (item.content_type(), None, keep),
        Encoding::ContentEncoding(coding) => (item.content_type(), Some(coding), keep),
        // A sidecar requested by name is delivered as is.
        Encoding::Sidecar(ContentCoding::Gzip) => ("application/gzip", None, keep),
        Encoding::Sidecar(ContentCoding::Brotli) => ("application/octet-stream", None, keep),
    }
}

/// Returns the headers of files in `.dateline/`, which must not be cached.
pub(super) fn of_our_own() -> PutOptions {
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, "application/octet-stream".into());
    attributes.insert(Attribute::CacheControl, "private, no-store".into());
    attributes.insert(Attribute::Metadata(MARK.into()), "own".into());
    PutOptions { attributes, ..PutOptions::default() }
}
