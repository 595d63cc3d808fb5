//! Images of the site and their smaller variants.

use crate::address::Address;
use crate::digest::{Digest, Digester};
use crate::images::{self, Probe, Size};
use crate::path::SitePath;
use crate::sources::FileStat;

/// Probed image file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginalImage {
    /// Digest of the content.
    pub digest: Digest,
    /// Result of probing.
    pub probe: Probe,
}

/// Image on the site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublishedImage {
    /// Size.
    pub size: Size,
    /// Widths and addresses of the variants, narrowest first.
    pub variants: Vec<(u32, Address)>,
}

/// Variant to create.
#[derive(Debug, Clone)]
pub struct ImageVariant {
    /// Original file.
    pub file: SitePath,
    /// File metadata of the original.
    pub stat: FileStat,
    /// Digest of the original.
    pub original: Digest,
    /// Sizes of all variants of the original.
    pub sizes: Vec<Size>,
    /// Index of this variant in `sizes`.
    pub which: usize,
    /// Encoder quality.
    pub quality: u8,
}

impl ImageVariant {
    /// Returns the digest of the inputs. Equal inputs give equal bytes.
    pub fn digest(&self) -> Digest {
        self.digest_of(self.which)
    }

    /// Returns the digest of the inputs of another variant.
    pub fn digest_of(&self, which: usize) -> Digest {
        let mut digester = Digester::new();
        digester.digest(self.original).number(images::ENCODER_VERSION).number(self.quality.into());
        if let Some(size) = self.sizes.get(which) {
            digester.number(size.width.into()).number(size.height.into());
        }
        digester.finish()
    }
}
