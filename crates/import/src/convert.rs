//! Converts HTML to Markdown.
//!
//! ```text
//! HTML → Tree      html5ever's document without scripts, styles and forms; flat and bounded
//!      → Writer    blocks, line by line, with the prefix of lists and quotes
//!      → Run       words of one block, with escapes and emphasis
//! ```
//!
//! The words of the Markdown, once rendered, are the words of the HTML. Elements that Markdown
//! lacks stay as HTML. Every step is linear in the size of the HTML.

mod addresses;
mod blocks;
mod code;
mod emphasis;
mod escape;
mod figures;
mod html;
mod inline;
mod lists;
mod media;
mod names;
mod nesting;
mod pictures;
mod run;
mod tables;
mod tree;
mod words;
mod writer;

#[cfg(test)]
mod law;
#[cfg(test)]
mod tests;

pub use addresses::{OldPage, OldSite, full_size};
pub(crate) use nesting::bounded;

use crate::story::{Counts, MediaFile, Notice};

/// Element whose text is Markdown to insert as a block of its own.
///
/// A source wraps its components in this element, so that they pass through the HTML. The
/// Markdown is escaped like all text of HTML: `{{ &lt;Embed href="…" /&gt; }}`.
pub const COMPONENT_ELEMENT: &str = "dateline-component";

/// Text in Markdown, with all that was found on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markdown {
    /// Text, without an empty line at its end.
    pub text: String,
    /// Links and pictures of the HTML.
    pub found: Counts,
    /// Files of the old site that the text shows or links to.
    pub media: Vec<MediaFile>,
    /// Losses.
    pub notices: Vec<Notice>,
}

/// Address of a picture or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAddress {
    /// Address to write.
    pub address: String,
    /// File to carry, if the old site has it.
    pub media: Option<MediaFile>,
}

/// Addresses of the old site.
pub trait Addresses {
    /// Returns the address to write for a link of the text.
    fn link(&self, href: &str) -> String;

    /// Returns the address to write for a picture or file.
    ///
    /// Names the file to carry, if the old site has it.
    fn file(&self, src: &str) -> FileAddress;
}

/// Converts a fragment of HTML.
pub fn to_markdown(html: &str, addresses: &dyn Addresses) -> Markdown {
    let document = dom_query::Document::fragment(nesting::bounded(html).as_ref());
    node_to_markdown(&document.root(), addresses)
}

/// Converts the content of a node.
pub fn node_to_markdown(node: &dom_query::NodeRef<'_>, addresses: &dyn Addresses) -> Markdown {
    let tree = tree::Tree::of(node);
    writer::Writer::new(&tree, addresses).finish()
}

/// Returns the words of a fragment of HTML, with a line for each block.
pub fn text_of(html: &str) -> String {
    let document = dom_query::Document::fragment(nesting::bounded(html).as_ref());
    node_text(&document.root())
}

/// Returns the words of a node, with a line for each block.
pub fn node_text(node: &dom_query::NodeRef<'_>) -> String {
    tree::Tree::of(node).text()
}
