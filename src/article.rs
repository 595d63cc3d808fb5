//! A source becomes an article. In goes a file's text; out comes a complete [`Entry`] that is never changed again, or
//! all that is wrong with it. The body is not kept: [`Body`] says where in the file it stands.
//!
//! ```toml
//! title = "Istanbul talks end without an agreement"
//! date = 2025-11-01
//! ```
//!
//! Front matter may be YAML as well.
//!
//! The file is split into its front matter and its body, the front matter is read key by key, and what it says is
//! resolved into the entry with the help of the file's name and the site's settings.

mod aliases;
mod entry;
mod fast;
mod files;
mod front;
mod image;
mod merge;
mod name;
mod own_address;
mod read;
mod redact;
mod resolve;
mod section;
mod split;
mod story;
mod term;
#[cfg(test)]
mod tests;
mod times;
mod told;
mod traces;
mod uses;
mod version;

use crate::config::Site;
use crate::diagnostic::Diagnostics;
use crate::digest::Digest;
use crate::fields::{self, Fields, Format};
use crate::path::SitePath;

use resolve::Context;
use version::Version;

pub use term::{TermFile, TermKind, TermName};

pub use entry::{
    Article, Body, Correction, Entry, Extra, Image, ImageSource, Notice, Origin, Standing, Withdrawal,
};
pub use told::{InFeeds, OnCard, Told};
pub use traces::{Names, Traces};
pub use uses::Use;

/// A Markdown file of `content/`, read and not yet understood.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path below the site's root.
    pub file: &'a SitePath,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The digest of its bytes.
    pub digest: Digest,
    /// What there is for its text to use.
    pub beside: Beside,
}

/// Whether there are files that a text may show or link to. Looking for such links takes longer than all the rest, and
/// most of an archive has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// `content/` holds nothing but Markdown: the text is not searched for links to files.
    Nothing,
    /// There are other files, in this folder or in one that a link may lead to.
    Files,
    /// There are other files, and the address of one of them looks like a page's: `LICENSE`, `map/index.html`.
    AnyAddress,
}

/// What kind of text a file holds, which its place alone decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Article,
    Standing,
    Term(TermKind),
}

impl Kind {
    fn of(file: &SitePath) -> Self {
        if file.beneath(name::STANDING).is_some() {
            return Self::Standing;
        }
        let kind = TermKind::ALL.into_iter().find(|kind| file.beneath(kind.folder()).is_some());
        kind.map_or(Self::Article, Self::Term)
    }
}

/// Parses a file. There is an entry when none of what was found is an error.
pub fn parse(source: &Source<'_>, site: &Site) -> (Option<Entry>, Diagnostics) {
    let parts = split::split(source);
    let conflicts = merge::conflicts(source, parts.as_ref().ok());
    if !conflicts.is_empty() {
        return (None, conflicts);
    }
    let parts = match parts {
        Ok(parts) => parts,
        Err(fault) if section::is_section(source.file) => {
            return (None, section::unread(source.file, *fault));
        }
        Err(fault) => return (None, (*fault).into()),
    };
    if section::is_section(source.file) {
        return (None, section::notice(source.file, &parts));
    }
    let version = match Kind::of(source.file) {
        Kind::Article | Kind::Standing => Version::of(source.file, site),
        // A term has one file, in whatever language.
        Kind::Term(_) => Version::only(source.file),
    };
    let context = Context { source, site, parts: &parts, version };
    match plainly(&context) {
        Some(entry) => (Some(entry), Diagnostics::new()),
        None => fully(&context),
    }
}

/// The short way, for a plain front matter in which nothing is wrong.
fn plainly(context: &Context<'_>) -> Option<Entry> {
    if context.parts.format != Format::Toml {
        return None;
    }
    let front = fast::read(context.parts.front, Kind::of(context.source.file))?;
    let mut problems = context.problems();
    let entry = resolve::entry(front, context, &mut problems);
    entry.filter(|_| problems.is_empty())
}

/// Returns whether both ways of reading a front matter come to the same, where the short one takes it. For fuzzing.
#[doc(hidden)]
pub fn both_ways_agree(source: &Source<'_>, site: &Site) -> bool {
    let Ok(parts) = split::split(source) else { return true };
    let version = Version::only(source.file);
    let context = Context { source, site, parts: &parts, version };
    plainly(&context).is_none_or(|short| {
        let (entry, found) = fully(&context);
        found.is_empty() && entry == Some(short)
    })
}

/// The whole way, for every front matter.
fn fully(context: &Context<'_>) -> (Option<Entry>, Diagnostics) {
    let mut problems = context.problems();
    let table = fields::parse(context.parts.front, &mut problems);
    let front = read::read(Fields::new(&table), Kind::of(context.source.file), &mut problems);
    let entry = resolve::entry(front, context, &mut problems);
    (entry, problems.into_diagnostics())
}
