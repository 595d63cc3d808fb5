//! Formats diagnostics for people, with miette: the message, the line with a caret, the hint.
//! Colored on terminals. Many diagnostics of one kind are shortened to a few and a count.

use std::borrow::Cow;
use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use textwrap::{WordSeparator, WordSplitter};

use super::excerpt::Named;
use super::shown::visible_name;
use super::summary::Summary;
use super::{Diagnostic, Diagnostics, Place, Severity};

/// Whether output is colored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// ANSI colors.
    Color,
    /// Plain text.
    Plain,
}

/// Formats diagnostics, with a summary for kinds that occur many times.
pub fn print(diagnostics: &Diagnostics, paint: Paint) -> String {
    let mut summary = Summary::default();
    let mut text = print_each(diagnostics.iter().filter(|diagnostic| summary.admits(diagnostic)), paint);
    summary.write(&mut text);
    text
}

/// Formats all diagnostics.
pub fn print_all(diagnostics: &Diagnostics, paint: Paint) -> String {
    print_each(diagnostics.iter(), paint)
}

/// Formats diagnostics one after another, each with a final newline.
fn print_each<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>, paint: Paint) -> String {
    let theme = match paint {
        Paint::Color => GraphicalTheme::unicode(),
        Paint::Plain => {
            GraphicalTheme { characters: ThemeCharacters::unicode(), styles: ThemeStyles::none() }
        }
    };
    // Lines are wrapped only on a terminal and only between words, so that paths can be copied and
    // found by programs.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(110)
        .with_wrap_lines(paint == Paint::Color)
        .with_break_words(false)
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let diagnostic = &diagnostic.shown();
        let name = diagnostic.place.file().map_or(Cow::Borrowed(""), |file| visible_name(file.as_str()));
        let named = match &diagnostic.place {
            Place::Line(_, excerpt) => Some(excerpt.named(&name)),
            Place::Site | Place::File(_) => None,
        };
        let report = Report { diagnostic, named };
        if handler.render_report(&mut text, &report).is_err() {
            // Writing to a string can't fail; if it does, the plain message remains.
            text.push_str(&diagnostic.to_string());
        }
        text.push('\n');
    }
    text
}

/// Adapter to miette.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    named: Option<Named<'a>>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.diagnostic.place {
            Place::File(path) => {
                write!(f, "{}: {}", visible_name(path.as_str()), self.diagnostic.message)
            }
            Place::Site | Place::Line(..) => f.write_str(&self.diagnostic.message),
        }
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.named.as_ref().map(|named| named as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Place::Line(_, excerpt) = &self.diagnostic.place else { return None };
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), excerpt.span()))))
    }
}
