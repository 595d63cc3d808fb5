//! Variables of `article.html`.

use crate::address::Address;
use crate::article::{Article, Image, ImageSource};
use crate::model::cards::Card;
use crate::model::credits::{author_values, writer_values};
use crate::model::extra::extra_value;
use crate::model::term_links::TermLink;
use crate::moment::Extent;
use crate::page_model::LocalSite;
use crate::page_model::article::{ArticlePage, ArticleText, SeriesPlace};
use crate::path::SitePath;
use crate::plan::{day_address, month_address, year_address};
use crate::templates::metadata::Described;
use crate::theme::view;

use super::body::{BodyRenderer, RenderedBody};
use super::page_variable::{PageVariable, crumbs, link};
use super::variables::Variables;

/// Returns the contents of the variable `page`.
pub(super) fn page_variable<'m>(text: &ArticleText<'m>, local: LocalSite<'m>) -> PageVariable<'m> {
    let article = *text.article.value();
    let above = text.section.map(|section| link(local, section.name(), section.address()));
    PageVariable::new("article", &*article.title)
        .with_description(&*article.summary)
        .with_language(article.language.as_ref())
        .with_breadcrumbs(crumbs(local, above))
}

/// Fills the variable `article`.
pub(super) fn fill(inputs: &ArticlePage<'_>, bodies: &mut BodyRenderer<'_>, variables: &mut Variables<'_>) {
    let (text, beside, local) = (&inputs.text, &inputs.beside, variables.local);
    let article = *text.article.value();
    let missing = article.image.as_deref().filter(|_| text.image.is_none());
    let missing_source = missing.map(|image| written(text.file, &image.src));
    let shown = bodies.show(
        text.file,
        text.article.digest(),
        article.body,
        &article.redactions,
        missing_source.as_deref(),
    );
    let language = article.language.as_ref().unwrap_or(&local.lang.language);
    let view = view::Article {
        title: &article.title,
        url: &variables.page.url,
        permalink: &variables.page.permalink,
        date: &article.date.to_string(),
        updated: text.updated.map(|updated| updated.to_string()),
        modified: text.modified.to_string(),
        dateline: article.dateline.as_deref(),
        summary: &article.summary,
        has_standfirst: article.has_explicit_summary,
        authors: author_values(text.authors, &article.credits, local.site),
        writers: writer_values(text.authors, &article.credits),
        section: text.section.map(TermLink::value),
        tags: text.tags.values(),
        series: text
            .series
            .zip(beside.series.as_ref())
            .map(|(series, place)| series_view(series, place, local)),
        language: language.as_str(),
        direction: language.direction(),
        image: text.image.map(|image| image.view(local.site)),
        missing_image: missing.filter(|_| shown.has_known_gap).map(missing_view),
        source: article
            .source
            .as_ref()
            .map(|origin| view::Origin { name: &origin.name, url: origin.url.as_deref() }),
        corrections: corrections(article),
        headings: headings(&shown),
        content: shown.content.clone(),
        words: shown.words,
        day: day(article, local),
        newer: beside.newer.map(Card::value),
        older: beside.older.map(Card::value),
        file: text.file.as_str(),
        extra: extra_value(&article.extra.0),
    };
    variables.insert("article", &view);
    variables.describe(&Described::Article(&view, text));
}

/// Returns a missing image, as templates get it.
pub(super) fn missing_view(image: &Image) -> view::MissingImage<'_> {
    view::MissingImage { alt: &image.alt, caption: image.caption.as_deref(), credit: image.credit.as_deref() }
}

/// Returns an image's source as the front matter has it, or near enough to be found there.
pub(super) fn written(by: &SitePath, src: &ImageSource) -> String {
    match src {
        ImageSource::File(file) => file.beneath(by.folder()).unwrap_or(file.file_name()).to_owned(),
        ImageSource::Address(address) => address.to_string(),
        ImageSource::Elsewhere(url) => url.to_string(),
    }
}

/// Returns an article's position in its series, as templates get it.
fn series_view<'m>(
    series: TermLink<'m>,
    place: &SeriesPlace<'_>,
    local: LocalSite<'_>,
) -> view::SeriesPlace<'m> {
    view::SeriesPlace {
        name: series.name(),
        url: local.href(series.address()),
        number: place.number,
        total: place.total,
        previous: place.previous.map(Card::value),
        next: place.next.map(Card::value),
    }
}

fn corrections(article: &Article) -> Vec<view::Correction<'_>> {
    let corrections = article.corrections.iter();
    corrections
        .map(|correction| view::Correction { date: correction.date.to_string(), text: &correction.text })
        .collect()
}

/// Returns the link to the page of the article's day, or of its month or year if the day is
/// unknown.
fn day(article: &Article, local: LocalSite<'_>) -> view::Link<'static> {
    let date = article.date.calendar_date().without_doubt();
    let address: Address = match date.extent {
        Extent::Day(day) => day_address(day),
        Extent::Month(first) => month_address(first),
        Extent::Year(year) => year_address(year),
    };
    link(local, local.lang.catalog.dates().calendar_date(date), &address)
}

/// Returns a text's headings.
pub(super) fn headings(shown: &RenderedBody) -> Vec<view::Heading<'_>> {
    let headings = shown.headings.iter();
    headings
        .map(|heading| view::Heading { level: heading.level, id: &heading.id, title: &heading.title })
        .collect()
}
