//! The smaller pictures that are made of those beside the texts. In go the files that are published and what is known of
//! them; out comes, for each picture that a text shows, its size and the addresses of its smaller ones, each with a hash of
//! what it is made from in its name: what is at such an address never changes.

use std::collections::HashMap;

use super::{CopiedFile, FileContents, Page, PageKind};
use crate::address::Address;
use crate::digest::{Digest, Digester};
use crate::images::{self, Probe, Size};
use crate::path::SitePath;
use crate::sources::FileStat;

/// How many hexadecimal digits of its hash a name has.
const NAME_HASH_DIGITS: usize = 8;

/// What is known of a picture before anything is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginalImage {
    /// The digest of its bytes.
    pub digest: Digest,
    /// What it looks like.
    pub probe: Probe,
}

/// A picture of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedImage {
    /// Its size.
    pub size: Size,
    /// The same picture variants, each with its width, the narrowest first.
    pub variants: Vec<(u32, Address)>,
}

impl PublishedImage {
    /// The digest of all that a page says of it.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::new();
        digester.number(self.size.width.into()).number(self.size.height.into());
        for (width, address) in &self.variants {
            digester.number((*width).into()).text(address.as_str());
        }
        digester.finish()
    }
}

/// A smaller picture that is to be made.
#[derive(Debug, Clone)]
pub struct ImageVariant {
    /// The file that it is made of.
    pub file: SitePath,
    /// What the file system says of that file.
    pub stat: FileStat,
    /// The digest of that file's bytes.
    pub original: Digest,
    /// The sizes that are made of that file.
    pub sizes: Vec<Size>,
    /// Which of them this is.
    pub which: usize,
    /// How well it is encoded.
    pub quality: u8,
}

impl ImageVariant {
    /// What it is made from: the same inputs give the same bytes.
    pub fn digest(&self) -> Digest {
        self.digest_of(self.which)
    }

    /// What another of the sizes is made from.
    pub fn digest_of(&self, which: usize) -> Digest {
        let mut digester = Digester::new();
        digester.digest(self.original).number(images::ENCODER_VERSION).number(self.quality.into());
        if let Some(size) = self.sizes.get(which) {
            digester.number(size.width.into()).number(size.height.into());
        }
        digester.finish()
    }
}

/// How pictures are made, and what is known of them.
pub(super) struct ImagePlanner<'m> {
    pub(super) originals: &'m HashMap<SitePath, OriginalImage>,
    pub(super) widths: &'m [u32],
    pub(super) quality: u8,
}

impl ImagePlanner<'_> {
    /// Adds the smaller pictures of these files to the pages, and gives each picture by its address.
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
            // A name that is too long has no smaller pictures; the original is there.
            let address = address(&file.address, size.width, derived.digest())?;
            pages.push(Page::new(address.clone(), PageKind::ImageVariant(Box::new(derived))));
            Some((size.width, address))
        });
        made.collect()
    }
}

/// The address of a smaller picture: `/2025/talks.jpg` has `/2025/talks-800w.1a2b3c4d.webp` beside it.
fn address(original: &Address, width: u32, digest: Digest) -> Option<Address> {
    let path = original.as_str().strip_prefix('/')?;
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let mut hash = format!("{digest:?}");
    hash.truncate(NAME_HASH_DIGITS);
    Address::root().with_file(&format!("{stem}-{width}w.{hash}.webp")).ok()
}
