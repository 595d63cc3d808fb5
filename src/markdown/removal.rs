//! Parts of a text that are left out of its page, for reports to the editor.

use std::ops::Range;

use super::link_kind::LinkKind;

/// A part of a text that is left out of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal<'r> {
    /// Range of bytes in the text.
    pub at: Range<usize>,
    /// Part that is left out.
    pub part: RemovedPart<'r>,
}

/// Kinds of parts that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovedPart<'r> {
    /// An element of HTML.
    Element(RemovedElement<'r>),
    /// An attribute of an element that stays.
    Attribute {
        /// Name of the element.
        element: &'r str,
        /// Name of the attribute.
        name: &'r str,
    },
    /// A link or picture whose destination a page may not have.
    Link {
        /// Purpose of the destination.
        kind: LinkKind,
        /// Destination as written.
        written: &'r str,
        /// Syntax of the link.
        syntax: LinkSyntax,
    },
    /// Code of another program, such as `<?php … ?>`.
    ForeignCode,
    /// All tags of a text that has too many of them in each other.
    AllTags,
    /// Presentational element or attribute.
    Presentational,
}

/// Element that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovedElement<'r> {
    /// Name, in lower case.
    pub name: &'r str,
    /// Content of the element.
    pub content: RemovedContent,
    /// Address that the element loads.
    pub address: Option<&'r str>,
    /// Title attribute.
    pub title: Option<&'r str>,
}

/// Content of an element that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovedContent {
    /// The element is empty.
    None,
    /// The content is kept.
    Kept,
    /// The content is left out too.
    Removed,
}

/// Syntax of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSyntax {
    /// `[words](destination)`
    Markdown,
    /// `<a href="destination">`
    Html,
}

/// Address of a frame, or alone in a paragraph, that may become an embed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedCandidate<'e> {
    /// Range of bytes in the text.
    pub at: Range<usize>,
    /// Address of a page or a player.
    pub address: &'e str,
    /// Title, if the text has one.
    pub title: Option<&'e str>,
    /// Height in pixels, if the text has one.
    pub height: Option<u16>,
}

/// HTML of an embed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedHtml {
    /// Block of HTML.
    pub block: String,
    /// Link for places that allow no block, such as a heading.
    pub link: String,
}

/// Elements that are presentational or have no effect on their own.
const PRESENTATIONAL_ELEMENTS: [&str; 14] = [
    "basefont", "big", "blink", "body", "center", "font", "head", "html", "marquee", "multicol", "nobr",
    "param", "spacer", "tt",
];

/// Attributes that are presentational, or control how a browser loads a resource.
const PRESENTATIONAL_ATTRIBUTES: [&str; 64] = [
    "about",
    "align",
    "alink",
    "allowtransparency",
    "background",
    "bgcolor",
    "border",
    "bordercolor",
    "cellpadding",
    "cellspacing",
    "char",
    "charoff",
    "clear",
    "color",
    "compact",
    "content",
    "crossorigin",
    "datatype",
    "decoding",
    "draggable",
    "face",
    "fetchpriority",
    "frame",
    "frameborder",
    "height",
    "hspace",
    "integrity",
    "itemid",
    "itemprop",
    "itemref",
    "itemscope",
    "itemtype",
    "language",
    "link",
    "loading",
    "lowsrc",
    "marginheight",
    "marginwidth",
    "name",
    "noshade",
    "nowrap",
    "prefix",
    "property",
    "referrerpolicy",
    "rel",
    "resource",
    "rev",
    "rules",
    "scrolling",
    "size",
    "sizes",
    "spellcheck",
    "srcset",
    "style",
    "target",
    "text",
    "typeof",
    "unselectable",
    "valign",
    "vlink",
    "vocab",
    "vspace",
    "width",
    "xmlns",
];

/// Returns whether an element that is left out is presentational.
pub(super) fn is_presentational(element: &str) -> bool {
    // Elements of Word mean nothing to readers.
    PRESENTATIONAL_ELEMENTS.contains(&element)
        || ["o:", "w:", "st1:"].iter().any(|prefix| element.starts_with(prefix))
}

/// Returns whether an attribute that is left out is presentational.
pub(super) fn is_presentational_attribute(element: &str, attribute: &str) -> bool {
    PRESENTATIONAL_ATTRIBUTES.contains(&attribute)
        || attribute.starts_with("data-")
        || (attribute.contains(':') && attribute != "xlink:href")
        || (attribute == "type" && matches!(element, "li" | "ul"))
}
