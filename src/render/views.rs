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
use crate::plan::{ListId, Page, Part, Shows};
use crate::theme::view;

pub(super) use dates::beside_in_circle;

use super::body::Bodies;
use super::locale::locale;
use super::world::World;

/// Fills the context of a page.
pub(super) fn fill(page: &Page, world: &World, bodies: &mut Bodies<'_>, context: &mut Context) {
    let about = match &page.shows {
        Shows::Article(id) => article::fill(*id, world, bodies, context),
        Shows::Standing(index) => standing::fill(&world.archive.standing()[*index], world, bodies, context),
        Shows::Gone(index) => standing::notice(&world.archive.gone()[*index], context),
        Shows::List(list, part) => lists::fill(*list, *part, world, bodies, context),
        Shows::Year(index) => dates::year(*index, world, context),
        Shows::Archive => dates::archive(world, context),
        Shows::Index(kind) => lists::terms(*kind, world, context),
        Shows::Corrections(part) => corrections::fill(*part, world, context),
        Shows::DaysOfTheYear => dates::days_of_the_year(world, context),
        Shows::Redirect(to) => standing::redirect(to, world, context),
        Shows::NotFound => About::new("not-found", "Page not found"),
        // What is no page of HTML has no context.
        Shows::Feed(_) | Shows::Sitemap(_) | Shows::Robots | Shows::Hosting(_) | Shows::File(_) => return,
    };
    about.insert(page, world, context);
}

/// The template that takes a page; none where it is no page of HTML.
pub(super) fn template_of(shows: &Shows) -> Option<&'static str> {
    Some(match shows {
        Shows::Article(_) => "article.html",
        Shows::Standing(_) => "page.html",
        Shows::Gone(_) => "withdrawn.html",
        Shows::List(ListId::Month(_), Part::Newest) => "month.html",
        Shows::List(..) => "list.html",
        Shows::Year(_) => "year.html",
        Shows::Archive => "archive.html",
        Shows::Corrections(_) => "corrections.html",
        Shows::Index(_) | Shows::DaysOfTheYear => "terms.html",
        Shows::Redirect(_) => "redirect.html",
        Shows::NotFound => "404.html",
        Shows::Feed(_) | Shows::Sitemap(_) | Shows::Robots | Shows::Hosting(_) | Shows::File(_) => {
            return None;
        }
    })
}

/// What the page of all days of the year is called.
const ON_THIS_DAY: &str = "On this day";

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

    fn insert(&self, page: &Page, world: &World, context: &mut Context) {
        let language = self.language.unwrap_or(&world.site.language);
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
            },
        );
    }
}

/// A link to an address of the site.
fn link<'w>(world: &World, name: impl Into<Cow<'w, str>>, address: &Address) -> view::Link<'w> {
    view::Link { name: name.into(), url: world.href(address).into() }
}

/// The way down from the front page.
fn crumbs<'w>(world: &'w World, below: impl IntoIterator<Item = view::Link<'w>>) -> Vec<view::Link<'w>> {
    std::iter::once(link(world, world.site.title.as_str(), &Address::root())).chain(below).collect()
}

/// What a kind of terms is called on a page.
fn kind_title(kind: Kind) -> &'static str {
    match kind {
        Kind::Tag => "Tags",
        Kind::Author => "Authors",
        Kind::Section => "Sections",
        Kind::Series => "Series",
    }
}

/// The link to a kind's index.
fn index_link(world: &World, kind: Kind) -> view::Link<'static> {
    link(world, kind_title(kind), &kind.address())
}

/// The link to the page of all years.
fn archive_link(world: &World) -> view::Link<'static> {
    link(world, "Archive", &Address::known("/archive/"))
}

/// The link to the page of all days of the year.
fn on_this_day_link(world: &World) -> view::Link<'static> {
    link(world, ON_THIS_DAY, &Address::known("/on-this-day/"))
}

/// What pages of a list are called in `page.kind`.
fn list_kind(list: ListId) -> &'static str {
    match list {
        ListId::Front => "front",
        ListId::Day(_) => "day",
        ListId::Month(_) => "month",
        ListId::OnThisDay(_) => "on-this-day",
        ListId::Term(Kind::Tag, _) => "tag",
        ListId::Term(Kind::Author, _) => "author",
        ListId::Term(Kind::Section, _) => "section",
        ListId::Term(Kind::Series, _) => "series",
    }
}

/// Which part of a list a page is, in words for its title.
fn part_title(part: Part) -> String {
    match part {
        Part::Newest => String::new(),
        Part::Full(number) => format!(", page {number}"),
    }
}
