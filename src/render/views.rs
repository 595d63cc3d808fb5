//! From a page of the plan to what its template is given: one function for each kind of page, each filling the
//! variable that `theme::view` documents, and all of them the variable `page`.

mod article;
mod corrections;
mod dates;
mod lists;
mod standing;
pub(super) mod term;

use std::borrow::Cow;

use tera::Context;

use crate::address::Address;
use crate::archive::Kind;
use crate::config::EditionId;
use crate::plan::{ListId, ListPage, Page, PageKind};
use crate::theme::view;

pub(super) use dates::beside_in_circle;

use super::body::Bodies;
use super::edition::versions;
use super::locale::locale;
use super::voice::Voice;
use super::world::World;

/// Fills the context of a page.
pub(super) fn fill(page: &Page, world: &World, bodies: &mut Bodies<'_>, context: &mut Context) {
    let edition = world.edition_of(page);
    let voice = world.voice(edition);
    let about = match &page.kind {
        PageKind::Article(id) => article::fill(*id, world, voice, bodies, context),
        PageKind::Standing(index) => {
            standing::fill(&world.archive.standing()[*index], world, voice, bodies, context)
        }
        PageKind::Gone(index) => standing::notice(&world.archive.gone()[*index], voice, context),
        PageKind::List(list, page) => lists::fill(*list, *page, world, voice, bodies, context),
        PageKind::Archive => dates::archive(world, voice, context),
        PageKind::TermIndex(kind) => lists::terms(*kind, world, voice, context),
        PageKind::Corrections(page) => corrections::fill(*page, world, voice, context),
        PageKind::OnThisDayIndex => dates::days_of_the_year(world, voice, context),
        PageKind::Redirect(to) => standing::redirect(to, world, voice, context),
        PageKind::QueryPage | PageKind::GoneAddress => standing::old_address(&page.kind, voice, context),
        PageKind::NotFound => About::new("not-found", voice.catalog.text("not_found")),
        PageKind::SearchPage(_) => {
            About::new("search", voice.catalog.text("search")).below(crumbs(world, voice, []))
        }
        // What is no page of HTML has no context.
        PageKind::Feed(_)
        | PageKind::Sitemap(_)
        | PageKind::SearchFile(_)
        | PageKind::QueryFile(_)
        | PageKind::Robots
        | PageKind::HostFile(_)
        | PageKind::ImageVariant(_)
        | PageKind::File(_) => return,
    };
    about.insert(page, world, edition, context);
    if edition != EditionId::OWN {
        context.insert_value("site", voice.site.clone());
    }
}

/// The template that takes a page; none where it is no page of HTML.
pub(super) fn template_of(kind: &PageKind) -> Option<&'static str> {
    Some(match kind {
        PageKind::Article(_) => "article.html",
        PageKind::Standing(_) => "page.html",
        PageKind::Gone(_) => "withdrawn.html",
        PageKind::List(ListId::Month(_), ListPage::Latest) => "month.html",
        PageKind::List(ListId::Year(_), ListPage::Latest) => "year.html",
        PageKind::List(..) => "list.html",
        PageKind::Archive => "archive.html",
        PageKind::Corrections(_) => "corrections.html",
        PageKind::TermIndex(_) | PageKind::OnThisDayIndex => "terms.html",
        PageKind::Redirect(_) => "redirect.html",
        PageKind::QueryPage | PageKind::GoneAddress => "old-address.html",
        PageKind::NotFound => "404.html",
        PageKind::SearchPage(_) => "search.html",
        PageKind::Feed(_)
        | PageKind::Sitemap(_)
        | PageKind::SearchFile(_)
        | PageKind::QueryFile(_)
        | PageKind::Robots
        | PageKind::HostFile(_)
        | PageKind::ImageVariant(_)
        | PageKind::File(_) => {
            return None;
        }
    })
}

/// What the variable `page` says, beside the address.
struct About<'w> {
    kind: &'static str,
    title: Cow<'w, str>,
    description: Option<Cow<'w, str>>,
    language: Option<&'w crate::language::Language>,
    above: Vec<view::Link<'w>>,
}

impl<'w> About<'w> {
    fn new(kind: &'static str, title: impl Into<Cow<'w, str>>) -> Self {
        Self { kind, title: title.into(), description: None, language: None, above: Vec::new() }
    }

    fn described(mut self, description: impl Into<Cow<'w, str>>) -> Self {
        let description = description.into();
        self.description = (!description.is_empty()).then_some(description);
        self
    }

    fn below(mut self, above: Vec<view::Link<'w>>) -> Self {
        self.above = above;
        self
    }

    fn insert(&self, page: &Page, world: &World, edition: EditionId, context: &mut Context) {
        let language = self.language.unwrap_or(&world.voice(edition).language);
        let locale = locale(language);
        context.insert(
            "page",
            &view::Page {
                kind: self.kind,
                title: &self.title,
                description: self.description.as_deref(),
                url: &world.href(&page.address),
                permalink: &world.permalink(&page.address),
                language: language.as_str(),
                direction: language.direction(),
                locale: locale.as_deref(),
                breadcrumbs: self.above.clone(),
                translations: translations(page, world, edition),
            },
        );
    }
}

/// The same page in the site's languages.
fn translations<'w>(page: &Page, world: &'w World, this: EditionId) -> Vec<view::Translation<'w>> {
    let versions = versions(page, &world.archive).into_iter();
    versions
        .map(|(edition, address)| {
            let voice = world.voice(edition);
            view::Translation {
                name: &voice.name,
                language: voice.language.as_str(),
                direction: voice.language.direction(),
                url: world.href(&address),
                permalink: world.permalink(&address),
                is_this: edition == this,
                is_original: edition == EditionId::OWN,
            }
        })
        .collect()
}

/// A link to an address of the site.
fn link<'w>(world: &World, name: impl Into<Cow<'w, str>>, address: &Address) -> view::Link<'w> {
    view::Link { name: name.into(), url: world.href(address).into() }
}

/// The way down from the front page.
fn crumbs<'w>(
    world: &'w World,
    voice: &'w Voice,
    below: impl IntoIterator<Item = view::Link<'w>>,
) -> Vec<view::Link<'w>> {
    std::iter::once(link(world, voice.title.as_str(), &voice.home)).chain(below).collect()
}

/// The key of what a kind of terms is called on a page.
pub(super) fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Tag => "tags",
        Kind::Author => "authors",
        Kind::Section => "sections",
        Kind::Series => "series",
    }
}

/// The link to a kind's index.
fn index_link<'w>(world: &World, voice: &'w Voice, kind: Kind) -> view::Link<'w> {
    link(world, voice.catalog.text(kind_key(kind)), &kind.address())
}

/// The link to the page of all years.
fn archive_link<'w>(world: &World, voice: &'w Voice) -> view::Link<'w> {
    link(world, voice.catalog.text("archive"), &Address::known("/archive/"))
}

/// The link to the page of all days of the year.
fn on_this_day_link<'w>(world: &World, voice: &'w Voice) -> view::Link<'w> {
    link(world, voice.catalog.text("on_this_day"), &Address::known("/on-this-day/"))
}

/// What pages of a list are called in `page.kind`.
fn list_kind(list: ListId) -> &'static str {
    match list {
        ListId::Front | ListId::Edition(_) => "front",
        ListId::Day(_) => "day",
        ListId::Month(_) => "month",
        ListId::Year(_) => "year",
        ListId::OnThisDay(_) => "on-this-day",
        ListId::Term(Kind::Tag, _) => "tag",
        ListId::Term(Kind::Author, _) => "author",
        ListId::Term(Kind::Section, _) => "section",
        ListId::Term(Kind::Series, _) => "series",
    }
}

/// What a part of a list is called.
fn part_title(title: &str, page: ListPage, voice: &Voice) -> String {
    match page {
        ListPage::Latest => title.to_owned(),
        ListPage::Numbered(number) => {
            let slots = [("title", title), ("number", &*number.to_string())];
            voice.catalog.format("numbered_title", &slots).into_owned()
        }
    }
}
