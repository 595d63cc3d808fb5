//! Document without the parts that no reader reads, as a flat list of nodes.
//!
//! Text and values of attributes stand in one buffer. Facts about the content of each element
//! are known beforehand, so that no later step searches below an element twice.

use std::collections::BTreeMap;
use std::ops::Range;

use dom_query::{LocalName, NodeData, NodeRef, TreeNode};

use super::COMPONENT_ELEMENT;
use super::names::{dropped_kind, is_block, is_player, is_unwrapped, is_visible};
use crate::story::{Counts, Notice};

/// Deepest nesting; deeper elements lose their tags and keep their words.
const DEEPEST: usize = 96;

/// Place of the whole.
pub(super) const ROOT: Id = 0;

/// Place of a node in the list.
pub(super) type Id = usize;

/// Facts about an element and its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Facts {
    /// Contains an element that is a block.
    pub(super) blocks: bool,
    /// Contains characters other than space.
    pub(super) words: bool,
    /// Contains pictures.
    pub(super) pictures: bool,
    /// Contains links with a target.
    pub(super) links: bool,
    /// Contains an element.
    pub(super) elements: bool,
    /// Contains a picture, player, frame or rule.
    pub(super) visible: bool,
}

/// Node of the list.
#[derive(Debug)]
struct Node {
    /// Name; empty for text.
    name: LocalName,
    /// Text, or the attributes' places in the list of attributes.
    range: Range<usize>,
    parent: Id,
    first: Option<Id>,
    last: Option<Id>,
    next: Option<Id>,
    facts: Facts,
}

/// Attribute of an element.
#[derive(Debug)]
struct Attribute {
    name: LocalName,
    value: Range<usize>,
}

/// Document.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    buffer: String,
    /// Number of elements removed, by kind.
    dropped: BTreeMap<&'static str, u64>,
}

impl Tree {
    /// Copies the content of a node.
    pub(super) fn of(node: &NodeRef<'_>) -> Self {
        let mut tree = Self {
            nodes: vec![Node::new(LocalName::from("body"), 0..0, 0)],
            attributes: Vec::new(),
            buffer: String::new(),
            dropped: BTreeMap::new(),
        };
        let mut waiting = Vec::new();
        waiting.extend(node.first_child().map(|child| (child, 0, 1)));
        while let Some((node, parent, depth)) = waiting.pop() {
            waiting.extend(node.next_sibling().map(|next| (next, parent, depth)));
            let Some(id) = node.query(|node| tree.add(node, parent, depth)).flatten() else { continue };
            let depth = if id == parent { depth } else { depth + 1 };
            waiting.extend(node.first_child().map(|child| (child, id, depth)));
        }
        tree.collect_facts();
        tree
    }

    /// Adds a node, and returns the parent of its children, if these are read.
    fn add(&mut self, node: &TreeNode, parent: Id, depth: usize) -> Option<Id> {
        match &node.data {
            NodeData::Text { contents } => {
                if is_player(self.name(parent)) {
                    return None;
                }
                let start = self.buffer.len();
                self.buffer.push_str(contents);
                self.append(Node::new(LocalName::from(""), start..self.buffer.len(), parent));
                None
            }
            NodeData::Element(element) => {
                let name = &element.name.local;
                if let Some(kind) = dropped_kind(name) {
                    *self.dropped.entry(kind).or_default() += 1;
                    return None;
                }
                if self.is_fallback(name, parent) {
                    return None;
                }
                let has_address = element.attrs.iter().any(|attribute| &*attribute.name.local == "data");
                if is_unwrapped(name) || depth > DEEPEST || (&**name == "object" && !has_address) {
                    return Some(parent);
                }
                let start = self.attributes.len();
                for attribute in &element.attrs {
                    let from = self.buffer.len();
                    self.buffer.push_str(&attribute.value);
                    let (name, value) = (attribute.name.local.clone(), from..self.buffer.len());
                    self.attributes.push(Attribute { name, value });
                }
                let id = self.append(Node::new(name.clone(), start..self.attributes.len(), parent));
                if &**name == "img" {
                    self.drop_invisible(id);
                }
                Some(id)
            }
            NodeData::Document | NodeData::Fragment => Some(parent),
            _ => None,
        }
    }

    /// Reports an element that repeats a picture or player for other browsers.
    fn is_fallback(&self, name: &str, parent: Id) -> bool {
        match name {
            "noscript" => {
                let mut before = self.nodes[parent].last;
                if before.is_some_and(|id| self.is_text(id) && self.text_at(id).trim().is_empty()) {
                    before = self.previous_of_last(parent);
                }
                before.is_some_and(|id| matches!(self.name(id), "img" | "picture"))
            }
            "source" | "track" => !matches!(self.name(parent), "picture" | "video" | "audio"),
            _ => is_player(self.name(parent)),
        }
    }

    /// Removes the picture that was added last, if it has no file or counts readers.
    fn drop_invisible(&mut self, id: Id) {
        let kind = if self.is_pixel(id) {
            "pixel"
        } else if self.picture_source(id).is_none() {
            "picture without a file"
        } else {
            return;
        };
        *self.dropped.entry(kind).or_default() += 1;
        self.nodes[id].name = LocalName::from("span");
        self.nodes[id].range = 0..0;
    }

    /// Returns the child before the last.
    fn previous_of_last(&self, parent: Id) -> Option<Id> {
        let last = self.nodes[parent].last?;
        // Nodes stand in order, so that the one before a text is its predecessor or within it.
        let mut id = last.checked_sub(1)?;
        while id != parent && self.nodes[id].parent != parent {
            id = self.nodes[id].parent;
        }
        (id != parent).then_some(id)
    }

    /// Appends a node to its parent's children.
    fn append(&mut self, node: Node) -> Id {
        let (id, parent) = (self.nodes.len(), node.parent);
        match self.nodes[parent].last.replace(id) {
            Some(last) => self.nodes[last].next = Some(id),
            None => self.nodes[parent].first = Some(id),
        }
        self.nodes.push(node);
        id
    }

    /// Collects the facts of all elements, from the innermost to the outermost.
    fn collect_facts(&mut self) {
        for id in (1..self.nodes.len()).rev() {
            let mut facts = self.nodes[id].facts;
            if self.is_text(id) {
                facts.words = self.text_at(id).contains(|c: char| !c.is_whitespace());
            } else {
                facts.elements = true;
                facts.blocks |= is_block(self.name(id));
                match self.name(id) {
                    "img" => (facts.pictures, facts.visible) = (true, true),
                    "a" => facts.links |= self.href(id).is_some(),
                    "hr" | "iframe" | "audio" | "video" | "embed" | "object" => facts.visible = true,
                    _ => {}
                }
            }
            let parent = self.nodes[id].parent;
            self.nodes[parent].facts.include(facts);
        }
    }

    /// Returns the parent of a node; `None` for the whole.
    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        (id != 0).then(|| self.nodes[id].parent)
    }

    /// Reports that a node is text.
    pub(super) fn is_text(&self, id: Id) -> bool {
        self.nodes[id].name.is_empty()
    }

    /// Returns the name of an element; empty for text.
    pub(super) fn name(&self, id: Id) -> &str {
        &self.nodes[id].name
    }

    /// Returns the words of a text node.
    pub(super) fn text_at(&self, id: Id) -> &str {
        &self.buffer[self.nodes[id].range.clone()]
    }

    /// Returns the facts about the content of an element.
    pub(super) fn facts(&self, id: Id) -> Facts {
        self.nodes[id].facts
    }

    /// Returns the children of a node.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.nodes[id].first, |child| self.nodes[*child].next)
    }

    /// Returns the elements among the children of a node.
    pub(super) fn elements(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        self.children(id).filter(|child| !self.is_text(*child))
    }

    /// Returns all nodes below a node, in order.
    pub(super) fn below(&self, id: Id) -> Range<Id> {
        let mut outer = id;
        loop {
            if outer == 0 {
                return id + 1..self.nodes.len();
            }
            if let Some(next) = self.nodes[outer].next {
                return id + 1..next;
            }
            outer = self.nodes[outer].parent;
        }
    }

    /// Returns an attribute.
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        self.attributes(id).find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Returns an attribute that is not empty, without spaces around it.
    pub(super) fn value(&self, id: Id, name: &str) -> Option<&str> {
        self.attribute(id, name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Returns all attributes.
    pub(super) fn attributes(&self, id: Id) -> impl Iterator<Item = (&str, &str)> {
        let range = if self.is_text(id) { 0..0 } else { self.nodes[id].range.clone() };
        self.attributes[range].iter().map(|known| (&*known.name, &self.buffer[known.value.clone()]))
    }

    /// Reports that an element is a block, or an inline element with a block in it.
    pub(super) fn is_blockish(&self, id: Id) -> bool {
        is_block(self.name(id)) || self.nodes[id].facts.blocks
    }

    /// Reports that nothing of a node can be seen.
    pub(super) fn is_blank(&self, id: Id) -> bool {
        let facts = self.nodes[id].facts;
        if self.is_text(id) {
            return self.text_at(id).trim().is_empty();
        }
        !facts.words && !facts.visible && !is_visible(self.name(id))
    }

    /// Returns the target of a link; `None` for targets that lead nowhere.
    pub(super) fn href(&self, id: Id) -> Option<&str> {
        let href = self.value(id, "href")?;
        let leads = href != "#"
            && !href.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("javascript:"))
            && !href.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
        leads.then_some(href)
    }

    /// Reports a link that a reader can follow: it has a target and can be seen.
    pub(super) fn is_link(&self, id: Id) -> bool {
        let facts = self.facts(id);
        (facts.words || facts.visible) && self.href(id).is_some() && !self.shows_own_target(id)
    }

    /// Returns the address of a frame or an old plugin's player.
    pub(super) fn frame(&self, id: Id) -> Option<&str> {
        let name = match self.name(id) {
            "object" => "data",
            _ => "src",
        };
        ["data-src", "data-lazy-src", name].into_iter().filter_map(|name| self.value(id, name)).find(
            |address| address.starts_with("http") || address.starts_with("//") || address.starts_with('/'),
        )
    }

    /// Counts links and pictures.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for id in 1..self.nodes.len() {
            match self.name(id) {
                "a" if self.is_link(id) => counts.links += 1,
                "img" => counts.pictures += 1,
                COMPONENT_ELEMENT => {
                    let inner = crate::verify::count(&self.line_of(id));
                    counts.links += inner.links;
                    counts.pictures += inner.pictures;
                }
                "iframe" | "embed" | "object" if self.frame(id).is_some() => counts.links += 1,
                _ => {}
            }
        }
        counts
    }

    /// Returns the losses.
    pub(super) fn notices(&self) -> Vec<Notice> {
        self.dropped
            .iter()
            .map(|(kind, count)| Notice { kind, message: format!("{kind} removed: {count}") })
            .collect()
    }
}

impl Facts {
    /// Adds the facts of an element's child.
    fn include(&mut self, of: Self) {
        self.blocks |= of.blocks;
        self.words |= of.words;
        self.pictures |= of.pictures;
        self.links |= of.links;
        self.elements |= of.elements;
        self.visible |= of.visible;
    }
}

impl Node {
    /// Returns a node without relatives.
    fn new(name: LocalName, range: Range<usize>, parent: Id) -> Self {
        Self { name, range, parent, first: None, last: None, next: None, facts: Facts::default() }
    }
}
