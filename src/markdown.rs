//! Renders Markdown as HTML.
//!
//! [`render`] returns the HTML of an article or page with its headings and word count. [`extract`]
//! and [`anchors`] return only the parts that other stages need. Nothing here does I/O: the caller
//! resolves links through [`RenderHooks`].
//!
//! For any input, the output is a valid fragment of HTML5 without inline styles or scripts of its
//! own. Ids are unique, nesting is bounded, and characters that HTML or XML forbids are removed. A
//! Markdown link leads to `http`, `https`, `mailto`, `tel` or a path on the site. Where HTML is
//! sanitized, the same holds for raw HTML, and elements left open are closed.

mod code_ranges;
mod component;
mod events;
mod extract;
mod heading_ids;
mod html_buffer;
mod html_limits;
mod html_references;
mod html_tokens;
mod link_kind;
mod lint;
mod lone_url;
mod plain_text;
mod problem;
mod raw_html;
mod redact;
mod removal;
mod sanitize;
#[cfg(test)]
mod tests;
mod url_policy;
mod writer;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::config::{Html, Markdown};
use crate::redaction::Redactions;

use heading_ids::Ids;
use html_buffer::HtmlBuffer;
use writer::{Placeholders, WriterOutput};

pub use code_ranges::code_ranges;
pub use component::{Argument, ArgumentTarget, ArgumentValue, ComponentCall};
pub use extract::{Extract, extract};
pub use link_kind::{FileKind, LinkKind};
pub use problem::Problem;
pub(crate) use raw_html::decode_references;
pub use raw_html::{Load, LoadKind};
pub use removal::{
    EmbedCandidate, EmbedHtml, LinkSyntax, Removal, RemovedContent, RemovedElement, RemovedPart,
};
pub use url_policy::is_allowed;

/// Callbacks of the caller: resolve links, render components and receive reports.
pub trait RenderHooks {
    /// Returns the URL to write in place of `written`.
    ///
    /// `None` removes the link and keeps its text, or an image's alternative text; the implementor
    /// has recorded the reason. `written` is decoded as Markdown or HTML decodes it, and `at` is
    /// the range of the link, or of its destination, in the text.
    ///
    /// Every destination is passed, including forbidden ones, so that the implementor can record
    /// them. A result that is not [allowed](is_allowed) is never written.
    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String>;

    /// Returns the label for a missing image at `written`, if the page should show one.
    fn missing_image_text(&self, _written: &str) -> Option<String> {
        None
    }

    /// Returns the size and variants of the image at `written`, which was resolved before.
    fn image_info(&mut self, _written: &str) -> Option<ImageInfo> {
        None
    }

    /// Returns a component rendered by the theme around the HTML of its body.
    ///
    /// `None` omits the component; the implementor has recorded the reason.
    fn component(&mut self, _call: &ComponentCall<'_>, _body: Option<&str>) -> Option<String> {
        None
    }

    /// Receives a problem of the text.
    fn report_problem(&mut self, _problem: Problem) {}

    /// Returns the embed for a frame, or for an address alone in a paragraph.
    fn embed(&mut self, _found: &EmbedCandidate<'_>) -> Option<EmbedHtml> {
        None
    }

    /// Receives a part of the text that is left out of the page.
    fn report_removed(&mut self, _removal: Removal<'_>) {}

    /// Receives a resource that trusted HTML at `at` makes a browser load or run.
    fn report_load(&mut self, _load: &Load, _at: Range<usize>) {}
}

/// Start of the placeholder for a missing image; a label follows, then [`MISSING_IMAGE_TEXT`].
pub const MISSING_IMAGE_START: &str = "<span class=\"missing\"><strong>";

/// Part of the placeholder between its label and the image's alternative text.
pub const MISSING_IMAGE_TEXT: &str = "</strong> ";

/// End of the placeholder.
pub const MISSING_IMAGE_END: &str = "</span>";

/// Size and variants of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageInfo {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Smaller WebP variants, as a value of `srcset`.
    pub srcset: Option<String>,
}

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

/// Heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Level on the page, 2 to 6; the page's own headline is level 1.
    pub level: u8,
    /// Id of the element.
    pub id: String,
    /// Plain text of the heading.
    pub title: String,
}

/// Settings and context for reading a text.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions<'r> {
    /// Settings of the site.
    pub settings: Markdown,
    /// Names to redact.
    pub redactions: &'r Redactions,
    /// Ids used by the theme's templates, which no text may use.
    pub theme_ids: &'r HashSet<String>,
}

/// Renders `text`. A URL that contains a redacted name is removed by `hooks`.
pub fn render(text: &str, options: &RenderOptions<'_>, hooks: &mut dyn RenderHooks) -> Rendered {
    let text = &*normalize_line_ends(text);
    let written = writer::write(text, options, hooks);
    let WriterOutput { buffer, headings, mut ids, words, placeholders } = written;
    let html = finish(buffer, options.settings.html, &mut ids, hooks, placeholders);
    Rendered { html: plain_text::strip_forbidden(html), headings, words }
}

/// Normalizes a lone carriage return to a line feed; no byte moves.
///
/// For `CommonMark` a carriage return ends a line, but the parser handles it inconsistently.
fn normalize_line_ends(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return text.into();
    }
    let is_alone = |at: usize| !text[at + 1..].starts_with('\n');
    if !text.match_indices('\r').any(|(at, _)| is_alone(at)) {
        return text.into();
    }
    text.char_indices()
        .map(|(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c })
        .collect::<String>()
        .into()
}

/// Rewrites and sanitizes the raw HTML, and inserts the components.
fn finish(
    buffer: HtmlBuffer,
    html: Html,
    ids: &mut Ids<'_>,
    hooks: &mut dyn RenderHooks,
    mut placeholders: Placeholders,
) -> String {
    let has_raw = buffer.has_raw();
    let mut settled = rewrite_raw(buffer, html, ids, hooks, &mut placeholders);
    if has_raw && html == Html::Sanitised {
        settled = sanitize::sanitize(&settled);
    }
    placeholders.fill(settled)
}

/// Returns every id that `text` offers as a `#fragment`: of headings, footnotes and raw HTML.
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

/// Rewrites the raw parts of the HTML.
fn rewrite_raw(
    buffer: HtmlBuffer,
    html: Html,
    ids: &mut Ids<'_>,
    hooks: &mut dyn RenderHooks,
    placeholders: &mut Placeholders,
) -> String {
    if !buffer.has_raw() {
        return buffer.into_html();
    }
    let is_too_much = || {
        html_limits::is_too_deep(buffer.raw_html_parts())
            || html_limits::has_too_many_attributes(buffer.as_html())
    };
    if html == Html::Sanitised && is_too_much() {
        let at = buffer.raw_source_ranges().next().unwrap_or_default();
        hooks.report_removed(Removal { at, part: RemovedPart::AllTags });
        return buffer.map_raw(html_limits::text_only);
    }
    raw_html::rewrite(buffer, html, ids, hooks, placeholders)
}
