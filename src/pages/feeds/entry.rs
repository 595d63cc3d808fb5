//! A story as every form of feed tells it. In goes an article; out comes all that is said of it beside its content,
//! with every address whole. When any of it changes, a document is made again: [`digest`] takes it all in (and a little that
//! is not here, as a picture's caption, so that a document may be made again for nothing).

use crate::archive::{ArticleId, TermId, TermKind};
use crate::article::{CardData, Correction, FeedData, Image, ImageSource};
use crate::content_type::image_type;
use crate::fields::ascii_url;
use crate::language::Language;
use crate::model::images::{file_size, image_page};
use crate::model::{SiteModel, entry_id};
use crate::moment::{ArticleDate, Moment};

/// A story in a feed.
#[derive(Debug)]
pub(super) struct Entry<'w> {
    /// What it is called for ever.
    pub(super) id: String,
    /// The headline.
    pub(super) title: &'w str,
    /// Its page.
    pub(super) url: String,
    /// When it appeared, as far as that is known.
    pub(super) date: ArticleDate,
    /// When it appeared, as a format has it that needs a day.
    pub(super) published: Moment,
    /// When what it says last changed.
    pub(super) updated: Moment,
    /// Who wrote it.
    pub(super) authors: Vec<Label<'w>>,
    /// Its section and its tags.
    pub(super) categories: Vec<Label<'w>>,
    /// Its language; nothing where that is the site's own and the site has no other.
    pub(super) language: Option<&'w str>,
    /// Its summary, plain text.
    pub(super) summary: &'w str,
    /// What was corrected, the latest first.
    pub(super) corrections: &'w [Correction],
    /// Its picture.
    pub(super) image: Option<Picture<'w>>,
}

/// An author, a section or a tag.
#[derive(Debug)]
pub(super) struct Label<'w> {
    /// Its name.
    pub(super) name: &'w str,
    /// Where all its stories are.
    pub(super) url: &'w str,
    /// Where all terms of its kind are.
    pub(super) scheme: &'w str,
}

/// A story's picture.
#[derive(Debug)]
pub(super) struct Picture<'w> {
    /// Where it is.
    pub(super) url: String,
    /// What it shows.
    pub(super) alt: &'w str,
    /// Its media type, as far as its name tells.
    pub(super) media_type: Option<&'static str>,
    /// How many bytes it has, where it is on this site.
    pub(super) size: Option<u64>,
}

impl<'w> Entry<'w> {
    /// An article as feeds tell it: from its own file, what was digested of it and no more.
    pub(super) fn of(id: ArticleId, model: &'w SiteModel) -> Self {
        let article = model.archive.article(id);
        let CardData { title, address, date, dateline: _, summary, language, image, is_corrected: _ } =
            article.card_data();
        let FeedData { id: own_id, first_address, corrections } = article.feed_data();
        let labels = model.archive.article_terms(id);
        let own = model.site.is_multilingual().then_some(&model.site.language);
        let section = labels.section.iter().map(|section| label(TermKind::Section, *section, model));
        let tags = labels.tags.iter().map(|tag| label(TermKind::Tag, *tag, model));
        Self {
            id: entry_id::of(own_id, first_address.unwrap_or(address), &date, &model.authority),
            title,
            url: model.permalink(address),
            date,
            published: model.archive.appeared(id),
            updated: model.archive.modified(id),
            authors: labels.authors.iter().map(|author| label(TermKind::Author, *author, model)).collect(),
            categories: section.chain(tags).collect(),
            language: language.or(own).map(Language::as_str),
            summary,
            corrections,
            image: image.and_then(|image| picture(image, model)),
        }
    }
}

fn label(kind: TermKind, id: TermId, model: &SiteModel) -> Label<'_> {
    let urls = model.terms.urls(kind);
    Label { name: &model.archive.terms(kind).term(id).name, url: urls.term(id), scheme: &urls.index }
}

/// A picture, where it can be had.
fn picture<'w>(image: &'w Image, model: &'w SiteModel) -> Option<Picture<'w>> {
    let alt = &*image.alt;
    if let ImageSource::Elsewhere(url) = &image.src {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let media_type = image_type(path);
        return Some(Picture { url: ascii_url(url).into_owned(), alt, media_type, size: None });
    }
    let page = image_page(image, &model.plan)?;
    let url = model.permalink(&page.address);
    Some(Picture { url, alt, media_type: image_type(page.address.as_str()), size: file_size(page) })
}
