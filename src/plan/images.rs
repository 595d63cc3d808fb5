//! Plans image variants.
//!
//! Each image shown by a text gets smaller variants. Their addresses contain a hash of their
//! inputs, so the content at an address never changes.

use std::collections::HashMap;

use super::{CopiedFile, FileContents, ImageVariant, OriginalImage, Page, PageKind, PublishedImage};
use crate::address::Address;
use crate::digest::Digest;
use crate::images::{self, Probe, Size};
use crate::path::SitePath;
use crate::sources::FileStat;

/// Number of hexadecimal digits of the hash in a name.
const NAME_HASH_DIGITS: usize = 8;

/// Settings and inputs of image planning.
pub(super) struct ImagePlanner<'m> {
    pub(super) originals: &'m HashMap<SitePath, OriginalImage>,
    pub(super) widths: &'m [u32],
    pub(super) quality: u8,
}

impl ImagePlanner<'_> {
    /// Adds the variants of these files to the pages; returns all images by address.
    pub(super) fn plan(
        &self,
        files: &[CopiedFile],
        pages: &mut Vec<Page>,
    ) -> HashMap<Address, PublishedImage> {
        if self.originals.is_empty() {
            return HashMap::new();
        }
        let known = files.iter().filter_map(|file| Some((file, self.originals.get(&file.file)?)));
        let pictures = known.filter_map(|(file, original)| {
            let size = original.probe.size()?;
            let variants = match (&original.probe, &file.contents) {
                (Probe::Raster(_), FileContents::Disk(stat)) => {
                    self.variants(file, *stat, *original, size, pages)
                }
                _ => Vec::new(),
            };
            Some((file.address.clone(), PublishedImage { size, variants }))
        });
        pictures.collect()
    }

    fn variants(
        &self,
        file: &CopiedFile,
        stat: FileStat,
        original: OriginalImage,
        size: Size,
        pages: &mut Vec<Page>,
    ) -> Vec<(u32, Address)> {
        let sizes = images::sizes(size, self.widths);
        let of = |which| ImageVariant {
            file: file.file.clone(),
            stat,
            original: original.digest,
            sizes: sizes.clone(),
            which,
            quality: self.quality,
        };
        let made = sizes.iter().enumerate().filter_map(|(which, size)| {
            let derived = of(which);
            // If the name gets too long, there is no variant.
            let address = address(&file.address, size.width, derived.digest())?;
            pages.push(Page::new(address.clone(), PageKind::ImageVariant(Box::new(derived))));
            Some((size.width, address))
        });
        made.collect()
    }
}

/// Returns the address of a variant.
///
/// `/2025/talks.jpg` becomes `/2025/talks-800w.1a2b3c4d.webp`.
fn address(original: &Address, width: u32, digest: Digest) -> Option<Address> {
    let path = original.as_str().strip_prefix('/')?;
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let mut hash = format!("{digest:?}");
    hash.truncate(NAME_HASH_DIGITS);
    Address::root().with_file(&format!("{stem}-{width}w.{hash}.webp")).ok()
}
