//! Parses a Markdown file of `content/` into an [`Entry`].
//!
//! ```toml
//! title = "Istanbul talks end without an agreement"
//! date = 2025-11-01
//! ```
//!
//! The file is split into front matter and body, the front matter (TOML or YAML) is read key by key,
//! and the keys are resolved with the file's name and the site's settings. An entry is complete and
//! immutable. It does not contain the body: [`Body`] is the body's place in the file.

mod address_key;
mod aliases;
mod asset_path;
mod assets;
mod dates;
mod entry;
mod fast_path;
mod file_name;
mod front_matter;
mod image;
mod language_suffix;
mod merge_conflicts;
mod redact;
mod resolve;
mod section_index;
mod split;
mod summary_digests;
mod term_file;
mod term_hashes;
#[cfg(test)]
mod tests;

use crate::config::Site;
use crate::diagnostic::Diagnostics;
use crate::digest::Digest;
use crate::fields::{self, Fields, Format};
use crate::path::SitePath;
use crate::sources::PAGES;

use language_suffix::LanguageSuffix;
use resolve::Context;

pub use assets::AssetRef;
pub use entry::{
    Article, Body, Correction, Credit, Entry, Extra, Image, ImageSource, OriginalPublication, StandingPage,
    Withdrawal, WithdrawnArticle,
};
pub use summary_digests::{CardData, FeedData, SummaryDigests};
pub use term_file::{TermFile, TermKind, TermName};
pub use term_hashes::{TermHashes, TermNames};

/// Unparsed Markdown file of `content/`.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path below the site's root.
    pub file: &'a SitePath,
    /// Content.
    pub bytes: &'a [u8],
    /// Digest of the content.
    pub digest: Digest,
    /// Whether the text may refer to assets.
    pub has_assets: HasAssets,
}

/// Whether `content/` has files that a text may show or link to.
///
/// Searching a text for such links takes longer than all other parsing, and most texts have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasAssets {
    /// `content/` holds only Markdown files: the text is not searched for links to files.
    No,
    /// There are other files, in this folder or in one to which a link may lead.
    Yes,
    /// There are other files, and one has an address like a page's: `LICENSE`, `map/index.html`.
    PageLike,
}

/// Kind of text in a file. It depends only on the file's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SourceKind {
    Article,
    /// Standing page.
    Page,
    Term(TermKind),
}

impl SourceKind {
    fn of(file: &SitePath) -> Self {
        if file.beneath(PAGES).is_some() {
            return Self::Page;
        }
        let kind = TermKind::ALL.into_iter().find(|kind| file.beneath(kind.folder()).is_some());
        kind.map_or(Self::Article, Self::Term)
    }
}

/// Parses a file. Returns an entry unless one of the diagnostics is an error.
pub fn parse(source: &Source<'_>, site: &Site) -> (Option<Entry>, Diagnostics) {
    let parts = split::split(source);
    let conflicts = merge_conflicts::find(source, parts.as_ref().ok());
    if !conflicts.is_empty() {
        return (None, conflicts);
    }
    let parts = match parts {
        Ok(parts) => parts,
        Err(fault) if section_index::is_section_index(source.file) => {
            return (None, section_index::unreadable(source.file, *fault));
        }
        Err(fault) => return (None, (*fault).into()),
    };
    if section_index::is_section_index(source.file) {
        return (None, section_index::warn(source.file, &parts));
    }
    let suffix = match SourceKind::of(source.file) {
        SourceKind::Article | SourceKind::Page => LanguageSuffix::parse(source.file, site),
        // A term has one file, in any language.
        SourceKind::Term(_) => LanguageSuffix::none(source.file),
    };
    let context = Context { source, site, parts: &parts, suffix };
    match parse_fast(&context) {
        Some(entry) => (Some(entry), Diagnostics::new()),
        None => parse_full(&context),
    }
}

/// Parses a plain front matter without problems. Returns `None` for any other.
fn parse_fast(context: &Context<'_>) -> Option<Entry> {
    if context.parts.format != Format::Toml {
        return None;
    }
    let front = fast_path::read(context.parts.front, SourceKind::of(context.source.file))?;
    let mut problems = context.problems();
    let entry = resolve::entry(front, context, &mut problems);
    entry.filter(|_| problems.is_empty())
}

/// Returns whether the fast parser, if it accepts a file, agrees with the full one.
///
/// For fuzzing.
#[doc(hidden)]
pub fn parsers_agree(source: &Source<'_>, site: &Site) -> bool {
    let Ok(parts) = split::split(source) else { return true };
    let suffix = LanguageSuffix::none(source.file);
    let context = Context { source, site, parts: &parts, suffix };
    parse_fast(&context).is_none_or(|fast| {
        let (entry, found) = parse_full(&context);
        found.is_empty() && entry == Some(fast)
    })
}

/// Parses any front matter.
fn parse_full(context: &Context<'_>) -> (Option<Entry>, Diagnostics) {
    let mut problems = context.problems();
    let table = fields::parse(context.parts.front, &mut problems);
    let front = front_matter::read(Fields::new(&table), SourceKind::of(context.source.file), &mut problems);
    let entry = resolve::entry(front, context, &mut problems);
    (entry, problems.into_diagnostics())
}
