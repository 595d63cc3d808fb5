//! Renders placeholders for missing images and components whose file is a known problem.

use crate::diagnostic::Kind;
use crate::escape;
use crate::markdown::{ArgumentValue, ComponentCall};
use crate::model::SiteModel;
use crate::model::language_context::current_language;

use super::LinkResolver;
use super::written::stripped;

/// Text arguments of a component that remain if its file is missing, the description first.
const WORDS: [&str; 4] = ["alt", "title", "caption", "credit"];

/// Returns the label of a missing file in the page's language; `None` for a link.
fn label(model: &SiteModel, kind: Kind) -> Option<String> {
    let key = match kind {
        Kind::MissingPicture | Kind::UnsupportedPicture => "picture_missing",
        Kind::MissingFile => "file_missing",
        _ => return None,
    };
    Some(model.language_context(current_language()).catalog.text(key).into_owned())
}

impl LinkResolver<'_> {
    /// Returns the label for a target that is a known problem, if a page would show the file.
    pub(super) fn label_of_missing(&self, written: &str) -> Option<String> {
        label(self.model, *self.given_up.get(&*stripped(written))?)
    }

    /// Returns the placeholder of a component with a missing target: its text arguments and its
    /// body.
    pub(super) fn instead_of(&self, call: &ComponentCall<'_>, body: Option<&str>) -> Option<String> {
        let texts = || {
            call.arguments.iter().filter_map(|argument| match argument.value {
                ArgumentValue::Text(text) => Some((argument.name, text)),
                _ => None,
            })
        };
        if !texts().any(|(_, written)| self.given_up.contains_key(&*stripped(written))) {
            return None;
        }
        let label = texts().find_map(|(_, written)| self.label_of_missing(written));
        let words = WORDS.iter().filter_map(|name| texts().find(|(argument, _)| argument == name));
        let words = words.filter(|(_, words)| !words.is_empty());
        let mut words = words.map(|(_, words)| self.redactions.redact(words));
        let mut html = match label {
            Some(label) => {
                figure(&label, &words.next().unwrap_or_default(), &words.collect::<Vec<_>>().join(" "))
            }
            None => paragraph(&words.collect::<Vec<_>>().join(" ")),
        };
        html.push_str(body.unwrap_or_default());
        Some(html)
    }
}

/// Returns the HTML of a missing figure: label, description and caption.
fn figure(label: &str, words: &str, caption: &str) -> String {
    let mut html = String::from("<figure class=\"figure\">\n<p class=\"missing\"><strong>");
    escape(label, &mut html);
    html.push_str("</strong> ");
    escape(words, &mut html);
    html.push_str("</p>\n");
    if !caption.is_empty() {
        html.push_str("<figcaption>");
        escape(caption, &mut html);
        html.push_str("</figcaption>\n");
    }
    html.push_str("</figure>\n");
    html
}

fn paragraph(words: &str) -> String {
    let mut html = String::from("<p>");
    escape(words, &mut html);
    html.push_str("</p>\n");
    html
}

fn escape(text: &str, html: &mut String) {
    let Ok(()) = escape::escape_text(text, html);
}
