//! Warns of what a text shows as it is written although its editor meant something else: shortcodes of other systems, links
//! and pictures that are none, references to notes that are not there, paragraphs that became code. Only what Markdown
//! takes for text is looked at, so nothing in code is reported.

mod html;
mod indented;
mod links;
mod mask;
mod notes;
mod shortcodes;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::events::Piece;
use super::fault::Fault;
use mask::Mask;
use shortcodes::Shortcodes;

/// After so many warnings, a text is nothing that Markdown was written for, and no more are looked for.
const MOST: usize = 500;

/// Warnings about one text.
pub(super) struct Review<'t> {
    text: &'t str,
    /// Where components stand, in order: their texts are read by themselves.
    components: Vec<Range<usize>>,
    place: Place,
    shortcodes: Shortcodes<'t>,
    found: Vec<Fault>,
}

/// Where the text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is a whole text, which may have notes.
    Whole,
    /// It stands in a component.
    InComponent,
}

impl<'t> Review<'t> {
    /// Begins to review a text in which components stand at these places.
    pub(super) fn of(text: &'t str, components: Vec<Range<usize>>, place: Place) -> Self {
        let (shortcodes, found) = (Shortcodes::default(), Vec::new());
        Self { text, components, place, shortcodes, found }
    }

    /// Returns the warnings.
    pub(super) fn into_found(self) -> Vec<Fault> {
        self.found
    }

    /// Reviews the inline events of a block.
    pub(super) fn run(&mut self, run: &VecDeque<Piece<'t>>) {
        let Some((_, first)) = run.front() else { return };
        if self.is_in_component(first.start) {
            return;
        }
        if self.found.len() > MOST {
            return;
        }
        let mask = Mask::of(self.text, run);
        self.shortcodes.find(&mask, &mut self.found);
        notes::find(&mask, self.place, &mut self.found);
        links::find(&mask, &mut self.found);
        for (event, at) in run {
            if let Event::InlineHtml(tag) = event {
                shortcodes::find_in_tag(tag, at, &mut self.found);
            }
        }
    }

    /// Takes the beginning or end of a block.
    pub(super) fn block(&mut self, event: &Event<'t>, at: &Range<usize>) {
        match event {
            Event::Start(_) if self.is_in_component(at.start) => {}
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                if let Some(fault) = indented::judge(self.text, at) {
                    self.found.push(fault);
                }
            }
            Event::End(TagEnd::HtmlBlock) if !self.is_in_component(at.start) => {
                html::find(self.text, at, &mut self.shortcodes, &mut self.found);
            }
            _ => {}
        }
    }

    fn is_in_component(&self, at: usize) -> bool {
        let next = self.components.partition_point(|component| component.end <= at);
        self.components.get(next).is_some_and(|component| component.start <= at)
    }
}
