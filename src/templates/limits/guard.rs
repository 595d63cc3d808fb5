//! Adds hidden filters to a template, which count the steps of loops and check the sizes of values.
//!
//! No line is added, and every position in the guarded template maps to one in the original.

use super::calls::{KEYWORDS, calls, is_call, is_operand};
use super::tokens::{Form, Kind, Tag, Token, tags};

/// Counts the steps of a loop, each with a weight of 2 to the power of the suffix.
pub(super) const EACH: &str = "__each";
/// Highest power of two that a step of a loop weighs.
pub(super) const MAX_STEP_WEIGHT_LOG2: u32 = 16;
/// Checks the size of a value that is kept in a variable.
pub(super) const KEPT: &str = "__kept";
/// Checks the size of a text to which another is added.
pub(super) const PIECE: &str = "__piece";
/// Checks the same where many texts are put together.
pub(super) const BIT: &str = "__bit";
/// Checks how large and how deep a list or map is.
pub(super) const BUILT: &str = "__built";
/// Counts bytes written into a variable repeatedly.
pub(super) const OUT: &str = "__out";
/// Counts a step. A function.
pub(super) const STEP: &str = "__step";

/// Most `~` of a tag whose texts may each be as large as a value may be.
const MAX_LARGE_CONCATENATIONS: usize = 8;

/// Number of bytes of text in a loop that weigh as much as a step.
const BYTES_OF_A_STEP: usize = 64;

/// Filters whose result may be larger than their input.
const GROWING: [&str; 9] = [
    "upper",
    "title",
    "capitalize",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "urlencode",
    "slugify",
];

/// Template with its guards.
#[derive(Debug)]
pub(crate) struct Guarded {
    /// Its text.
    pub(crate) text: String,
    /// Insertions, in the order of the text.
    inserted: Vec<Insertion>,
}

/// Something that is inserted into a template.
#[derive(Debug, Clone)]
struct Insertion {
    /// Position in the original.
    at: usize,
    text: String,
}

impl Guarded {
    /// Returns the place in the original template.
    pub(crate) fn original(&self, at: usize) -> usize {
        let mut shift = 0;
        for Insertion { at: inserted_at, text } in &self.inserted {
            let start = inserted_at + shift;
            if at <= start {
                break;
            }
            if at < start + text.len() {
                return *inserted_at;
            }
            shift += text.len();
        }
        at - shift
    }
}

/// Guards a template.
///
/// `is_simple` returns whether an included template has no loops or calls.
pub(super) fn guard(text: &str, is_simple: &dyn Fn(&str) -> bool) -> Guarded {
    let mut guard = Guard { inserted: Vec::new(), open: Vec::new(), literal: 0, calls: 0, is_simple };
    for tag in tags(text) {
        guard.tag(&tag);
    }
    let mut inserted: Vec<Insertion> =
        guard.inserted.into_iter().filter(|insertion| !insertion.text.is_empty()).collect();
    inserted.sort_by_key(|insertion| insertion.at);
    let added: usize = inserted.iter().map(|insertion| insertion.text.len()).sum();
    let mut guarded = String::with_capacity(text.len() + added);
    let mut from = 0;
    for Insertion { at, text: inserted } in &inserted {
        guarded.push_str(&text[from..*at]);
        guarded.push_str(inserted);
        from = *at;
    }
    guarded.push_str(&text[from..]);
    Guarded { text: guarded, inserted }
}

/// Guarding of one template.
struct Guard<'g> {
    inserted: Vec<Insertion>,
    open: Vec<Open>,
    /// Number of bytes of text so far.
    literal: usize,
    /// Number of includes and calls of components so far.
    calls: usize,
    is_simple: &'g dyn Fn(&str) -> bool,
}

/// Statement that is not closed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Loop: its insertion, and how much text was before it.
    Loop { insertion: usize, literal: usize },
    /// Output that goes into a variable, a filter or the body of a component.
    Capture,
    /// Component's definition: its insertion, and how many calls were before it.
    Component { insertion: usize, calls: usize, trims: bool },
}

impl Guard<'_> {
    fn tag(&mut self, tag: &Tag<'_>) {
        self.literal += tag.literal;
        self.calls += usize::from(calls(tag));
        match (tag.form, tag.name()) {
            (Form::Output, _) => {
                self.expressions(tag);
                if self.is_written_often(tag) {
                    self.filtered(&tag.tokens, OUT);
                }
            }
            (Form::Statement, Some(name)) => self.statement(tag, name),
            (Form::Statement, None) => match tag.kind(0) {
                Some(Kind::Sign("<")) => {
                    self.expressions(tag);
                    self.open.push(Open::Capture);
                }
                Some(Kind::Sign("</")) => self.close(|open| matches!(open, Open::Capture)),
                _ => {}
            },
        }
    }

    fn statement(&mut self, tag: &Tag<'_>, name: &str) {
        match name {
            "component" => {
                let insertion = self.insert(tag.end, String::new());
                self.open.push(Open::Component { insertion, calls: self.calls, trims: tag.trims.1 });
                return;
            }
            "include" => {
                self.calls += 1;
                self.include(tag);
                return;
            }
            "endfor" => self.close(|open| matches!(open, Open::Loop { .. })),
            "endset" | "endfilter" => self.close(|open| matches!(open, Open::Capture)),
            "endcomponent" => self.close(|open| matches!(open, Open::Component { .. })),
            _ => {}
        }
        self.expressions(tag);
        match name {
            "for" => self.begin_loop(tag),
            "filter" => self.open.push(Open::Capture),
            "set" | "set_global" => self.set(tag),
            _ => {}
        }
    }

    fn insert(&mut self, at: usize, text: impl Into<String>) -> usize {
        self.inserted.push(Insertion { at, text: text.into() });
        self.inserted.len() - 1
    }

    fn begin_loop(&mut self, tag: &Tag<'_>) {
        let container = tag.tokens.iter().position(|token| token.kind == Kind::Name("in"));
        let Some(container) = container.and_then(|at| tag.tokens.get(at + 1..)) else { return };
        let insertion = self.filtered(container, EACH).unwrap_or_default();
        self.open.push(Open::Loop { insertion, literal: self.literal });
    }

    fn set(&mut self, tag: &Tag<'_>) {
        let Some(last) = tag.tokens.last() else { return };
        if tag.kind(2) != Some(Kind::Sign("=")) {
            self.insert(last.end, format!(" | {KEPT}"));
            self.open.push(Open::Capture);
            return;
        }
        let value = &tag.tokens[3..];
        let grows = (0..value.len()).any(|index| match value[index].kind {
            Kind::Sign("~") => true,
            Kind::Name(name) => {
                index > 0 && value[index - 1].kind == Kind::Sign("|") && GROWING.contains(&name)
            }
            _ => is_call(value, index),
        });
        if grows {
            self.filtered(value, KEPT);
        }
    }

    fn include(&mut self, tag: &Tag<'_>) {
        let is_in_loop = self.open.iter().any(|open| matches!(open, Open::Loop { .. }));
        let is_simple = matches!(tag.kind(1), Some(Kind::Text(name)) if (self.is_simple)(name));
        if is_in_loop || !is_simple {
            let dash = if tag.trims.0 { "-" } else { "" };
            self.insert(tag.start, format!("{{%{dash} set {STEP} = {STEP}() %}}"));
        }
    }

    /// Closes the innermost open block, and completes its insertion.
    fn close(&mut self, is_it: impl Fn(&Open) -> bool) {
        let Some(at) = self.open.iter().rposition(is_it) else { return };
        match self.open[at] {
            Open::Loop { insertion, literal } => {
                let steps = 1 + (self.literal - literal) / BYTES_OF_A_STEP;
                let power = steps.next_power_of_two().trailing_zeros().min(MAX_STEP_WEIGHT_LOG2);
                if let Some(insertion) = self.inserted.get_mut(insertion) {
                    insertion.text = insertion.text.replace(EACH, &format!("{EACH}{power}"));
                }
            }
            Open::Component { insertion, calls, trims } if self.calls > calls => {
                // The text that follows is trimmed by the tag before it, which is this one now.
                let dash = if trims { "-" } else { "" };
                if let Some(insertion) = self.inserted.get_mut(insertion) {
                    insertion.text = format!("{{% set {STEP} = {STEP}() {dash}%}}");
                }
            }
            Open::Component { .. } | Open::Capture => {}
        }
        self.open.truncate(at);
    }

    /// Returns whether the output of a tag may be written into a variable repeatedly.
    fn is_written_often(&self, tag: &Tag<'_>) -> bool {
        let capture = self.open.iter().position(|open| *open == Open::Capture);
        let is_repeated = capture
            .is_some_and(|capture| self.open[capture..].iter().any(|open| matches!(open, Open::Loop { .. })));
        let is_body = tag.tokens.len() == 1
            && tag.kind(0) == Some(Kind::Name("body"))
            && matches!(self.open.first(), Some(Open::Component { .. }));
        is_repeated || is_body
    }

    /// Applies a filter to an expression. Returns the insertion that names it.
    fn filtered(&mut self, expression: &[Token<'_>], filter: &str) -> Option<usize> {
        let (first, last) = (expression.first()?, expression.last()?);
        if is_chain(expression) {
            return Some(self.insert(last.end, format!(" | {filter}")));
        }
        self.insert(first.start, "(");
        Some(self.insert(last.end, format!(") | {filter}")))
    }

    /// Guards the texts that are put together in a tag, and its lists and maps.
    fn expressions(&mut self, tag: &Tag<'_>) {
        let tokens = &tag.tokens;
        let many =
            tokens.iter().filter(|token| token.kind == Kind::Sign("~")).count() > MAX_LARGE_CONCATENATIONS;
        let mut brackets: Vec<Bracket> = Vec::new();
        let mut components: Vec<usize> = Vec::new();
        for (index, token) in tokens.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| tokens[before].kind);
            match token.kind {
                Kind::Sign("<") if is_call(tokens, index) => components.push(brackets.len()),
                Kind::Sign(">") if components.last() == Some(&brackets.len()) => {
                    components.pop();
                }
                Kind::Sign("~") if !matches!(before, Some(Kind::Text(_) | Kind::Number)) => {
                    self.insert(token.start, format!("| {} ", if many { BIT } else { PIECE }));
                }
                Kind::Sign("[") if !before.is_some_and(is_operand) => brackets.push(Bracket::literal()),
                Kind::Sign("{") if components.last() != Some(&brackets.len()) => {
                    brackets.push(Bracket::literal());
                }
                Kind::Sign("[" | "?[" | "{" | "(") => brackets.push(Bracket::Other),
                Kind::Sign("]" | "}" | ")") => {
                    let is_built = brackets.pop() == Some(Bracket::Literal { has_names: true });
                    let after = tokens.get(index + 1).map(|token| token.kind);
                    if is_built && !matches!(after, Some(Kind::Sign("[" | "?[" | "." | "?."))) {
                        self.insert(token.end, format!(" | {BUILT}"));
                    }
                }
                Kind::Name(name)
                    if !matches!(name, "true" | "false" | "True" | "False" | "none" | "None") =>
                {
                    for bracket in &mut brackets {
                        if let Bracket::Literal { has_names } = bracket {
                            *has_names = true;
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Bracket that is not closed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// List or map, with or without names in it.
    Literal { has_names: bool },
    /// Any other.
    Other,
}

impl Bracket {
    fn literal() -> Self {
        Self::Literal { has_names: false }
    }
}

/// Returns whether an expression is a single value with fields, calls and filters, so that one more
/// filter applies to the whole.
fn is_chain(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for token in tokens {
        match token.kind {
            Kind::Sign("(" | "[" | "?[" | "{") => depth += 1,
            Kind::Sign(")" | "]" | "}") => depth = depth.saturating_sub(1),
            Kind::Sign("." | "?." | "|") => {}
            Kind::Sign(_) if depth == 0 => return false,
            Kind::Name(name) if depth == 0 && KEYWORDS.contains(&name) => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
