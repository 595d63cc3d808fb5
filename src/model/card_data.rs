//! Data of cards, and the values that templates get of them.

use tera::Value;

use crate::article::CardData;
use crate::config::Site;
use crate::digest::Digested;
use crate::language::Language;
use crate::theme::view;

use super::href;
use super::images::LinkedImage;
use super::term_links::{TermLink, TermLinks};

/// Everything that a card shows, besides the settings.
#[derive(Clone, Copy, Hash)]
pub(crate) struct CardModel<'m> {
    /// Data from the article's own file.
    pub(crate) own: Digested<CardData<'m>>,
    /// Authors.
    pub(crate) authors: TermLinks<'m>,
    /// Section.
    pub(crate) section: Option<TermLink<'m>>,
    /// Image, if it is on the site or elsewhere on the web.
    pub(crate) image: Option<LinkedImage<'m>>,
}

impl CardModel<'_> {
    /// Makes the value that templates get.
    pub(super) fn value(&self, site: &Site) -> Value {
        let Self { own, authors, section, image } = self;
        let CardData { title, address, date, dateline, summary, language, image: _, is_corrected } =
            *own.value();
        // On a site with several languages, a page in any of them may show this card.
        let language = language.or_else(|| site.is_multilingual().then_some(&site.language));
        Value::from_serializable(&view::Card {
            title,
            url: &href(site, address),
            date: &date.to_string(),
            dateline,
            summary,
            authors: authors.values(),
            section: section.map(TermLink::value),
            language: language.map(Language::as_str),
            direction: language.map(Language::direction),
            image: image.map(|image| image.view(site)),
            corrected: is_corrected,
        })
    }
}
