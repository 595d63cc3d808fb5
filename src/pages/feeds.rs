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

use crate::page_model::LocalSite;
use crate::page_model::feed::{FeedEntry, FeedPage, FeedText};
use crate::plan::Format;

use super::body::BodyRenderer;

use channel::Channel;
use entry::Entry;

/// Entry with its content as HTML.
struct EntryWithContent<'w> {
    entry: Entry<'w>,
    content: String,
}

/// Renders a document. Problems of full texts are added to those of `bodies`.
pub(super) fn render(inputs: &FeedPage<'_>, local: LocalSite<'_>, bodies: &mut BodyRenderer<'_>) -> Vec<u8> {
    let channel = Channel::of(inputs, local);
    let newest_first = inputs.stories.iter().rev();
    let entries = newest_first.map(|source| show(&source.value().entry(), local, bodies));
    match inputs.text.format {
        Format::Atom => atom::write(&channel, entries, &inputs.beside.deleted),
        Format::Rss => rss::write(&channel, entries),
        Format::Json => json::write(&channel, entries),
    }
}

/// Makes an entry with the configured content.
///
/// The article's corrections follow its text or summary.
fn show<'m>(
    model: &FeedEntry<'m>,
    local: LocalSite<'m>,
    bodies: &mut BodyRenderer<'_>,
) -> EntryWithContent<'m> {
    let entry = Entry::of(model, local);
    let mut content = match &model.text {
        None => html::paragraph(entry.summary),
        Some(FeedText { file, article, page }) => {
            let (digest, article) = (article.digest(), *article.value());
            let mut own = bodies.for_feed(page.value());
            let shown = own.show(file, digest, article.body, &article.redactions, None);
            let content = html::absolute(shown.content.as_str().unwrap_or_default(), local.site, &entry.url);
            bodies.add_errors_of(own);
            content
        }
    };
    html::add_date(&mut content, &entry.date, &model.lang.catalog);
    html::add_corrections(&mut content, entry.corrections, &model.lang.catalog);
    EntryWithContent { entry, content }
}
