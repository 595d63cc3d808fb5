//! Writes the words of one block.

use super::code;
use super::escape::{self, Place};
use super::names::is_block;
use super::run::{Format, Run};
use super::tree::Id;
use super::writer::Writer;

impl Writer<'_> {
    /// Returns a run that begins as the elements around it ask.
    pub(super) fn begin_run(&mut self, place: Place) -> Run {
        let mut run = Run::new(place);
        self.push_anchors(&mut run);
        if self.link.is_some() {
            run.open_link();
        }
        for format in &self.formats {
            run.open(*format);
        }
        run
    }

    /// Ends what [`Self::begin_run`] began.
    pub(super) fn end_run(&mut self, mut run: Run) -> Run {
        for _ in &self.formats {
            run.close();
        }
        if let Some(link) = self.link {
            if run.text.ends_with('[') {
                run.text.pop();
            } else {
                self.close_link(link, &mut run);
            }
        }
        run
    }

    /// Returns the words of an element as one run.
    pub(super) fn run_of(&mut self, id: Id, place: Place) -> Run {
        let mut run = self.begin_run(place);
        self.inline_children(id, &mut run);
        self.end_run(run)
    }

    /// Adds the content of an element.
    pub(super) fn inline_children(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        for child in tree.children(id) {
            self.inline(child, run);
        }
    }

    /// Adds a node.
    pub(super) fn inline(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        if tree.is_text(id) {
            return run.push_words(tree.text_at(id));
        }
        let name = tree.name(id);
        if name == "a" {
            return self.push_link(id, run);
        }
        if let Some(anchor) = self.take_anchor(id) {
            push_anchor(anchor, run);
        }
        match name {
            "br" => _ = run.push_break(),
            "em" | "i" => self.push_format(Format::Emphasis, id, run),
            "strong" | "b" => self.push_format(Format::Strong, id, run),
            "del" | "s" | "strike" => self.push_format(Format::Strike, id, run),
            "code" | "tt" => self.push_code(id, run),
            "img" => self.push_picture(id, run),
            "iframe" | "embed" | "object" => self.push_frame(id, run),
            "audio" | "video" => self.push_media(id, run),
            "abbr" | "bdi" | "bdo" | "cite" | "dfn" | "ins" | "kbd" | "mark" | "q" | "rp" | "rt" | "ruby"
            | "samp" | "small" | "sub" | "sup" | "u" | "var" => self.push_element(id, run),
            _ if is_block(name) => {
                let _ = run.push_break();
                self.inline_children(id, run);
                let _ = run.push_break();
            }
            _ => self.inline_children(id, run),
        }
    }

    /// Adds an element of emphasis.
    fn push_format(&mut self, format: Format, id: Id, run: &mut Run) {
        if run.has_open(format) || self.tree.is_blank(id) {
            return self.inline_children(id, run);
        }
        run.open(format);
        self.inline_children(id, run);
        run.close();
    }

    /// Adds an element that stays HTML.
    fn push_element(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        if tree.is_blank(id) {
            return self.inline_children(id, run);
        }
        let name = tree.name(id);
        run.push_raw("<");
        run.push_raw(name);
        for key in ["title", "lang", "dir", "datetime", "cite"] {
            if let Some(value) = tree.value(id, key) {
                run.push_raw(&format!(" {key}=\"{}\"", super::html::escaped(value)));
            }
        }
        run.push_raw(">");
        self.inline_children(id, run);
        run.push_raw("</");
        run.push_raw(name);
        run.push_raw(">");
    }

    /// Adds a link or an anchor.
    fn push_link(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        if let Some(anchor) = self.take_anchor(id) {
            push_anchor(anchor, run);
        }
        if run.links > 0 || !tree.is_link(id) {
            return self.inline_children(id, run);
        }
        run.open_link();
        self.inline_children(id, run);
        self.close_link(id, run);
    }

    /// Closes the link of an element.
    fn close_link(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        let address = self.link_address(tree.href(id).unwrap_or_default());
        run.close_link(&address, tree.value(id, "title"));
    }

    /// Adds code.
    fn push_code(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        let is_plain = tree.below(id).all(|id| !matches!(tree.name(id), "a" | "img" | "br" | "iframe"));
        if is_plain && !run.text.ends_with('`') {
            return code::push_span(tree, id, run);
        }
        if tree.is_blank(id) {
            return self.inline_children(id, run);
        }
        run.push_raw("<code>");
        self.inline_children(id, run);
        run.push_raw("</code>");
    }

    /// Adds a picture.
    fn push_picture(&mut self, id: Id, run: &mut Run) {
        let Some(picture) = self.picture(id) else { return };
        run.push_raw("![");
        escape::push_inner(picture.alt.unwrap_or_default(), &mut run.text);
        run.push_raw("]");
        escape::push_target(&picture.src, self.tree.value(id, "title"), &mut run.text);
    }
}

/// Adds an anchor without words.
pub(super) fn push_anchor(name: &str, run: &mut Run) {
    run.push_raw("<span id=\"");
    run.push_raw(&super::html::escaped(name));
    run.push_raw("\"></span>");
}
