//! Finds the templates that a template includes or extends, and the components that it calls.

use std::ops::Range;

use super::tokens::{Kind, Tag, Token, tags};

/// Words that may stand before an expression.
pub(super) const KEYWORDS: [&str; 11] =
    ["in", "not", "and", "or", "is", "if", "elif", "else", "for", "filter", "set"];

/// Returns whether a template has no loops and calls nothing.
pub(super) fn is_simple(text: &str) -> bool {
    tags(text).iter().all(|tag| !matches!(tag.name(), Some("include" | "for" | "block")) && !calls(tag))
}

/// Returns the names and places of the templates that a template includes or extends.
pub(super) fn needs(text: &str) -> Vec<(String, usize)> {
    let found = tags(text);
    let names = found.iter().filter_map(|tag| match (tag.name(), tag.kind(1)) {
        (Some("include" | "extends"), Some(Kind::Text(name))) => Some((name.to_owned(), tag.tokens[1].start)),
        _ => None,
    });
    names.collect()
}

/// Component that a template defines.
#[derive(Debug)]
pub(super) struct Defined<'t> {
    pub(super) name: &'t str,
    /// Range of its name.
    pub(super) at: Range<usize>,
    /// Names of the components that it calls.
    pub(super) calls: Vec<&'t str>,
}

/// Returns the components that a template defines.
///
/// Only the first part of a dotted name counts.
pub(super) fn components(text: &str) -> Vec<Defined<'_>> {
    let mut defined: Vec<Defined<'_>> = Vec::new();
    let mut is_open = false;
    for tag in tags(text) {
        match (tag.name(), tag.kind(1)) {
            (Some("component"), Some(Kind::Name(name))) => {
                let at = tag.tokens[1].start..tag.tokens[1].end;
                defined.push(Defined { name, at, calls: Vec::new() });
                is_open = true;
            }
            (Some("endcomponent"), _) => is_open = false,
            _ => {
                let called = (0..tag.tokens.len()).filter(|index| is_call(&tag.tokens, *index));
                let names = called.filter_map(|index| match tag.kind(index + 1) {
                    Some(Kind::Name(name)) => Some(name),
                    _ => None,
                });
                if let Some(component) = defined.last_mut().filter(|_| is_open) {
                    component.calls.extend(names);
                }
            }
        }
    }
    defined
}

/// Returns whether a tag calls a component.
pub(super) fn calls(tag: &Tag<'_>) -> bool {
    (0..tag.tokens.len()).any(|index| is_call(&tag.tokens, index))
}

/// Returns whether a component is called at a token.
pub(super) fn is_call(tokens: &[Token<'_>], index: usize) -> bool {
    tokens[index].kind == Kind::Sign("<")
        && !index.checked_sub(1).is_some_and(|before| is_operand(tokens[before].kind))
        && matches!(tokens.get(index + 1).map(|token| token.kind), Some(Kind::Name(_)))
}

/// Returns whether a token ends a value.
pub(super) fn is_operand(kind: Kind<'_>) -> bool {
    match kind {
        Kind::Name(name) => !KEYWORDS.contains(&name),
        Kind::Text(_) | Kind::Number => true,
        Kind::Sign(sign) => matches!(sign, ")" | "]" | "}"),
    }
}
