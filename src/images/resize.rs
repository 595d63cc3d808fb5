//! Resizes an image: decodes it once, applies its orientation, and encodes each size as WebP.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use super::rights::Rights;
use super::sizes::MAX_WEBP_SIDE;
use super::strip_location::has_large_profile;
use super::webp_metadata::{Metadata, with_metadata};
use super::{MAX_PIXELS, MAX_SIDE, Size};

/// Memory limit of the decoder.
const MAX_DECODE_BYTES: u64 = 1 << 30;

/// Error of resizing an image.
#[derive(Debug, thiserror::Error)]
pub enum ResizeError {
    /// Decoding failed.
    #[error("decoding failed: {0}")]
    Decode(#[from] image::ImageError),
    /// Scaling failed.
    #[error("resizing failed: {0}")]
    Resize(String),
    /// Encoding failed.
    #[error("encoding failed")]
    Encode,
}

/// Encodes an image as WebP in each of these sizes.
///
/// # Errors
/// Returns an error if the bytes are not an image, or exceed the limits.
pub fn resize(bytes: &[u8], sizes: &[Size], quality: u8) -> Result<Vec<Vec<u8>>, ResizeError> {
    if has_large_profile(bytes) {
        return Err(ResizeError::Resize("the color profile is too large".to_owned()));
    }
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(image::ImageError::from)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODE_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width.max(height) > MAX_SIDE {
        return Err(ResizeError::Resize("too many pixels".to_owned()));
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

/// Decoded pixels with 8 bits per channel, with or without alpha.
struct Pixels(Image<'static>);

impl Pixels {
    fn of(picture: DynamicImage) -> Result<Self, ResizeError> {
        let (width, height) = (picture.width(), picture.height());
        let (bytes, kind) = if picture.color().has_alpha() {
            (picture.into_rgba8().into_raw(), PixelType::U8x4)
        } else {
            (picture.into_rgb8().into_raw(), PixelType::U8x3)
        };
        let image = Image::from_vec_u8(width, height, bytes, kind);
        image.map(Self).map_err(|error| ResizeError::Resize(error.to_string()))
    }

    fn resized(&self, resizer: &mut Resizer, size: Size) -> Result<Self, ResizeError> {
        let Self(from) = self;
        let mut to = Image::new(size.width, size.height, from.pixel_type());
        let done = resizer.resize(from, &mut to, &ResizeOptions::new());
        done.map_err(|error| ResizeError::Resize(error.to_string()))?;
        Ok(Self(to))
    }

    fn encoded(&self, quality: u8) -> Result<Vec<u8>, ResizeError> {
        let Self(image) = self;
        let (width, height) = (image.width(), image.height());
        if width.max(height) > MAX_WEBP_SIDE {
            return Err(ResizeError::Encode);
        }
        let encoder = match image.pixel_type() {
            PixelType::U8x4 => webp::Encoder::from_rgba(image.buffer(), width, height),
            _ => webp::Encoder::from_rgb(image.buffer(), width, height),
        };
        let webp = encoder.encode_simple(false, f32::from(quality));
        webp.map(|bytes| bytes.to_vec()).map_err(|_| ResizeError::Encode)
    }
}
