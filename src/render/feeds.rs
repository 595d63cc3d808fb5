//! A document of a feed becomes bytes. In go a list of stories and what is to be said of the feed; out comes Atom, RSS
//! or JSON Feed, entry by entry: where feeds hold whole texts, a text's HTML is dropped as soon as it is written.
//! Nothing in a full document could be changed by a later story.

mod atom;
mod channel;
mod entry;
mod html;
mod identity;
mod json;
mod rss;
mod times;
mod xml;

use crate::address::Address;
use crate::archive::{Archive, ArticleId, Gone};
use crate::article::{Article, InFeeds};
use crate::config::{Content, EditionId, Site};
use crate::diagnostic::{Diagnostics, Severity};
use crate::digest::{Digest, Digester};
use crate::plan::{Feed, Format, ListId, ListPage, Page, PageKind, Plan};
use crate::sources::SourceReader;

use super::body::Bodies;
use super::engine::Engine;
use super::world::World;
use channel::Channel;
use entry::Entry;

pub(super) use identity::authority;

/// An entry with its content, as HTML.
struct Shown<'w> {
    entry: Entry<'w>,
    content: String,
}

/// Renders a document. Where feeds hold whole texts, problems of these texts are added to `found`.
pub(super) fn render(
    feed: Feed,
    engine: &Engine,
    texts: &dyn SourceReader,
    found: &mut Diagnostics,
) -> Vec<u8> {
    let world = engine.world();
    let channel = Channel::of(feed, world);
    let newest_first = feed.stories(&world.archive, &world.site.feeds).iter().rev();
    let entries = newest_first.map(|id| show(*id, engine, texts, found));
    match feed.format {
        Format::Atom => atom::write(&channel, entries, &deleted(feed, world)),
        Format::Rss => rss::write(&channel, entries),
        Format::Json => json::write(&channel, entries),
    }
}

/// An entry with what the settings want it to hold. The story's corrections are below its text or its summary.
fn show<'w>(
    id: ArticleId,
    engine: &'w Engine,
    texts: &dyn SourceReader,
    found: &mut Diagnostics,
) -> Shown<'w> {
    let world = engine.world();
    let entry = Entry::of(id, world);
    let mut content = match world.site.feeds.content {
        Content::Summary => html::paragraph(entry.summary),
        Content::Full => {
            let article = world.archive.article(id);
            let page = Page::new(article.address.clone(), PageKind::Article(id));
            let mut bodies = Bodies::new(engine, texts, &page).for_feed();
            let shown = bodies.show(&article.file, article.digest, article.body, &article.redactions, None);
            // Warnings are those of the story's own page.
            found.extend(
                bodies.into_found().into_iter().filter(|problem| problem.severity == Severity::Error),
            );
            html::absolute(shown.content.as_str().unwrap_or_default(), &world.site, &entry.url)
        }
    };
    let catalog = &world.voice(world.archive.article(id).edition).catalog;
    html::add_date(&mut content, &entry.date, catalog);
    html::add_corrections(&mut content, entry.corrections, catalog);
    Shown { entry, content }
}

/// The digest of all that feeds tell of a story, save what the links in its text lead to, which they ask for. Of its card
/// and its tags there is one.
pub(super) fn digest(
    id: ArticleId,
    with_tags: Digest,
    site: &Site,
    archive: &Archive,
    plan: &Plan,
) -> Digest {
    let entry = entry::digest(id, with_tags, archive, plan);
    match site.feeds.content {
        Content::Summary => entry,
        Content::Full => {
            let article = archive.article(id);
            Digester::new().digest(entry).digest(article.digest).text(article.file.as_str()).finish()
        }
    }
}

/// Where the style sheet is with which browsers show a document; nothing where the theme has none, or it is no XML.
pub(super) fn style(feed: Feed, world: &World) -> Option<&Address> {
    if feed.format == Format::Json { None } else { world.shelf.feed_style.as_ref() }
}

/// Where the theme's style sheet for feeds is, by the name that has its content's hash.
pub(super) fn style_sheet(plan: &Plan) -> Option<&Address> {
    let sheet = &plan.find(&Address::known("/css/feed.css"))?.address;
    Some(plan.hashed_address(sheet).unwrap_or(sheet))
}

/// The id under which feeds tell a story.
pub(super) fn id_of(article: &Article, world: &World) -> String {
    let InFeeds { id, first_address, corrections: _ } = article.in_feeds();
    identity::of(id, first_address.unwrap_or(&article.address), &article.date, world.authority())
}

/// What feeds called a story that is gone.
pub(super) fn id_of_gone(gone: &Gone, world: &World) -> String {
    identity::of_gone(gone, world.authority())
}

/// The stories that a document says are gone, the latest first: as many as a document has stories. Only a language's feed
/// of all stories says so, as no more than a trace is left of the terms that they bore; and only in Atom, which has words for it.
pub(super) fn deleted(feed: Feed, world: &World) -> Vec<&Gone> {
    let edition = match feed.list {
        ListId::Front => EditionId::OWN,
        ListId::Edition(edition) => edition,
        _ => return Vec::new(),
    };
    if (feed.format, feed.page) != (Format::Atom, ListPage::Latest) {
        return Vec::new();
    }
    let mut gone: Vec<&Gone> = world.archive.gone().iter().filter(|gone| gone.edition == edition).collect();
    gone.sort_by(|a, b| (b.since.instant(), &a.address).cmp(&(a.since.instant(), &b.address)));
    gone.truncate(world.site.feeds.limit);
    gone
}
