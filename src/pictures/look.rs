//! A look at a picture: its kind and its size, from its first bytes, without decoding it.

use std::io::Cursor;

use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};

use super::complete::is_complete;
use super::{Looks, Size, drawing, location};

/// The most bytes of a picture that is read for this.
pub const MOST_BYTES: u64 = 64 << 20;

/// The most pixels of a picture that is decoded. A camera has a quarter of that; a bomb, which is small on the disk, more.
pub const MOST_PIXELS: u64 = 100_000_000;

/// Longest side of a picture that is decoded, in pixels.
pub const MOST_SIDE: u32 = 65_535;

/// The endings of the files that have a size to be told.
const ENDINGS: [&str; 6] = ["gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Formats that browsers do not show, by the endings of their files.
const UNSUPPORTED: [(&str, &str); 9] = [
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
pub fn unsupported(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    UNSUPPORTED.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, format)| *format)
}

/// Whether a file with this ending is a picture whose size can be told.
pub fn has_size(ending: &str) -> bool {
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// What a file with this ending looks like.
pub fn look(ending: &str, bytes: &[u8]) -> Looks {
    if ending.eq_ignore_ascii_case("svg") {
        return drawing::size(bytes).map_or(Looks::Sizeless, Looks::Fixed);
    }
    if location::unpacks_to_much(bytes) {
        return Looks::LargeProfile;
    }
    let Some((format, size)) = size(bytes) else { return Looks::Broken };
    if u64::from(size.width) * u64::from(size.height) > MOST_PIXELS || size.width.max(size.height) > MOST_SIDE
    {
        Looks::TooLarge(size)
    } else if !is_complete(format, bytes) {
        Looks::Broken
    } else if moves(format, bytes) {
        Looks::Fixed(size)
    } else {
        Looks::Raster(size)
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
fn moves(format: ImageFormat, bytes: &[u8]) -> bool {
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
