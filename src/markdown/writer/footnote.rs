//! Footnotes as on GitHub: numbered in the order of their first references, and all at the end.
//!
//! Footnotes without a reference come last, without backlinks, so that no text is lost.

use std::collections::HashMap;

use pulldown_cmark::CowStr;

use super::Writer;
use super::block::infallible_write;
use crate::markdown::heading_ids;
use crate::markdown::html_buffer::HtmlBuffer;

/// Footnotes of a text.
#[derive(Default)]
pub(super) struct Footnotes<'t> {
    /// Referenced footnotes, in the order of their numbers from 1.
    numbered: Vec<Footnote>,
    /// Number of each footnote by its case-folded label.
    numbers: HashMap<String, usize>,
    /// Complete footnotes, in source order.
    complete: Vec<(String, HtmlBuffer)>,
    /// Open footnotes: label, and offset of the start.
    open: Vec<(CowStr<'t>, usize)>,
}

/// Referenced footnote.
#[derive(Default)]
struct Footnote {
    references: usize,
    body: Option<HtmlBuffer>,
}

impl Footnotes<'_> {
    /// Returns whether a footnote is being written.
    pub(super) fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Adds a reference; returns the footnote's number and its count of references.
    fn add_reference(&mut self, label: &str) -> (usize, usize) {
        let number = *self.numbers.entry(fold_label(label)).or_insert_with(|| {
            self.numbered.push(Footnote::default());
            self.numbered.len()
        });
        let references = self.numbered.get_mut(number - 1).map_or(1, |note| {
            note.references += 1;
            note.references
        });
        (number, references)
    }

    /// Returns the footnotes in the order of their numbers.
    fn in_order(mut self) -> Vec<Footnote> {
        let mut unreferred = Vec::new();
        for (label, body) in self.complete {
            let number = self.numbers.get(&label).copied();
            match number.and_then(|number| self.numbered.get_mut(number - 1)) {
                Some(note) if note.body.is_none() => note.body = Some(body),
                // Not referenced, or a duplicate label.
                _ => unreferred.push(Footnote { references: 0, body: Some(body) }),
            }
        }
        self.numbered.extend(unreferred);
        self.numbered
    }
}

/// Folds the case of a label as the parser does.
fn fold_label(label: &str) -> String {
    label.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

impl<'t> Writer<'t, '_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let (number, occurrence) = self.footnotes.add_reference(label);
        let id = heading_ids::backref_id(number, occurrence);
        self.ids.claim(&id);
        let note = heading_ids::footnote_id(number);
        // A reference never stands in a link: the parser does not accept such links.
        infallible_write(
            self.out.html(),
            format_args!(
                "<sup class=\"footnote-reference\">\
                 <a href=\"#{note}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
            ),
        );
    }

    pub(super) fn start_footnote(&mut self, label: CowStr<'t>) {
        self.start_block("");
        self.footnotes.open.push((label, self.out.len()));
    }

    pub(super) fn end_footnote(&mut self) {
        self.words.end_word();
        if let Some((label, start)) = self.footnotes.open.pop() {
            let body = self.out.split_off(start);
            self.footnotes.complete.push((fold_label(&label), body));
        }
    }

    /// Writes all footnotes at the end of the text.
    pub(super) fn write_footnotes(&mut self) {
        let footnotes = std::mem::take(&mut self.footnotes).in_order();
        if footnotes.is_empty() {
            return;
        }
        self.start_block("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (number, note) in (1..).zip(footnotes) {
            let id = heading_ids::footnote_id(number);
            infallible_write(self.out.html(), format_args!("<li id=\"{id}\">\n"));
            self.ids.claim(&id);
            self.out.append(note.body.unwrap_or_default());
            self.write_backrefs(number, note.references);
            self.push("</li>\n");
        }
        self.push("</ol>\n</div>\n");
    }

    /// Writes the backlinks of a footnote, into its last paragraph if it ends with one.
    fn write_backrefs(&mut self, number: usize, references: usize) {
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
            let reference = heading_ids::backref_id(number, occurrence);
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
