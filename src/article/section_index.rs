//! `_index.md`, which describes a section or the home page in Hugo and Zola.
//!
//! The file is neither an article nor published. A warning names the file that its text belongs in,
//! so that an archive from these programs builds.

use super::TermKind;
use super::split::Parts;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Kind, Place};
use crate::fields::{self, DiagnosticSink, Fields};
use crate::path::SitePath;
use crate::sources::PAGES;

/// Tells whether a file describes a section: `_index.md`, `_index.de.md`.
pub(super) fn is_section_index(file: &SitePath) -> bool {
    file.stem().split('.').next() == Some("_index")
}

/// Warns of such a file, if it has a title or a text.
pub(super) fn warn(file: &SitePath, parts: &Parts<'_>) -> Diagnostics {
    // The file is not used, so what else is wrong with it is of no interest.
    let mut ignored = DiagnosticSink::new(file, parts.text, parts.front_start).with_format(parts.format);
    let table = fields::parse(parts.front, &mut ignored);
    let title = Fields::new(&table).non_blank("title");
    let has_text = !parts.markdown.trim().is_empty();
    if title.is_none() && !has_text && !ignored.has_errors() {
        return Diagnostics::new();
    }
    let place = match &title {
        Some(title) => ignored.place(title.span()),
        None => Place::Line(file.clone(), Excerpt::new(parts.text, 0..parts.text.find('\n').unwrap_or(0))),
    };
    warning(file, place).into()
}

/// Warns of such a file that has no front matter; an empty one is passed over.
pub(super) fn unreadable(file: &SitePath, fault: Diagnostic) -> Diagnostics {
    if fault.place == Place::File(file.clone()) {
        return Diagnostics::new();
    }
    warning(file, fault.place).into()
}

fn warning(file: &SitePath, place: Place) -> Diagnostic {
    let folder = file.folder().strip_prefix("content").unwrap_or_default().trim_start_matches('/');
    let of_kind = TermKind::ALL.into_iter().find(|kind| file.beneath(kind.folder()).is_some());
    let name = folder.rsplit('/').next().unwrap_or_default();
    let (what, hint) = match of_kind {
        _ if folder.is_empty() => (
            "the front page",
            "here the front page shows the newest stories: what the site is goes into `description` in config.toml, and a \
             text of its own into content/pages/about.md"
                .to_owned(),
        ),
        Some(kind) if kind.folder() == file.folder() => (
            "a list of terms",
            format!("here that list needs no text: move what is to stay into content/pages/{name}.md, or delete the file"),
        ),
        Some(kind) => (an(kind), format!("here it is {}/{name}.md: move the file there", kind.folder())),
        None if file.beneath(PAGES).is_some() => (
            "a section",
            format!("here a page of a folder is its index.md: rename the file to {}/index.md", file.folder()),
        ),
        None => ("a section", format!("here it is content/sections/{name}.md: move the file there")),
    };
    let message = format!("Hugo and Zola describe {what} so, and this is not published");
    Diagnostic::warning(place, message).hint(hint).about(Kind::SectionFile, file.as_str())
}

/// Returns the kind's name with its article.
fn an(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Tag => "a tag",
        TermKind::Author => "an author",
        TermKind::Section => "a section",
        TermKind::Series => "a series",
    }
}
