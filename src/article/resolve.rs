//! Resolves front matter into an [`Entry`].
//!
//! The keys of all texts are resolved first, then the keys of the kind of text. Every error
//! and warning is reported; a front matter with an error yields no entry.

mod article;
mod body;
mod context;
mod page;
mod shared;
mod term;

use super::front_matter::FrontMatter;
use super::{Entry, SourceKind};
use crate::fields::DiagnosticSink;

pub(super) use context::Context;

/// Resolves a front matter. Returns `None` if there are errors.
pub(super) fn entry(
    front: FrontMatter<'_>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Entry> {
    let FrontMatter { common, article, term } = front;
    match SourceKind::of(context.source.file) {
        SourceKind::Article => article::entry(common, article, context, problems),
        // Keys of articles in pages and term files were reported when they were read.
        SourceKind::Page => page::entry(common, context, problems),
        SourceKind::Term(kind) => term::entry(kind, common, term, context, problems),
    }
}
