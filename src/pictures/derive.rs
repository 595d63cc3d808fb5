//! A picture is made smaller: decoded once, turned as its camera was held, and encoded as WebP in each of some sizes.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::container::{Metadata, with_metadata};
use super::location::unpacks_to_much;
use super::rights::Rights;
use super::sizes::LONGEST_SIDE;
use super::{MOST_PIXELS, MOST_SIDE, Size};

/// The most bytes that decoding a picture may take beside it.
const MOST_MEMORY: u64 = 1 << 30;

/// Why nothing was made of a picture.
#[derive(Debug, thiserror::Error)]
pub enum DeriveError {
    /// It can't be decoded.
    #[error("it can't be decoded: {0}")]
    Decode(#[from] image::ImageError),
    /// It can't be made smaller.
    #[error("it can't be made smaller: {0}")]
    Resize(String),
    /// It can't be encoded.
    #[error("it can't be encoded")]
    Encode,
}

/// Makes a picture in each of these sizes, as WebP.
///
/// # Errors
/// When the bytes are no picture, or too large a one.
pub fn derive(bytes: &[u8], sizes: &[Size], quality: u8) -> Result<Vec<Vec<u8>>, DeriveError> {
    if unpacks_to_much(bytes) {
        return Err(DeriveError::Resize("its color profile is too large".to_owned()));
    }
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(image::ImageError::from)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > MOST_SIDE {
        return Err(DeriveError::Resize("it has too many pixels".to_owned()));
    }
    let profile = decoder.icc_profile().unwrap_or_default();
    let xmp = Rights::read(&mut decoder).to_xmp();
    let metadata = Metadata { profile: profile.as_deref(), xmp: xmp.as_deref() };
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let pixels = Pixels::of(picture)?;
    let mut resizer = Resizer::new();
    sizes
        .iter()
        .map(|size| {
            let encoded = pixels.resized(&mut resizer, *size)?.encoded(quality)?;
            Ok(with_metadata(encoded, metadata, *size))
        })
        .collect()
}

/// Decoded pixels, of eight bits, with or without transparency.
struct Pixels(Image<'static>);

impl Pixels {
    fn of(picture: DynamicImage) -> Result<Self, DeriveError> {
        let (width, height) = (picture.width(), picture.height());
        let (bytes, kind) = if picture.color().has_alpha() {
            (picture.into_rgba8().into_raw(), PixelType::U8x4)
        } else {
            (picture.into_rgb8().into_raw(), PixelType::U8x3)
        };
        let image = Image::from_vec_u8(width, height, bytes, kind);
        image.map(Self).map_err(|error| DeriveError::Resize(error.to_string()))
    }

    fn resized(&self, resizer: &mut Resizer, size: Size) -> Result<Self, DeriveError> {
        let Self(from) = self;
        let mut to = Image::new(size.width, size.height, from.pixel_type());
        let done = resizer.resize(from, &mut to, &ResizeOptions::new());
        done.map_err(|error| DeriveError::Resize(error.to_string()))?;
        Ok(Self(to))
    }

    fn encoded(&self, quality: u8) -> Result<Vec<u8>, DeriveError> {
        let Self(image) = self;
        let (width, height) = (image.width(), image.height());
        if width.max(height) > LONGEST_SIDE {
            return Err(DeriveError::Encode);
        }
        let encoder = match image.pixel_type() {
            PixelType::U8x4 => webp::Encoder::from_rgba(image.buffer(), width, height),
            _ => webp::Encoder::from_rgb(image.buffer(), width, height),
        };
        let webp = encoder.encode_simple(false, f32::from(quality));
        webp.map(|bytes| bytes.to_vec()).map_err(|_| DeriveError::Encode)
    }
}
