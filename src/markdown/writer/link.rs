//! Links and images. Where one leads is asked of the caller; what it may not lead to is left out, and its words stay.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType};

use super::Writer;
use crate::markdown::{LinkKind, destination};

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
}

impl<'t> Writer<'t, '_> {
    /// Whether what is written stands in a link.
    fn is_in_link(&self) -> bool {
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
        let Some(resolved) = destination::resolve(self.links, LinkKind::Image, written, at) else { return };
        self.push("<img src=\"");
        self.push_destination(&resolved);
        self.push("\" alt=\"");
        self.image = Some(OpenImage { title, depth: 0 });
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
            Some(OpenImage { title, depth: 0 }) => {
                self.push_title(&title);
                self.push("\" loading=\"lazy\">");
            }
            Some(OpenImage { title, depth }) => self.image = Some(OpenImage { title, depth: depth - 1 }),
            None => {}
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
