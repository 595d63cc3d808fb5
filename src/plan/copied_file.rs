//! File that is published unchanged.

use std::borrow::Cow;

use crate::address::Address;
use crate::path::SitePath;
use crate::sources::{CONTENT, FileStat, STATIC};

/// Files for hosts and robots.
const MACHINE_FILES: [&str; 4] = ["/robots.txt", "/CNAME", "/favicon.ico", "/humans.txt"];

/// Extensions of page assets.
const ASSET_EXTENSIONS: [&str; 9] = ["css", "js", "mjs", "map", "woff", "woff2", "ttf", "otf", "webmanifest"];

/// File that is published unchanged.
#[derive(Debug, Clone)]
pub struct CopiedFile {
    /// Path of the source file.
    pub file: SitePath,
    /// Address.
    pub address: Address,
    /// Contents.
    pub contents: FileContents,
    /// Address without the content hash, if `address` has one.
    pub plain_address: Option<Address>,
}

/// Contents of a file.
#[derive(Debug, Clone)]
pub enum FileContents {
    /// On disk, in the site's folder.
    Disk(FileStat),
    /// In memory.
    Memory(Cow<'static, [u8]>),
}

impl CopiedFile {
    /// Returns true if readers may have linked to the file.
    ///
    /// Files with a hash in their name are excluded, because the name changes by itself.
    pub(super) fn is_linkable(&self) -> bool {
        let is_hidden = self.plain_address.is_some()
            || self.address.as_str().split('/').any(|part| part.starts_with(['.', '_']));
        let extension = self.file.extension().map(str::to_ascii_lowercase);
        let is_asset = extension.is_some_and(|ending| ASSET_EXTENSIONS.contains(&ending.as_str()));
        if is_hidden || is_asset || MACHINE_FILES.contains(&self.address.as_str()) {
            return false;
        }
        self.file.beneath(CONTENT).is_some() || self.is_static_at_own_path()
    }

    fn is_static_at_own_path(&self) -> bool {
        let below = self.file.beneath(STATIC);
        below.and_then(|below| Address::root().with_file(below).ok()).as_ref() == Some(&self.address)
    }
}
