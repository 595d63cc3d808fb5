//! A document of a feed becomes bytes. In go a list of stories and what is to be said of the feed; out comes Atom, RSS
//! or JSON Feed, entry by entry: where feeds hold whole texts, a text's HTML is dropped as soon as it is written.
//! Nothing in a full document could be changed by a later story.

mod atom;
mod channel;
mod dates;
mod entry;
mod html;
mod json;
mod rss;
mod xml;

use crate::address::Address;
use crate::archive::{ArticleId, Tombstone};
use crate::config::{Content, EditionId};
use crate::diagnostic::{Diagnostics, Severity};
use crate::model::SiteModel;
use crate::plan::{Feed, Format, ListId, ListPage, Page, PageKind};
use crate::sources::SourceReader;
use crate::templates::Engine;

use super::body::BodyRenderer;

use channel::Channel;
use entry::Entry;

/// An entry with its content, as HTML.
struct EntryWithContent<'w> {
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
    let model = engine.model();
    let channel = Channel::of(feed, model);
    let newest_first = feed.stories(&model.archive, &model.site.feeds).iter().rev();
    let entries = newest_first.map(|id| show(*id, engine, texts, found));
    match feed.format {
        Format::Atom => atom::write(&channel, entries, &deleted(feed, model)),
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
) -> EntryWithContent<'w> {
    let model = engine.model();
    let entry = Entry::of(id, model);
    let mut content = match model.site.feeds.content {
        Content::Summary => html::paragraph(entry.summary),
        Content::Full => {
            let article = model.archive.article(id);
            let page = Page::new(article.address.clone(), PageKind::Article(id));
            let mut bodies = BodyRenderer::new(engine, texts, &page).for_feed();
            let shown = bodies.show(&article.file, article.digest, article.body, &article.redactions, None);
            // Warnings are those of the story's own page.
            found.extend(
                bodies.into_found().into_iter().filter(|problem| problem.severity == Severity::Error),
            );
            html::absolute(shown.content.as_str().unwrap_or_default(), &model.site, &entry.url)
        }
    };
    let catalog = &model.language_context(model.archive.article(id).edition).catalog;
    html::add_date(&mut content, &entry.date, catalog);
    html::add_corrections(&mut content, entry.corrections, catalog);
    EntryWithContent { entry, content }
}

/// Where the style sheet is with which browsers show a document; nothing where the theme has none, or it is no XML.
pub(super) fn style(feed: Feed, model: &SiteModel) -> Option<&Address> {
    if feed.format == Format::Json { None } else { model.feed_style.as_ref() }
}

/// The stories that a document says are gone, the latest first: as many as a document has stories. Only a language's feed
/// of all stories says so, as no more than a trace is left of the terms that they bore; and only in Atom, which has words for it.
pub(super) fn deleted(feed: Feed, model: &SiteModel) -> Vec<&Tombstone> {
    let edition = match feed.list {
        ListId::Front => EditionId::OWN,
        ListId::Edition(edition) => edition,
        _ => return Vec::new(),
    };
    if (feed.format, feed.page) != (Format::Atom, ListPage::Latest) {
        return Vec::new();
    }
    let mut gone: Vec<&Tombstone> =
        model.archive.tombstones().iter().filter(|gone| gone.edition == edition).collect();
    gone.sort_by(|a, b| (b.since.instant(), &a.address).cmp(&(a.since.instant(), &b.address)));
    gone.truncate(model.site.feeds.limit);
    gone
}
