//! A look at a picture: its kind and its size, from its first bytes, without decoding it.

use std::io::Cursor;

use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};

use super::complete::is_complete;
use super::{Probe, Size, strip_location, svg_size};

/// The most bytes of a picture that is read for this.
pub const MAX_IMAGE_BYTES: u64 = 64 << 20;

/// The most pixels of a picture that is decoded. A camera has a quarter of that; a bomb, which is small on the disk, more.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Longest side of a picture that is decoded, in pixels.
pub const MAX_SIDE: u32 = 65_535;

/// The endings of the files that have a size to be told.
const EXTENSIONS: [&str; 6] = ["gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Formats that browsers do not show, by the endings of their files.
const UNSUPPORTED_FORMATS: [(&str, &str); 9] = [
    ("bmp", "BMP"),
    ("dng", "DNG"),
    ("eps", "EPS"),
    ("heic", "HEIC"),
    ("heif", "HEIF"),
    ("hif", "HEIF"),
    ("psd", "Photoshop"),
    ("tif", "TIFF"),
    ("tiff", "TIFF"),
];

/// Returns the name of a file's format where browsers do not show pictures of it, by the ending of its name.
pub fn unsupported_format(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    UNSUPPORTED_FORMATS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending))
        .map(|(_, format)| *format)
}

/// Whether a file with this ending is a picture whose size can be told.
pub fn is_probed(ending: &str) -> bool {
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// What a file with this ending looks like.
pub fn probe(ending: &str, bytes: &[u8]) -> Probe {
    if ending.eq_ignore_ascii_case("svg") {
        return svg_size::size(bytes).map_or(Probe::Sizeless, Probe::Fixed);
    }
    if strip_location::has_large_profile(bytes) {
        return Probe::LargeProfile;
    }
    let Some((format, size)) = size(bytes) else { return Probe::Broken };
    if u64::from(size.width) * u64::from(size.height) > MAX_PIXELS || size.width.max(size.height) > MAX_SIDE {
        Probe::TooLarge(size)
    } else if !is_complete(format, bytes) {
        Probe::Broken
    } else if is_animated(format, bytes) {
        Probe::Fixed(size)
    } else {
        Probe::Raster(size)
    }
}

/// A picture's format and size, its orientation carried out.
fn size(bytes: &[u8]) -> Option<(ImageFormat, Size)> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let format = reader.format()?;
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let size = match decoder.orientation().unwrap_or(Orientation::NoTransforms) {
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => Size { width, height },
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => Size { width: height, height: width },
    };
    (width > 0 && height > 0).then_some((format, size))
}

/// Whether there is more than one picture in a file.
fn is_animated(format: ImageFormat, bytes: &[u8]) -> bool {
    match format {
        ImageFormat::Png => {
            PngDecoder::new(Cursor::new(bytes)).is_ok_and(|png| png.is_apng().unwrap_or(false))
        }
        ImageFormat::WebP => WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|webp| webp.has_animation()),
        ImageFormat::Gif => {
            let mut options = gif::DecodeOptions::new();
            options.skip_frame_decoding(true);
            let Ok(mut frames) = options.read_info(Cursor::new(bytes)) else { return false };
            matches!(frames.next_frame_info(), Ok(Some(_))) && matches!(frames.next_frame_info(), Ok(Some(_)))
        }
        _ => false,
    }
}
