//! What a document says of its feed: a list of stories, with a name, a language and an address of its own. In goes a
//! document of the plan; out comes all that stands above its entries, for whichever form.

use std::borrow::Cow;

use crate::config::Content;
use crate::model::SiteModel;
use crate::moment::Moment;
use crate::plan::{Feed, ListId, ListPage};

use super::{dates, deleted};

/// What is said above the entries.
pub(super) struct Channel<'w> {
    /// What the feed is called.
    pub(super) title: Cow<'w, str>,
    /// One sentence on what it is.
    pub(super) description: Option<&'w str>,
    /// Whose it is: the site's name.
    pub(super) publisher: &'w str,
    /// The site's front page in that language.
    pub(super) site: String,
    /// The theme's style sheet for feeds, as browsers show them, where it has one.
    pub(super) style: Option<String>,
    /// How much of each story its entries hold.
    pub(super) content: Content,
    /// The language of the list.
    pub(super) language: &'w str,
    /// The feed's id in Atom: the list's own page, with the host as the config writes it. An id that was published once
    /// must stay, also where it is not in ASCII.
    pub(super) id: String,
    /// The list's own page.
    pub(super) home: String,
    /// This document.
    pub(super) address: String,
    /// The document that readers subscribe to, where this is another.
    pub(super) current: Option<String>,
    /// The document with the next older stories.
    pub(super) older: Option<String>,
    /// The document with the next newer stories.
    pub(super) newer: Option<String>,
    /// Whether it is full, and never changes.
    pub(super) is_archive: bool,
    /// The `WebSub` hub; only at the address that readers subscribe to.
    pub(super) hub: Option<&'w str>,
    /// When anything in it last changed; nothing where it has nothing in it.
    pub(super) updated: Option<Moment>,
    /// The host that ids are made with.
    pub(super) authority: &'w str,
}

impl<'w> Channel<'w> {
    /// What a document says of its feed.
    pub(super) fn of(feed: Feed, model: &'w SiteModel) -> Self {
        let (site, archive) = (&model.site, &model.archive);
        let lang = model.language_context(feed.list.edition(archive));
        let title = match feed.list {
            ListId::Term(kind, id) => {
                format!("{} – {}", archive.terms(kind).term(id).name, lang.title).into()
            }
            ListId::Front
            | ListId::Edition(_)
            | ListId::Day(_)
            | ListId::Month(_)
            | ListId::Year(_)
            | ListId::OnThisDay(_) => lang.title.as_str().into(),
        };
        let whole = |feed: Feed| model.permalink(&feed.address(archive));
        let is_latest = feed.page == ListPage::Latest;
        Self {
            title,
            description: lang.description.as_deref(),
            publisher: &lang.title,
            site: model.permalink(&lang.home),
            style: model.feed_style.as_ref().map(|address| model.href(address)),
            content: site.feeds.content,
            language: lang.language.as_str(),
            id: [&*site.written_base_url, &feed.list.address(archive).href()].concat(),
            home: model.permalink(&feed.list.address(archive)),
            address: whole(feed),
            current: (!is_latest).then(|| whole(feed.current())),
            older: feed.older(archive, &site.feeds).map(whole),
            newer: feed.newer(archive, &site.feeds).map(whole),
            is_archive: !is_latest && !feed.is_filling(archive, &site.feeds),
            hub: site.feeds.hub.as_deref().filter(|_| is_latest),
            updated: updated(feed, model),
            authority: &model.authority,
        }
    }

    /// When anything in it last changed, in Atom's words; a feed that never had anything in it, as long ago as can be.
    pub(super) fn updated_text(&self) -> String {
        self.updated.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), dates::rfc3339)
    }
}

/// When anything in a document last changed: a story in it, or what it says is gone. Not when it was built.
fn updated(feed: Feed, model: &SiteModel) -> Option<Moment> {
    let archive = &model.archive;
    let stories = feed.stories(archive, &model.site.feeds).iter();
    let changes = stories.map(|id| archive.modified(*id));
    let gone = deleted(feed, model).into_iter().filter_map(|gone| archive.by_now(Some(gone.since)));
    changes.chain(gone).max_by_key(Moment::instant)
}
