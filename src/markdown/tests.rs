//! What a text becomes, as a reader of the page meets it.

mod html;
mod removal;
mod safety;
mod scale;
mod text;

use std::ops::Range;

use super::{LinkKind, Links, Rendered, render};
use crate::config::{Html, Markdown, Punctuation};

pub(super) const SANITISED: Markdown =
    Markdown { punctuation: Punctuation::AsWritten, html: Html::Sanitised };
pub(super) const TRUSTED: Markdown = Markdown { punctuation: Punctuation::AsWritten, html: Html::Trusted };
pub(super) const SMART: Markdown = Markdown { punctuation: Punctuation::Smart, html: Html::Sanitised };

/// Notes what it is asked, and answers for a few.
#[derive(Default)]
pub(super) struct Asked(Vec<(LinkKind, String, Range<usize>)>);

impl Links for Asked {
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
    render(text, settings, &mut Asked::default())
}

pub(super) fn html(text: &str) -> String {
    rendered(text, SANITISED).html
}

/// What was asked about a text: the destination, and what of the text it was said to be.
pub(super) fn asked(text: &str, settings: Markdown) -> Vec<(LinkKind, String, &str)> {
    let mut links = Asked::default();
    render(text, settings, &mut links);
    links.0.into_iter().map(|(kind, written, at)| (kind, written, &text[at])).collect()
}
