//! Finds resources that trusted HTML makes a browser load or run, for comparison with the
//! Content-Security-Policy.

use lol_html::html_content::{Attribute, Element};

use super::decode_references;
use crate::markdown::load::{Load, LoadKind};

/// Reports the resources of an element, each with its attribute if it has one.
pub(super) fn report_loads(element: &Element<'_, '_>, report: &mut dyn FnMut(Option<&Attribute<'_>>, Load)) {
    let name = element.tag_name();
    if name == "script" && !element.has_attribute("src") && is_executed(element) {
        report(None, Load { kind: LoadKind::InlineScript, name: name.clone(), address: None });
    }
    if name == "style" {
        report(None, Load { kind: LoadKind::InlineStyle, name: name.clone(), address: None });
    }
    for attribute in element.attributes() {
        let (known, value) = (attribute.name(), attribute.value());
        let value = decode_references(&value);
        if known.starts_with("on") && known.len() > 2 {
            report(Some(attribute), Load { kind: LoadKind::Handler, name: known, address: None });
        } else if known == "style" {
            report(Some(attribute), Load { kind: LoadKind::StyleAttribute, name: known, address: None });
        } else if is_script_url(&value) && matches!(&*known, "href" | "src" | "action" | "formaction") {
            report(Some(attribute), Load { kind: LoadKind::Handler, name: known, address: None });
        } else if let Some(kind) = load_kind(element, &name, &known) {
            for address in addresses(&known, &value) {
                let address = Some(address.to_owned());
                report(Some(attribute), Load { kind, name: name.clone(), address });
            }
        }
    }
}

fn load_kind(element: &Element<'_, '_>, name: &str, attribute: &str) -> Option<LoadKind> {
    let has = |attribute: &str, words: &[&str]| {
        let value = element.get_attribute(attribute).unwrap_or_default().to_ascii_lowercase();
        value.split_ascii_whitespace().any(|word| words.contains(&word))
    };
    Some(match (name, attribute) {
        ("script", "src") if is_executed(element) => LoadKind::Script,
        ("link", "href") if has("rel", &["stylesheet"]) => LoadKind::Style,
        ("link", "href") if has("rel", &["icon", "apple-touch-icon"]) => LoadKind::Image,
        ("iframe" | "frame", "src") => LoadKind::Frame,
        ("img", "src" | "srcset") | ("video", "poster") | ("source", "srcset") => LoadKind::Image,
        ("input", "src") if has("type", &["image"]) => LoadKind::Image,
        ("audio" | "video" | "source" | "track", "src") => LoadKind::Media,
        ("embed", "src") | ("object", "data") => LoadKind::Plugin,
        ("form", "action") | ("button" | "input", "formaction") => LoadKind::Form,
        ("a" | "area", "ping") => LoadKind::Ping,
        ("base", "href") => LoadKind::Base,
        _ => return None,
    })
}

/// Returns whether a browser executes a script; other types only hold data.
fn is_executed(element: &Element<'_, '_>) -> bool {
    let kind = element.get_attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    matches!(&*kind, "" | "module" | "importmap" | "speculationrules")
        || kind.contains("javascript")
        || kind.contains("ecmascript")
}

fn is_script_url(address: &str) -> bool {
    let scheme = address.trim_start().get(..11);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("javascript:"))
}

/// Returns the addresses in an attribute's value.
fn addresses<'v>(attribute: &str, value: &'v str) -> Vec<&'v str> {
    match attribute {
        // A comma and a space separate candidates; a URL may contain commas.
        "srcset" => value.split(", ").filter_map(|one| one.split_ascii_whitespace().next()).collect(),
        "ping" => value.split_ascii_whitespace().collect(),
        _ => vec![value.trim()],
    }
}
