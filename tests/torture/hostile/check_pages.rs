//! Reads pages, feeds and JSON with parsers that Dateline does not make them with, and looks for what could run: scripts,
//! handlers, addresses of dangerous schemes, elements and attributes that only hostile texts have.

use quick_xml::events::Event;
use scraper::{ElementRef, Html};

use crate::kit::{Snapshot, Thing};

/// What the names of all hostile elements, attributes and directives begin with.
pub(super) const MARK: &str = "zq";

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

/// Returns what in a page could run.
pub(super) fn page(text: &str) -> Option<String> {
    let page = if text.trim_start().get(..2) == Some("<!") {
        Html::parse_document(text)
    } else {
        Html::parse_fragment(text)
    };
    page.tree.nodes().filter_map(ElementRef::wrap).find_map(|element| dangerous(&element))
}

fn dangerous(element: &ElementRef<'_>) -> Option<String> {
    let name = element.value().name();
    let is_hostile = name.starts_with(MARK);
    if is_hostile || matches!(name, "object" | "embed" | "applet" | "base" | "frame" | "frameset" | "portal")
    {
        return Some(format!("an element <{name}>"));
    }
    for (attribute, value) in element.value().attrs() {
        if attribute.starts_with("on") || attribute.starts_with(MARK) || attribute == "srcdoc" {
            return Some(format!("<{name}> has an attribute {attribute}={value:?}"));
        }
        let is_address = matches!(
            attribute,
            "href" | "src" | "action" | "formaction" | "data" | "poster" | "cite" | "background" | "ping"
        );
        if is_address && has_dangerous_scheme(name, value) {
            return Some(format!("<{name}> has an address {value:?}"));
        }
        if attribute == "style" && value.contains(MARK) {
            return Some(format!("<{name}> has a style {value:?}"));
        }
        if attribute == "http-equiv" && value.eq_ignore_ascii_case("refresh") {
            let content = element.value().attr("content").unwrap_or_default();
            if has_dangerous_scheme("meta", content.split_once('=').map_or("", |(_, url)| url)) {
                return Some(format!("a page refreshes to {content:?}"));
            }
        }
    }
    let inner: String = element.text().collect();
    match name {
        "script" => script(element, &inner),
        "style" if inner.contains(MARK) => Some(format!("a style {inner:?}")),
        _ => None,
    }
}

fn script(element: &ElementRef<'_>, inner: &str) -> Option<String> {
    match element.value().attr("type") {
        Some("application/ld+json") => {
            if inner.contains('<') {
                return Some("JSON-LD holds a `<`".to_owned());
            }
            serde_json::from_str::<serde_json::Value>(inner).err().map(|error| format!("JSON-LD: {error}"))
        }
        _ if inner.contains(MARK) => Some(format!("a script {inner:?}")),
        _ => None,
    }
}

/// Returns whether a browser runs an address or loads a page of its own from it: it takes out what is blank, and any case.
fn has_dangerous_scheme(element: &str, value: &str) -> bool {
    let bare: String = value.chars().filter(|c| *c > ' ' && !c.is_control()).collect();
    let Some((scheme, _)) = bare.split_once(':') else { return false };
    let scheme = scheme.to_ascii_lowercase();
    if !scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) {
        return false;
    }
    match scheme.as_str() {
        "data" => element != "img",
        "http" | "https" | "mailto" | "tel" => false,
        _ => !scheme.is_empty(),
    }
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
