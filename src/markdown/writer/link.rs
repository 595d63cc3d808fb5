//! Links and images. Where one leads is asked of the caller; what it may not lead to is left out, and its words stay.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::Writer;
use crate::markdown::{GAP_END, GAP_START, GAP_WORDS, LinkKind, Picture, destination};

/// A link whose words are still to come.
pub(super) enum OpenLink {
    /// It was written: where its tag begins, and where its content does.
    Written { tag: usize, content: usize },
    /// Only its words are.
    TakenAway,
}

/// An image whose alternative text is being written.
pub(super) struct OpenImage<'t> {
    title: CowStr<'t>,
    /// How many elements are open in the alternative text, of which only the words count.
    depth: usize,
    form: ImageForm,
}

/// Form in which an image is written.
enum ImageForm {
    /// An `img`, with what is known of its picture.
    Shown(Option<Picture>),
    /// A gap, as its picture is missing.
    Gap,
}

/// How wide a picture in a text is shown: as a browser lays it out, or else a column of text, and on a narrow screen all of it.
const SIZES: &str = "auto, (min-width: 45em) 42em, 100vw";

impl<'t> Writer<'t, '_, '_> {
    /// Whether what is written stands in a link.
    pub(super) fn is_in_link(&self) -> bool {
        self.open_links.iter().any(|link| matches!(link, OpenLink::Written { .. }))
    }

    pub(super) fn start_link(&mut self, kind: LinkType, written: &str, title: &str, at: Range<usize>) {
        let resolved = if kind == LinkType::Email {
            destination::resolve(self.links, LinkKind::Link, &format!("mailto:{written}"), at)
        } else {
            destination::resolve(self.links, LinkKind::Link, written, at)
        };
        // HTML has no links in links.
        let Some(resolved) = resolved.filter(|_| !self.is_in_link()) else {
            self.open_links.push(OpenLink::TakenAway);
            return;
        };
        let tag = self.out.len();
        self.push("<a href=\"");
        self.push_destination(&resolved);
        self.push_title(title);
        self.push("\">");
        self.open_links.push(OpenLink::Written { tag, content: self.out.len() });
    }

    pub(super) fn end_link(&mut self) {
        if let Some(OpenLink::Written { tag, content }) = self.open_links.pop() {
            if self.out.len() == content {
                // A link without words is one that nobody can find.
                self.out.html().truncate(tag);
            } else {
                self.push("</a>");
            }
        }
    }

    pub(super) fn start_image(&mut self, written: &str, title: CowStr<'t>, at: Range<usize>) {
        // Of an image that is taken away the alternative text goes on as text.
        let Some(resolved) = destination::resolve(self.links, LinkKind::Image, written, at) else {
            if let Some(label) = self.links.missing(written) {
                self.start_gap(&label, title);
            }
            return;
        };
        let picture = self.links.picture(written);
        if let Some(srcset) = picture.as_ref().and_then(|picture| picture.srcset.as_deref()) {
            self.push("<picture><source type=\"image/webp\" srcset=\"");
            self.push_value(srcset);
            self.push("\" sizes=\"");
            self.push(SIZES);
            self.push("\">");
        }
        self.push("<img src=\"");
        self.push_destination(&resolved);
        self.push("\" alt=\"");
        self.image = Some(OpenImage { title, depth: 0, form: ImageForm::Shown(picture) });
    }

    /// Begins what stands in place of a picture that is missing; the alternative text follows.
    fn start_gap(&mut self, label: &str, title: CowStr<'t>) {
        self.push(GAP_START);
        self.push_text(label);
        self.push(GAP_WORDS);
        self.image = Some(OpenImage { title, depth: 0, form: ImageForm::Gap });
    }

    /// Writes what of an image's content its alternative text has.
    pub(super) fn write_alternative(&mut self, event: Event<'t>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.alternative(&text),
            Event::SoftBreak | Event::HardBreak => self.alternative(" "),
            Event::Start(_) => {
                if let Some(image) = &mut self.image {
                    image.depth += 1;
                }
            }
            Event::End(_) => self.end_alternative(),
            _ => {}
        }
    }

    fn alternative(&mut self, text: &str) {
        self.push_value(text);
        if let Some(heading) = &mut self.heading {
            heading.title.push(text);
        }
    }

    fn end_alternative(&mut self) {
        match self.image.take() {
            Some(image) if image.depth == 0 => self.end_image(image),
            Some(image) => self.image = Some(OpenImage { depth: image.depth - 1, ..image }),
            None => {}
        }
    }

    /// Writes what of an image stands behind its alternative text.
    fn end_image(&mut self, image: OpenImage<'t>) {
        let OpenImage { title, form, .. } = image;
        let ImageForm::Shown(picture) = form else { return self.push(GAP_END) };
        self.push_title(&title);
        let Some(Picture { width, height, srcset }) = picture else {
            return self.push("\" loading=\"lazy\">");
        };
        self.push(&format!("\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">"));
        if srcset.is_some() {
            self.push("</picture>");
        }
    }

    /// Ends the attribute before, and begins one for a title, where there is one.
    fn push_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push("\" title=\"");
            self.push_value(title);
        }
    }
}
