//! Kinds of elements by their names.

/// Returns the kind of an element that is removed with its content.
pub(super) fn dropped_kind(name: &str) -> Option<&'static str> {
    match name {
        "script" => Some("script"),
        "style" | "link" => Some("style"),
        "svg" | "canvas" => Some("drawing"),
        "math" => Some("formula"),
        "template" | "head" | "title" | "meta" | "base" | "noframes" | "noembed" | "param" => {
            Some("hidden element")
        }
        "input" | "select" | "textarea" | "button" | "datalist" | "option" | "optgroup" => Some("form"),
        _ => None,
    }
}

/// Reports that the content of an element only replaces it.
pub(super) fn is_player(name: &str) -> bool {
    matches!(name, "iframe" | "video" | "audio" | "object" | "embed")
}

/// Reports that an element adds nothing to its content.
pub(super) fn is_unwrapped(name: &str) -> bool {
    matches!(
        name,
        "font"
            | "big"
            | "noscript"
            | "html"
            | "body"
            | "label"
            | "output"
            | "nobr"
            | "acronym"
            | "data"
            | "blink"
    )
}

/// Elements that are blocks, in order.
const BLOCKS: [&str; 58] = [
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "caption",
    "center",
    "dateline-component",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "iframe",
    "legend",
    "li",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "object",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
    "xmp",
];

/// Reports that an element is a block.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

/// Reports that an element can be seen without words.
pub(super) fn is_visible(name: &str) -> bool {
    matches!(
        name,
        "img" | "hr" | "iframe" | "audio" | "video" | "embed" | "object" | "br" | "dateline-component"
    )
}
