//! Reports of links that lead nowhere, each with its kind and the target as the editor wrote it.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Excerpt, Kind, Place};
use crate::markdown::Fault;
use crate::pictures;

use super::BodyLinks;

/// Reason for which a link leads nowhere, with advice.
pub(in crate::render) struct Broken {
    pub(in crate::render) kind: Kind,
    pub(in crate::render) why: String,
    pub(in crate::render) hint: String,
}

impl Broken {
    /// Returns the reason for a broken link.
    pub(super) fn new(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: Kind::BrokenLink, why: why.into(), hint: hint.into() }
    }

    /// Returns the reason for a picture that is not on the site or can't be shown.
    pub(in crate::render) fn picture(written: &str) -> Self {
        match pictures::unsupported(written) {
            Some(format) => Self::unsupported(written, format),
            None => Self::new(
                format!("there is no picture `{written}`"),
                "put the picture beside the article, or mend its name (case counts)",
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

    /// Returns the same reason, for a target of another kind.
    pub(super) fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}

impl BodyLinks<'_> {
    /// Notes an error at a place in the body.
    pub(super) fn note(&mut self, at: &Range<usize>, message: String, hint: String) {
        let error = Diagnostic::error(self.place(at), message).hint(hint);
        self.found.push(error);
    }

    /// Notes a link that leads nowhere, `written` so by the editor.
    pub(super) fn note_broken(&mut self, at: &Range<usize>, written: &str, broken: Broken) {
        let Broken { kind, why, hint } = broken;
        let error = Diagnostic::error(self.place(at), why).hint(hint).about(kind, written);
        self.found.push(error);
    }

    /// Notes a problem of the text itself.
    pub(super) fn note_fault(&mut self, fault: Fault) {
        let Fault { at, message, hint, severity, kind } = fault;
        let noted = Diagnostic { severity, ..Diagnostic::error(self.place(&at), message).hint(hint) };
        self.found.push(match kind {
            Kind::Other => noted,
            kind => {
                let subject = self.text.get(at.start + self.start..at.end + self.start);
                noted.about(kind, subject.unwrap_or_default())
            }
        });
    }

    fn place(&self, at: &Range<usize>) -> Place {
        let excerpt = Excerpt::new(self.text, at.start + self.start..at.end + self.start);
        Place::Line(self.file.clone(), excerpt)
    }
}
