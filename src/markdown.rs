//! Renders Markdown as HTML.
//!
//! [`render`] returns the HTML of an article or page with its headings and word count.
//! [`extract()`] and [`anchors`] return only the parts that other stages need. Nothing here does
//! I/O: the caller resolves links through [`RenderHooks`].
//!
//! For any input, the output is a valid fragment of HTML5 without inline styles or scripts of its
//! own. Ids are unique, nesting is bounded, and characters that HTML or XML forbids are removed. A
//! Markdown link leads to `http`, `https`, `mailto`, `tel` or a path on the site. Where HTML is
//! sanitized, the same holds for raw HTML, and elements left open are closed.

mod code_ranges;
mod component;
mod events;
mod extract;
mod finish;
mod heading_ids;
mod hooks;
mod html_buffer;
mod html_limits;
mod html_references;
mod html_tokens;
mod link_kind;
mod lint;
mod load;
mod lone_url;
mod options;
mod placeholders;
mod plain_text;
mod problem;
mod raw_html;
mod redact;
mod removal;
mod sanitize;
#[cfg(test)]
mod tests;
mod text_context;
mod url_policy;
mod writer;

use std::ops::Range;

use crate::config::{Html, Markdown};

use finish::{finish, rewrite_raw};
use placeholders::Placeholders;
use plain_text::normalize_line_ends;
use writer::WriterOutput;

pub use code_ranges::code_ranges;
pub use component::{Argument, ArgumentTarget, ArgumentValue, ComponentCall};
pub use extract::{Extract, extract};
pub use hooks::{ImageInfo, MISSING_IMAGE_END, MISSING_IMAGE_START, MISSING_IMAGE_TEXT, RenderHooks};
pub use link_kind::{FileKind, LinkKind};
pub use load::{Load, LoadKind};
pub use options::RenderOptions;
pub use problem::Problem;
pub(crate) use raw_html::decode_references;
pub use removal::{
    EmbedCandidate, EmbedHtml, LinkSyntax, Removal, RemovedContent, RemovedElement, RemovedPart,
};
pub use url_policy::is_allowed;
pub use writer::Heading;

/// Rendered text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// HTML of the text.
    pub html: String,
    /// Headings written in Markdown, in order, except those in footnotes.
    pub headings: Vec<Heading>,
    /// Number of visible words.
    pub words: usize,
}

/// Renders `text`. A URL that contains a redacted name is removed by `hooks`.
pub fn render(text: &str, options: &RenderOptions<'_>, hooks: &mut dyn RenderHooks) -> Rendered {
    let text = &*normalize_line_ends(text);
    let written = writer::write(text, options, hooks);
    let WriterOutput { buffer, headings, mut ids, words, placeholders } = written;
    let html = finish(buffer, options.settings.html, &mut ids, hooks, placeholders);
    Rendered { html: plain_text::strip_forbidden(html), headings, words }
}

/// Returns every id in `text` that a link's `#fragment` may name.
pub fn anchors(text: &str, options: &RenderOptions<'_>) -> Vec<String> {
    /// Leaves every destination unchanged.
    struct Untouched;
    impl RenderHooks for Untouched {
        fn resolve(&mut self, _: LinkKind, written: &str, _: Range<usize>) -> Option<String> {
            Some(written.to_owned())
        }
    }
    let options =
        RenderOptions { settings: Markdown { html: Html::Sanitised, ..options.settings }, ..*options };
    let WriterOutput { buffer, mut ids, .. } =
        writer::write(&normalize_line_ends(text), &options, &mut Untouched);
    rewrite_raw(buffer, options.settings.html, &mut ids, &mut Untouched, &mut Placeholders::default());
    ids.into_list()
}
