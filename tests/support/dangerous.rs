//! Looks at HTML with a parser that Dateline does not make it with, for what could run: scripts, handlers, addresses of
//! dangerous schemes, elements and attributes that only hostile texts have.

use scraper::{ElementRef, Html};

/// What the names of all hostile elements, attributes and directives begin with.
pub(crate) const MARK: &str = "zq";

/// Returns what in a page could run.
pub(crate) fn page(text: &str) -> Option<String> {
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
