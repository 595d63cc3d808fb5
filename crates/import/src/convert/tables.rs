//! Writes tables.

use super::escape::Place;
use super::tree::Id;
use super::writer::Writer;

/// Most columns of a table in Markdown.
const MOST_COLUMNS: usize = 40;

impl Writer<'_> {
    /// Writes a table as Markdown or HTML, or the content of a table for layout.
    pub(super) fn table(&mut self, id: Id) {
        let tree = self.tree;
        if tree.is_blank(id) {
            return;
        }
        let below = || tree.below(id);
        let has_table = below().any(|inner| tree.name(inner) == "table");
        let rows: Vec<Vec<Id>> = below()
            .filter(|inner| tree.name(*inner) == "tr")
            .map(|row| tree.elements(row).filter(|cell| matches!(tree.name(*cell), "td" | "th")).collect())
            .collect();
        let is_column =
            rows.iter().all(|row| row.len() <= 1) && below().all(|inner| tree.name(inner) != "th");
        if has_table || is_column || tree.value(id, "role") == Some("presentation") {
            return self.children(id);
        }
        if !self.is_simple(id, &rows) {
            return self.html_block(id);
        }
        self.begin_block();
        for (index, row) in rows.iter().enumerate() {
            if index > 0 {
                self.newline();
            }
            self.row(row);
            if index == 0 {
                self.newline();
                self.alignments(row);
            }
        }
    }

    /// Reports that Markdown can express a table.
    fn is_simple(&self, id: Id, rows: &[Vec<Id>]) -> bool {
        let tree = self.tree;
        let Some(head) = rows.first() else { return false };
        let is_head = head.iter().all(|cell| tree.name(*cell) == "th")
            || tree.below(id).any(|inner| tree.name(inner) == "thead" && tree.facts(inner).words);
        let has_plain_cells = tree.below(id).all(|inner| {
            let spans = |name| tree.value(inner, name).is_some_and(|value| value != "1");
            !spans("colspan")
                && !spans("rowspan")
                && !matches!(
                    tree.name(inner),
                    "caption"
                        | "ul"
                        | "ol"
                        | "dl"
                        | "pre"
                        | "blockquote"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                        | "hr"
                        | "figure"
                        | "iframe"
                        | "audio"
                        | "video"
                        | "details"
                        | "dateline-component"
                )
        });
        is_head
            && has_plain_cells
            && (1..=MOST_COLUMNS).contains(&head.len())
            && rows.iter().all(|row| row.len() == head.len())
    }

    /// Writes a row.
    fn row(&mut self, cells: &[Id]) {
        for cell in cells {
            let anchor = self.take_anchor(*cell);
            self.anchors.extend(anchor);
            let run = self.run_of(*cell, Place::Cell);
            self.out.push_str("| ");
            self.render(run);
            self.out.push(' ');
        }
        self.out.push('|');
    }

    /// Writes the line below the head.
    fn alignments(&mut self, cells: &[Id]) {
        let tree = self.tree;
        for cell in cells {
            let style = tree.value(*cell, "style").unwrap_or_default();
            let aligned = tree.value(*cell, "align").or_else(|| {
                let (_, value) = style.split_once("text-align:")?;
                value.split(';').next().map(str::trim)
            });
            self.out.push_str(match aligned {
                Some("right") => "| ---: ",
                Some("center") => "| :---: ",
                _ => "| --- ",
            });
        }
        self.out.push('|');
    }
}
