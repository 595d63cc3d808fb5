//! Variable `page` of templates, with the links and titles that several kinds of pages share.

use std::borrow::Cow;

use tera::Context;

use crate::address::Address;
use crate::archive::TermKind;
use crate::config::EditionId;
use crate::language::Language;
use crate::model::language_context::LanguageContext;
use crate::model::site_variable::terms_key;
use crate::model::{SiteModel, page_language};
use crate::plan::{ListId, ListPage, Page};
use crate::theme::view;

use super::og_locale::og_locale;

/// Contents of the variable `page`, except its address.
pub(super) struct PageVariable<'w> {
    kind: &'static str,
    title: Cow<'w, str>,
    description: Option<Cow<'w, str>>,
    pub(super) language: Option<&'w Language>,
    breadcrumbs: Vec<view::Link<'w>>,
}

impl<'w> PageVariable<'w> {
    pub(super) fn new(kind: &'static str, title: impl Into<Cow<'w, str>>) -> Self {
        Self { kind, title: title.into(), description: None, language: None, breadcrumbs: Vec::new() }
    }

    pub(super) fn with_description(mut self, description: impl Into<Cow<'w, str>>) -> Self {
        let description = description.into();
        self.description = (!description.is_empty()).then_some(description);
        self
    }

    pub(super) fn with_breadcrumbs(mut self, breadcrumbs: Vec<view::Link<'w>>) -> Self {
        self.breadcrumbs = breadcrumbs;
        self
    }

    pub(super) fn insert(&self, page: &Page, model: &SiteModel, edition: EditionId, context: &mut Context) {
        let language = self.language.unwrap_or(&model.language_context(edition).language);
        let locale = og_locale(language);
        context.insert(
            "page",
            &view::Page {
                kind: self.kind,
                title: &self.title,
                description: self.description.as_deref(),
                url: &model.href(&page.address),
                permalink: &model.permalink(&page.address),
                language: language.as_str(),
                direction: language.direction(),
                locale: locale.as_deref(),
                breadcrumbs: self.breadcrumbs.clone(),
                translations: translations(page, model, edition),
            },
        );
    }
}

/// Returns the translations of a page.
fn translations<'w>(page: &Page, model: &'w SiteModel, this: EditionId) -> Vec<view::Translation<'w>> {
    let translated = page_language::translations(page, &model.archive).into_iter();
    translated
        .map(|(edition, address)| {
            let lang = model.language_context(edition);
            view::Translation {
                name: &lang.name,
                language: lang.language.as_str(),
                direction: lang.language.direction(),
                url: model.href(&address),
                permalink: model.permalink(&address),
                is_this: edition == this,
                is_original: edition == EditionId::OWN,
            }
        })
        .collect()
}

/// Makes a link to an address of the site.
pub(super) fn link<'w>(
    model: &SiteModel,
    name: impl Into<Cow<'w, str>>,
    address: &Address,
) -> view::Link<'w> {
    view::Link { name: name.into(), url: model.href(address).into() }
}

/// Returns breadcrumbs, starting with the front page.
pub(super) fn crumbs<'w>(
    model: &'w SiteModel,
    lang: &'w LanguageContext,
    below: impl IntoIterator<Item = view::Link<'w>>,
) -> Vec<view::Link<'w>> {
    std::iter::once(link(model, lang.title.as_str(), &lang.home)).chain(below).collect()
}

/// Returns the link to the index of a kind of terms.
pub(super) fn index_link<'w>(model: &SiteModel, lang: &'w LanguageContext, kind: TermKind) -> view::Link<'w> {
    link(model, lang.catalog.text(terms_key(kind)), &kind.address())
}

/// Returns the link to the page of all years.
pub(super) fn archive_link<'w>(model: &SiteModel, lang: &'w LanguageContext) -> view::Link<'w> {
    link(model, lang.catalog.text("archive"), &Address::known("/archive/"))
}

/// Returns the link to the page of all days of the year.
pub(super) fn on_this_day_link<'w>(model: &SiteModel, lang: &'w LanguageContext) -> view::Link<'w> {
    link(model, lang.catalog.text("on_this_day"), &Address::known("/on-this-day/"))
}

/// Returns the value of `page.kind` for a list.
pub(super) fn list_kind(list: ListId) -> &'static str {
    match list {
        ListId::Front | ListId::Edition(_) => "front",
        ListId::Day(_) => "day",
        ListId::Month(_) => "month",
        ListId::Year(_) => "year",
        ListId::OnThisDay(_) => "on-this-day",
        ListId::Term(TermKind::Tag, _) => "tag",
        ListId::Term(TermKind::Author, _) => "author",
        ListId::Term(TermKind::Section, _) => "section",
        ListId::Term(TermKind::Series, _) => "series",
    }
}

/// Returns the title of a page of a list.
pub(super) fn part_title(title: &str, part: ListPage, lang: &LanguageContext) -> String {
    match part {
        ListPage::Latest => title.to_owned(),
        ListPage::Numbered(number) => {
            let slots = [("title", title), ("number", &*number.to_string())];
            lang.catalog.format("numbered_title", &slots).into_owned()
        }
    }
}
