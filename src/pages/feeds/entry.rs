//! Feed entry of an article without its content, the same for all formats, with full URLs. The
//! digests of `model::article_digests` cover every field (and a little more, such as an image's
//! caption).

use crate::archive::{ArticleId, TermId, TermKind};
use crate::article::{CardData, Correction, FeedData, Image, ImageSource};
use crate::content_type::image_type;
use crate::fields::ascii_url;
use crate::language::Language;
use crate::model::images::{file_size, image_page};
use crate::model::{SiteModel, entry_id};
use crate::moment::{ArticleDate, Moment};

/// Feed entry.
#[derive(Debug)]
pub(super) struct Entry<'w> {
    /// Permanent id.
    pub(super) id: String,
    /// Headline.
    pub(super) title: &'w str,
    /// URL of the article's page.
    pub(super) url: String,
    /// Date of publication, as far as it is known.
    pub(super) date: ArticleDate,
    /// Date of publication, for formats that need a day.
    pub(super) published: Moment,
    /// Time of the latest change.
    pub(super) updated: Moment,
    /// Authors.
    pub(super) authors: Vec<Label<'w>>,
    /// Section and tags.
    pub(super) categories: Vec<Label<'w>>,
    /// Language; `None` on a site with one language, if the article is in it.
    pub(super) language: Option<&'w str>,
    /// Summary, plain text.
    pub(super) summary: &'w str,
    /// Corrections, the latest first.
    pub(super) corrections: &'w [Correction],
    /// Image.
    pub(super) image: Option<Picture<'w>>,
}

/// Author, section or tag.
#[derive(Debug)]
pub(super) struct Label<'w> {
    /// Name.
    pub(super) name: &'w str,
    /// URL of the term's list.
    pub(super) url: &'w str,
    /// URL of the index of all terms of its kind.
    pub(super) scheme: &'w str,
}

/// Image of an article.
#[derive(Debug)]
pub(super) struct Picture<'w> {
    /// URL.
    pub(super) url: String,
    /// Description.
    pub(super) alt: &'w str,
    /// Media type, if its extension is known.
    pub(super) media_type: Option<&'static str>,
    /// Size in bytes, if the image is on this site.
    pub(super) size: Option<u64>,
}

impl<'w> Entry<'w> {
    /// Makes the entry of an article.
    ///
    /// From the article's own file, only fields that its digests cover are used.
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

/// Returns an image, if it is on the site or elsewhere on the web.
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
