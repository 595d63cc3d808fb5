//! Variables of `article.html`.

use tera::{Context, Value};

use crate::address::Address;
use crate::archive::{Archive, ArticleId, ArticleTerms, TermKind};
use crate::article::{Article, Image, ImageSource};
use crate::model::SiteModel;
use crate::model::extra::extra_value;
use crate::model::images::{image_links, image_view};
use crate::model::language_context::LanguageContext;
use crate::moment::Extent;
use crate::path::SitePath;
use crate::plan::{day_address, month_address, year_address};
use crate::theme::view;

use super::body::{BodyRenderer, RenderedBody};
use super::page_variable::{PageVariable, crumbs, link};

/// Fills the variable `article`.
pub(super) fn fill<'w>(
    id: ArticleId,
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    bodies: &mut BodyRenderer<'_>,
    context: &mut Context,
) -> PageVariable<'w> {
    let article = model.archive.article(id);
    let links = article.image.as_ref().and_then(|image| image_links(&model.site, &model.plan, image));
    let missing =
        article.image.as_ref().filter(|_| links.is_none()).map(|image| written(&article.file, &image.src));
    let shown =
        bodies.show(&article.file, article.digest, article.body, &article.redactions, missing.as_deref());
    let missing_image = article.image.as_deref().filter(|_| shown.has_known_gap).map(missing_view);
    let image = article.image.as_ref().zip(links.as_ref()).map(|(image, links)| image_view(image, links));
    let labels = model.archive.article_terms(id);
    let language = article.language.as_ref().unwrap_or(&lang.language);
    let view = view::Article {
        title: &article.title,
        url: &model.href(&article.address),
        permalink: &model.permalink(&article.address),
        date: &article.date.to_string(),
        updated: model.archive.by_now(article.updated).map(|updated| updated.to_string()),
        modified: modified(id, &model.archive),
        dateline: article.dateline.as_deref(),
        summary: &article.summary,
        has_standfirst: article.has_explicit_summary,
        authors: model.terms.links(TermKind::Author, &labels.authors),
        section: labels.section.map(|section| model.terms.link(TermKind::Section, section)),
        tags: model.terms.links(TermKind::Tag, &labels.tags),
        series: series(model, labels),
        language: language.as_str(),
        direction: language.direction(),
        image,
        missing_image,
        source: article
            .source
            .as_ref()
            .map(|origin| view::Origin { name: &origin.name, url: origin.url.as_deref() }),
        corrections: corrections(article),
        headings: headings(&shown),
        content: shown.content.clone(),
        words: shown.words,
        day: day(model, lang, article),
        newer: model.archive.newer(id).map(|newer| model.card(newer)),
        older: model.archive.older(id).map(|older| model.card(older)),
        file: article.file.as_str(),
        extra: extra_value(&article.extra.0),
    };
    context.insert("article", &view);
    let above = labels.section.map(|section| {
        let section = model.archive.terms(TermKind::Section).term(section);
        link(model, &*section.name, &section.address)
    });
    let mut about = PageVariable::new("article", &*article.title).with_description(&*article.summary);
    about.language = article.language.as_ref();
    about.with_breadcrumbs(crumbs(model, lang, above))
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

/// Returns an article's position in its series.
fn series<'w>(model: &'w SiteModel, labels: &ArticleTerms) -> Option<view::SeriesPlace<'w>> {
    let (id, number) = labels.series?;
    let series = model.archive.terms(TermKind::Series).term(id);
    let number = number as usize;
    let card = |index: usize| series.members.get(index).map(|id| model.card(*id));
    Some(view::SeriesPlace {
        name: &series.name,
        url: model.href(&series.address),
        number: number + 1,
        total: series.members.len(),
        previous: number.checked_sub(1).and_then(card),
        next: card(number + 1),
    })
}

fn corrections(article: &Article) -> Vec<view::Correction<'_>> {
    let corrections = article.corrections.iter();
    corrections
        .map(|correction| view::Correction { date: correction.date.to_string(), text: &correction.text })
        .collect()
}

/// Returns the time of an article's latest change.
///
/// For an unchanged article with an uncertain date, the result is as vague as the date.
fn modified(id: ArticleId, archive: &Archive) -> String {
    let date = &archive.article(id).date;
    match (date.exactly(), archive.changed(id)) {
        (Some(_), _) => archive.modified(id).to_string(),
        (None, changed) if changed == archive.appeared(id) => {
            date.calendar_date().without_doubt().to_string()
        }
        (None, changed) => changed.to_string(),
    }
}

/// Returns the link to the page of the article's day, or of its month or year if the day is
/// unknown.
fn day(model: &SiteModel, lang: &LanguageContext, article: &Article) -> view::Link<'static> {
    let date = article.date.calendar_date().without_doubt();
    let address: Address = match date.extent {
        Extent::Day(day) => day_address(day),
        Extent::Month(first) => month_address(first),
        Extent::Year(year) => year_address(year),
    };
    link(model, lang.catalog.dates().calendar_date(date), &address)
}

/// Returns a text's headings.
pub(super) fn headings(shown: &RenderedBody) -> Vec<view::Heading<'_>> {
    let headings = shown.headings.iter();
    headings
        .map(|heading| view::Heading { level: heading.level, id: &heading.id, title: &heading.title })
        .collect()
}

/// Returns the cards of articles.
pub(super) fn cards(model: &SiteModel, ids: impl Iterator<Item = ArticleId>) -> Vec<Value> {
    ids.map(|id| model.card(id)).collect()
}
