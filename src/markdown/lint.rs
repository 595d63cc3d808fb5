//! Warns about text that is shown as written although its author meant something else.
//!
//! Examples are shortcodes of other systems, malformed links and images, references to missing
//! footnotes, and paragraphs that became code. Only plain text is checked, so nothing in code is
//! reported.

mod footnotes;
mod html;
mod indented_code;
mod links;
mod mask;
mod shortcodes;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::problem::Problem;
use super::text_context::SpannedEvent;
use mask::Mask;
use shortcodes::Shortcodes;

/// Number of warnings after which checking stops.
const MAX_PROBLEMS: usize = 500;

/// Checks one text.
pub(super) struct Linter<'t> {
    text: &'t str,
    /// Ranges of components, in order; their bodies are checked separately.
    components: Vec<Range<usize>>,
    scope: Scope,
    shortcodes: Shortcodes<'t>,
    problems: Vec<Problem>,
}

/// Scope of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Whole text, which may have footnotes.
    Document,
    /// Body of a component.
    Component,
}

impl<'t> Linter<'t> {
    /// Returns a linter for a text with components at these ranges.
    pub(super) fn new(text: &'t str, components: Vec<Range<usize>>, scope: Scope) -> Self {
        let (shortcodes, problems) = (Shortcodes::default(), Vec::new());
        Self { text, components, scope, shortcodes, problems }
    }

    /// Returns the warnings.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Checks the inline events of a block.
    pub(super) fn check_inline(&mut self, run: &VecDeque<SpannedEvent<'t>>) {
        let Some((_, first)) = run.front() else { return };
        if self.is_in_component(first.start) {
            return;
        }
        if self.problems.len() > MAX_PROBLEMS {
            return;
        }
        let mask = Mask::new(self.text, run);
        self.shortcodes.check(&mask, &mut self.problems);
        footnotes::check(&mask, self.scope, &mut self.problems);
        links::check(&mask, &mut self.problems);
        for (event, at) in run {
            if let Event::InlineHtml(tag) = event {
                shortcodes::check_tag(tag, at, &mut self.problems);
            }
        }
    }

    /// Checks the start or end of a block.
    pub(super) fn check_block(&mut self, event: &Event<'t>, at: &Range<usize>) {
        match event {
            Event::Start(_) if self.is_in_component(at.start) => {}
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                if let Some(problem) = indented_code::check(self.text, at) {
                    self.problems.push(problem);
                }
            }
            Event::End(TagEnd::HtmlBlock) if !self.is_in_component(at.start) => {
                html::check(self.text, at, &mut self.shortcodes, &mut self.problems);
            }
            _ => {}
        }
    }

    fn is_in_component(&self, at: usize) -> bool {
        let next = self.components.partition_point(|component| component.end <= at);
        self.components.get(next).is_some_and(|component| component.start <= at)
    }
}
