//! Photographs as cameras and phones write them: the position is not published, the names of who made them are, and a
//! format that no browser shows is named.

use crate::pictures::site;
use crate::pictures::site::{Site, drawn};
use image::ImageFormat;

/// XMP packet with a creator and a position.
const XMP: &str = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
    xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description exif:GPSLatitude=\"52,31.2N\" \
    photoshop:Credit=\"Harbor Photos\"/></rdf:RDF></x:xmpmeta>";

/// Photograph with that packet.
fn photograph() -> Vec<u8> {
    let plain = drawn(60, 30, 9, ImageFormat::Jpeg);
    let length = u16::try_from(XMP.len() + 2).expect("a short packet").to_be_bytes();
    [&plain[..2], b"\xFF\xE1", &length, XMP.as_bytes(), &plain[2..]].concat()
}

fn site(settings: &str) -> Site {
    let site = Site::new(&format!("[pictures]\nwidths = [20]\n{settings}"));
    site.article("image = { src = \"ship.jpg\", alt = \"A ship\" }\n", "");
    site.write("content/talks/ship.jpg", photograph());
    site.write("static/front.JPEG", photograph());
    site
}

const PUBLISHED: [&str; 2] = ["2025/11/01/talks/ship.jpg", "front.JPEG"];

#[test]
fn an_original_is_published_without_its_position_and_with_its_credit_line() {
    let site = site("");
    site.build();
    for file in PUBLISHED {
        let published = site.file(file);
        assert!(!published.contains("52,31"), "{file}");
        assert!(published.contains("Harbor Photos"), "{file}");
    }
    let smaller = site.files("public/2025/11/01/talks");
    let (_, smaller) = smaller.iter().find(|(name, _)| name.contains("-20w.")).expect("a smaller one");
    let smaller = String::from_utf8_lossy(smaller);
    assert!(
        smaller.contains("<photoshop:Credit>Harbor Photos</photoshop:Credit>") && !smaller.contains("GPS")
    );
}

#[test]
fn a_site_can_keep_positions_and_change_its_mind() {
    let site = site("location = \"keep\"\n");
    site.build();
    for file in PUBLISHED {
        assert!(site.file(file).contains("52,31"), "{file}");
    }
    site.write("config.toml", format!("{}[pictures]\nwidths = [20]\n", site::CONFIG));
    let outcome = site.build();
    assert!(PUBLISHED.iter().all(|file| !site.file(file).contains("52,31")));
    assert_eq!(outcome.report.written, 2, "the two photographs alone are written again");
}

#[test]
fn a_format_that_no_browser_shows_is_named_with_its_line() {
    let site = Site::new("");
    site.article(
        "image = { src = \"lead.tiff\", alt = \"\" }\n",
        "![The flood](IMG_1.HEIC)\n\n<img src='old.bmp' alt=''>\n",
    );
    for file in ["lead.tiff", "IMG_1.HEIC", "old.bmp"] {
        site.write(&format!("content/talks/{file}"), "x");
    }
    let said = site.faults();
    for (line, format) in [("4:18", "TIFF"), ("6:1", "HEIC"), ("8:11", "BMP")] {
        assert!(said.contains(&format!("index.md:{line}]")), "{line}: {said}");
        assert!(
            said.contains(&format!("in the format {format}, which browsers do not show")),
            "{format}: {said}"
        );
    }
    assert!(said.contains("save it as JPEG or PNG"), "{said}");
}

#[test]
fn a_link_to_such_a_file_offers_it_for_download() {
    let site = Site::new("");
    site.article("", "[The scan](scan.tiff)\n");
    site.write("content/talks/scan.tiff", "x");
    site.build();
    assert!(site.page().contains("href=\"/2025/11/01/talks/scan.tiff\""));
}
