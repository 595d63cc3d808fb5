//! Components. What stands between a component's tags is a text of its own, made safe by itself; what the theme makes of the
//! component is put in its place only when the rest of the text has been made safe too, as a theme may do what a text may
//! not. Until then a rule stands there whose id no text can have, since the text's own hash is in it.

use std::ops::Range;

use super::{Writer, Written, write_within};
use crate::digest::Digest;
use crate::markdown::component::Call;
use crate::markdown::{Embeddable, Embedded, Fault, LinkKind, Links, Load, Picture, Removal, finished};

/// A paragraph of which an embed has left nothing.
const EMPTY: &str = "<p></p>";

/// How deep components go in each other.
const DEEPEST: usize = 4;

/// The components of a text.
#[derive(Debug, Default)]
pub(in crate::markdown) struct Components {
    /// What is in the id of what stands in their place.
    mark: String,
    made: Vec<Made>,
}

/// HTML that the theme made.
#[derive(Debug)]
enum Made {
    Component(String),
    /// It may have parted a paragraph.
    Embed(String),
}

impl<'t> Writer<'t, '_, '_> {
    /// Whether what stands at `at` is a component, which is written where it begins.
    pub(super) fn is_component(&mut self, at: &Range<usize>) -> bool {
        while self.blocks.front().is_some_and(|block| block.at.end <= at.start) {
            self.block_is_written = false;
            self.blocks.pop_front();
        }
        if self.blocks.front().is_none_or(|block| at.start < block.at.start || block.at.end < at.end) {
            return false;
        }
        if !self.block_is_written {
            self.block_is_written = true;
            let calls = std::mem::take(&mut self.blocks[0].calls);
            for call in &calls {
                self.component(call);
            }
        }
        true
    }

    fn component(&mut self, call: &Call<'t>) {
        let body = match &call.body {
            Some(_) if self.nested == DEEPEST => {
                let message =
                    format!("components are {DEEPEST} deep in each other, and `{}` is one more", call.name);
                let fault = Fault::new(call.at.clone(), message, "take it out of the others");
                return self.links.fault(fault);
            }
            Some(body) => Some(self.body(body.clone())),
            None => None,
        };
        let Some(html) = self.links.component(call, body.as_deref()) else { return };
        let mark = self.components.add(Made::Component(html), self.text);
        self.block(&mark);
    }

    /// The text that a component is put around, as HTML.
    fn body(&mut self, body: Range<usize>) -> String {
        let text = &self.text[body.clone()];
        let mut links = Shifted { links: &mut *self.links, by: body.start };
        let outer = super::Within {
            rules: self.rules,
            shift: self.shift,
            ids: std::mem::take(&mut self.ids),
            nested: self.nested + 1,
        };
        let html = self.html;
        let Written { output, headings, ids, components, .. } = write_within(text, &mut links, outer);
        self.ids = ids;
        self.headings.extend(headings);
        let html = finished(output, html, &mut self.ids, &mut links, components);
        self.words.part();
        self.words.add_html(&html);
        self.words.part();
        html
    }
}

impl Components {
    /// Adds an embed, and returns the HTML that stands in its place in `text`.
    pub(in crate::markdown) fn add_embed(&mut self, html: String, text: &str) -> String {
        self.add(Made::Embed(html), text)
    }

    fn add(&mut self, made: Made, text: &str) -> String {
        if self.mark.is_empty() {
            self.mark = format!("<hr id=\"dateline-{:?}-", Digest::of(text.as_bytes()));
        }
        let mark = format!("{}{}\">\n", self.mark, self.made.len());
        self.made.push(made);
        mark
    }

    /// Puts what the theme made in place of what stands for it, each once.
    pub(in crate::markdown) fn put_into(&self, html: String) -> String {
        if self.made.is_empty() {
            return html;
        }
        let mut whole = String::with_capacity(html.len() * 2);
        let mut parts = html.split(self.mark.as_str());
        whole.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (number, rest) = part.split_once("\">").unwrap_or((part, ""));
            let rest = match number.parse().ok().and_then(|number: usize| self.made.get(number)) {
                Some(Made::Component(made)) => {
                    whole.push_str(made);
                    rest
                }
                Some(Made::Embed(made)) => {
                    // What was before it and after it in a paragraph of HTML may be nothing.
                    whole.truncate(whole.trim_end().strip_suffix(EMPTY).map_or(whole.len(), str::len));
                    whole.push_str(made);
                    rest.trim_start().strip_prefix(EMPTY).unwrap_or(rest)
                }
                None => rest,
            };
            whole.push_str(rest);
        }
        whole
    }
}

/// The links of a text that stands in another.
struct Shifted<'l> {
    links: &'l mut dyn Links,
    by: usize,
}

impl Links for Shifted<'_> {
    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        self.links.resolve(kind, written, at.start + self.by..at.end + self.by)
    }

    fn picture(&mut self, written: &str) -> Option<Picture> {
        self.links.picture(written)
    }

    fn missing(&self, written: &str) -> Option<String> {
        self.links.missing(written)
    }

    fn component(&mut self, call: &Call<'_>, body: Option<&str>) -> Option<String> {
        let by = |at: &Range<usize>| at.start + self.by..at.end + self.by;
        let mut call = call.clone();
        call.at = by(&call.at);
        for argument in &mut call.arguments {
            (argument.at, argument.value_at) = (by(&argument.at), by(&argument.value_at));
        }
        self.links.component(&call, body)
    }

    fn fault(&mut self, mut fault: Fault) {
        fault.at = fault.at.start + self.by..fault.at.end + self.by;
        self.links.fault(fault);
    }

    fn embed(&mut self, found: &Embeddable<'_>) -> Option<Embedded> {
        let at = found.at.start + self.by..found.at.end + self.by;
        self.links.embed(&Embeddable { at, ..found.clone() })
    }

    fn removed(&mut self, removal: Removal<'_>) {
        let at = removal.at.start + self.by..removal.at.end + self.by;
        self.links.removed(Removal { at, ..removal });
    }

    fn loads(&mut self, load: &Load, at: Range<usize>) {
        self.links.loads(load, at.start + self.by..at.end + self.by);
    }
}
