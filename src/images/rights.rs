//! Creator, credit line and copyright notice of an image: read from XMP, IPTC and EXIF, written as
//! XMP.

use std::fmt::Write as _;

use image::ImageDecoder;
use quick_xml::Reader;
use quick_xml::escape::{escape, resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::exif;

/// Maximum length of each field, in characters.
const MAX_FIELD_CHARS: usize = 2000;

/// Creator and rights holder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Rights {
    pub(super) creator: Option<String>,
    pub(super) credit: Option<String>,
    pub(super) copyright: Option<String>,
}

impl Rights {
    /// Reads XMP first, then IPTC, then EXIF, the order of the Metadata Working Group.
    pub(super) fn read(decoder: &mut impl ImageDecoder) -> Self {
        let xmp = decoder.xmp_metadata().ok().flatten().map(|packet| from_xmp(&packet)).unwrap_or_default();
        let iptc = decoder.iptc_metadata().ok().flatten().map(|block| from_iptc(&block)).unwrap_or_default();
        let exif = decoder.exif_metadata().ok().flatten().map(|block| from_exif(&block)).unwrap_or_default();
        Self {
            creator: xmp.creator.or(iptc.creator).or(exif.creator),
            credit: xmp.credit.or(iptc.credit),
            copyright: xmp.copyright.or(iptc.copyright).or(exif.copyright),
        }
    }

    /// Returns an XMP packet (ISO 16684-1), or `None` if all fields are empty.
    pub(super) fn to_xmp(&self) -> Option<Vec<u8>> {
        let Self { creator, credit, copyright } = self;
        if creator.is_none() && credit.is_none() && copyright.is_none() {
            return None;
        }
        let mut xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
            <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
            xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\">"
            .to_owned();
        let mut add = |before: &str, text: &Option<String>, after: &str| {
            if let Some(text) = text {
                let _ = write!(xmp, "{before}{}{after}", escape(text.as_str()));
            }
        };
        add("<photoshop:Credit>", credit, "</photoshop:Credit>");
        add("<dc:creator><rdf:Seq><rdf:li>", creator, "</rdf:li></rdf:Seq></dc:creator>");
        add(
            "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">",
            copyright,
            "</rdf:li></rdf:Alt></dc:rights>",
        );
        xmp.push_str("</rdf:Description></rdf:RDF></x:xmpmeta>");
        Some(xmp.into_bytes())
    }
}

/// Trims and truncates a field; `None` if it is blank.
fn kept(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(MAX_FIELD_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

fn from_exif(block: &[u8]) -> Rights {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let text = |tag| exif::text(block, tag).and_then(|text| kept(&text));
    Rights { creator: text(exif::ARTIST), credit: None, copyright: text(exif::COPYRIGHT) }
}

/// Reads datasets 2:80, 2:110 and 2:116 (IPTC-NAA IIM 4.2, section 6).
fn from_iptc(block: &[u8]) -> Rights {
    let mut rights = Rights::default();
    let mut creators = Vec::new();
    let mut rest = block;
    while let Some(at) = memchr::memchr(0x1C, rest) {
        rest = &rest[at + 1..];
        let Some(([record, dataset, high, low], after)) = rest.split_first_chunk::<4>() else { break };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = (*record == 2).then(|| after.get(..length)).flatten() else { continue };
        match dataset {
            80 => creators.extend(kept(&exif::decoded(value))),
            110 => rights.credit = kept(&exif::decoded(value)),
            116 => rights.copyright = kept(&exif::decoded(value)),
            _ => {}
        }
        rest = &after[length..];
    }
    rights.creator = kept(&creators.join(", "));
    rights
}

/// XMP properties that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Property {
    Creator,
    Credit,
    Copyright,
}

impl Property {
    fn of(name: &str) -> Option<Self> {
        match name {
            "dc:creator" => Some(Self::Creator),
            "photoshop:Credit" => Some(Self::Credit),
            "dc:rights" => Some(Self::Copyright),
            _ => None,
        }
    }
}

fn from_xmp(packet: &[u8]) -> Rights {
    let mut reader = Reader::from_reader(packet);
    let mut rights = Rights::default();
    let mut creators = Vec::new();
    let mut open = None;
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                attributes(&element, &mut rights);
                open = Property::of(element.name().as_ref()).or(open);
                text.clear();
            }
            Ok(Event::Empty(element)) => attributes(&element, &mut rights),
            Ok(Event::Text(words)) => text.push_str(&words),
            Ok(Event::CData(words)) => text.push_str(&words),
            Ok(Event::GeneralRef(reference)) => text.extend(character(&reference)),
            Ok(Event::End(element)) => {
                let words = kept(&std::mem::take(&mut text));
                match open {
                    Some(Property::Creator) => creators.extend(words),
                    Some(Property::Credit) => rights.credit = rights.credit.take().or(words),
                    Some(Property::Copyright) => rights.copyright = rights.copyright.take().or(words),
                    None => {}
                }
                open = open.filter(|_| Property::of(element.name().as_ref()).is_none());
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    rights.creator = rights.creator.take().or_else(|| kept(&creators.join(", ")));
    rights
}

/// Returns the characters of a reference such as `&amp;`.
fn character(reference: &BytesRef<'_>) -> Vec<char> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => vec![character],
        _ => resolve_xml_entity(reference).unwrap_or_default().chars().collect(),
    }
}

/// Reads properties written as attributes.
fn attributes(element: &BytesStart<'_>, rights: &mut Rights) {
    for attribute in element.attributes().flatten() {
        let value = || kept(&unescape(&attribute.value).unwrap_or_default());
        match Property::of(attribute.key.as_ref()) {
            Some(Property::Creator) => rights.creator = value(),
            Some(Property::Credit) => rights.credit = value(),
            Some(Property::Copyright) => rights.copyright = value(),
            None => {}
        }
    }
}
