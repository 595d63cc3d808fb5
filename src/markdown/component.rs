//! Components in a text: figures, pull quotes, whatever a theme offers. In goes the text; out come the calls that stand in
//! paragraphs of their own, each a name with arguments that are written out, and what is wrong with those that are none.
//!
//! ```text
//! {{ <Figure src="ship.jpg" alt="A ship" /> }}
//!
//! {% <PullQuote by="Ann"> %}Her words.{% </PullQuote> %}
//! ```
//!
//! A text is hostile: nothing in it is evaluated. What stands in code is left alone, and
//! `{{ \<Figure /> }}` is text.

mod find;
mod tag;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::fault::Fault;

pub(super) use find::{Block, find};
pub(super) use tag::begins;

/// A call of a component.
#[derive(Debug, Clone, PartialEq)]
pub struct Call<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where its name stands.
    pub at: Range<usize>,
    /// Its arguments, in order.
    pub arguments: Vec<Argument<'t>>,
    /// Where the text stands that it is put around, if it is put around any.
    pub body: Option<Range<usize>>,
}

/// An argument of a component.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where its name stands.
    pub at: Range<usize>,
    /// Its value.
    pub value: Literal<'t>,
    /// Where its value stands.
    pub value_at: Range<usize>,
}

/// A value that is written out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal<'t> {
    /// `"text"`
    Text(&'t str),
    /// `{3}`
    Whole(i64),
    /// `{1.5}`
    Decimal(f64),
    /// `{true}`
    Flag(bool),
}

/// What an argument's value leads to, by the argument's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsTo {
    /// A file that is shown: `src`, `poster`.
    File,
    /// Wherever a link may: `href`.
    Anywhere,
}

impl Argument<'_> {
    /// What the value leads to, if it leads anywhere.
    pub fn leads_to(&self) -> Option<LeadsTo> {
        match self.name {
            "src" | "poster" => Some(LeadsTo::File),
            "href" => Some(LeadsTo::Anywhere),
            _ => None,
        }
    }
}
