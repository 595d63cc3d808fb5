//! Finds the components of a text.
//!
//! Paragraphs are taken from the Markdown parser, so that components in code are ignored. A
//! component in any other place is an error. Each tag is read once.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag as Element, TagEnd};

use super::tag::{self, Tag, TagKind};
use super::{ComponentCall, Problem};
use crate::markdown::html_tokens::{self, HtmlTagKind, HtmlToken};

/// Consecutive paragraphs that consist of components.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) struct Block<'t> {
    /// Range of the paragraphs.
    pub(in crate::markdown) at: Range<usize>,
    /// Calls, in order.
    pub(in crate::markdown) calls: Vec<ComponentCall<'t>>,
}

/// Returns the components of a text and the problems with them.
pub(in crate::markdown) fn find(text: &str, options: Options) -> (Vec<Block<'_>>, Vec<Problem>) {
    if !may_have_components(text) {
        return (Vec::new(), Vec::new());
    }
    let mut found = ComponentFinder { text, tags: Vec::new(), problems: Vec::new() };
    found.read(options);
    found.into_blocks()
}

/// Returns whether a text may contain a component; most do not.
fn may_have_components(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| tag::is_tag_start(&text[at..]))
}

/// Elements of HTML that contain code or invisible text.
const CODE_ELEMENTS: [&str; 8] = ["pre", "code", "script", "style", "textarea", "kbd", "samp", "template"];

/// Leaf block of the text.
#[derive(Default)]
struct Leaf {
    at: Range<usize>,
    /// Code and comments in the block.
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

struct ComponentFinder<'t> {
    text: &'t str,
    /// Tags, each with the range of its paragraph.
    tags: Vec<(Tag<'t>, Range<usize>)>,
    problems: Vec<Problem>,
}

impl<'t> ComponentFinder<'t> {
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
                            self.report_misplaced(&mut leaf);
                            leaf = Leaf { at, ..Leaf::default() };
                        }
                        Element::CodeBlock(_) => in_code = true,
                        _ => self.report_misplaced(&mut leaf),
                    }
                }
                Event::End(element) => {
                    depth = depth.saturating_sub(1);
                    match element {
                        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => {}
                        TagEnd::Paragraph => self.read_paragraph(&std::mem::take(&mut leaf), depth == 0),
                        TagEnd::CodeBlock => in_code = false,
                        TagEnd::HtmlBlock => self.report_in_html(&at),
                        _ => self.report_misplaced(&mut leaf),
                    }
                }
                Event::Html(_) | Event::Rule => {}
                _ if in_code => {}
                Event::Code(_) => leaf.hide(at),
                Event::InlineHtml(html) if html.starts_with("<!--") => leaf.hide(at),
                _ => leaf.extend(&at),
            }
        }
        self.report_misplaced(&mut leaf);
    }

    /// Reports the tags in a leaf that is not a paragraph, such as a heading or cell.
    fn report_misplaced(&mut self, leaf: &mut Leaf) {
        let leaf = std::mem::take(leaf);
        for start in self.tag_starts(&leaf) {
            self.problems.push(misplaced(self.text, start, leaf.at.end));
        }
    }

    /// Reports the tags in a block of HTML, except those in comments and code.
    fn report_in_html(&mut self, at: &Range<usize>) {
        let html = &self.text[at.clone()];
        if !html.contains('{') {
            return;
        }
        let mut hidden: Option<&str> = None;
        for part in html_tokens::tokens(html) {
            match part {
                HtmlToken::Tag(tag, _) if tag.kind == HtmlTagKind::Open => {
                    hidden = hidden.or_else(|| CODE_ELEMENTS.into_iter().find(|name| tag.is(name)));
                }
                HtmlToken::Tag(tag, _) => hidden = hidden.filter(|name| !tag.is(name)),
                HtmlToken::Text(text) if hidden.is_none() => {
                    let braces = html[text.clone()].match_indices('{').map(|(brace, _)| text.start + brace);
                    for start in braces.filter(|start| tag::is_tag_start(&html[*start..])) {
                        self.problems.push(misplaced(self.text, at.start + start, at.end));
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns the offsets of tags in a leaf.
    fn tag_starts(&self, leaf: &Leaf) -> Vec<usize> {
        let Some(text) = self.text.get(leaf.at.clone()) else { return Vec::new() };
        let braces = text.match_indices('{').map(|(brace, _)| leaf.at.start + brace);
        let is_one = |start: &usize| {
            tag::is_tag_start(&self.text[*start..leaf.at.end])
                && !leaf.hides(*start)
                && !self.is_escaped(*start)
        };
        braces.filter(is_one).collect()
    }

    /// Reads the tags of a paragraph.
    ///
    /// Tags that start a line or follow another tag are accepted, and closing tags; others are
    /// reported.
    fn read_paragraph(&mut self, leaf: &Leaf, is_outermost: bool) {
        let paragraph = leaf.at.clone();
        let mut from = paragraph.start;
        for start in self.tag_starts(leaf) {
            if start < from {
                continue;
            }
            if !is_outermost {
                self.problems.push(misplaced(self.text, start, paragraph.end));
                return;
            }
            if !self.is_leading(start, &paragraph) && !self.is_close_tag(start) {
                let problem = misplaced(self.text, start, paragraph.end);
                from = problem.at.end;
                self.problems.push(problem);
                continue;
            }
            match tag::parse(self.text, start, paragraph.end) {
                Ok(tag) => {
                    from = tag.at.end;
                    self.tags.push((tag, paragraph.clone()));
                }
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn is_escaped(&self, start: usize) -> bool {
        let before = &self.text[..start];
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    }

    /// Returns whether only other tags precede a tag on its line.
    fn is_leading(&self, start: usize, paragraph: &Range<usize>) -> bool {
        let last = self.tags.last().map_or(0, |(tag, _)| tag.at.end).max(paragraph.start);
        let before = &self.text[last.min(start)..start];
        // Looking only at the text behind the last tag keeps long lines linear.
        let line = before.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
        line.is_empty() || line.ends_with('\n')
    }

    fn is_close_tag(&self, start: usize) -> bool {
        self.text[start + 2..].trim_start_matches([' ', '\t', '-']).starts_with("</")
    }

    /// Combines tags into calls, and reports those that share a paragraph with text.
    fn into_blocks(mut self) -> (Vec<Block<'t>>, Vec<Problem>) {
        let tags = std::mem::take(&mut self.tags);
        let mut blocks: Vec<Block<'t>> = Vec::new();
        let mut rest = tags.into_iter();
        // End of the last call.
        let mut done = 0;
        while let Some((tag, first)) = rest.next() {
            let (at, start) = (tag.at.clone(), tag.at.start);
            let (end, last, body) = match tag.kind {
                TagKind::Call => (at.end, first.clone(), None),
                TagKind::Open => {
                    let Some((close, last)) = find_close(&tag, &mut rest) else {
                        self.problems.push(never_closed(&tag));
                        break;
                    };
                    (close.end, last, Some(at.end..close.start))
                }
                TagKind::Close => {
                    let message = format!("`{}` is closed here but was never opened", tag.name);
                    self.problems.push(Problem::new(
                        at,
                        message,
                        "remove it, or open it in an earlier paragraph",
                    ));
                    continue;
                }
            };
            let before = &self.text[first.start.max(done).min(start)..start];
            let after = &self.text[end.min(last.end)..last.end];
            let goes_on = tag::is_tag_start(after.trim_start());
            if !before.trim().is_empty() || !(after.trim().is_empty() || goes_on) {
                self.problems.push(not_alone(&tag));
            }
            done = end;
            let Tag { name, name_at, arguments, .. } = tag;
            let call = ComponentCall { name, at: name_at, arguments, body };
            match blocks.last_mut().filter(|block| block.at.end > first.start) {
                Some(block) => {
                    block.at.end = last.end;
                    block.calls.push(call);
                }
                None => blocks.push(Block { at: first.start..last.end, calls: vec![call] }),
            }
        }
        (blocks, self.problems)
    }
}

/// Returns the range of the closing tag, with its paragraph.
fn find_close<'t>(
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

fn never_closed(tag: &Tag<'_>) -> Problem {
    let hint = format!("close it in a paragraph of its own: {{% </{}> %}}", tag.name);
    Problem::new(tag.at.clone(), format!("`{}` is opened here and never closed", tag.name), hint)
}

fn not_alone(tag: &Tag<'_>) -> Problem {
    let message = format!("`{}` shares a paragraph with other text", tag.name);
    Problem::new(tag.at.clone(), message, "leave an empty line before it and after it")
}

/// Returns the error for a tag in a place that allows no component.
fn misplaced(text: &str, start: usize, limit: usize) -> Problem {
    let at = tag::parse(text, start, limit).map_or(start..start + 2, |tag| tag.at);
    let message = "a component must be in a paragraph of its own, not in a sentence, heading, table, list, quote or HTML";
    let hint = "leave an empty line before it and after it; to show the braces themselves, write \\{{ or put them in `…`";
    Problem::new(at, message, hint)
}
