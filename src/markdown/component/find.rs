//! Finds the components of a text: paragraph by paragraph, as Markdown sees them, so that nothing in code is taken for one.
//! A component that stands anywhere else is an error. Each tag is looked at once.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag as Element, TagEnd};

use super::tag::{self, Tag, TagKind};
use super::{Call, Fault};
use crate::markdown::tags::{self, Part, TagKind as HtmlTag};

/// Some paragraphs of a text, one after another, that are nothing but components.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) struct Block<'t> {
    /// Where they stand.
    pub(in crate::markdown) at: Range<usize>,
    /// The components, in order.
    pub(in crate::markdown) calls: Vec<Call<'t>>,
}

/// The components of a text, and what is wrong.
pub(in crate::markdown) fn find(text: &str, options: Options) -> (Vec<Block<'_>>, Vec<Fault>) {
    if !may_have(text) {
        return (Vec::new(), Vec::new());
    }
    let mut found = Finder { text, tags: Vec::new(), faults: Vec::new() };
    found.read(options);
    found.blocks()
}

/// Whether anything in a text looks like a component; most texts have none.
fn may_have(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| tag::begins(&text[at..]))
}

/// Elements of HTML whose content is code or is not shown.
const HIDDEN: [&str; 8] = ["pre", "code", "script", "style", "textarea", "kbd", "samp", "template"];

/// A part of the text that holds no other blocks.
#[derive(Default)]
struct Leaf {
    at: Range<usize>,
    /// The code and comments in it.
    hidden: Vec<Range<usize>>,
}

impl Leaf {
    fn extend(&mut self, at: &Range<usize>) {
        if self.at.is_empty() {
            self.at = at.clone();
        }
        self.at.end = self.at.end.max(at.end);
    }

    fn hide(&mut self, at: Range<usize>) {
        self.extend(&at);
        self.hidden.push(at);
    }

    fn hides(&self, at: usize) -> bool {
        let next = self.hidden.partition_point(|hidden| hidden.end <= at);
        self.hidden.get(next).is_some_and(|hidden| hidden.start <= at)
    }
}

struct Finder<'t> {
    text: &'t str,
    /// The tags, each with its paragraph.
    tags: Vec<(Tag<'t>, Range<usize>)>,
    faults: Vec<Fault>,
}

impl<'t> Finder<'t> {
    fn read(&mut self, options: Options) {
        let mut depth = 0_usize;
        let mut leaf = Leaf::default();
        let mut in_code = false;
        for (event, at) in Parser::new_ext(self.text, options).into_offset_iter() {
            match event {
                Event::Start(element) => {
                    depth += 1;
                    match element {
                        Element::Emphasis
                        | Element::Strong
                        | Element::Link { .. }
                        | Element::Image { .. } => {
                            leaf.extend(&at);
                        }
                        Element::Paragraph => {
                            self.tags_outside(&mut leaf);
                            leaf = Leaf { at, ..Leaf::default() };
                        }
                        Element::CodeBlock(_) => in_code = true,
                        _ => self.tags_outside(&mut leaf),
                    }
                }
                Event::End(element) => {
                    depth = depth.saturating_sub(1);
                    match element {
                        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => {}
                        TagEnd::Paragraph => self.tags_of(&std::mem::take(&mut leaf), depth == 0),
                        TagEnd::CodeBlock => in_code = false,
                        TagEnd::HtmlBlock => self.tags_in_html(&at),
                        _ => self.tags_outside(&mut leaf),
                    }
                }
                Event::Html(_) | Event::Rule => {}
                _ if in_code => {}
                Event::Code(_) => leaf.hide(at),
                Event::InlineHtml(html) if html.starts_with("<!--") => leaf.hide(at),
                _ => leaf.extend(&at),
            }
        }
        self.tags_outside(&mut leaf);
    }

    /// Reports the tags in what is no paragraph: a heading, a table's cell, an item of a list.
    fn tags_outside(&mut self, leaf: &mut Leaf) {
        let leaf = std::mem::take(leaf);
        for start in self.beginnings(&leaf) {
            self.faults.push(misplaced(self.text, start, leaf.at.end));
        }
    }

    /// Reports the tags in a block of HTML, save those in comments and code.
    fn tags_in_html(&mut self, at: &Range<usize>) {
        let html = &self.text[at.clone()];
        if !html.contains('{') {
            return;
        }
        let mut hidden: Option<&str> = None;
        for part in tags::parts(html) {
            match part {
                Part::Tag(tag, _) if tag.kind == HtmlTag::Open => {
                    hidden = hidden.or_else(|| HIDDEN.into_iter().find(|name| tag.is(name)));
                }
                Part::Tag(tag, _) => hidden = hidden.filter(|name| !tag.is(name)),
                Part::Text(text) if hidden.is_none() => {
                    let braces = html[text.clone()].match_indices('{').map(|(brace, _)| text.start + brace);
                    for start in braces.filter(|start| tag::begins(&html[*start..])) {
                        self.faults.push(misplaced(self.text, at.start + start, at.end));
                    }
                }
                _ => {}
            }
        }
    }

    /// Where tags begin in a leaf.
    fn beginnings(&self, leaf: &Leaf) -> Vec<usize> {
        let Some(text) = self.text.get(leaf.at.clone()) else { return Vec::new() };
        let braces = text.match_indices('{').map(|(brace, _)| leaf.at.start + brace);
        let is_one = |start: &usize| {
            tag::begins(&self.text[*start..leaf.at.end]) && !leaf.hides(*start) && !self.is_escaped(*start)
        };
        braces.filter(is_one).collect()
    }

    /// Takes the tags of a paragraph: those that begin a line or come after another, and those that end what another began.
    /// Others are reported.
    fn tags_of(&mut self, leaf: &Leaf, is_outermost: bool) {
        let paragraph = leaf.at.clone();
        let mut from = paragraph.start;
        for start in self.beginnings(leaf) {
            if start < from {
                continue;
            }
            if !is_outermost {
                self.faults.push(misplaced(self.text, start, paragraph.end));
                return;
            }
            if !self.is_leading(start, &paragraph) && !self.is_end(start) {
                let fault = misplaced(self.text, start, paragraph.end);
                from = fault.at.end;
                self.faults.push(fault);
                continue;
            }
            match tag::read(self.text, start, paragraph.end) {
                Ok(tag) => {
                    from = tag.at.end;
                    self.tags.push((tag, paragraph.clone()));
                }
                Err(fault) => self.faults.push(fault),
            }
        }
    }

    fn is_escaped(&self, start: usize) -> bool {
        let before = &self.text[..start];
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    }

    /// Whether nothing but other tags stand before it on its line.
    fn is_leading(&self, start: usize, paragraph: &Range<usize>) -> bool {
        let last = self.tags.last().map_or(0, |(tag, _)| tag.at.end).max(paragraph.start);
        let before = &self.text[last.min(start)..start];
        // The whole line may be long, and be looked at for each of its tags.
        let line = before.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
        line.is_empty() || line.ends_with('\n')
    }

    fn is_end(&self, start: usize) -> bool {
        self.text[start + 2..].trim_start_matches([' ', '\t', '-']).starts_with("</")
    }

    /// Puts tags together, and checks that each component is alone in its paragraphs.
    fn blocks(mut self) -> (Vec<Block<'t>>, Vec<Fault>) {
        let tags = std::mem::take(&mut self.tags);
        let mut blocks: Vec<Block<'t>> = Vec::new();
        let mut rest = tags.into_iter();
        // Where the block before has said all that it says.
        let mut done = 0;
        while let Some((tag, first)) = rest.next() {
            let (at, start) = (tag.at.clone(), tag.at.start);
            let (end, last, body) = match tag.kind {
                TagKind::Call => (at.end, first.clone(), None),
                TagKind::Open => {
                    let Some((close, last)) = closed(&tag, &mut rest) else {
                        self.faults.push(never_closed(&tag));
                        break;
                    };
                    (close.end, last, Some(at.end..close.start))
                }
                TagKind::Close => {
                    let message = format!("`{}` ends here, and never began", tag.name);
                    self.faults.push(Fault::new(
                        at,
                        message,
                        "take it away, or begin it in a paragraph before",
                    ));
                    continue;
                }
            };
            let before = &self.text[first.start.max(done).min(start)..start];
            let after = &self.text[end.min(last.end)..last.end];
            let goes_on = tag::begins(after.trim_start());
            if !before.trim().is_empty() || !(after.trim().is_empty() || goes_on) {
                self.faults.push(not_alone(&tag));
            }
            done = end;
            let Tag { name, name_at, arguments, .. } = tag;
            let call = Call { name, at: name_at, arguments, body };
            match blocks.last_mut().filter(|block| block.at.end > first.start) {
                Some(block) => {
                    block.at.end = last.end;
                    block.calls.push(call);
                }
                None => blocks.push(Block { at: first.start..last.end, calls: vec![call] }),
            }
        }
        (blocks, self.faults)
    }
}

/// Where what a tag begins is ended, with the paragraph in which it is.
fn closed<'t>(
    open: &Tag<'t>,
    rest: &mut impl Iterator<Item = (Tag<'t>, Range<usize>)>,
) -> Option<(Range<usize>, Range<usize>)> {
    let mut depth = 1_usize;
    for (tag, paragraph) in rest {
        match tag.kind {
            TagKind::Open if tag.name == open.name => depth += 1,
            TagKind::Close if tag.name == open.name => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((tag.at, paragraph));
        }
    }
    None
}

fn never_closed(tag: &Tag<'_>) -> Fault {
    let hint = format!("end it in a paragraph of its own: {{% </{}> %}}", tag.name);
    Fault::new(tag.at.clone(), format!("`{}` begins here and never ends", tag.name), hint)
}

fn not_alone(tag: &Tag<'_>) -> Fault {
    let message = format!("`{}` stands in a paragraph with other text", tag.name);
    Fault::new(tag.at.clone(), message, "leave an empty line before it and after it")
}

/// Returns the error for a tag that begins at `start` where no component can stand.
fn misplaced(text: &str, start: usize, limit: usize) -> Fault {
    let at = tag::read(text, start, limit).map_or(start..start + 2, |tag| tag.at);
    let message = "a component must stand in a paragraph of its own, not in a sentence, heading, table, list, quote or HTML";
    let hint = "leave an empty line before it and after it; to show the braces themselves, write \\{{ or put them in `…`";
    Fault::new(at, message, hint)
}
