//! Tables. Each stands in a frame of its own that scrolls where the page is narrow, can be reached by keyboard, and
//! has a name. Cells tell their alignment by class, as a page's policy may forbid inline styles.

use pulldown_cmark::Alignment;

use super::Writer;
use super::block::infallible_write;

/// The table that is being written.
#[derive(Default)]
pub(super) struct Table {
    /// How many there have been, this one included.
    number: usize,
    alignments: Vec<Alignment>,
    part: Part,
    column: usize,
    /// Where the cell's tag begins, and its content.
    tag: usize,
    content: usize,
}

/// Where in a table we are.
#[derive(Default, PartialEq, Eq)]
enum Part {
    #[default]
    /// Up to the first row of the body, which may have none.
    Head,
    Body,
}

impl Writer<'_, '_, '_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        let number = self.table.number + 1;
        self.table = Table { number, alignments, ..Table::default() };
        self.block("");
        infallible_write(
            self.out.html(),
            format_args!(
                "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table {number}\">\n<table>\n"
            ),
        );
    }

    pub(super) fn end_table(&mut self) {
        self.end_block(if self.table.part == Part::Body {
            "</tbody>\n</table>\n</div>\n"
        } else {
            "</table>\n</div>\n"
        });
    }

    pub(super) fn start_table_head(&mut self) {
        self.table.part = Part::Head;
        self.table.column = 0;
        self.push("<thead>\n<tr>");
    }

    pub(super) fn start_table_row(&mut self) {
        if self.table.part != Part::Body {
            self.table.part = Part::Body;
            self.push("<tbody>\n");
        }
        self.table.column = 0;
        self.push("<tr>");
    }

    pub(super) fn start_table_cell(&mut self) {
        self.words.part();
        self.table.tag = self.out.len();
        let alignment = self.table.alignments.get(self.table.column).copied().unwrap_or(Alignment::None);
        self.table.column += 1;
        self.push(if self.table.part == Part::Head { "<th scope=\"col\"" } else { "<td" });
        self.push(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"align-left\">",
            Alignment::Center => " class=\"align-center\">",
            Alignment::Right => " class=\"align-right\">",
        });
        self.table.content = self.out.len();
    }

    pub(super) fn end_table_cell(&mut self) {
        if self.table.part != Part::Head {
            return self.push("</td>");
        }
        if self.out.len() == self.table.content {
            // The corner above a column of names heads nothing.
            self.out.html().truncate(self.table.tag);
            return self.push("<td></td>");
        }
        self.push("</th>");
    }
}
