//! Tables. Each is wrapped in a named region that scrolls on narrow screens and takes keyboard
//! focus.
//!
//! Cells are aligned by class, since a Content-Security-Policy may forbid inline styles.

use pulldown_cmark::Alignment;

use super::Writer;
use super::block::infallible_write;

/// Table that is being written.
#[derive(Default)]
pub(super) struct Table {
    /// Number of this table in the text, from 1.
    number: usize,
    alignments: Vec<Alignment>,
    section: Section,
    column: usize,
    /// Offsets of the cell's tag and content.
    tag: usize,
    content: usize,
}

/// Section of a table.
#[derive(Default, PartialEq, Eq)]
enum Section {
    #[default]
    /// Up to the first row of the body.
    Head,
    Body,
}

impl Writer<'_, '_, '_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        let number = self.table.number + 1;
        self.table = Table { number, alignments, ..Table::default() };
        self.start_block("");
        infallible_write(
            self.out.html(),
            format_args!(
                "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table {number}\">\n<table>\n"
            ),
        );
    }

    pub(super) fn end_table(&mut self) {
        self.end_block(if self.table.section == Section::Body {
            "</tbody>\n</table>\n</div>\n"
        } else {
            "</table>\n</div>\n"
        });
    }

    pub(super) fn start_table_head(&mut self) {
        self.table.section = Section::Head;
        self.table.column = 0;
        self.push("<thead>\n<tr>");
    }

    pub(super) fn start_table_row(&mut self) {
        if self.table.section != Section::Body {
            self.table.section = Section::Body;
            self.push("<tbody>\n");
        }
        self.table.column = 0;
        self.push("<tr>");
    }

    pub(super) fn start_table_cell(&mut self) {
        self.words.end_word();
        self.table.tag = self.out.len();
        let alignment = self.table.alignments.get(self.table.column).copied().unwrap_or(Alignment::None);
        self.table.column += 1;
        self.push(if self.table.section == Section::Head { "<th scope=\"col\"" } else { "<td" });
        self.push(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"align-left\">",
            Alignment::Center => " class=\"align-center\">",
            Alignment::Right => " class=\"align-right\">",
        });
        self.table.content = self.out.len();
    }

    pub(super) fn end_table_cell(&mut self) {
        if self.table.section != Section::Head {
            return self.push("</td>");
        }
        if self.out.len() == self.table.content {
            // The empty corner above row headings is not a heading.
            self.out.html().truncate(self.table.tag);
            return self.push("<td></td>");
        }
        self.push("</th>");
    }
}
