//! Reads sitemaps (sitemaps.org 0.9) and their indexes.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Addresses of a sitemap.
#[derive(Debug, Default)]
pub(super) struct Sitemap {
    /// Addresses of pages.
    pub(super) addresses: Vec<String>,
    /// Addresses of further sitemaps.
    pub(super) parts: Vec<String>,
}

/// Reads a sitemap as far as it can be read.
pub(super) fn read(text: &str) -> Sitemap {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let mut sitemap = Sitemap::default();
    let mut names: Vec<String> = Vec::new();
    let mut address = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                names.push(start.local_name().as_ref().to_owned());
                address.clear();
            }
            Ok(Event::Text(text)) => address.push_str(&text),
            Ok(Event::CData(text)) => address.push_str(&text),
            Ok(Event::GeneralRef(name)) => {
                address.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default());
            }
            Ok(Event::End(_)) => {
                let name = names.pop().unwrap_or_default();
                let parent = names.last().map_or("", String::as_str);
                match (parent, name.as_str()) {
                    ("url", "loc") => sitemap.addresses.push(address.trim().to_owned()),
                    ("sitemap", "loc") => sitemap.parts.push(address.trim().to_owned()),
                    _ => {}
                }
            }
            Ok(Event::Eof) | Err(_) => return sitemap,
            Ok(_) => {}
        }
    }
}
