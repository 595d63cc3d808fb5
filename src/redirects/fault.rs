//! Faults in lines of `addresses.csv`, reported with their lines; only the first ones in full.

use std::ops::Range;

use super::{FILE, Line, Redirects};
use crate::address::OldAddressError;
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, quoted};
use crate::path::SitePath;

/// Number of faults that are reported in full.
const MAX_DIAGNOSTICS: usize = 20;

/// Column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Old address.
    Old,
    /// Target.
    New,
    /// Both.
    Whole,
}

/// Fault in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Column that is wrong.
    pub column: Column,
    /// Description of the fault.
    pub message: String,
    /// Advice on what to do.
    pub hint: String,
}

impl Fault {
    /// Describes an invalid address in a column.
    pub(super) fn new(column: Column, written: &str, fault: &OldAddressError) -> Self {
        let hint = match fault {
            OldAddressError::Path(_) if !written.starts_with('/') => {
                format!("an address of the site begins with `/`: /{written}")
            }
            OldAddressError::Path(_) => "write the part of the address after the host".to_owned(),
            OldAddressError::Fragment => {
                "remove that part, or write %23 for a `#` that belongs to the address".to_owned()
            }
            OldAddressError::Entity => format!("write {}", written.replace("&amp;", "&")),
        };
        Self { column, message: format!("{} is not an address: {fault}", quoted(written)), hint }
    }

    pub(super) fn old(written: &str, fault: &OldAddressError) -> Self {
        Self::new(Column::Old, written, fault)
    }

    pub(super) fn outside(written: &str, site: &Site) -> Self {
        Self {
            column: Column::Old,
            message: format!("{} is not below {}/, where the site is", quoted(written), site.base_path),
            hint: "the site can only answer below its own path; delete the line".to_owned(),
        }
    }

    pub(super) fn no_target() -> Self {
        Self {
            column: Column::Whole,
            message: "this line has no target".to_owned(),
            hint: "write old,new, such as /news.asp?id=7,/2004/03/25/dictionaries/, or old,410 for a page that is gone"
                .to_owned(),
        }
    }

    pub(super) fn too_many(columns: usize) -> Self {
        Self {
            column: Column::Whole,
            message: format!("this line has {columns} columns instead of two: old,new"),
            hint: "put an address with a comma in quotes: \"/0,1518,77.html\",/2004/03/25/dictionaries/"
                .to_owned(),
        }
    }

    pub(super) fn no_text(written: &str) -> Self {
        Self {
            column: Column::New,
            message: format!("{} is no text of the site", quoted(written)),
            hint: "write the path of the file within the site, such as content/2004/dictionaries.md"
                .to_owned(),
        }
    }

    pub(super) fn elsewhere(written: &str, site: &Site) -> Self {
        Self {
            column: Column::New,
            message: format!("{} is not on this site, {}", quoted(written), site.base_url),
            hint: "old addresses can only redirect within the site; configure other redirects at your host"
                .to_owned(),
        }
    }

    pub(super) fn not_a_page(written: &str) -> Self {
        Self {
            column: Column::New,
            message: format!("{} has a `?` or `#`; write the address of a page", quoted(written)),
            hint: "remove the sign and the text after it".to_owned(),
        }
    }
}

/// Faults found, each with the offset of its line.
#[derive(Debug, Default)]
pub struct Faults {
    shown: Vec<InLine>,
    more: usize,
}

/// Fault with the offset of its line.
#[derive(Debug)]
struct InLine {
    start: u32,
    fault: Fault,
}

impl Faults {
    /// Adds a fault of a line that could not be parsed.
    pub(super) fn push(&mut self, start: u32, fault: Fault) {
        if self.shown.len() < MAX_DIAGNOSTICS {
            self.shown.push(InLine { start, fault });
        } else {
            self.more += 1;
        }
    }

    /// Adds a fault of a line.
    pub fn add(&mut self, line: &Line, fault: Fault) {
        self.push(line.start, fault);
    }

    /// Creates a diagnostic for each fault.
    pub fn into_diagnostics(self, list: &Redirects) -> Diagnostics {
        let Self { shown, more } = self;
        let path = SitePath::known(FILE);
        let mut found: Diagnostics = shown
            .into_iter()
            .map(|InLine { start, fault: Fault { column, message, hint } }| {
                let excerpt = Excerpt::new(&list.text, list.span(start as usize, column));
                Diagnostic::error(Place::Line(path.clone(), excerpt), message).hint(hint)
            })
            .collect();
        if more > 0 {
            let message = format!("{more} more lines have errors");
            found.push(
                Diagnostic::error(Place::File(path), message).hint("fix these first, then build again"),
            );
        }
        found
    }
}

impl Redirects {
    /// Returns the range of a column of the line at `start`, trimmed.
    fn span(&self, start: usize, column: Column) -> Range<usize> {
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let mut is_quoted = false;
        let mut ends = Vec::new();
        for (at, byte) in line.bytes().enumerate() {
            if byte == b'"' {
                is_quoted = !is_quoted;
            } else if byte == self.delimiter && !is_quoted {
                ends.push(at);
            }
        }
        let first = ends.first().copied().unwrap_or(line.len());
        let second = (first + 1).min(line.len());
        let span = match column {
            Column::Old => 0..first,
            Column::New => second..ends.get(1).copied().unwrap_or(line.len()),
            Column::Whole => 0..line.len(),
        };
        let text = line.get(span.clone()).unwrap_or_default();
        let before = text.len() - text.trim_start().len();
        let from = start + span.start + before;
        from..from + text.trim().len()
    }
}
