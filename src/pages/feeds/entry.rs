//! Feed entry of an article without its content, the same for all formats, with full URLs.

use std::borrow::Cow;

use crate::article::{CardData, Correction, FeedData};
use crate::content_type::image_type;
use crate::fields::ascii_url;
use crate::language::Language;
use crate::model::card_data::CardModel;
use crate::model::credits::{CreditedAuthor, credited};
use crate::model::entry_id;
use crate::model::term_links::TermLink;
use crate::moment::{ArticleDate, Moment};
use crate::page_model::LocalSite;
use crate::page_model::feed::{FeedEntry, FeedImage, FeedImagePlace};

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
    /// Authors, and others who took part in the work.
    pub(super) credits: Vec<CreditedLabel<'w>>,
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

/// Author, or another person who took part in the work.
#[derive(Debug)]
pub(super) struct CreditedLabel<'w> {
    /// Name, with the organization if one is given: “Ann Author, The Evening Post”.
    pub(super) name: Cow<'w, str>,
    /// URL of the list of the person's stories.
    pub(super) url: &'w str,
    /// Part in the work; `None` for an author.
    pub(super) role: Option<&'w str>,
}

/// Section or tag.
#[derive(Debug)]
pub(super) struct Label<'w> {
    /// Name.
    pub(super) name: &'w str,
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
    pub(super) fn of(model: &FeedEntry<'w>, local: LocalSite<'w>) -> Self {
        let CardModel { own, authors, section, image: _ } = model.card.data();
        let CardData { title, address, date, dateline: _, summary, language, image: _, is_corrected: _ } =
            *own.value();
        let FeedData { id: own_id, first_address, credits, corrections } = *model.own.value();
        let main_language = local.site.is_multilingual().then_some(&local.site.language);
        Self {
            id: entry_id::of(own_id, first_address.unwrap_or(address), &date, local.authority),
            title,
            url: local.permalink(address),
            date,
            published: model.published,
            updated: model.updated,
            credits: credited(authors, credits).map(CreditedLabel::of).collect(),
            categories: section.into_iter().chain(model.tags.iter()).map(Label::of).collect(),
            language: language.or(main_language).map(Language::as_str),
            summary,
            corrections,
            image: model.image.map(|image| Picture::of(image, local)),
        }
    }
}

impl<'w> CreditedLabel<'w> {
    fn of(author: CreditedAuthor<'w>) -> Self {
        let name = author.link.name();
        let name = match author.organization() {
            Some(organization) => format!("{name}, {organization}").into(),
            None => name.into(),
        };
        Self { name, url: author.link.permalink(), role: author.role() }
    }
}

impl<'w> Label<'w> {
    fn of(term: TermLink<'w>) -> Self {
        Self { name: term.name(), scheme: term.index_permalink() }
    }
}

impl<'w> Picture<'w> {
    fn of(image: FeedImage<'w>, local: LocalSite<'w>) -> Self {
        let FeedImage { alt, place } = image;
        match place {
            FeedImagePlace::Web(url) => {
                let path = url.split(['?', '#']).next().unwrap_or(url);
                Self { url: ascii_url(url).into_owned(), alt, media_type: image_type(path), size: None }
            }
            FeedImagePlace::File(address, size) => {
                Self { url: local.permalink(address), alt, media_type: image_type(address.as_str()), size }
            }
        }
    }
}
