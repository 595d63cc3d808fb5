//! Image probing and resizing.
//!
//! [`probe()`] determines the kind and size of an image, [`resize()`] creates smaller WebP
//! variants, and [`remove_location`] removes GPS positions from originals. All of them work on
//! bytes in memory, and the output is deterministic.
//!
//! Variants keep the original's color profile, creator, credit line and copyright notice; the EXIF
//! orientation is applied. Images that are too large, broken or animated are not resized.

mod complete;
mod exif;
mod probe;
mod resize;
mod rights;
mod sizes;
mod strip_location;
mod svg_size;
#[cfg(test)]
mod tests;
mod webp_metadata;

use serde::{Deserialize, Serialize};

pub use probe::{MAX_IMAGE_BYTES, MAX_PIXELS, MAX_SIDE, is_probed, probe, unsupported_format};
pub use resize::{ResizeError, resize};
pub use sizes::sizes;
pub use strip_location::MAX_PROFILE_BYTES;
pub use strip_location::{may_have_location, remove_location};

/// Version of the encoder settings.
///
/// Increase it when the output changes, so that caches are discarded.
pub const ENCODER_VERSION: u64 = 2;

/// Size in pixels, after the orientation is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// Result of probing an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Probe {
    /// Can be resized.
    Raster(Size),
    /// Published unchanged: a vector image or an animation.
    Fixed(Size),
    /// Published unchanged: too many pixels to decode.
    TooLarge(Size),
    /// Published unchanged: too many bytes to read.
    TooHeavy,
    /// A vector image without a size, which is fine.
    Sizeless,
    /// Not an image, or damaged.
    Broken,
    /// Published unchanged: its color profile is too large to decompress.
    LargeProfile,
}

impl Probe {
    /// Returns the size, if it is known.
    pub fn size(self) -> Option<Size> {
        match self {
            Self::Raster(size) | Self::Fixed(size) | Self::TooLarge(size) => Some(size),
            Self::TooHeavy | Self::Sizeless | Self::Broken | Self::LargeProfile => None,
        }
    }
}
