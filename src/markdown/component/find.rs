//! Where in a text the components are: paragraph by paragraph, as Markdown sees them, so that nothing in code is taken for
//! one. Each tag is looked at once.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag as Element, TagEnd};

use super::tag::{self, Tag, TagKind};
use super::{Call, Fault};

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
    found.paragraphs(options);
    found.blocks()
}

/// Whether anything in a text looks like a component; most texts have none.
fn may_have(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| tag::begins(&text[at..]))
}

struct Finder<'t> {
    text: &'t str,
    /// The tags, each with its paragraph.
    tags: Vec<(Tag<'t>, Range<usize>)>,
    faults: Vec<Fault>,
}

impl<'t> Finder<'t> {
    fn paragraphs(&mut self, options: Options) {
        let mut depth = 0_usize;
        let mut paragraph = 0..0;
        let mut code: Vec<Range<usize>> = Vec::new();
        for (event, at) in Parser::new_ext(self.text, options).into_offset_iter() {
            match event {
                Event::Start(element) => {
                    if matches!(element, Element::Paragraph) {
                        paragraph = at;
                        code.clear();
                    }
                    depth += 1;
                }
                Event::Code(_) => code.push(at),
                Event::End(element) => {
                    depth = depth.saturating_sub(1);
                    if element == TagEnd::Paragraph {
                        self.tags_of(&paragraph, &code, depth == 0);
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes the tags of a paragraph: those that begin a line or come after another, and those that end what another began.
    fn tags_of(&mut self, paragraph: &Range<usize>, code: &[Range<usize>], is_outermost: bool) {
        let mut from = paragraph.start;
        while let Some(next) = self.text[from..paragraph.end].find('{') {
            let start = from + next;
            from = start + 1;
            let is_code = code.iter().any(|code| code.contains(&start));
            if is_code || !tag::begins(&self.text[start..paragraph.end]) || self.is_escaped(start) {
                continue;
            }
            if !self.is_leading(start, paragraph) && !self.is_end(start) {
                continue;
            }
            if !is_outermost {
                let message = "a component can't stand in a list, a quote or a note";
                self.faults.push(Fault::new(start..start + 2, message, "put it into a paragraph of its own"));
                return;
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
        before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty())
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
