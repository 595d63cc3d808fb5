//! Pictures in the sizes that pages show them in. In go the bytes of a picture as an editor has it; out come what is
//! known of it at a [`look`], or the same picture smaller, as WebP ([`resize()`]). Nothing is read or written here, and the same
//! bytes always give the same bytes.
//!
//! Of what a camera or a program wrote into a file, its color profile, creator, credit line and copyright notice are kept in
//! what is made of it; the orientation is carried out. A picture that is too large, broken or animated is left alone. The
//! position is removed from originals too ([`remove_location`]).

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

/// Changes with whatever changes the bytes that are made, so that no cache keeps the old ones.
pub const ENCODER_VERSION: u64 = 2;

/// A picture's size in pixels, as a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

/// What a look at a picture tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Probe {
    /// It can be made smaller.
    Raster(Size),
    /// It is published as it is: a drawing, or one that moves.
    Fixed(Size),
    /// It is published as it is, since it has more pixels than are decoded.
    TooLarge(Size),
    /// It is published as it is, since it is more bytes than are read.
    TooHeavy,
    /// It has no size that could be told, and that is as it may be: a drawing that fills what it is given.
    Sizeless,
    /// It is no picture, or broken.
    Broken,
    /// It is published as it is, since its color profile is larger than what is unpacked.
    LargeProfile,
}

impl Probe {
    /// Its size, if it could be told.
    pub fn size(self) -> Option<Size> {
        match self {
            Self::Raster(size) | Self::Fixed(size) | Self::TooLarge(size) => Some(size),
            Self::TooHeavy | Self::Sizeless | Self::Broken | Self::LargeProfile => None,
        }
    }
}
