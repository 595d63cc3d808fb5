//! Addresses of lists and feeds that the old site made.

use std::collections::BTreeSet;

use super::pattern::{hugo_slug, plain_slug};
use super::text::{Role, ending};
use super::{StaticSite, fields, mapping};
use crate::kind::Kind;
use crate::story::{Redirect, RedirectTarget, Taxonomy};

impl StaticSite {
    /// Returns redirects from lists of folders and terms, and from feeds.
    pub(super) fn old_lists(&self) -> Vec<Redirect> {
        let term = |from: String, taxonomy, name: &str| Redirect {
            from,
            to: RedirectTarget::Term(taxonomy, name.to_owned()),
        };
        let mut redirects: Vec<Redirect> = self
            .sections
            .iter()
            .map(|(folder, name)| term(format!("/{folder}/"), Taxonomy::Sections, name))
            .collect();
        for (key, name) in self.terms() {
            let slug = if self.kind == Kind::Hugo { hugo_slug(&name) } else { plain_slug(&name) };
            if slug.is_empty() {
                continue;
            }
            let from = format!("/{key}/{}/", slug.replace('/', "-"));
            // A category is the section of some texts and a tag of others.
            for taxonomy in [Taxonomy::Sections, Taxonomy::Tags] {
                if taxonomy == Taxonomy::Tags || key == "categories" {
                    redirects.push(term(from.clone(), taxonomy, &name));
                }
            }
        }
        for feed in self.feeds() {
            redirects.push(Redirect { from: feed, to: RedirectTarget::Address("/atom.xml".to_owned()) });
        }
        redirects
    }

    /// Returns the terms of all texts, with the key under which the system lists them.
    fn terms(&self) -> BTreeSet<(String, String)> {
        let mut terms = BTreeSet::new();
        if !matches!(self.kind, Kind::Hugo | Kind::Zola) {
            return terms;
        }
        let keys = ["tags", "categories", "topics"].map(str::to_owned);
        for text in self.index.texts.iter().filter(|text| text.place.role == Role::Story) {
            let bytes = self.folder.tree.read(&text.path).ok();
            let Some(document) = bytes.and_then(|bytes| fields::read(&bytes).ok()) else { continue };
            for key in keys.iter().chain(&self.taxonomies) {
                for name in mapping::terms_of(&document.fields, key, text) {
                    terms.insert((key.clone(), name));
                }
            }
        }
        terms
    }

    /// Returns the addresses of the old feeds.
    fn feeds(&self) -> Vec<String> {
        let named = match self.kind {
            Kind::Hugo => vec!["index.xml".to_owned()],
            Kind::Zola => self.folder.config.list("feed_filenames"),
            _ => vec!["feed.xml".to_owned()],
        };
        let is_feed = |name: &String| ending(name) == "xml" && name != "atom.xml" && name != "rss.xml";
        named.into_iter().filter(is_feed).map(|name| format!("/{name}")).collect()
    }
}
