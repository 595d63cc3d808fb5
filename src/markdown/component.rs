//! Components in a text: figures, pull quotes and others that a theme defines.
//!
//! Each call stands in its own paragraph and has literal arguments. Malformed and misplaced calls
//! are reported.
//!
//! ```text
//! {{ <Figure src="ship.jpg" alt="A ship" /> }}
//!
//! {% <PullQuote by="Ann"> %}Her words.{% </PullQuote> %}
//! ```
//!
//! Texts are untrusted: nothing in them is evaluated. Code is left alone, and `{{ \<Figure /> }}`
//! is text.

mod find;
mod tag;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::problem::Problem;

pub(super) use find::{Block, find};
pub(super) use tag::is_tag_start;

/// Call of a component.
#[derive(Debug, Clone, PartialEq)]
pub struct ComponentCall<'t> {
    /// Name of the component.
    pub name: &'t str,
    /// Range of the name.
    pub at: Range<usize>,
    /// Arguments, in order.
    pub arguments: Vec<Argument<'t>>,
    /// Range of the body, if the call has one.
    pub body: Option<Range<usize>>,
}

/// Argument of a component.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument<'t> {
    /// Name of the argument.
    pub name: &'t str,
    /// Range of the name.
    pub at: Range<usize>,
    /// Value of the argument.
    pub value: ArgumentValue<'t>,
    /// Range of the value.
    pub value_at: Range<usize>,
}

/// Literal value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ArgumentValue<'t> {
    /// `"text"`
    Text(&'t str),
    /// `{3}`
    Integer(i64),
    /// `{1.5}`
    Float(f64),
    /// `{true}`
    Bool(bool),
}

/// Kind of target of a URL argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentTarget {
    /// File that is shown: `src`, `poster`.
    File,
    /// Any link: `href`.
    Link,
}

impl Argument<'_> {
    /// Returns the kind of target, if the argument is a URL; its name decides.
    pub fn target(&self) -> Option<ArgumentTarget> {
        match self.name {
            "src" | "poster" => Some(ArgumentTarget::File),
            "href" => Some(ArgumentTarget::Link),
            _ => None,
        }
    }
}
