//! Links to terms, made once for all pages that name them.

use tera::Value;

use crate::archive::{Archive, Term, TermId, TermKind};
use crate::config::Site;
use crate::language::Language;
use crate::theme::view;

use super::{href, permalink};

/// Links to all terms of a site.
#[derive(Debug)]
pub(crate) struct TermValues {
    links: [Vec<Value>; 4],
    urls: [TermUrls; 4],
}

/// Full URLs of the terms of one kind.
#[derive(Debug)]
pub(crate) struct TermUrls {
    /// URL of the index of all terms of the kind.
    pub(crate) index: String,
    terms: Vec<String>,
}

impl TermValues {
    /// Makes the links to all terms of an archive.
    pub(super) fn new(site: &Site, archive: &Archive) -> Self {
        let links = |kind| archive.terms(kind).iter().map(|(_, term)| link(site, archive, term)).collect();
        Self {
            links: TermKind::ALL.map(links),
            urls: TermKind::ALL.map(|kind| TermUrls::new(site, archive, kind)),
        }
    }

    /// Returns the link to a term, as templates get it.
    pub(crate) fn link(&self, kind: TermKind, id: TermId) -> Value {
        self.links[kind as usize][id.0 as usize].clone()
    }

    /// Returns the links to several terms.
    pub(crate) fn links(&self, kind: TermKind, ids: &[TermId]) -> Vec<Value> {
        ids.iter().map(|id| self.link(kind, *id)).collect()
    }

    /// Returns the full URLs of the terms of one kind.
    pub(crate) fn urls(&self, kind: TermKind) -> &TermUrls {
        &self.urls[kind as usize]
    }
}

impl TermUrls {
    fn new(site: &Site, archive: &Archive, kind: TermKind) -> Self {
        let terms = archive.terms(kind).iter().map(|(_, term)| permalink(site, &term.address)).collect();
        Self { index: permalink(site, &kind.address()), terms }
    }

    /// Returns the URL of a term's list.
    pub(crate) fn term(&self, id: TermId) -> &str {
        &self.terms[id.0 as usize]
    }
}

fn link(site: &Site, archive: &Archive, term: &Term) -> Value {
    let language = site.is_multilingual().then(|| site.edition(archive.edition_of_term(term)).language);
    Value::from_serializable(&view::Term {
        name: &term.name,
        url: &href(site, &term.address),
        language: language.map(Language::as_str),
        direction: language.map(Language::direction),
    })
}
