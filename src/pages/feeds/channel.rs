//! Metadata of a feed document, which every format writes above the entries: title, language and
//! links.

use std::borrow::Cow;

use crate::config::Content;
use crate::moment::Moment;
use crate::page_model::LocalSite;
use crate::page_model::feed::FeedPage;
use crate::plan::ListPage;

use super::dates;
use super::xml::Xml;

/// Metadata of a feed document.
pub(super) struct Channel<'w> {
    /// Title of the feed.
    pub(super) title: Cow<'w, str>,
    /// Description of the site, one sentence.
    pub(super) description: Option<&'w str>,
    /// Title of the site.
    pub(super) publisher: &'w str,
    /// URL of the site's front page in the feed's language.
    pub(super) site: String,
    /// URL of the theme's style sheet for feeds, if it has one.
    pub(super) style: Option<String>,
    /// Content of the entries: summary or full text.
    pub(super) content: Content,
    /// Language of the list.
    pub(super) language: &'w str,
    /// Id of the feed in Atom: the URL of the list's page, with the host as the config writes it. A
    /// published id must stay, even if the host is not ASCII.
    pub(super) id: String,
    /// URL of the list's page.
    pub(super) home: String,
    /// URL of this document.
    pub(super) address: String,
    /// URL of the subscription document, if this is another.
    pub(super) current: Option<String>,
    /// URL of the document with the next older articles.
    pub(super) older: Option<String>,
    /// URL of the document with the next newer articles.
    pub(super) newer: Option<String>,
    /// Set for a full document, which never changes.
    pub(super) is_archive: bool,
    /// `WebSub` hub; only in the subscription document.
    pub(super) hub: Option<&'w str>,
    /// Time of the latest change in the document; `None` if it is empty.
    pub(super) updated: Option<Moment>,
}

impl<'w> Channel<'w> {
    /// Writes links to this document, its neighbors (RFC 5005) and the hub.
    pub(super) fn write_links(&self, xml: &mut Xml, element: &str, media_type: &str) {
        let mut link = |rel: &str, href: &str| {
            xml.empty(element, &[("rel", rel), ("type", media_type), ("href", href)]);
        };
        link("self", &self.address);
        if let Some(current) = &self.current {
            link("current", current);
        }
        if let Some(older) = &self.older {
            link("prev-archive", older);
        }
        if let Some(newer) = &self.newer {
            link("next-archive", newer);
        }
        if let Some(hub) = self.hub {
            xml.empty(element, &[("rel", "hub"), ("href", hub)]);
        }
        if self.is_archive {
            xml.empty("fh:archive", &[]);
        }
    }

    /// Makes the metadata of a document.
    pub(super) fn of(inputs: &FeedPage<'_>, local: LocalSite<'w>) -> Self {
        let (document, beside, lang) = (&inputs.text, &inputs.beside, local.lang);
        let title = match document.term {
            Some(term) => format!("{} – {}", term.name(), lang.title).into(),
            None => lang.title.as_str().into(),
        };
        let whole = |page: ListPage| local.permalink(&document.format.address(&document.list, page));
        let numbered = |number: usize| whole(ListPage::Numbered(number));
        let is_latest = document.page == ListPage::Latest;
        Self {
            title,
            description: lang.description.as_deref(),
            publisher: &lang.title,
            site: local.permalink(&lang.home),
            style: beside.style.map(|address| local.href(address)),
            content: local.site.feeds.content,
            language: lang.language.as_str(),
            id: [&*local.site.written_base_url, &document.list.href()].concat(),
            home: local.permalink(&document.list),
            address: whole(document.page),
            current: (!is_latest).then(|| whole(ListPage::Latest)),
            older: beside.older.map(numbered),
            newer: beside.newer.map(numbered),
            is_archive: !is_latest && !beside.is_filling,
            hub: local.site.feeds.hub.as_deref().filter(|_| is_latest),
            updated: updated(inputs),
        }
    }

    /// Returns the time of the latest change in RFC 3339; the epoch for a feed that was always
    /// empty.
    pub(super) fn updated_text(&self) -> String {
        self.updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), dates::rfc3339)
    }
}

/// Returns the latest change of the document's articles and deleted entries, not the time of the
/// build.
fn updated(inputs: &FeedPage<'_>) -> Option<Moment> {
    let changes = inputs.stories.iter().map(|source| source.value().entry().updated);
    let gone = inputs.beside.deleted.iter().filter_map(|gone| gone.changed);
    changes.chain(gone).max_by_key(Moment::instant)
}
