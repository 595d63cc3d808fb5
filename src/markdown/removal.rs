//! Parts of a text that are left out of its page, for the report to its editor.

use std::ops::Range;

use super::LinkKind;

/// A part of a text that is left out of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal<'r> {
    /// Range of bytes in the text.
    pub at: Range<usize>,
    /// Part that is left out.
    pub part: Part<'r>,
}

/// Kinds of parts that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'r> {
    /// An element of HTML.
    Element(Element<'r>),
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
        syntax: Syntax,
    },
    /// Code of another program, such as `<?php … ?>`.
    Code,
    /// All tags of a text that has too many of them in each other.
    AllTags,
    /// An element or attribute that only changes looks.
    Looks,
}

/// An element that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'r> {
    /// Name, in lower case.
    pub name: &'r str,
    /// Its content.
    pub content: Content,
    /// Address that it loads something from.
    pub address: Option<&'r str>,
    /// Its title.
    pub title: Option<&'r str>,
}

/// Content of an element that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// There is none.
    None,
    /// It stays.
    Kept,
    /// It is left out too.
    LeftOut,
}

/// Syntax of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `[words](destination)`
    Markdown,
    /// `<a href="destination">`
    Html,
}

/// An address that may become an embed: that of a frame, or one that is alone in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embeddable<'e> {
    /// Range of bytes in the text.
    pub at: Range<usize>,
    /// Address of a page or a player.
    pub address: &'e str,
    /// Title, where the text gives one.
    pub title: Option<&'e str>,
    /// Height in pixels, where the text gives one.
    pub height: Option<u16>,
}

/// An embed as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// A block of HTML.
    pub block: String,
    /// A link for places where no block can stand, such as a heading.
    pub link: String,
}

/// Elements that only change looks, or are nothing by themselves.
const LOOKS: [&str; 14] = [
    "basefont", "big", "blink", "body", "center", "font", "head", "html", "marquee", "multicol", "nobr",
    "param", "spacer", "tt",
];

/// Attributes that only change looks, or how a browser loads or opens something.
const LOOKING: [&str; 64] = [
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

/// Returns whether an element that is left out only changed looks.
pub(super) fn is_look(element: &str) -> bool {
    // Word's own elements say nothing to readers.
    LOOKS.contains(&element) || ["o:", "w:", "st1:"].iter().any(|prefix| element.starts_with(prefix))
}

/// Returns whether an attribute that is left out only changed looks.
pub(super) fn is_look_of(element: &str, attribute: &str) -> bool {
    LOOKING.contains(&attribute)
        || attribute.starts_with("data-")
        || (attribute.contains(':') && attribute != "xlink:href")
        || (attribute == "type" && matches!(element, "li" | "ul"))
}
