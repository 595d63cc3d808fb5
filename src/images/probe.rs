//! Determines the kind and size of an image from its headers, without decoding it.

use std::io::Cursor;

use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};

use super::complete::is_complete;
use super::{Probe, Size, strip_location, svg_size};

/// Size limit of files that are probed.
pub const MAX_IMAGE_BYTES: u64 = 64 << 20;

/// Limit on the pixels of images that are decoded.
///
/// Four times what cameras produce; decompression bombs have more.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Limit on the longest side of images that are decoded, in pixels.
pub const MAX_SIDE: u32 = 65_535;

/// Extensions of the files that are probed.
const EXTENSIONS: [&str; 6] = ["gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Formats that browsers can't display, by extension.
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

/// Returns the format of a file that browsers can't display, by its extension.
pub fn unsupported_format(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    UNSUPPORTED_FORMATS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending))
        .map(|(_, format)| *format)
}

/// Returns true if files with this extension are probed.
pub fn is_probed(ending: &str) -> bool {
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// Probes an image; `ending` is the extension of its file.
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

/// Returns the format and the size after the orientation is applied.
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

/// Returns true if the file has more than one frame.
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
