//! Links and images. The caller resolves their URLs; a link that is not allowed is removed and its
//! text stays.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::Writer;
use crate::markdown::hooks::{ImageInfo, MISSING_IMAGE_END, MISSING_IMAGE_START, MISSING_IMAGE_TEXT};
use crate::markdown::link_kind::LinkKind;
use crate::markdown::url_policy;

/// Link whose text is being written.
pub(super) enum OpenLink {
    /// Written, with the offsets of its tag and its content.
    Open { tag: usize, content: usize },
    /// Removed; only its text is written.
    Removed,
}

/// Image whose alternative text is being written.
pub(super) struct OpenImage<'t> {
    title: CowStr<'t>,
    /// Number of open elements in the alternative text, whose tags are dropped.
    depth: usize,
    form: ImageForm,
}

/// Form in which an image is written.
enum ImageForm {
    /// An `img` element, with the size and variants of the image.
    Image(Option<ImageInfo>),
    /// Placeholder for a missing image.
    Missing,
}

/// Value of `sizes`: the width in the layout, else one column or the whole screen.
const IMAGE_SIZES: &str = "auto, (min-width: 45em) 42em, 100vw";

impl<'t> Writer<'t, '_, '_> {
    /// Returns whether a link is open.
    pub(super) fn is_in_link(&self) -> bool {
        self.open_links.iter().any(|link| matches!(link, OpenLink::Open { .. }))
    }

    pub(super) fn start_link(&mut self, kind: LinkType, written: &str, title: &str, at: Range<usize>) {
        let resolved = if kind == LinkType::Email {
            url_policy::resolve(self.hooks, LinkKind::Link, &format!("mailto:{written}"), at)
        } else {
            url_policy::resolve(self.hooks, LinkKind::Link, written, at)
        };
        // Links can't nest in HTML.
        let Some(resolved) = resolved.filter(|_| !self.is_in_link()) else {
            self.open_links.push(OpenLink::Removed);
            return;
        };
        let tag = self.out.len();
        self.push("<a href=\"");
        self.push_destination(&resolved);
        self.push_title(title);
        self.push("\">");
        self.open_links.push(OpenLink::Open { tag, content: self.out.len() });
    }

    pub(super) fn end_link(&mut self) {
        if let Some(OpenLink::Open { tag, content }) = self.open_links.pop() {
            if self.out.len() == content {
                // Readers can't see a link without text.
                self.out.html().truncate(tag);
            } else {
                self.push("</a>");
            }
        }
    }

    pub(super) fn start_image(&mut self, written: &str, title: CowStr<'t>, at: Range<usize>) {
        // The alternative text of a removed image continues as plain text.
        let Some(resolved) = url_policy::resolve(self.hooks, LinkKind::Image, written, at) else {
            if let Some(label) = self.hooks.missing_image_text(written) {
                self.start_missing_image(&label, title);
            }
            return;
        };
        let picture = self.hooks.image_info(written);
        if let Some(srcset) = picture.as_ref().and_then(|picture| picture.srcset.as_deref()) {
            self.push("<picture><source type=\"image/webp\" srcset=\"");
            self.push_value(srcset);
            self.push("\" sizes=\"");
            self.push(IMAGE_SIZES);
            self.push("\">");
        }
        self.push("<img src=\"");
        self.push_destination(&resolved);
        self.push("\" alt=\"");
        self.image = Some(OpenImage { title, depth: 0, form: ImageForm::Image(picture) });
    }

    /// Starts the placeholder for a missing image; the alternative text follows.
    fn start_missing_image(&mut self, label: &str, title: CowStr<'t>) {
        self.push(MISSING_IMAGE_START);
        self.push_text(label);
        self.push(MISSING_IMAGE_TEXT);
        self.image = Some(OpenImage { title, depth: 0, form: ImageForm::Missing });
    }

    /// Appends the text of an event to the alternative text.
    pub(super) fn write_alt_event(&mut self, event: Event<'t>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.push_alt(&text),
            Event::SoftBreak | Event::HardBreak => self.push_alt(" "),
            Event::Start(_) => {
                if let Some(image) = &mut self.image {
                    image.depth += 1;
                }
            }
            Event::End(_) => self.end_alt(),
            _ => {}
        }
    }

    fn push_alt(&mut self, text: &str) {
        self.push_value(text);
        if let Some(heading) = &mut self.heading {
            heading.title.push(text);
        }
    }

    fn end_alt(&mut self) {
        match self.image.take() {
            Some(image) if image.depth == 0 => self.end_image(image),
            Some(image) => self.image = Some(OpenImage { depth: image.depth - 1, ..image }),
            None => {}
        }
    }

    /// Writes the attributes behind the alternative text.
    fn end_image(&mut self, image: OpenImage<'t>) {
        let OpenImage { title, form, .. } = image;
        let ImageForm::Image(picture) = form else { return self.push(MISSING_IMAGE_END) };
        self.push_title(&title);
        let Some(ImageInfo { width, height, srcset }) = picture else {
            return self.push("\" loading=\"lazy\">");
        };
        self.push(&format!("\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">"));
        if srcset.is_some() {
            self.push("</picture>");
        }
    }

    /// Ends the previous attribute value, and starts a `title` if there is one.
    fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push("\" title=\"");
            self.push_value(title);
        }
    }
}
