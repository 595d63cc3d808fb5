//! Feeds: Atom, RSS and JSON Feed. Entries are written one by one, so a full text is dropped as
//! soon as it is written. A full document never changes when articles are added.

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

/// Entry with its content as HTML.
struct EntryWithContent<'w> {
    entry: Entry<'w>,
    content: String,
}

/// Renders a document. Problems of full texts are added to `found`.
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

/// Makes an entry with the configured content.
///
/// The article's corrections follow its text or summary.
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
            // The article's own page reports the warnings.
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

/// Returns the address of the style sheet for a document; `None` if the theme has none, or for
/// JSON.
pub(super) fn style(feed: Feed, model: &SiteModel) -> Option<&Address> {
    if feed.format == Format::Json { None } else { model.feed_style.as_ref() }
}

/// Returns the articles that a document reports as deleted, the latest first, up to the limit of
/// entries. Only a language's Atom feed of all articles reports them: of a deleted article's terms,
/// too little is kept.
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
