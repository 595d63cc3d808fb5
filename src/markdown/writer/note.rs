//! Footnotes, as GitHub has them: numbered in the order in which they are first referred to, and all of them at the
//! end. One that nothing refers to comes last, without a way back: what an editor wrote does not vanish.

use std::collections::HashMap;

use pulldown_cmark::CowStr;

use super::Writer;
use super::block::infallible_write;
use crate::markdown::anchor;
use crate::markdown::output::Output;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Notes<'t> {
    /// Those that are referred to, by number, the first of which is 1.
    numbered: Vec<Note>,
    /// The number of each by its label, without regard to case.
    numbers: HashMap<String, usize>,
    /// Those that are complete, in the order in which they stand in the text.
    complete: Vec<(String, Output)>,
    /// Those that are being written: label, and where they begin.
    open: Vec<(CowStr<'t>, usize)>,
}

/// A footnote that is referred to.
#[derive(Default)]
struct Note {
    references: usize,
    body: Option<Output>,
}

impl Notes<'_> {
    /// Whether a footnote is being written.
    pub(super) fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Its number, and the how manieth reference to it this is.
    fn refer(&mut self, label: &str) -> (usize, usize) {
        let number = *self.numbers.entry(folded(label)).or_insert_with(|| {
            self.numbered.push(Note::default());
            self.numbered.len()
        });
        let references = self.numbered.get_mut(number - 1).map_or(1, |note| {
            note.references += 1;
            note.references
        });
        (number, references)
    }

    /// The notes in the order of their numbers: how often each is referred to, and its body.
    fn in_order(mut self) -> Vec<Note> {
        let mut unreferred = Vec::new();
        for (label, body) in self.complete {
            let number = self.numbers.get(&label).copied();
            match number.and_then(|number| self.numbered.get_mut(number - 1)) {
                Some(note) if note.body.is_none() => note.body = Some(body),
                // Nothing refers to it, or another has its label.
                _ => unreferred.push(Note { references: 0, body: Some(body) }),
            }
        }
        self.numbered.extend(unreferred);
        self.numbered
    }
}

/// A label as the parser compares it: without regard to case.
fn folded(label: &str) -> String {
    label.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

impl<'t> Writer<'t, '_, '_> {
    pub(super) fn note_reference(&mut self, label: &str) {
        let (number, occurrence) = self.notes.refer(label);
        let id = anchor::of_reference(number, occurrence);
        self.ids.claim(&id);
        let note = anchor::of_note(number);
        // It never stands in a link: the parser does not take what it stands in for one.
        infallible_write(
            self.out.html(),
            format_args!(
                "<sup class=\"footnote-reference\">\
                 <a href=\"#{note}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
            ),
        );
    }

    pub(super) fn start_note(&mut self, label: CowStr<'t>) {
        self.block("");
        self.notes.open.push((label, self.out.len()));
    }

    pub(super) fn end_note(&mut self) {
        self.words.part();
        if let Some((label, start)) = self.notes.open.pop() {
            let body = self.out.split_off(start);
            self.notes.complete.push((folded(&label), body));
        }
    }

    /// Writes the footnotes, when all else is written.
    pub(super) fn write_notes(&mut self) {
        let notes = std::mem::take(&mut self.notes).in_order();
        if notes.is_empty() {
            return;
        }
        self.block("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (number, note) in (1..).zip(notes) {
            let id = anchor::of_note(number);
            infallible_write(self.out.html(), format_args!("<li id=\"{id}\">\n"));
            self.ids.claim(&id);
            self.out.append(note.body.unwrap_or_default());
            self.write_ways_back(number, note.references);
            self.push("</li>\n");
        }
        self.push("</ol>\n</div>\n");
    }

    /// Writes the links from a footnote to where it is referred to, into its last paragraph, if it ends with one.
    fn write_ways_back(&mut self, number: usize, references: usize) {
        if references == 0 {
            return;
        }
        let out = self.out.html();
        let in_paragraph = out.ends_with("</p>\n");
        if in_paragraph {
            out.truncate(out.len() - "</p>\n".len());
        } else {
            out.push_str("<p>");
        }
        for occurrence in 1..=references {
            let reference = anchor::of_reference(number, occurrence);
            let which = reference.strip_prefix("fnref:").unwrap_or_default().replace(':', "-");
            let space = if in_paragraph || occurrence > 1 { " " } else { "" };
            infallible_write(
                out,
                format_args!(
                    "{space}<a href=\"#{reference}\" class=\"footnote-back\" role=\"doc-backlink\" \
                     aria-label=\"Back to reference {which}\">↩\u{FE0E}</a>"
                ),
            );
        }
        out.push_str("</p>\n");
    }
}
