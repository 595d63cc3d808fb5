//! A story as every form of feed tells it. In goes an article; out comes all that is said of it beside its content,
//! with every address whole. When any of it changes, a document is made again: [`digest`] takes it all in (and a little that
//! is not here, as a picture's caption, so that a document may be made again for nothing).

use crate::archive::{Archive, ArticleId, Kind, TermId};
use crate::article::{Correction, Image, ImageSource, InFeeds, OnCard};
use crate::content_type::image_type;
use crate::digest::{Digest, Digester};
use crate::fields::ascii_address;
use crate::language::Language;
use crate::moment::{ArticleDate, Moment};
use crate::plan::{FileContents, Page, PageKind, Plan};
use crate::render::world::World;

use super::identity;

/// A story in a feed.
#[derive(Debug)]
pub(super) struct Entry<'w> {
    /// What it is called for ever.
    pub(super) id: String,
    /// The headline.
    pub(super) title: &'w str,
    /// Its page.
    pub(super) url: String,
    /// When it appeared, as far as that is known.
    pub(super) date: ArticleDate,
    /// When it appeared, as a format has it that needs a day.
    pub(super) published: Moment,
    /// When what it says last changed.
    pub(super) updated: Moment,
    /// Who wrote it.
    pub(super) authors: Vec<Label<'w>>,
    /// Its section and its tags.
    pub(super) categories: Vec<Label<'w>>,
    /// Its language; nothing where that is the site's own and the site has no other.
    pub(super) language: Option<&'w str>,
    /// Its summary, plain text.
    pub(super) summary: &'w str,
    /// What was corrected, the latest first.
    pub(super) corrections: &'w [Correction],
    /// Its picture.
    pub(super) image: Option<Picture<'w>>,
}

/// An author, a section or a tag.
#[derive(Debug)]
pub(super) struct Label<'w> {
    /// Its name.
    pub(super) name: &'w str,
    /// Where all its stories are.
    pub(super) url: &'w str,
    /// Where all terms of its kind are.
    pub(super) scheme: &'w str,
}

/// A story's picture.
#[derive(Debug)]
pub(super) struct Picture<'w> {
    /// Where it is.
    pub(super) url: String,
    /// What it shows.
    pub(super) alt: &'w str,
    /// Its media type, as far as its name tells.
    pub(super) media_type: Option<&'static str>,
    /// How many bytes it has, where it is on this site.
    pub(super) size: Option<u64>,
}

impl<'w> Entry<'w> {
    /// An article as feeds tell it: from its own file, what was digested of it and no more.
    pub(super) fn of(id: ArticleId, world: &'w World) -> Self {
        let article = world.archive.article(id);
        let OnCard { title, address, date, dateline: _, summary, language, image, is_corrected: _ } =
            article.on_card();
        let InFeeds { id: own_id, first_address, corrections } = article.in_feeds();
        let labels = world.archive.labels(id);
        let own = world.site.is_multilingual().then_some(&world.site.language);
        let section = labels.section.iter().map(|section| label(Kind::Section, *section, world));
        let tags = labels.tags.iter().map(|tag| label(Kind::Tag, *tag, world));
        Self {
            id: identity::of(own_id, first_address.unwrap_or(address), &date, world.authority()),
            title,
            url: world.permalink(address),
            date,
            published: world.archive.appeared(id),
            updated: world.archive.modified(id),
            authors: labels.authors.iter().map(|author| label(Kind::Author, *author, world)).collect(),
            categories: section.chain(tags).collect(),
            language: language.or(own).map(Language::as_str),
            summary,
            corrections,
            image: image.and_then(|image| picture(image, world)),
        }
    }
}

/// The digest of all that an entry says. Most say no more than the story's card and its tags, of which there is one.
pub(super) fn digest(id: ArticleId, with_tags: Digest, archive: &Archive, plan: &Plan) -> Digest {
    let article = archive.article(id);
    let in_feeds = article.told.in_feeds;
    let updated = archive.modified(id);
    // The picture's address and what it shows are the card's, and tell its type.
    let size = article.image.as_ref().and_then(|image| size(place(image, plan)?));
    if in_feeds.is_none() && article.date.exactly() == Some(updated) && size.is_none() {
        return with_tags;
    }
    let mut digester = Digester::new();
    digester.digest(with_tags).digest(in_feeds.unwrap_or_default());
    updated.digest_into(&mut digester);
    archive.appeared(id).digest_into(&mut digester);
    digester.number(u64::from(size.is_some())).number(size.unwrap_or(0)).finish()
}

fn label(kind: Kind, id: TermId, world: &World) -> Label<'_> {
    let links = world.term_links(kind);
    Label { name: &world.archive.terms(kind).term(id).name, url: links.term(id), scheme: &links.all }
}

/// A picture, where it can be had.
fn picture<'w>(image: &'w Image, world: &'w World) -> Option<Picture<'w>> {
    let alt = &*image.alt;
    if let ImageSource::Elsewhere(url) = &image.src {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let media_type = image_type(path);
        return Some(Picture { url: ascii_address(url).into_owned(), alt, media_type, size: None });
    }
    let page = place(image, &world.plan)?;
    let url = world.permalink(&page.address);
    Some(Picture { url, alt, media_type: image_type(page.address.as_str()), size: size(page) })
}

/// Where on the site a picture is, if it is there.
fn place<'p>(image: &Image, plan: &'p Plan) -> Option<&'p Page> {
    match &image.src {
        ImageSource::File(file) => plan.find(plan.asset_address(file)?),
        ImageSource::Address(address) => plan.find(address),
        ImageSource::Elsewhere(_) => None,
    }
}

/// How many bytes a file of the site has.
fn size(page: &Page) -> Option<u64> {
    let PageKind::File(file) = &page.kind else { return None };
    Some(match &file.contents {
        FileContents::Disk(stat) => stat.size,
        FileContents::Memory(bytes) => bytes.len() as u64,
    })
}
