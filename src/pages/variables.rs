//! Variables of a page's template, filled from the page's model.

use serde::Serialize;
use tera::Context;

use crate::page_model::LocalSite;
use crate::templates::metadata::{self, Described};
use crate::theme::view;

/// Variables of a page's template while they are filled.
pub(super) struct Variables<'c> {
    /// Settings and translations in the language of the page.
    pub(super) local: LocalSite<'c>,
    /// The variable `page`.
    pub(super) page: &'c view::Page<'c>,
    /// Use of structured data by the theme.
    pub(super) structured_data: StructuredData,
    /// Variables so far.
    pub(super) context: &'c mut Context,
}

/// Use of structured data by a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StructuredData {
    /// A template calls `structured_data()`.
    Shown,
    /// No template does, so that none needs to be made.
    Unused,
}

impl Variables<'_> {
    /// Adds a variable.
    pub(super) fn insert(&mut self, name: &'static str, value: &impl Serialize) {
        self.context.insert(name, value);
    }

    /// Adds the structured data of the page for `structured_data()`.
    pub(super) fn describe(&mut self, described: &Described<'_>) {
        if self.structured_data == StructuredData::Shown {
            let script = metadata::script(self.page, described, self.local);
            self.context.insert_value(metadata::VARIABLE, tera::Value::safe_string(&script));
        }
    }
}
