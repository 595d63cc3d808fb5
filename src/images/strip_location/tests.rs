//! Positions in every place where cameras and programs write them.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, RgbImage};
use proptest::prelude::*;

use super::super::exif;
use super::{PNG, has_large_profile, remove_location};

/// EXIF block with an artist, a position, and a thumbnail with another position.
fn block(big: bool) -> Vec<u8> {
    let short = |number: u16| if big { number.to_be_bytes() } else { number.to_le_bytes() };
    let long = |number: u32| if big { number.to_be_bytes() } else { number.to_le_bytes() };
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [short(tag).to_vec(), short(kind).to_vec(), long(count).to_vec(), long(value).to_vec()].concat()
    };
    let mut block = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    block.extend(long(8));
    // The first directory, at 8: an artist, the position, a copyright notice.
    block.extend(short(3));
    block.extend(entry(0x013B, 2, 10, 100));
    block.extend(entry(0x8825, 4, 1, 140));
    block.extend(entry(0x8298, 2, 9, 110));
    block.extend(long(60));
    block.resize(60, 0);
    // The thumbnail's directory, at 60.
    block.extend(short(1));
    block.extend(entry(0x8825, 4, 1, 140));
    block.extend(long(0));
    block.resize(100, 0);
    block.extend(b"A. Person\0Agency X\0");
    block.resize(140, 0);
    // The position's directory, at 140: a letter, and three fractions elsewhere.
    block.extend(short(2));
    block.extend(entry(1, 2, 2, if big { 0x4E00_0000 } else { 0x4E }));
    block.extend(entry(2, 5, 3, 180));
    block.extend(long(0));
    block.resize(180, 0);
    block.extend(b"LATITUDE IN 24 BYTES !!!");
    block
}

const XMP: &str = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF><rdf:Description photoshop:Credit=\"Agency\" \
    exif:GPSLatitude='52,31.2N'\n exif:GPSAltitude=\"340/10\" drone-dji:GpsLongitude = \"13.4\"><dc:creator><rdf:Seq>\
    <rdf:li>A. Person</rdf:li></rdf:Seq></dc:creator><exif:GPSLongitude>13,24.5E</exif:GPSLongitude><exif:GPSMapDatum/>\
    <photoshop:City>Berlin</photoshop:City></rdf:Description></rdf:RDF></x:xmpmeta>";

fn pixels() -> RgbImage {
    RgbImage::from_fn(16, 9, |x, y| {
        image::Rgb([u8::try_from(x * 8).unwrap(), u8::try_from(y * 16).unwrap(), 40])
    })
}

fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let mut plain = Cursor::new(Vec::new());
    pixels().write_to(&mut plain, ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let segments = segments.iter().map(|data| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [b"\xFF\xE1", &length[..], data].concat()
    });
    [plain[..2].to_vec(), segments.collect::<Vec<_>>().concat(), plain[2..].to_vec()].concat()
}

fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut plain = Cursor::new(Vec::new());
    pixels().write_to(&mut plain, ImageFormat::Png).unwrap();
    let plain = plain.into_inner();
    let mut whole = plain[..33].to_vec();
    for (kind, data) in chunks {
        let named = [&kind[..], data].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        whole.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        whole.extend(&named);
        whole.extend(sum.sum().to_be_bytes());
    }
    whole.extend(&plain[33..]);
    whole
}

fn webp(exif: Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode(pixels().as_raw(), 16, 9, ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

/// Removes the position, and checks that length and pixels stay.
fn removed(bytes: &[u8]) -> Vec<u8> {
    let mut without = bytes.to_vec();
    assert!(remove_location(&mut without), "there is a position");
    assert_eq!(without.len(), bytes.len());
    let decoded = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
    assert_eq!(decoded(&without), decoded(bytes));
    let mut again = without.clone();
    assert!(!remove_location(&mut again), "there is none any more");
    assert_eq!(again, without);
    without
}

#[test]
fn exif_loses_its_position_in_either_byte_order_and_keeps_its_names() {
    for big in [false, true] {
        let without = removed(&jpeg(&[[b"Exif\0\0".to_vec(), block(big)].concat()]));
        assert!(!holds(&without, "LATITUDE"));
        let mut decoder = image::ImageReader::new(Cursor::new(&without))
            .with_guessed_format()
            .unwrap()
            .into_decoder()
            .unwrap();
        let exif = decoder.exif_metadata().unwrap().unwrap();
        assert_eq!(exif::text(&exif, exif::ARTIST).as_deref(), Some("A. Person"));
        assert_eq!(exif::text(&exif, exif::COPYRIGHT).as_deref(), Some("Agency X"));
    }
}

#[test]
fn xmp_loses_every_property_of_the_position_and_nothing_else() {
    let packet = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), XMP.as_bytes()].concat();
    let without = removed(&jpeg(&[packet]));
    for gone in ["GPS", "Gps", "52,31", "13,24", "340/10", "13.4"] {
        assert!(!holds(&without, gone), "{gone}");
    }
    for kept in ["A. Person", "photoshop:Credit=\"Agency\"", "<photoshop:City>Berlin</photoshop:City>"] {
        assert!(holds(&without, kept), "{kept}");
    }
}

#[test]
fn a_png_keeps_right_checksums() {
    let hexadecimal = block(true).iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
    let profile = format!("\nexif\n     204\n{hexadecimal}\n");
    for (kind, data) in [
        (b"eXIf", block(true)),
        (b"iTXt", [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), XMP.as_bytes()].concat()),
        (b"iTXt", [b"XML:com.adobe.xmp\0\x01\0\0\0".as_slice(), &zlib(XMP.as_bytes())].concat()),
        (b"zTXt", [b"Raw profile type exif\0\0".as_slice(), &zlib(profile.as_bytes())].concat()),
        (b"tEXt", [b"Raw profile type exif\0".as_slice(), profile.as_bytes()].concat()),
    ] {
        let without = removed(&png(&[(kind, data)]));
        assert!(super::super::complete::is_complete(ImageFormat::Png, &without));
    }
}

#[test]
fn a_webp_and_a_bare_block_lose_it_too() {
    removed(&webp(block(false)));
    let mut heic =
        [b"\0\0\0\x18ftypheic\0\0\0\0 some boxes, and an item: \0\0\0\x06Exif\0\0".as_slice(), &block(true)]
            .concat();
    assert!(remove_location(&mut heic) && !holds(&heic, "LATITUDE"));
    let mut tiff = block(false);
    assert!(remove_location(&mut tiff) && !holds(&tiff, "LATITUDE"));
}

#[test]
fn a_second_picture_behind_the_first_loses_it_too() {
    let one = jpeg(&[[b"Exif\0\0".to_vec(), block(true)].concat()]);
    let without = removed(&[one.clone(), one].concat());
    assert!(!holds(&without, "LATITUDE"));
}

#[test]
fn a_picture_without_a_position_stays_as_it_is() {
    for bytes in [jpeg(&[]), png(&[]), png(&[(b"tEXt", b"Comment\0GPS is not used: exif GPS".to_vec())])] {
        let mut same = bytes.clone();
        assert!(!remove_location(&mut same));
        assert_eq!(same, bytes);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(mut block in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..200, big: bool) {
        let mut whole = super::tests::block(big);
        let at = at.min(whole.len());
        whole.truncate(at.max(8));
        whole.extend(&block);
        remove_location(&mut whole);
        remove_location(&mut block);
        let mut packet = [b"<x:xmpmeta exif:GPS".as_slice(), &block].concat();
        remove_location(&mut packet);
        let mut png = png(&[(b"iTXt", [b"XML:com.adobe.xmp\0".as_slice(), &block].concat())]);
        remove_location(&mut png);
    }
}

#[test]
fn what_has_no_end_is_looked_through_once() {
    let start = std::time::Instant::now();
    for piece in ["<a:gps>", " a:gps=\"", "<x:xmpmeta"] {
        let mut bytes = format!("\u{0}<x:xmpmeta {}", piece.repeat(300_000)).into_bytes();
        remove_location(&mut bytes);
        assert!(piece == "<x:xmpmeta" || bytes.ends_with(b"    "), "{piece}");
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_profile_that_unpacks_to_much_is_found() {
    use std::io::Write as _;
    let png = |length: usize| {
        let mut packed = flate2::write::ZlibEncoder::new(b"name\0\0".to_vec(), flate2::Compression::fast());
        packed.write_all(&vec![0; length]).unwrap();
        let data = packed.finish().unwrap();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [PNG, &length, b"iCCP", &data, &[0; 4]].concat()
    };
    assert!(!has_large_profile(&png(4 << 20)));
    assert!(has_large_profile(&png((4 << 20) + 1)));
    assert!(!has_large_profile(b"GIF89a"));
}
