//! Finds everything that an element of trusted HTML has a browser load or run, for comparison with the site's policy.

use lol_html::html_content::{Attribute, Element};

use super::decoded;

/// Something that a page has a browser load or run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Kind, which decides the directive of the policy.
    pub kind: LoadKind,
    /// Name of the element, or of the attribute where that runs by itself.
    pub name: String,
    /// Address as written, unless it stands in the page.
    pub address: Option<String>,
}

/// Kinds of what pages load or run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadKind {
    /// Script in the page.
    InlineScript,
    /// Script in an attribute, such as `onclick` or a link to `javascript:`.
    Handler,
    /// Styles in the page.
    InlineStyle,
    /// Styles in an attribute.
    StyleAttribute,
    /// Script.
    Script,
    /// Style sheet.
    Style,
    /// Page in a frame.
    Frame,
    /// Picture.
    Picture,
    /// Sound, film or subtitles.
    Media,
    /// Something for a plug-in.
    Plugin,
    /// Destination of a form.
    Form,
    /// Address that is told of a click.
    Ping,
    /// Address that others are relative to.
    Base,
}

/// Reports what an element loads or runs, each with its attribute, if it is one's.
pub(super) fn of(element: &Element<'_, '_>, report: &mut dyn FnMut(Option<&Attribute<'_>>, Load)) {
    let name = element.tag_name();
    if name == "script" && !element.has_attribute("src") && is_run(element) {
        report(None, Load { kind: LoadKind::InlineScript, name: name.clone(), address: None });
    }
    if name == "style" {
        report(None, Load { kind: LoadKind::InlineStyle, name: name.clone(), address: None });
    }
    for attribute in element.attributes() {
        let (known, value) = (attribute.name(), attribute.value());
        let value = decoded(&value);
        if known.starts_with("on") && known.len() > 2 {
            report(Some(attribute), Load { kind: LoadKind::Handler, name: known, address: None });
        } else if known == "style" {
            report(Some(attribute), Load { kind: LoadKind::StyleAttribute, name: known, address: None });
        } else if is_script(&value) && matches!(&*known, "href" | "src" | "action" | "formaction") {
            report(Some(attribute), Load { kind: LoadKind::Handler, name: known, address: None });
        } else if let Some(kind) = kind_of(element, &name, &known) {
            for address in addresses(&known, &value) {
                let address = Some(address.to_owned());
                report(Some(attribute), Load { kind, name: name.clone(), address });
            }
        }
    }
}

fn kind_of(element: &Element<'_, '_>, name: &str, attribute: &str) -> Option<LoadKind> {
    let has = |attribute: &str, words: &[&str]| {
        let value = element.get_attribute(attribute).unwrap_or_default().to_ascii_lowercase();
        value.split_ascii_whitespace().any(|word| words.contains(&word))
    };
    Some(match (name, attribute) {
        ("script", "src") if is_run(element) => LoadKind::Script,
        ("link", "href") if has("rel", &["stylesheet"]) => LoadKind::Style,
        ("link", "href") if has("rel", &["icon", "apple-touch-icon"]) => LoadKind::Picture,
        ("iframe" | "frame", "src") => LoadKind::Frame,
        ("img", "src" | "srcset") | ("video", "poster") | ("source", "srcset") => LoadKind::Picture,
        ("input", "src") if has("type", &["image"]) => LoadKind::Picture,
        ("audio" | "video" | "source" | "track", "src") => LoadKind::Media,
        ("embed", "src") | ("object", "data") => LoadKind::Plugin,
        ("form", "action") | ("button" | "input", "formaction") => LoadKind::Form,
        ("a" | "area", "ping") => LoadKind::Ping,
        ("base", "href") => LoadKind::Base,
        _ => return None,
    })
}

/// Returns whether a browser runs a script: others only hold data.
fn is_run(element: &Element<'_, '_>) -> bool {
    let kind = element.get_attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    matches!(&*kind, "" | "module" | "importmap" | "speculationrules")
        || kind.contains("javascript")
        || kind.contains("ecmascript")
}

fn is_script(address: &str) -> bool {
    let scheme = address.trim_start().get(..11);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("javascript:"))
}

/// Returns the addresses in an attribute's value.
fn addresses<'v>(attribute: &str, value: &'v str) -> Vec<&'v str> {
    match attribute {
        // Candidates end with a comma and a space; an address may have commas of its own.
        "srcset" => value.split(", ").filter_map(|one| one.split_ascii_whitespace().next()).collect(),
        "ping" => value.split_ascii_whitespace().collect(),
        _ => vec![value.trim()],
    }
}
