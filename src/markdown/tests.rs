//! Tests of rendered text.

mod dialect;
mod html;
mod removal;
mod safety;
mod scale;
mod text;

use std::collections::HashSet;
use std::ops::Range;

use super::{Extract, LinkKind, RenderHooks, RenderOptions, Rendered};
use crate::config::{Html, Markdown, Punctuation};
use crate::redaction::Redactions;

pub(super) const SANITISED: Markdown = Markdown { punctuation: Punctuation::AsWritten, ..Markdown::DEFAULT };
pub(super) const TRUSTED: Markdown = Markdown { html: Html::Trusted, ..SANITISED };
pub(super) const SMART: Markdown = Markdown::DEFAULT;

/// Runs `work` with the options of a site that has these settings.
pub(super) fn with_rules<T>(settings: Markdown, work: impl FnOnce(&RenderOptions<'_>) -> T) -> T {
    let theme_ids = HashSet::from(["main".to_owned()]);
    work(&RenderOptions { settings, redactions: &Redactions::default(), theme_ids: &theme_ids })
}

pub(super) fn anchors(text: &str) -> Vec<String> {
    with_rules(SANITISED, |options| super::anchors(text, options))
}

pub(super) fn survey(text: &str) -> Extract {
    super::extract(text, SANITISED, &Redactions::default())
}

/// Records the links that it resolves, and answers for a few.
#[derive(Default)]
pub(super) struct Asked(Vec<(LinkKind, String, Range<usize>)>);

impl RenderHooks for Asked {
    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        self.0.push((kind, written.to_owned(), at));
        match written {
            "gone.md" | "gone.jpg" => None,
            "talks.md" => Some("/2025/11/01/talks/?a=1&b=\"2\"".to_owned()),
            written => Some(written.to_owned()),
        }
    }
}

pub(super) fn rendered(text: &str, settings: Markdown) -> Rendered {
    with_rules(settings, |options| super::render(text, options, &mut Asked::default()))
}

pub(super) fn html(text: &str) -> String {
    rendered(text, SANITISED).html
}

/// Returns each resolved destination with its kind and range.
pub(super) fn asked(text: &str, settings: Markdown) -> Vec<(LinkKind, String, &str)> {
    let mut hooks = Asked::default();
    with_rules(settings, |options| super::render(text, options, &mut hooks));
    hooks.0.into_iter().map(|(kind, written, at)| (kind, written, &text[at])).collect()
}
