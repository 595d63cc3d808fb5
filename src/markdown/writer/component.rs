//! Components and embeds.
//!
//! The body of a component is rendered and sanitized on its own. The theme's HTML replaces a
//! placeholder after the rest of the text is sanitized.

use std::ops::Range;

use super::{Writer, WriterOutput, write_nested};
use crate::markdown::component::ComponentCall;
use crate::markdown::finish::finish;
use crate::markdown::hooks::{ImageInfo, RenderHooks};
use crate::markdown::link_kind::LinkKind;
use crate::markdown::load::Load;
use crate::markdown::problem::Problem;
use crate::markdown::removal::{EmbedCandidate, EmbedHtml, Removal};

/// Maximum nesting of components.
const MAX_COMPONENT_NESTING: usize = 4;

impl<'t> Writer<'t, '_, '_> {
    /// Returns whether an event belongs to a component.
    ///
    /// The first event of a component writes it.
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

    fn component(&mut self, call: &ComponentCall<'t>) {
        let body = match &call.body {
            Some(_) if self.component_depth == MAX_COMPONENT_NESTING => {
                let message = format!(
                    "`{}` is nested too deep: at most {MAX_COMPONENT_NESTING} components can be inside each other",
                    call.name
                );
                let problem = Problem::new(call.at.clone(), message, "move it out of the others");
                return self.hooks.report_problem(problem);
            }
            Some(body) => Some(self.body(body.clone())),
            None => None,
        };
        let Some(html) = self.hooks.component(call, body.as_deref()) else { return };
        let placeholder = self.placeholders.add_component(html, self.text);
        self.start_block(&placeholder);
    }

    /// Renders the body of a component.
    fn body(&mut self, body: Range<usize>) -> String {
        let text = &self.text[body.clone()];
        let mut hooks = OffsetHooks { hooks: &mut *self.hooks, offset: body.start };
        let outer = super::WriterContext {
            options: self.options,
            shift: self.shift,
            ids: std::mem::take(&mut self.ids),
            component_depth: self.component_depth + 1,
        };
        let html = self.html;
        let WriterOutput { buffer, headings, ids, placeholders, .. } = write_nested(text, &mut hooks, outer);
        self.ids = ids;
        self.headings.extend(headings);
        let html = finish(buffer, html, &mut self.ids, &mut hooks, placeholders);
        self.words.end_word();
        self.words.add_html(&html);
        self.words.end_word();
        html
    }
}

/// Hooks for a component's body, with offsets relative to the whole text.
struct OffsetHooks<'l> {
    hooks: &'l mut dyn RenderHooks,
    offset: usize,
}

impl RenderHooks for OffsetHooks<'_> {
    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        self.hooks.resolve(kind, written, at.start + self.offset..at.end + self.offset)
    }

    fn image_info(&mut self, written: &str) -> Option<ImageInfo> {
        self.hooks.image_info(written)
    }

    fn missing_image_text(&self, written: &str) -> Option<String> {
        self.hooks.missing_image_text(written)
    }

    fn component(&mut self, call: &ComponentCall<'_>, body: Option<&str>) -> Option<String> {
        let offset = |at: &Range<usize>| at.start + self.offset..at.end + self.offset;
        let mut call = call.clone();
        call.at = offset(&call.at);
        for argument in &mut call.arguments {
            (argument.at, argument.value_at) = (offset(&argument.at), offset(&argument.value_at));
        }
        self.hooks.component(&call, body)
    }

    fn report_problem(&mut self, mut problem: Problem) {
        problem.at = problem.at.start + self.offset..problem.at.end + self.offset;
        self.hooks.report_problem(problem);
    }

    fn embed(&mut self, found: &EmbedCandidate<'_>) -> Option<EmbedHtml> {
        let at = found.at.start + self.offset..found.at.end + self.offset;
        self.hooks.embed(&EmbedCandidate { at, ..found.clone() })
    }

    fn report_removed(&mut self, removal: Removal<'_>) {
        let at = removal.at.start + self.offset..removal.at.end + self.offset;
        self.hooks.report_removed(Removal { at, ..removal });
    }

    fn report_load(&mut self, load: &Load, at: Range<usize>) {
        self.hooks.report_load(load, at.start + self.offset..at.end + self.offset);
    }
}
