//! Reports links that lead nowhere, each with its kind and the target as the editor wrote it. A
//! problem that is known is a warning, and something stands in place of the link.

use std::ops::Range;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Kind, Place};
use crate::images;
use crate::known_problems::known_since;
use crate::markdown::{LinkKind, Problem};
use crate::model::SiteModel;
use crate::model::dependencies::{self, Dependency};
use crate::path::SitePath;

use super::LinkResolver;

/// Reason for which a link leads nowhere, with advice.
pub(crate) struct BrokenLink {
    pub(super) kind: Kind,
    pub(super) why: String,
    pub(super) advice: Advice,
    /// Address that stands in place of the link where the problem is known.
    pub(super) instead: Option<String>,
}

/// Advice on a broken link.
pub(super) enum Advice {
    /// Words as they are.
    Words(String),
    /// Names of texts that may have been meant, to be looked for.
    NamesLike(SitePath),
}

impl BrokenLink {
    /// Returns the reason for a broken link.
    pub(super) fn new(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::BrokenLink, why: why.into(), advice: Advice::Words(hint.into()), instead: None }
    }

    /// Returns the reason for a link to a text that there is not.
    pub(super) fn no_text(file: &SitePath) -> Self {
        let advice = Advice::NamesLike(file.clone());
        Self { advice, ..Self::new(format!("there is no file `{file}`"), "") }
    }

    /// Returns the reason for a picture that is not on the site or can't be shown.
    pub(crate) fn image(written: &str) -> Self {
        match images::unsupported_format(written) {
            Some(format) => Self::unsupported(written, format),
            None => Self::new(
                format!("there is no picture `{written}`"),
                "put the picture beside the article, or correct its name (case counts)",
            )
            .of(Kind::MissingPicture),
        }
    }

    /// Returns the reason for a picture in a format that browsers do not show.
    pub(super) fn unsupported(written: &str, format: &str) -> Self {
        Self::new(
            format!("`{written}` is a picture in the format {format}, which browsers do not show"),
            "open it in a program for pictures, save it as JPEG or PNG beside the text, and name that file here",
        )
        .of(Kind::UnsupportedPicture)
    }

    /// Returns the error for a place outside of a body, where no text was meant.
    pub(crate) fn into_error(self, place: Place, written: &str) -> Diagnostic {
        let error = Diagnostic::error(place, self.why).about(self.kind, written);
        match self.advice {
            Advice::Words(words) => error.hint(words),
            Advice::NamesLike(_) => error,
        }
    }

    /// Returns the same reason, for a target of another kind.
    pub(super) fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}

/// Returns the kind of problem that a missing target is.
pub(super) fn kind_of(kind: LinkKind) -> Kind {
    match kind {
        LinkKind::Link => Kind::BrokenLink,
        LinkKind::Image => Kind::MissingPicture,
        LinkKind::File(_) => Kind::MissingFile,
    }
}

/// Returns the day on which a problem of a text was accepted, if it was.
///
/// The page asks it as a question: it is rendered again when this entry of the list changes, and
/// not when another does.
pub(crate) fn known(model: &SiteModel, text: &SitePath, kind: Kind, what: &str) -> Option<Date> {
    if !kind.is_acceptable() {
        return None;
    }
    dependencies::record(Dependency::KnownProblem(text.clone(), kind, what.into()));
    model.known_problems.since(text, kind, what)
}

impl LinkResolver<'_> {
    /// Notes an error at a place in the body.
    pub(super) fn note(&mut self, at: &Range<usize>, message: String, hint: String) {
        let error = Diagnostic::error(self.place(at), message).hint(hint);
        self.found.push(error);
    }

    /// Notes a link that leads nowhere, `written` so by the editor.
    ///
    /// Returns the address that stands in its place.
    pub(super) fn note_broken(
        &mut self,
        at: &Range<usize>,
        written: &str,
        broken: BrokenLink,
    ) -> Option<String> {
        let BrokenLink { kind, why, advice, instead } = broken;
        let error = Diagnostic::error(self.place(at), why).about(kind, written);
        if let Some(since) = known(self.model, self.file, kind, written) {
            self.found.push(known_since(error, since));
            if instead.is_none() {
                self.given_up.insert(written.to_owned(), kind);
            }
            return instead;
        }
        let hint = match advice {
            Advice::Words(words) => words,
            Advice::NamesLike(file) => self.model.file_names().advice(&file, self.file),
        };
        self.found.push(error.hint(hint));
        None
    }

    /// Notes a problem of the text itself.
    pub(super) fn note_fault(&mut self, fault: Problem) {
        let Problem { at, message, hint, severity, kind } = fault;
        let noted = Diagnostic { severity, ..Diagnostic::error(self.place(&at), message).hint(hint) };
        self.found.push(match kind {
            Kind::Other => noted,
            kind => {
                let subject = self.text.get(at.start + self.start..at.end + self.start);
                noted.about(kind, subject.unwrap_or_default())
            }
        });
    }

    pub(super) fn place(&self, at: &Range<usize>) -> Place {
        let excerpt = self.lines.excerpt(at.start + self.start..at.end + self.start);
        Place::Line(self.file.clone(), excerpt)
    }
}
