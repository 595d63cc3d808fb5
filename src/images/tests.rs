//! Unit tests that need no site.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, RgbaImage};

use super::rights::Rights;
use super::webp_metadata::Metadata;
use super::{Probe, Size, probe, resize, sizes};

/// Image that is red at the top and blue at the bottom.
fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(
        width,
        height,
        |_, y| if y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) },
    )
    .into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// JPEG with an EXIF orientation and position.
fn held(orientation: u8) -> Vec<u8> {
    let jpeg = encoded(&picture(40, 20), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS-secret");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xFF\xE1", &length, &exif, &jpeg[2..]].concat()
}

const fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

#[test]
fn a_look_tells_the_size_of_every_kind_of_picture() {
    for (ending, format) in [
        ("jpg", ImageFormat::Jpeg),
        ("png", ImageFormat::Png),
        ("webp", ImageFormat::WebP),
        ("gif", ImageFormat::Gif),
        // The content decides, not the extension.
        ("png", ImageFormat::Jpeg),
    ] {
        assert_eq!(
            probe(ending, &encoded(&picture(30, 20), format)),
            Probe::Raster(size(30, 20)),
            "{format:?}"
        );
    }
    assert_eq!(probe("png", b"no picture"), Probe::Broken);
    assert_eq!(probe("jpg", b""), Probe::Broken);
}

#[test]
fn a_gif_that_moves_stays_as_it_is() {
    let mut bytes = Vec::new();
    let frame = || Frame::new(RgbaImage::new(4, 3));
    GifEncoder::new(&mut bytes).encode_frames([frame(), frame()]).unwrap();
    assert_eq!(probe("gif", &bytes), Probe::Fixed(size(4, 3)));
}

#[test]
fn a_drawing_has_the_size_that_its_root_says() {
    for (svg, expected) in [
        ("<?xml version='1.0'?><svg width='30' height='20px'/>", Probe::Fixed(size(30, 20))),
        ("<!-- x --><svg viewBox='0 0 640.4 480'><g/></svg>", Probe::Fixed(size(640, 480))),
        ("<svg width='100%' height='10em' viewBox='0,0,3,2'/>", Probe::Fixed(size(3, 2))),
        ("<svg/>", Probe::Sizeless),
        ("<svg width='-1' height='NaN'/>", Probe::Sizeless),
        ("<html width='3' height='2'/>", Probe::Sizeless),
        ("<svg width='3", Probe::Sizeless),
    ] {
        assert_eq!(probe("svg", svg.as_bytes()), expected, "{svg}");
    }
}

#[test]
fn a_picture_of_too_many_pixels_is_never_decoded() {
    // Probing reads the header only.
    let mut png = encoded(&picture(1, 1), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let sum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    assert_eq!(probe("png", &png), Probe::TooLarge(size(30_000, 30_000)));
    assert!(resize(&png, &[size(10, 10)], 80).is_err());
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn no_size_is_above_the_original() {
    let widths = [480, 800, 1200, 1600];
    let made =
        |width, height| sizes(size(width, height), &widths).iter().map(|size| size.width).collect::<Vec<_>>();
    assert_eq!(made(4000, 3000), [480, 800, 1200, 1600]);
    assert_eq!(made(1000, 500), [480, 800, 1000]);
    assert_eq!(made(800, 500), [480, 800]);
    assert_eq!(made(20, 10), [20]);
    assert_eq!(sizes(size(4000, 3000), &widths)[1], size(800, 600));
    assert_eq!(sizes(size(16_000, 1), &[480]), [size(480, 1)]);
    assert!(sizes(size(20, 10), &[]).is_empty());
}

#[test]
fn a_picture_is_turned_as_its_camera_was_held_and_says_no_more_where_it_was_taken() {
    let jpeg = held(6);
    assert_eq!(probe("jpg", &jpeg), Probe::Raster(size(20, 40)));
    let made = resize(&jpeg, &[size(10, 20)], 90).unwrap().remove(0);
    assert!(jpeg.windows(10).any(|part| part == b"GPS-secret"));
    assert!(
        !made.windows(10).any(|part| part == b"GPS-secret") && !made.windows(4).any(|part| part == b"EXIF")
    );
    let shown = image::load_from_memory(&made).unwrap().into_rgb8();
    assert_eq!(shown.dimensions(), (10, 20));
    // After turning right, the top is at the right.
    assert!(shown.get_pixel(8, 10)[0] > 150 && shown.get_pixel(1, 10)[2] > 150);
}

#[test]
fn what_shows_through_still_does() {
    let mut clear = RgbaImage::new(40, 20);
    clear.put_pixel(0, 0, image::Rgba([255, 0, 0, 255]));
    let made = resize(&encoded(&clear.into(), ImageFormat::Png), &[size(20, 10)], 80).unwrap().remove(0);
    assert_eq!(image::load_from_memory(&made).unwrap().into_rgba8().get_pixel(15, 5)[3], 0);
}

#[test]
fn a_colour_profile_goes_with_the_picture() {
    for transparent in [false, true] {
        let plain = if transparent { RgbaImage::new(9, 7).into() } else { picture(9, 7) };
        let webp = resize(&encoded(&plain, ImageFormat::Png), &[size(9, 7)], 80).unwrap().remove(0);
        let whole = super::webp_metadata::with_metadata(
            webp,
            Metadata { profile: Some(b"profile"), xmp: None },
            size(9, 7),
        );
        let mut decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&whole)).unwrap();
        assert_eq!(image::ImageDecoder::icc_profile(&mut decoder).unwrap().as_deref(), Some(&b"profile"[..]));
        assert_eq!(image::load_from_memory(&whole).unwrap().width(), 9);
    }
}

#[test]
fn the_same_bytes_make_the_same_bytes() {
    let png = encoded(&picture(300, 200), ImageFormat::Png);
    let once = resize(&png, &[size(100, 67), size(300, 200)], 80).unwrap();
    assert_eq!(once, resize(&png, &[size(100, 67), size(300, 200)], 80).unwrap());
}

#[test]
fn a_picture_that_was_cut_short_is_broken() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = encoded(&picture(60, 40), format);
        assert!(matches!(probe("jpg", &whole), Probe::Raster(_)), "{format:?}");
        let cut = &whole[..whole.len() * 3 / 4];
        assert_eq!(probe("jpg", cut), Probe::Broken, "{format:?}");
        // Data appended by cameras or servers is ignored.
        let longer = [whole.as_slice(), &[0; 7]].concat();
        assert!(matches!(probe("jpg", &longer), Probe::Raster(_)), "{format:?}");
    }
}

#[test]
fn creator_credit_and_copyright_go_with_what_is_made() {
    let iptc = |dataset: u8, text: &str| {
        let length = u16::try_from(text.len()).unwrap().to_be_bytes();
        [&[0x1C, 2, dataset][..], &length, text.as_bytes()].concat()
    };
    let datasets = [iptc(80, "Ann"), iptc(80, "Bo"), iptc(110, "AP & Co"), iptc(116, "© 1999 AP")].concat();
    let length = u32::try_from(datasets.len()).unwrap().to_be_bytes();
    let mut block = [b"Photoshop 3.0\x008BIM\x04\x04\0\0".as_slice(), &length, &datasets].concat();
    if block.len() % 2 == 1 {
        block.push(0);
    }
    let plain = encoded(&picture(40, 20), ImageFormat::Jpeg);
    let size_of = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    let jpeg = [&plain[..2], b"\xFF\xED", &size_of, &block, &plain[2..]].concat();
    let made = resize(&jpeg, &[size(20, 10)], 80).unwrap().remove(0);
    let mut decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&made)).unwrap();
    let rights = Rights::read(&mut decoder);
    assert_eq!(rights.creator.as_deref(), Some("Ann, Bo"));
    assert_eq!(rights.credit.as_deref(), Some("AP & Co"));
    assert_eq!(rights.copyright.as_deref(), Some("© 1999 AP"));
    assert_eq!(image::load_from_memory(&made).unwrap().width(), 20);
}
