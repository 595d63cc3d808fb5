//! A story as every form of feed tells it. In goes an article; out comes all that is said of it beside its content,
//! with every address whole. When any of it changes, a document is made again: the story's card says most of it (and a little
//! that is not here, as a picture's caption, so that a document may be made again for nothing), [`beyond_card`] the rest.

use crate::address::Address;
use crate::archive::{ArticleId, Kind, TermId};
use crate::article::{Correction, Image, ImageSource};
use crate::digest::Digester;
use crate::language::Language;
use crate::moment::Moment;
use crate::plan::{From, Shows};
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
    /// When it appeared.
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
    /// An article as feeds tell it.
    pub(super) fn of(id: ArticleId, world: &'w World) -> Self {
        let article = world.archive.article(id);
        let labels = world.archive.labels(id);
        let own = world.site.is_multilingual().then_some(&world.site.language);
        let section = labels.section.iter().map(|section| label(Kind::Section, *section, world));
        let tags = labels.tags.iter().map(|tag| label(Kind::Tag, *tag, world));
        Self {
            id: identity::of_article(article, world.authority()),
            title: &article.title,
            url: world.permalink(&article.address),
            published: article.date,
            updated: updated(id, world),
            authors: labels.authors.iter().map(|author| label(Kind::Author, *author, world)).collect(),
            categories: section.chain(tags).collect(),
            language: article.language.as_ref().or(own).map(Language::as_str),
            summary: &article.summary,
            corrections: &article.corrections,
            image: article.image.as_ref().and_then(|image| picture(image, world)),
        }
    }
}

/// Takes in what an entry says and a card does not. It is asked of every story in every build, so nothing is made for it.
pub(super) fn beyond_card(id: ArticleId, world: &World, digester: &mut Digester) {
    let article = world.archive.article(id);
    // An id has a scheme and an address has none, so neither is taken for the other. The card has the story's own address.
    let named = article.id.as_deref().or_else(|| article.aliases.first().map(Address::as_str));
    digester.text(named.unwrap_or_default());
    let updated = updated(id, world);
    digester.number(u64::from(updated == article.date));
    if updated != article.date {
        digester.text(&updated.to_string());
    }
    let tags = &world.archive.labels(id).tags;
    digester.number(tags.len() as u64);
    for tag in tags {
        digester.digest(world.shelf.term_digest(Kind::Tag, *tag));
    }
    digester.number(article.corrections.len() as u64);
    for Correction { date, text } in &article.corrections {
        digester.text(&date.to_string()).text(text);
    }
    // Its address and what it shows are the card's, and tell its type.
    let size = article.image.as_ref().and_then(|image| picture(image, world)?.size);
    digester.number(u64::from(size.is_some())).number(size.unwrap_or(0));
}

/// When what a story says last changed, as an instant: a change of which only the day is known is not told as one from
/// before the story was there.
pub(super) fn updated(id: ArticleId, world: &World) -> Moment {
    let (appeared, changed) = (world.archive.article(id).date, world.archive.changed(id));
    if changed.instant() < appeared.instant() { appeared } else { changed }
}

fn label(kind: Kind, id: TermId, world: &World) -> Label<'_> {
    let links = world.term_links(kind);
    Label { name: &world.archive.terms(kind).term(id).name, url: links.term(id), scheme: &links.all }
}

/// A picture, where it can be had.
fn picture<'w>(image: &'w Image, world: &'w World) -> Option<Picture<'w>> {
    let address = match &image.src {
        ImageSource::File(file) => world.plan.asset(file)?,
        ImageSource::Address(address) => address,
        ImageSource::Elsewhere(url) => {
            let path = url.split(['?', '#']).next().unwrap_or(url);
            let media_type = media_type(path);
            return Some(Picture { url: url.to_string(), alt: &image.alt, media_type, size: None });
        }
    };
    on_site(address, &image.alt, world)
}

fn on_site<'w>(address: &Address, alt: &'w str, world: &World) -> Option<Picture<'w>> {
    let page = world.plan.find(address)?;
    let size = match &page.shows {
        Shows::File(file) => match &file.from {
            From::Disk(stat) => Some(stat.size),
            From::Memory(bytes) => Some(bytes.len() as u64),
        },
        _ => None,
    };
    Some(Picture {
        url: world.permalink(&page.address),
        alt,
        media_type: media_type(page.address.as_str()),
        size,
    })
}

/// The media type of a picture, by the ending of its name.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" | "jpe" | "jfif" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "bmp" => "image/bmp",
        "tif" | "tiff" => "image/tiff",
        _ => return None,
    })
}
