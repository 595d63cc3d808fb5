//! Writes code.

use super::escape::Place;
use super::names::is_block;
use super::run::Run;
use super::tree::{Id, Tree};
use super::writer::Writer;

/// Adds code within a sentence; spaces at its ends stay outside.
pub(super) fn push_span(tree: &Tree, id: Id, run: &mut Run) {
    let texts = || tree.below(id).filter(|inner| tree.is_text(*inner)).map(|inner| tree.text_at(inner));
    let is_space = |char: char| char.is_ascii_whitespace();
    let code = tree.line_of(id);
    if texts().next().is_some_and(|text| text.starts_with(is_space)) {
        run.push_space();
    }
    if !code.is_empty() {
        run.push_raw(&span(&code, run.place));
    }
    if texts().next_back().is_some_and(|text| text.ends_with(is_space)) {
        run.push_space();
    }
}

/// Returns code with its backticks.
fn span(code: &str, place: Place) -> String {
    let longest = longest_run(code);
    let fence = if longest == 0 { "`".to_owned() } else { "`".repeat(longest + 1) };
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    let code = if place == Place::Cell { code.replace('|', "\\|") } else { code.to_owned() };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// Returns the length of the longest sequence of backticks.
fn longest_run(code: &str) -> usize {
    code.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

impl Writer<'_> {
    /// Writes an element of preformatted text.
    pub(super) fn preformatted(&mut self, id: Id) {
        let tree = self.tree;
        let facts = tree.facts(id);
        if !facts.words && !facts.visible {
            return;
        }
        if facts.links || facts.pictures {
            return self.html_block(id);
        }
        let code = preformatted_text(tree, id);
        let code = code.trim_end_matches(['\n', ' ']).trim_start_matches('\n');
        let fence = "`".repeat(longest_run(code).max(2) + 1);
        self.flush_anchors();
        self.begin_block();
        self.out.push_str(&fence);
        self.out.push_str(language(tree, id).unwrap_or_default());
        self.newline();
        self.lines(code);
        self.newline();
        self.out.push_str(&fence);
    }
}

/// Returns text with its spaces and lines.
fn preformatted_text(tree: &Tree, id: Id) -> String {
    let mut text = String::new();
    push_text(tree, id, &mut text);
    text
}

/// Adds the text below a node.
fn push_text(tree: &Tree, id: Id, text: &mut String) {
    for child in tree.children(id) {
        let name = tree.name(child);
        if tree.is_text(child) {
            text.extend(
                tree.text_at(child).chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t')),
            );
            continue;
        }
        if name == "br" {
            text.push('\n');
        }
        let is_line = is_block(name);
        if is_line && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        push_text(tree, child, text);
        if is_line && !text.ends_with('\n') {
            text.push('\n');
        }
    }
}

/// Returns the language of code by the classes that highlighters use.
fn language(tree: &Tree, id: Id) -> Option<&str> {
    let code = tree.elements(id).find(|child| tree.name(*child) == "code");
    let attributes =
        |id: Id| [tree.value(id, "data-lang"), tree.value(id, "lang").filter(|_| tree.name(id) == "pre")];
    let named =
        [Some(id), code].into_iter().flatten().flat_map(attributes).flatten().find(|name| is_language(name));
    named.or_else(|| {
        [Some(id), code, tree.parent(id)]
            .into_iter()
            .flatten()
            .find_map(|id| language_of_class(tree.value(id, "class")?))
    })
}

/// Returns the language that classes name.
fn language_of_class(class: &str) -> Option<&str> {
    let mut names = class.split([' ', ';']).filter(|name| !name.is_empty());
    while let Some(name) = names.next() {
        let found = ["language-", "lang-", "highlight-source-", "brush:"]
            .into_iter()
            .find_map(|prefix| name.strip_prefix(prefix));
        let found = match found {
            Some("") => names.next(),
            found => found,
        };
        if let Some(found) = found.filter(|name| is_language(name)) {
            return Some(found);
        }
    }
    None
}

/// Reports that a word can be the name of a language.
fn is_language(name: &str) -> bool {
    (1..=30).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+#-_.".contains(&byte))
        && !matches!(name, "plaintext" | "text" | "none")
}
