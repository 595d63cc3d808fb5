//! [`NewsArticle`](https://schema.org/NewsArticle) of an article, with the properties that
//! [Google](https://developers.google.com/search/docs/appearance/structured-data/article) requests,
//! and those of an archive.

use serde::Serialize;

use crate::model::term_links::TermLink;
use crate::moment::Qualifier;
use crate::page_model::LocalSite;
use crate::page_model::article::ArticleText;
use crate::theme::view;

use super::correction::CorrectionComment;
use super::image::{ImageObject, picture};
use super::organization::NewsMediaOrganization;
use super::person::{Author, People, people};
use super::series::CreativeWorkSeries;
use super::source::CreativeWork;

#[derive(Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub(super) struct NewsArticle<'a> {
    /// <https://schema.org/mainEntityOfPage>
    main_entity_of_page: &'a str,
    /// <https://schema.org/url>
    url: &'a str,
    /// <https://schema.org/headline>
    headline: &'a str,
    /// <https://schema.org/description>
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    /// <https://schema.org/datePublished>
    date_published: &'a str,
    /// <https://schema.org/dateModified>
    date_modified: &'a str,
    /// <https://schema.org/author>
    author: Vec<Author<'a>>,
    /// <https://schema.org/translator>
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translator: Vec<Author<'a>>,
    /// <https://schema.org/editor>
    #[serde(skip_serializing_if = "Vec::is_empty")]
    editor: Vec<Author<'a>>,
    /// <https://schema.org/contributor>
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributor: Vec<Author<'a>>,
    /// <https://schema.org/publisher>
    publisher: NewsMediaOrganization<'a>,
    /// <https://schema.org/image>
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<ImageObject<'a>>,
    /// <https://schema.org/articleSection>
    #[serde(skip_serializing_if = "Option::is_none")]
    article_section: Option<&'a str>,
    /// <https://schema.org/keywords>
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    /// <https://schema.org/dateline>
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'a str>,
    /// <https://schema.org/correction>
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<CorrectionComment<'a>>,
    /// <https://schema.org/inLanguage>
    in_language: &'a str,
    /// <https://schema.org/isAccessibleForFree>: a static page asks nobody to pay.
    is_accessible_for_free: bool,
    /// <https://schema.org/wordCount>
    word_count: usize,
    /// <https://schema.org/isPartOf>
    #[serde(skip_serializing_if = "Option::is_none")]
    is_part_of: Option<CreativeWorkSeries<'a>>,
    /// <https://schema.org/position> in the series.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    /// <https://schema.org/isBasedOn>
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<CreativeWork<'a>>,
}

impl<'a> NewsArticle<'a> {
    pub(super) fn new(
        article: &'a view::Article<'_>,
        text: &ArticleText<'a>,
        page: &'a view::Page<'_>,
        local: LocalSite<'a>,
    ) -> Self {
        let People { authors, translators, editors, contributors } =
            people(text.authors, &text.article.value().credits, local);
        Self {
            main_entity_of_page: &page.permalink,
            url: &page.permalink,
            headline: article.title,
            description: article.summary,
            date_published: without_doubt(article.date),
            date_modified: &article.modified,
            author: authors,
            translator: translators,
            editor: editors,
            contributor: contributors,
            publisher: NewsMediaOrganization::brief(local),
            image: picture(article.image.as_ref(), local),
            article_section: text.section.map(TermLink::name),
            keywords: text.tags.iter().map(TermLink::name).collect(),
            dateline: article.dateline,
            correction: article.corrections.iter().map(CorrectionComment::new).collect(),
            in_language: article.language,
            is_accessible_for_free: true,
            word_count: article.words,
            is_part_of: text.series.map(CreativeWorkSeries::new),
            position: article.series.as_ref().map(|series| series.number),
            is_based_on: article.source.as_ref().map(CreativeWork::new),
        }
    }
}

/// A date without the sign of doubt that schema.org's dates (ISO 8601) don't have.
fn without_doubt(date: &str) -> &str {
    date.trim_end_matches(Qualifier::SYMBOLS)
}
