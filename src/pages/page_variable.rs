//! Variable `page` of templates, with the links and titles that several kinds of pages share.

use std::borrow::Cow;

use crate::address::Address;
use crate::archive::TermKind;
use crate::config::EditionId;
use crate::language::Language;
use crate::model::site_variable::terms_key;
use crate::page_model::{LocalSite, Place};
use crate::theme::view;

use super::og_locale::og_locale;

/// Contents of the variable `page`, except its place.
pub(super) struct PageVariable<'m> {
    kind: &'static str,
    title: Cow<'m, str>,
    description: Option<Cow<'m, str>>,
    language: Option<&'m Language>,
    breadcrumbs: Vec<view::Link<'m>>,
}

impl<'m> PageVariable<'m> {
    pub(super) fn new(kind: &'static str, title: impl Into<Cow<'m, str>>) -> Self {
        Self { kind, title: title.into(), description: None, language: None, breadcrumbs: Vec::new() }
    }

    /// Returns the contents for a page whose title is a message.
    pub(super) fn of_key(kind: &'static str, key: &'static str, local: LocalSite<'m>) -> Self {
        Self::new(kind, local.lang.catalog.text(key))
    }

    pub(super) fn with_description(mut self, description: impl Into<Cow<'m, str>>) -> Self {
        let description = description.into();
        self.description = (!description.is_empty()).then_some(description);
        self
    }

    /// Returns the same contents, for a text in a language other than the page's.
    pub(super) fn with_language(self, language: Option<&'m Language>) -> Self {
        Self { language, ..self }
    }

    pub(super) fn with_breadcrumbs(self, breadcrumbs: Vec<view::Link<'m>>) -> Self {
        Self { breadcrumbs, ..self }
    }

    /// Returns the same contents, with a breadcrumb for the front page.
    pub(super) fn below_front(self, local: LocalSite<'m>) -> Self {
        self.with_breadcrumbs(crumbs(local, []))
    }

    /// Returns the variable of a page at this place.
    pub(super) fn view(&self, place: &Place<'m>, local: LocalSite<'m>) -> view::Page<'_> {
        let language = self.language.unwrap_or(&local.lang.language);
        view::Page {
            kind: self.kind,
            title: &self.title,
            description: self.description.as_deref(),
            url: local.href(place.address()),
            permalink: local.permalink(place.address()),
            language: language.as_str(),
            direction: language.direction(),
            locale: og_locale(language),
            breadcrumbs: &self.breadcrumbs,
            translations: translations(place, local),
        }
    }
}

/// Returns the translations of a page.
fn translations<'m>(place: &Place<'m>, local: LocalSite<'m>) -> Vec<view::Translation<'m>> {
    let translations = place.translations().iter();
    translations
        .map(|translation| view::Translation {
            name: translation.name,
            language: translation.language.as_str(),
            direction: translation.language.direction(),
            url: local.href(&translation.address),
            permalink: local.permalink(&translation.address),
            is_this: translation.edition == place.edition(),
            is_original: translation.edition == EditionId::OWN,
        })
        .collect()
}

/// Makes a link to an address of the site.
pub(super) fn link<'m>(
    local: LocalSite<'_>,
    name: impl Into<Cow<'m, str>>,
    address: &Address,
) -> view::Link<'m> {
    view::Link { name: name.into(), url: local.href(address).into() }
}

/// Returns breadcrumbs, starting with the front page.
pub(super) fn crumbs<'m>(
    local: LocalSite<'m>,
    below: impl IntoIterator<Item = view::Link<'m>>,
) -> Vec<view::Link<'m>> {
    std::iter::once(link(local, local.lang.title.as_str(), &local.lang.home)).chain(below).collect()
}

/// Returns the link to the index of a kind of terms.
pub(super) fn index_link(local: LocalSite<'_>, kind: TermKind) -> view::Link<'_> {
    link(local, local.lang.catalog.text(terms_key(kind)), &kind.address())
}

/// Returns the link to the page of all years.
pub(super) fn archive_link(local: LocalSite<'_>) -> view::Link<'_> {
    link(local, local.lang.catalog.text("archive"), &Address::known("/archive/"))
}

/// Returns the link to the page of all days of the year.
pub(super) fn on_this_day_link(local: LocalSite<'_>) -> view::Link<'_> {
    link(local, local.lang.catalog.text("on_this_day"), &Address::known("/on-this-day/"))
}

/// Returns the title of a page of a list.
pub(super) fn numbered_title(title: &str, number: Option<usize>, local: LocalSite<'_>) -> String {
    match number {
        None => title.to_owned(),
        Some(number) => {
            let slots = [("title", title), ("number", &*number.to_string())];
            local.lang.catalog.format("numbered_title", &slots).into_owned()
        }
    }
}
