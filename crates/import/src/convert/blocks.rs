//! Writes blocks.

use super::COMPONENT_ELEMENT;
use super::escape::Place;
use super::run::Format;
use super::tree::Id;
use super::writer::{Separation, Writer};

impl<'a> Writer<'a> {
    /// Writes the content of an element as blocks.
    pub(super) fn children(&mut self, id: Id) {
        let tree = self.tree;
        self.nodes(tree.children(id));
    }

    /// Writes nodes as blocks.
    pub(super) fn nodes(&mut self, nodes: impl IntoIterator<Item = Id>) {
        let tree = self.tree;
        let mut inline = Vec::new();
        for node in nodes {
            if tree.is_blockish(node) {
                self.words(&inline);
                inline.clear();
                self.block(node);
            } else {
                inline.push(node);
            }
        }
        self.words(&inline);
    }

    /// Writes nodes without blocks as paragraphs; two line breaks part them.
    fn words(&mut self, nodes: &[Id]) {
        let tree = self.tree;
        if nodes.iter().all(|id| tree.is_blank(*id)) {
            self.keep_anchors(nodes);
            return;
        }
        let mut open = Vec::with_capacity(nodes.len());
        for id in nodes {
            self.push_open(*id, &mut open);
        }
        let nodes = open.as_slice();
        let mut run = self.begin_run(Place::Paragraph);
        for id in nodes {
            if tree.name(*id) == "br" && run.push_break() && run.is_level() {
                let ended = self.end_run(run);
                self.paragraph(ended);
                run = self.begin_run(Place::Paragraph);
            } else if tree.name(*id) != "br" {
                self.inline(*id, &mut run);
            }
        }
        let run = self.end_run(run);
        self.paragraph(run);
    }

    /// Adds a node, or the content of an element that Markdown has no sign for.
    ///
    /// Line breaks within such elements part paragraphs too.
    fn push_open(&self, id: Id, nodes: &mut Vec<Id>) {
        let tree = self.tree;
        if tree.name(id) == "span" && tree.facts(id).elements && self.anchor(id).is_none() {
            tree.children(id).for_each(|child| self.push_open(child, nodes));
        } else {
            nodes.push(id);
        }
    }

    /// Keeps the anchors of nodes without words for the next words.
    fn keep_anchors(&mut self, nodes: &[Id]) {
        let tree = self.tree;
        for id in nodes.iter().filter(|id| !tree.is_text(**id)) {
            let all = std::iter::once(*id).chain(tree.below(*id)).filter(|id| !tree.is_text(*id));
            let found: Vec<&'a str> = all.filter_map(|id| self.take_anchor(id)).collect();
            self.anchors.extend(found);
        }
    }

    /// Writes a block, or an inline element with blocks in it.
    fn block(&mut self, id: Id) {
        let tree = self.tree;
        let name = tree.name(id);
        if !name.starts_with('h') || name.len() != 2 {
            let anchor = self.take_anchor(id);
            self.anchors.extend(anchor);
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(id),
            "hr" => self.rule(),
            "ul" | "ol" | "menu" | "dir" => self.list(id),
            "blockquote" => self.quote(id),
            "pre" | "listing" | "xmp" | "plaintext" => self.preformatted(id),
            "table" => self.table(id),
            "figure" => self.figure(id),
            "dl" => self.html_block(id),
            "details" => self.details(id),
            "iframe" | "embed" | "object" | "audio" | "video" => self.player(id),
            COMPONENT_ELEMENT => self.component(id),
            "em" | "i" => self.formatted(Format::Emphasis, id),
            "strong" | "b" => self.formatted(Format::Strong, id),
            "del" | "s" | "strike" => self.formatted(Format::Strike, id),
            "a" => self.linked(id),
            _ => self.children(id),
        }
    }

    /// Writes blocks with emphasis around them.
    fn formatted(&mut self, format: Format, id: Id) {
        if self.formats.contains(&format) {
            return self.children(id);
        }
        self.formats.push(format);
        self.children(id);
        self.formats.pop();
    }

    /// Writes a link with blocks in it.
    ///
    /// The link goes into a block that stands alone; several blocks become one paragraph.
    fn linked(&mut self, id: Id) {
        let tree = self.tree;
        if self.link.is_some() || !tree.is_link(id) {
            return self.children(id);
        }
        if self.is_one_block(id) {
            self.link = Some(id);
            self.children(id);
            self.link = None;
            return;
        }
        let mut run = self.begin_run(Place::Paragraph);
        self.inline(id, &mut run);
        let run = self.end_run(run);
        self.paragraph(run);
    }

    /// Reports that an element contains words in one heading or paragraph alone.
    fn is_one_block(&self, id: Id) -> bool {
        let tree = self.tree;
        let mut at = id;
        loop {
            let mut content = tree.children(at).filter(|child| !tree.is_blank(*child));
            let Some(child) = content.next() else { return false };
            if content.next().is_some() {
                return false;
            }
            let facts = tree.facts(child);
            match tree.name(child) {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return true,
                "p" | "div" if !facts.blocks => {
                    return tree.elements(child).all(|inner| tree.name(inner) != "br");
                }
                "div" | "section" | "article" | "header" | "span" => at = child,
                _ => return false,
            }
        }
    }

    /// Writes a heading.
    fn heading(&mut self, id: Id) {
        let tree = self.tree;
        let level = usize::from(tree.name(id).as_bytes()[1] - b'0');
        if tree.is_blank(id) {
            self.keep_anchors(&[id]);
            return;
        }
        let own = tree.value(id, "id").filter(|name| is_heading_id(name));
        let anchor = tree.below(id).find(|inner| {
            matches!(tree.name(*inner), "a" | "span")
                && tree.href(*inner).is_none()
                && self.anchor(*inner).is_some()
        });
        let inner = anchor.filter(|_| own.is_none()).and_then(|inner| Some((inner, self.anchor(inner)?)));
        let inner = inner.filter(|(_, name)| is_heading_id(name));
        self.used_anchor = inner.map(|(inner, _)| inner);
        let name = own.or(inner.map(|(_, name)| name)).and_then(|name| self.take_name(name));
        let run = self.run_of(id, Place::Heading);
        self.used_anchor = None;
        self.begin_block();
        self.out.push_str(&"######"[..level]);
        self.out.push(' ');
        self.render(run);
        if let Some(name) = name {
            self.out.push_str(" {#");
            self.out.push_str(name);
            self.out.push('}');
        }
    }

    /// Writes a line between paragraphs.
    fn rule(&mut self) {
        self.begin_block();
        // A rule of hyphens behind the mark of a list would be one rule with it.
        self.out.push_str(if self.prefix.is_empty() { "---" } else { "___" });
    }

    /// Writes a quotation.
    fn quote(&mut self, id: Id) {
        if self.tree.is_blank(id) {
            return self.keep_anchors(&[id]);
        }
        self.begin_block();
        self.out.push_str("> ");
        self.within("> ", |writer| writer.children(id));
    }

    /// Writes blocks behind a mark, with a prefix before their further lines.
    pub(super) fn within(&mut self, prefix: &str, write: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        self.prefix.push_str(prefix);
        self.separation = Separation::None;
        write(self);
        self.flush_anchors();
        self.prefix.truncate(length);
        self.separation = Separation::Blank;
        self.last_list = None;
    }

    /// Writes details that open and close.
    fn details(&mut self, id: Id) {
        let tree = self.tree;
        self.begin_block();
        self.out.push_str(if tree.attribute(id, "open").is_some() { "<details open>" } else { "<details>" });
        let summary = tree.elements(id).find(|child| tree.name(*child) == "summary");
        if let Some(summary) = summary {
            self.newline();
            self.push_html(summary);
        }
        self.nodes(tree.children(id).filter(|child| Some(*child) != summary));
        self.begin_block();
        self.out.push_str("</details>");
    }

    /// Writes a component that the source has made.
    fn component(&mut self, id: Id) {
        let tree = self.tree;
        let text: String =
            tree.below(id).filter(|inner| tree.is_text(*inner)).map(|inner| tree.text_at(inner)).collect();
        if !text.trim().is_empty() {
            self.begin_block();
            self.lines(text.trim());
        }
    }
}

/// Reports that a name can stand in `{#name}`.
fn is_heading_id(name: &str) -> bool {
    name.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.' | ':'))
}
