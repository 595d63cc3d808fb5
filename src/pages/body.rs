//! Bodies of texts. A body is read from its file a second time (parsing kept only its position),
//! converted to HTML with its links resolved, and dropped with its page. Broken links become
//! diagnostics with their line.

use std::borrow::Cow;

use tera::Value;

use crate::article::Body;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::digest::Digest;
use crate::known_problems::known_since;
use crate::markdown::{self, decode_references};
use crate::path::SitePath;
use crate::plan::Page;
use crate::redaction::Redactions;
use crate::sources::{SourceReader, unreadable};
use crate::templates::Engine;

use super::links::{Audience, BodyText, BrokenLink, LinkResolver, known};

/// Renderer of the bodies on one page.
pub(super) struct BodyRenderer<'w> {
    engine: &'w Engine,
    texts: &'w dyn SourceReader,
    page: &'w Page,
    reader: Audience,
    found: Diagnostics,
    /// Number of parts of the texts that were removed.
    removed: usize,
}

/// Rendered body.
pub(super) struct RenderedBody {
    pub(super) content: Value,
    pub(super) headings: Vec<markdown::Heading>,
    pub(super) words: usize,
    /// Set if the missing image of the front matter is a known problem.
    pub(super) has_known_gap: bool,
}

impl<'w> BodyRenderer<'w> {
    pub(super) fn new(engine: &'w Engine, texts: &'w dyn SourceReader, page: &'w Page) -> Self {
        Self { engine, texts, page, reader: Audience::Page, found: Diagnostics::new(), removed: 0 }
    }

    /// Returns a renderer for a feed, of a text with this page.
    pub(super) fn for_feed<'p>(&self, page: &'p Page) -> BodyRenderer<'p>
    where
        'w: 'p,
    {
        BodyRenderer { reader: Audience::Feed, ..BodyRenderer::new(self.engine, self.texts, page) }
    }

    /// Adds the errors of another renderer's texts.
    ///
    /// Its warnings are left out: the texts' own pages report them.
    pub(super) fn add_errors_of(&mut self, other: BodyRenderer<'_>) {
        let errors = other.into_found().into_iter().filter(|problem| problem.severity == Severity::Error);
        self.found.extend(errors);
    }

    /// Returns true if a text has an error.
    pub(super) fn has_errors(&self) -> bool {
        self.found.has_errors()
    }

    /// Returns the number of parts of the texts that were removed.
    pub(super) fn removed(&self) -> usize {
        self.removed
    }

    /// Returns the problems found.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }

    /// Reports a problem, and returns its severity: a known error becomes a warning.
    fn note(&mut self, problem: Diagnostic) -> Severity {
        let since = match (problem.severity, problem.place.file(), &problem.subject) {
            (Severity::Error, Some(file), Some(what)) => known(self.engine.model(), file, problem.kind, what),
            _ => None,
        };
        let problem = match since {
            Some(since) => known_since(problem, since),
            None => problem,
        };
        let severity = problem.severity;
        self.found.push(problem);
        severity
    }

    /// Renders the body of a file.
    ///
    /// `missing_picture` is the source of a front matter image that is not on the site; it is
    /// reported here, where the file's text is at hand.
    pub(super) fn show(
        &mut self,
        file: &SitePath,
        digest: Digest,
        body: Body,
        redactions: &Redactions,
        missing_picture: Option<&str>,
    ) -> RenderedBody {
        let nothing = RenderedBody {
            content: Value::safe_string(""),
            headings: Vec::new(),
            words: 0,
            has_known_gap: false,
        };
        let bytes = match self.texts.bytes(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.found.push(unreadable(file, &error));
                return nothing;
            }
        };
        if Digest::of(&bytes) != digest && !self.texts.accepts_changed(file, &bytes) {
            let diagnostic = Diagnostic::error(
                Place::File(file.clone()),
                "this was changed while the site was being built",
            );
            self.found.push(diagnostic.hint("build again"));
            return nothing;
        }
        // Parsing accepted UTF-8 only, and checking it is faster than a lossy conversion.
        let text =
            std::str::from_utf8(&bytes).map_or_else(|_| String::from_utf8_lossy(&bytes), Cow::Borrowed);
        let mut has_known_gap = false;
        if let Some(src) = missing_picture {
            let place = Place::of(file, &text, src);
            let error = BrokenLink::image(src).into_error(place, src);
            has_known_gap = self.note(error) == Severity::Warning;
        }
        // A cache may come with a stranger's site, and its offset may be wrong.
        let start = text.get(body.start as usize..).map_or(text.len(), |_| body.start as usize);
        let body = BodyText { file, text: &text, start };
        let mut links =
            LinkResolver::new(self.engine, self.texts, self.page, redactions, body).read_by(self.reader);
        let rules = self.engine.model().rules(redactions);
        let rendered = markdown::render(&text[start..], &rules, &mut links);
        self.removed += links.removed();
        for problem in links.into_found() {
            self.note(problem);
        }
        // Check for names that markup hid from redaction, such as names written with HTML
        // references.
        if redactions.matches_address(&decode_references(&rendered.html)) {
            let message =
                "a name that is withheld still stands in this text, in a form that can't be taken out of it";
            let hint =
                "take it out of the text by hand: look for it in HTML, and in the names of classes and ids";
            self.found.push(Diagnostic::error(Place::File(file.clone()), message).hint(hint));
            return nothing;
        }
        RenderedBody {
            content: Value::safe_string(&rendered.html),
            headings: rendered.headings,
            words: rendered.words,
            has_known_gap,
        }
    }
}
