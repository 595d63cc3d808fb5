//! Faults in lines of `addresses.csv`. Collects them and shows each with its line and a caret, the first few in full.

use std::ops::Range;

use super::{FILE, Line, Redirects};
use crate::address::OldAddressError;
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, quoted};
use crate::path::SitePath;

/// Most faults that are shown in full.
const MOST: usize = 20;

/// Column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Old address.
    Old,
    /// Place that it leads to.
    New,
    /// Both.
    Whole,
}

/// Fault in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Column that is wrong.
    pub column: Column,
    /// Sentence that says what is wrong.
    pub message: String,
    /// Sentence that says what to do.
    pub hint: String,
}

impl Fault {
    /// Describes a column that holds no address.
    pub(super) fn new(column: Column, written: &str, fault: &OldAddressError) -> Self {
        let hint = match fault {
            OldAddressError::Path(_) if !written.starts_with('/') => {
                format!("an address of the site begins with `/`: /{written}")
            }
            OldAddressError::Path(_) => "write the address as it stands after the site's host".to_owned(),
            OldAddressError::Fragment => {
                "leave that part out, or write %23 if the address itself has the sign in it".to_owned()
            }
            OldAddressError::Entity => format!("write {}", written.replace("&amp;", "&")),
        };
        Self { column, message: format!("{} is no address: {fault}", quoted(written)), hint }
    }

    pub(super) fn old(written: &str, fault: &OldAddressError) -> Self {
        Self::new(Column::Old, written, fault)
    }

    pub(super) fn outside(written: &str, site: &Site) -> Self {
        Self {
            column: Column::Old,
            message: format!("{} is not below {}/, where the site is", quoted(written), site.base_path),
            hint: "the site can answer only for addresses in its own folder; take the line out".to_owned(),
        }
    }

    pub(super) fn no_target() -> Self {
        Self {
            column: Column::Whole,
            message: "this line does not say where the old address leads".to_owned(),
            hint: "a line is old,new, such as /news.asp?id=7,/2004/03/25/dictionaries/; where what was there is gone, old,410"
                .to_owned(),
        }
    }

    pub(super) fn too_many(columns: usize) -> Self {
        Self {
            column: Column::Whole,
            message: format!("this line has {columns} columns, and a line has two: old,new"),
            hint: "an address with a comma in it stands between quotes: \"/0,1518,77.html\",/2004/03/25/dictionaries/"
                .to_owned(),
        }
    }

    pub(super) fn no_text(written: &str) -> Self {
        Self {
            column: Column::New,
            message: format!("{} is no text of the site", quoted(written)),
            hint:
                "write the file's path as it is below the site's folder, such as content/2004/dictionaries.md"
                    .to_owned(),
        }
    }

    pub(super) fn elsewhere(written: &str, site: &Site) -> Self {
        Self {
            column: Column::New,
            message: format!("{} is not on this site, {}", quoted(written), site.base_url),
            hint: "an old address leads to a page of the site; a redirect to elsewhere belongs into the settings of the host"
                .to_owned(),
        }
    }

    pub(super) fn not_a_page(written: &str) -> Self {
        Self {
            column: Column::New,
            message: format!(
                "{} has a `?` or a `#`, and an old address leads to a page as a whole",
                quoted(written)
            ),
            hint: "leave out the sign and what follows it".to_owned(),
        }
    }
}

/// Faults that were found, each with the first byte of its line.
#[derive(Debug, Default)]
pub struct Faults {
    shown: Vec<InLine>,
    more: usize,
}

/// Fault with the first byte of its line.
#[derive(Debug)]
struct InLine {
    start: u32,
    fault: Fault,
}

impl Faults {
    /// Adds a fault of a line that could not be read.
    pub(super) fn push(&mut self, start: u32, fault: Fault) {
        if self.shown.len() < MOST {
            self.shown.push(InLine { start, fault });
        } else {
            self.more += 1;
        }
    }

    /// Adds a fault of a line.
    pub fn of(&mut self, line: &Line, fault: Fault) {
        self.push(line.start, fault);
    }

    /// PageKind each fault in its line.
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
            let message = format!("{more} more lines are wrong");
            found.push(
                Diagnostic::error(Place::File(path), message).hint("mend these first, then build again"),
            );
        }
        found
    }
}

impl Redirects {
    /// Returns the bytes of a column of the line that begins at `start`, without the spaces around it.
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
