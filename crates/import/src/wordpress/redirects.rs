//! Answers the addresses that WordPress makes besides those of texts.

use std::collections::BTreeMap;

use url::Url;

use super::addresses::OldPath;
use super::index::{Index, MenuEntry};
use super::item::Term;
use super::{authors, sections};
use crate::convert::Addresses;
use crate::decisions::Decisions;
use crate::story::{Redirect, RedirectTarget, SourceId, Taxonomy};

/// Returns redirects for lists, feeds, attachments and menu entries.
pub(super) fn all(index: &Index, decisions: &Decisions) -> Vec<Redirect> {
    let mut list = List { index, decisions, redirects: Vec::new() };
    list.feeds();
    list.categories();
    list.tags();
    list.authors();
    list.periods();
    list.attachments();
    for entry in &index.menu {
        list.menu_entry(entry);
    }
    list.redirects
}

/// List of redirects.
struct List<'a> {
    index: &'a Index,
    decisions: &'a Decisions,
    redirects: Vec<Redirect>,
}

impl List<'_> {
    /// Adds a redirect.
    fn add(&mut self, from: impl Into<String>, to: RedirectTarget) {
        self.redirects.push(Redirect { from: from.into(), to });
    }

    /// Adds a redirect, also below the folder in front of all articles.
    fn add_list(&mut self, path: &str, to: &RedirectTarget) {
        self.add(path, to.clone());
        if let Some(front) = &self.index.front {
            self.add(format!("{front}{path}"), to.clone());
        }
    }

    /// Adds the feeds of the whole site.
    fn feeds(&mut self) {
        for path in [
            "/feed/",
            "/feed/rss/",
            "/feed/rss2/",
            "/feed/rdf/",
            "/?feed=rss2",
            "/?feed=rss",
            "/?feed=rdf",
            "/rss/",
        ] {
            self.add(path, RedirectTarget::Address("/rss.xml".to_owned()));
        }
        for path in ["/feed/atom/", "/?feed=atom", "/atom/"] {
            self.add(path, RedirectTarget::Address("/atom.xml".to_owned()));
        }
        for path in ["/comments/feed/", "/?feed=comments-rss2"] {
            self.add(path, RedirectTarget::Gone);
        }
    }

    /// Adds the lists of a term, each with its feed.
    fn term(&mut self, paths: &[String], taxonomies: &[Taxonomy], name: &str) {
        for taxonomy in taxonomies {
            for path in paths {
                let list = RedirectTarget::Term(*taxonomy, name.to_owned());
                if path.contains('?') {
                    self.add(path, list);
                    continue;
                }
                self.add_list(path, &list);
                self.add_list(&format!("{path}feed/"), &RedirectTarget::TermFeed(*taxonomy, name.to_owned()));
            }
        }
    }

    /// Adds the lists of categories, with their parents in the path.
    fn categories(&mut self) {
        let index = self.index;
        for term in index.categories.values() {
            let slug = decode(&term.slug);
            let mut path = format!("{slug}/");
            for parent in sections::ancestors(&term.slug, index) {
                path = format!("{}/{path}", decode(&parent.slug));
            }
            let mut paths = vec![format!("/category/{path}"), format!("/category/{slug}/")];
            paths.dedup();
            paths.extend(by_id("cat", term));
            paths.push(format!("/?category_name={slug}"));
            let name = self.name_of(term);
            self.term(&paths, &[Taxonomy::Sections, Taxonomy::Tags], &name);
        }
    }

    /// Returns the name that a category has in the new site.
    fn name_of(&self, term: &Term) -> String {
        let name = sections::plain(&term.name);
        let decided = self.decisions.sections.get(&name).or_else(|| self.decisions.sections.get(&term.slug));
        decided.filter(|section| !section.is_empty()).cloned().unwrap_or(name)
    }

    /// Adds the lists of tags.
    fn tags(&mut self) {
        for term in self.index.tags.values() {
            let slug = decode(&term.slug);
            let mut paths = vec![format!("/tag/{slug}/"), format!("/?tag={slug}")];
            paths.extend(by_id("tag_id", term));
            let name = sections::plain(&term.name);
            self.term(&paths, &[Taxonomy::Tags], &name);
        }
    }

    /// Adds the lists of authors.
    fn authors(&mut self) {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut ids = Vec::new();
        for user in self.index.users.values() {
            let name = authors::display_name(user);
            if let Ok(id) = user.id.parse::<u64>() {
                ids.push((id, name.clone()));
            }
            names.insert(authors::nicename(&user.login), name);
        }
        for (slug, guest) in &self.index.guests {
            names.insert(decode(slug), guest.name.clone());
        }
        let shown = |name: String| {
            let name = sections::plain(&name);
            self.decisions.authors.get(&name).cloned().unwrap_or(name)
        };
        let names: Vec<_> = names.into_iter().map(|(slug, name)| (slug, shown(name))).collect();
        let ids: Vec<_> = ids.into_iter().map(|(id, name)| (id, shown(name))).collect();
        for (slug, name) in names {
            self.term(
                &[format!("/author/{slug}/"), format!("/?author_name={slug}")],
                &[Taxonomy::Authors],
                &name,
            );
        }
        for (id, name) in ids {
            self.term(&[format!("/?author={id}")], &[Taxonomy::Authors], &name);
        }
    }

    /// Adds lists of years and months whose address the new site does not have.
    fn periods(&mut self) {
        let months = self.index.months.clone();
        for period in &months {
            let (year, month) = (period.year, period.month);
            self.add(format!("/?m={year:04}"), RedirectTarget::Year(year));
            self.add(format!("/?m={year:04}{month:02}"), RedirectTarget::Month(year, month));
            if let Some(front) = &self.index.front {
                for front in [front.clone(), format!("{front}/date")] {
                    self.add(format!("{front}/{year:04}/"), RedirectTarget::Year(year));
                    self.add(format!("{front}/{year:04}/{month:02}/"), RedirectTarget::Month(year, month));
                }
            }
        }
    }

    /// Adds the pages of attachments.
    fn attachments(&mut self) {
        let index = self.index;
        let addresses = super::addresses::TextAddresses { index, page: None };
        for id in index.attachments.ids() {
            let Some(attachment) = index.attachments.get(id) else { continue };
            let mut from = vec![format!("/?attachment_id={id}"), format!("/?p={id}")];
            from.extend(self.page_of_link(attachment.link));
            let parent = index.has_text(attachment.parent).then(|| text(attachment.parent));
            let file = addresses.file(attachment.url).media.map(|file| RedirectTarget::File(file.site_path));
            for from in from {
                for target in parent.iter().chain(&file).chain([&RedirectTarget::Gone]) {
                    self.add(from.clone(), target.clone());
                }
            }
        }
    }

    /// Adds the address of a menu entry, which leads to the entry's target.
    fn menu_entry(&mut self, entry: &MenuEntry) {
        let Some(from) = self.page_of_link(&entry.link) else { return };
        let own = Url::parse(&entry.url).ok().and_then(|url| self.index.site.own_path(&url));
        match (entry.kind.as_str(), entry.target_id) {
            ("post_type", Some(id)) => self.add(from.clone(), text(id)),
            ("taxonomy", Some(id)) => {
                let terms = self.index.categories.values().chain(self.index.tags.values());
                let name =
                    terms.filter(|term| term.id == id.to_string()).map(|term| self.name_of(term)).next();
                for taxonomy in [Taxonomy::Sections, Taxonomy::Tags] {
                    if let Some(name) = &name {
                        self.add(from.clone(), RedirectTarget::Term(taxonomy, name.clone()));
                    }
                }
            }
            _ if own.is_some_and(|own| own.path == "/" && own.query.is_none()) => {
                self.add(from.clone(), RedirectTarget::Address("/".to_owned()));
            }
            _ => {}
        }
        self.add(from, RedirectTarget::Gone);
    }

    /// Returns the address of a link, unless it is that of the front page.
    fn page_of_link(&self, link: &str) -> Option<String> {
        let old: OldPath = self.index.site.path_of_link(link)?;
        let path = old.decoded();
        let is_usable =
            !path.contains(['#', '\\', '?']) && !path.chars().any(char::is_control) && !path.contains("/../");
        match old.query {
            _ if !is_usable => None,
            Some(query) => Some(format!("{path}?{query}")),
            None if path == "/" => None,
            None => Some(path),
        }
    }
}

/// Returns a text as a target.
fn text(id: u64) -> RedirectTarget {
    RedirectTarget::Text(SourceId(format!("wordpress:{id}")))
}

/// Returns the address of a term by its number.
fn by_id(key: &str, term: &Term) -> Option<String> {
    let id: u64 = term.id.parse().ok()?;
    Some(format!("/?{key}={id}"))
}

/// Decodes a slug.
fn decode(slug: &str) -> String {
    crate::paths::decode(slug).unwrap_or_else(|| slug.to_owned())
}
