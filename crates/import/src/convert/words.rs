//! Words of a document without markup.

use super::names::is_block;
use super::tree::{Id, ROOT, Tree};

impl Tree {
    /// Returns the words, with a line for each block.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.push_text(ROOT, &mut text);
        text.truncate(text.trim_end().len());
        text
    }

    /// Adds the words below a node.
    fn push_text(&self, id: Id, text: &mut String) {
        for child in self.children(id) {
            if self.is_text(child) {
                push_words(self.text_at(child), text);
                continue;
            }
            let name = self.name(child);
            let is_apart = is_block(name) || name == "br";
            if is_apart {
                break_line(text);
            }
            self.push_text(child, text);
            if is_apart {
                break_line(text);
            }
        }
    }

    /// Returns the words below a node on one line.
    pub(super) fn line_of(&self, id: Id) -> String {
        let mut text = String::new();
        self.push_text(id, &mut text);
        text.truncate(text.trim_end_matches([' ', '\n']).len());
        if text.contains('\n') { text.replace('\n', " ") } else { text }
    }
}

/// Adds words, with one space in place of each sequence of spaces.
fn push_words(words: &str, text: &mut String) {
    let mut is_apart = words.starts_with(|c: char| c.is_ascii_whitespace());
    for word in words.split_ascii_whitespace() {
        if is_apart && !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
        text.push_str(word);
        is_apart = true;
    }
    if words.ends_with(|c: char| c.is_ascii_whitespace()) && !text.is_empty() && !text.ends_with([' ', '\n'])
    {
        text.push(' ');
    }
}

/// Begins a new line.
fn break_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
