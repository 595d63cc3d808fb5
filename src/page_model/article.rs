//! Model of an article's page.

use std::fmt;

use crate::archive::{Archive, ArticleId, TermKind};
use crate::article::Article;
use crate::digest::Digested;
use crate::model::SiteModel;
use crate::model::cards::Card;
use crate::model::images::LinkedImage;
use crate::model::term_links::{TermLink, TermLinks};
use crate::moment::{CalendarDate, Moment};
use crate::path::SitePath;

use super::Inputs;

/// Inputs of an article's page.
pub(crate) type ArticlePage<'m> = Inputs<ArticleText<'m>, (), ArticleNeighbors<'m>>;

/// Article with the terms and the image that its page shows.
#[derive(Hash)]
pub(crate) struct ArticleText<'m> {
    /// File of the article.
    pub(crate) file: &'m SitePath,
    /// Article, hashed by its file: path, bytes and settings determine all fields.
    pub(crate) article: Digested<&'m Article>,
    /// Time of the last change, unless it is in the future.
    pub(crate) updated: Option<Moment>,
    /// Time of the last known change of the text.
    pub(crate) modified: LastChange,
    /// Authors.
    pub(crate) authors: TermLinks<'m>,
    /// Section.
    pub(crate) section: Option<TermLink<'m>>,
    /// Tags.
    pub(crate) tags: TermLinks<'m>,
    /// Series.
    pub(crate) series: Option<TermLink<'m>>,
    /// Image, if it is on the site or elsewhere on the web.
    pub(crate) image: Option<LinkedImage<'m>>,
}

/// Time of an article's latest change.
///
/// For an unchanged article with an uncertain date, it is as vague as the date.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) enum LastChange {
    /// Known time or day.
    At(Moment),
    /// Day, month or year in which the article appeared.
    Within(CalendarDate),
}

/// Other articles that an article's page shows.
#[derive(Hash)]
pub(crate) struct ArticleNeighbors<'m> {
    /// Position in the series.
    pub(crate) series: Option<SeriesPlace<'m>>,
    /// Next newer article.
    pub(crate) newer: Option<Card<'m>>,
    /// Next older article.
    pub(crate) older: Option<Card<'m>>,
}

/// Position of an article in its series.
#[derive(Hash)]
pub(crate) struct SeriesPlace<'m> {
    /// Number of the article, from 1.
    pub(crate) number: usize,
    /// Number of articles.
    pub(crate) total: usize,
    /// Article before.
    pub(crate) previous: Option<Card<'m>>,
    /// Article after.
    pub(crate) next: Option<Card<'m>>,
}

/// Returns the inputs of an article's page.
pub(super) fn inputs(id: ArticleId, model: &SiteModel) -> ArticlePage<'_> {
    let (archive, parts) = (&model.archive, model.parts());
    let (article, labels) = (archive.article(id), archive.article_terms(id));
    let card = |id: ArticleId| model.card(id);
    Inputs {
        text: ArticleText {
            file: &article.file,
            article: Digested::new(article.digest, article),
            updated: archive.by_now(article.updated),
            modified: LastChange::of(id, archive),
            authors: parts.terms(TermKind::Author, &labels.authors),
            section: labels.section.map(|section| parts.term(TermKind::Section, section)),
            tags: parts.terms(TermKind::Tag, &labels.tags),
            series: labels.series.map(|(series, _)| parts.term(TermKind::Series, series)),
            image: article.image.as_deref().and_then(|image| parts.image(image)),
        },
        stories: (),
        beside: ArticleNeighbors {
            series: series(id, model),
            newer: archive.newer(id).map(card),
            older: archive.older(id).map(card),
        },
    }
}

fn series(id: ArticleId, model: &SiteModel) -> Option<SeriesPlace<'_>> {
    let (series, number) = model.archive.article_terms(id).series?;
    let members = &model.archive.terms(TermKind::Series).term(series).members;
    let number = number as usize;
    let card = |index: usize| members.get(index).map(|id| model.card(*id));
    Some(SeriesPlace {
        number: number + 1,
        total: members.len(),
        previous: number.checked_sub(1).and_then(card),
        next: card(number + 1),
    })
}

impl LastChange {
    fn of(id: ArticleId, archive: &Archive) -> Self {
        let date = &archive.article(id).date;
        match (date.exactly(), archive.changed(id)) {
            (Some(_), _) => Self::At(archive.modified(id)),
            (None, changed) if changed == archive.appeared(id) => {
                Self::Within(date.calendar_date().without_doubt())
            }
            (None, changed) => Self::At(changed),
        }
    }
}

impl fmt::Display for LastChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(moment) => moment.fmt(f),
            Self::Within(date) => date.fmt(f),
        }
    }
}
