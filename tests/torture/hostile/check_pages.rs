//! Reads pages, feeds and JSON with parsers that Dateline does not make them with, and looks for what could run: scripts,
//! handlers, addresses of dangerous schemes, elements and attributes that only hostile texts have.

use crate::dangerous::{MARK, page};
use crate::kit::{Snapshot, Thing};
use quick_xml::events::Event;

/// Checks every file of an output that a browser or a feed reader reads. A site's own static files are its own.
pub(super) fn check(output: &Snapshot) -> Result<(), String> {
    for (path, thing) in output {
        let Thing::File { bytes, .. } = thing else { continue };
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let fault = match ending {
            "html" => page(text),
            "xml" => xml(text),
            "json" => json(text),
            "css" if text.contains("zqel {") => Some("a style sheet has a hostile rule".to_owned()),
            _ => None,
        };
        if let Some(fault) = fault {
            return Err(format!("{}: {fault}", path.display()));
        }
    }
    Ok(())
}

/// Checks that XML is well-formed and has no element of a hostile text, and looks into the HTML that its elements hold.
fn xml(text: &str) -> Option<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut held = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return None,
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                held.clear();
                let name = tag.name().as_ref().to_owned();
                if name.starts_with(MARK) || name == "script" || name.ends_with(":script") {
                    return Some(format!("an element <{name}>"));
                }
            }
            Ok(Event::Text(text)) => held.push_str(&text),
            Ok(Event::CData(data)) => held.push_str(&data),
            Ok(Event::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(c)) => held.push(c),
                Ok(None) => match quick_xml::escape::resolve_predefined_entity(&reference) {
                    Some(text) => held.push_str(text),
                    None => return Some(format!("an entity &{};", &*reference)),
                },
                Err(error) => return Some(error.to_string()),
            },
            Ok(Event::End(_)) => {
                if let Some(fault) = in_feed(&held) {
                    return Some(fault);
                }
                held.clear();
            }
            Ok(Event::DocType(_)) => return Some("a document type".to_owned()),
            Ok(_) => {}
            Err(error) => return Some(format!("it is not well-formed: {error}")),
        }
    }
}

/// Looks at HTML in a feed, which is what holds an element that Dateline writes. Titles are texts: their signs are words.
fn in_feed(text: &str) -> Option<String> {
    text.trim_start().starts_with("<p").then(|| page(text))?
}

fn json(text: &str) -> Option<String> {
    let value: serde_json::Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return Some(format!("it is no JSON: {error}")),
    };
    let items = value.get("items").and_then(|items| items.as_array()).into_iter().flatten();
    items.filter_map(|item| item.get("content_html")?.as_str()).find_map(page)
}
