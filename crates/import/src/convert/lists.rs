//! Writes lists.

use super::tree::Id;
use super::writer::{Separation, Writer};

impl Writer<'_> {
    /// Writes a list.
    pub(super) fn list(&mut self, id: Id) {
        let tree = self.tree;
        if tree.is_blank(id) {
            return;
        }
        let is_ordered = tree.name(id) == "ol";
        let start = match tree.value(id, "start") {
            None => Some(1),
            Some(start) => start.parse::<u32>().ok().filter(|start| *start < 900_000_000),
        };
        let Some(start) = start.filter(|_| !is_ordered || self.is_plain_order(id)) else {
            return self.html_block(id);
        };
        let mark = self.list_mark(is_ordered);
        let inner = if self.is_loose(id) { Separation::Blank } else { Separation::Line };
        let mut number = start;
        for item in tree.children(id) {
            if tree.is_blank(item) && (tree.is_text(item) || !is_ordered) {
                continue;
            }
            if number == start {
                self.begin_block();
            } else {
                self.separation = inner;
                self.begin_block();
            }
            let sign = if is_ordered { format!("{number}{mark} ") } else { format!("{mark} ") };
            self.out.push_str(&sign);
            self.item(item, &sign, inner);
            number += 1;
        }
        self.separation = Separation::Blank;
        self.last_list = Some(mark);
    }

    /// Writes the content of an item behind its mark.
    fn item(&mut self, item: Id, sign: &str, inner: Separation) {
        let tree = self.tree;
        let indent = " ".repeat(sign.len());
        self.within(&indent, |writer| {
            let anchor = writer.take_anchor(item);
            writer.anchors.extend(anchor);
            if tree.name(item) == "li" && inner == Separation::Line {
                writer.tight_item(item);
            } else if tree.name(item) == "li" {
                writer.children(item);
            } else {
                writer.nodes([item]);
            }
        });
    }

    /// Writes an item of words and lists, without empty lines.
    fn tight_item(&mut self, item: Id) {
        let tree = self.tree;
        let mut words = Vec::new();
        let mut lists = Vec::new();
        for child in tree.children(item) {
            if tree.is_blockish(child) { lists.push(child) } else { words.push(child) }
        }
        self.nodes(words);
        for list in lists {
            if self.separation == Separation::Blank {
                self.separation = Separation::Line;
            }
            self.nodes([list]);
        }
    }

    /// Returns the mark of a list, which differs from that of the list before.
    fn list_mark(&self, is_ordered: bool) -> char {
        match (is_ordered, self.last_list) {
            (true, Some('.')) => ')',
            (true, _) => '.',
            (false, Some('-')) => '*',
            (false, _) => '-',
        }
    }

    /// Reports that Markdown can number the items of a list.
    fn is_plain_order(&self, id: Id) -> bool {
        let tree = self.tree;
        tree.attribute(id, "reversed").is_none()
            && tree.value(id, "type").is_none_or(|kind| kind == "1")
            && tree.elements(id).all(|item| tree.attribute(item, "value").is_none())
    }

    /// Reports that an item has more than words, and lists behind them.
    fn is_loose(&self, id: Id) -> bool {
        let tree = self.tree;
        let mut items = tree.elements(id).filter(|item| tree.name(*item) == "li" && tree.facts(*item).blocks);
        items.any(|item| {
            let mut has_list = false;
            tree.children(item).filter(|child| !tree.is_blank(*child)).any(|child| {
                let is_list = matches!(tree.name(child), "ul" | "ol");
                let is_second = has_list && !is_list;
                has_list |= is_list;
                is_second || (tree.is_blockish(child) && !(is_list && self.is_markdown_list(child)))
            })
        })
    }

    /// Reports that a list is written as Markdown.
    fn is_markdown_list(&self, id: Id) -> bool {
        self.tree.name(id) == "ul" || self.is_plain_order(id)
    }
}
