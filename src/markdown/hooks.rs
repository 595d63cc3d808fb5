//! Callbacks through which a text's caller resolves links, renders components and receives reports.

use std::ops::Range;

use super::component::ComponentCall;
use super::link_kind::LinkKind;
use super::load::Load;
use super::problem::Problem;
use super::removal::{EmbedCandidate, EmbedHtml, Removal};

/// Callbacks of the caller: resolve links, render components and receive reports.
pub trait RenderHooks {
    /// Returns the URL to write in place of `written`.
    ///
    /// `None` removes the link and keeps its text, or an image's alternative text; the implementor
    /// has recorded the reason. `written` is decoded as Markdown or HTML decodes it, and `at` is
    /// the range of the link, or of its destination, in the text.
    ///
    /// Every destination is passed, including forbidden ones, so that the implementor can record
    /// them. A result that is not [allowed](super::is_allowed) is never written.
    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String>;

    /// Returns the label for a missing image at `written`, if the page should show one.
    fn missing_image_text(&self, _written: &str) -> Option<String> {
        None
    }

    /// Returns the size and variants of the image at `written`, already resolved.
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

/// Start of the placeholder for a missing image.
///
/// A label follows, then [`MISSING_IMAGE_TEXT`].
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
