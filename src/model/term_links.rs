//! Terms as pages name them: name, address and language. The values for templates are made once
//! for all pages, and each term has a digest of all that a page can show of it.

use std::hash::{Hash, Hasher};

use tera::Value;

use crate::address::Address;
use crate::archive::{Archive, Term, TermId, TermKind};
use crate::config::{EditionId, Site};
use crate::digest::{Digest, Digested};
use crate::language::Language;
use crate::theme::view;

use super::{href, permalink};

/// Data of a term that pages show.
#[derive(Debug, Clone, Copy, Hash)]
struct TermData<'m> {
    name: &'m str,
    address: &'m Address,
    edition: EditionId,
}

/// Terms of a site, with the values that many pages share.
#[derive(Debug)]
pub(crate) struct TermTable([TermRows; 4]);

/// Terms of one kind.
#[derive(Debug)]
struct TermRows {
    /// Full URL of the index of all terms of the kind.
    index: String,
    rows: Vec<TermRow>,
}

#[derive(Debug)]
struct TermRow {
    edition: EditionId,
    digest: Digest,
    /// The term as templates get it.
    value: Value,
    permalink: String,
}

impl TermTable {
    /// Makes the table of an archive's terms.
    pub(super) fn new(site: &Site, archive: &Archive) -> Self {
        Self(TermKind::ALL.map(|kind| TermRows {
            index: permalink(site, &kind.address()),
            rows: archive.terms(kind).iter().map(|(_, term)| TermRow::new(site, archive, term)).collect(),
        }))
    }
}

impl TermRow {
    fn new(site: &Site, archive: &Archive, term: &Term) -> Self {
        let edition = archive.edition_of_term(term);
        let data = TermData { name: &term.name, address: &term.address, edition };
        Self {
            edition,
            digest: Digest::of_value(&data),
            value: data.value(site),
            permalink: permalink(site, data.address),
        }
    }
}

impl TermData<'_> {
    fn value(&self, site: &Site) -> Value {
        let Self { name, address, edition } = *self;
        let language = site.is_multilingual().then(|| site.edition(edition).language);
        Value::from_serializable(&view::Term {
            name,
            url: &href(site, address),
            language: language.map(Language::as_str),
            direction: language.map(Language::direction),
        })
    }
}

/// Term that a page names.
///
/// It gives nothing of the term but the data that its digest covers.
#[derive(Clone, Copy, Hash)]
pub(crate) struct TermLink<'m>(Digested<TermSource<'m>>);

#[derive(Clone, Copy)]
struct TermSource<'m> {
    term: &'m Term,
    row: &'m TermRow,
    index: &'m str,
}

impl<'m> TermLink<'m> {
    pub(super) fn new(archive: &'m Archive, table: &'m TermTable, kind: TermKind, id: TermId) -> Self {
        let TermRows { index, rows } = &table.0[kind as usize];
        let row = &rows[id.0 as usize];
        Self(Digested::new(row.digest, TermSource { term: archive.terms(kind).term(id), row, index }))
    }

    /// Returns the name.
    pub(crate) fn name(self) -> &'m str {
        &self.0.value().term.name
    }

    /// Returns the address of the term's list.
    pub(crate) fn address(self) -> &'m Address {
        &self.0.value().term.address
    }

    /// Returns the language of the term's list.
    pub(crate) fn edition(self) -> EditionId {
        self.0.value().row.edition
    }

    /// Returns the full URL of the term's list.
    pub(crate) fn permalink(self) -> &'m str {
        &self.0.value().row.permalink
    }

    /// Returns the full URL of the index of all terms of the kind.
    pub(crate) fn index_permalink(self) -> &'m str {
        self.0.value().index
    }

    /// Returns the term as templates get it.
    pub(crate) fn value(self) -> Value {
        self.0.value().row.value.clone()
    }
}

/// Terms that a page names, of one kind.
#[derive(Clone, Copy)]
pub(crate) struct TermLinks<'m> {
    pub(super) archive: &'m Archive,
    pub(super) table: &'m TermTable,
    pub(super) kind: TermKind,
    pub(super) ids: &'m [TermId],
}

impl<'m> TermLinks<'m> {
    /// Iterates over the terms.
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = TermLink<'m>> {
        let Self { archive, table, kind, ids } = self;
        ids.iter().map(move |id| TermLink::new(archive, table, kind, *id))
    }

    /// Returns the position of the term that a name leads to.
    pub(crate) fn position(self, name: &str) -> Option<usize> {
        let term = self.archive.terms(self.kind).named(name)?;
        self.ids.iter().position(|id| *id == term)
    }

    /// Returns the terms as templates get them.
    pub(crate) fn values(self) -> Vec<Value> {
        self.iter().map(TermLink::value).collect()
    }
}

impl Hash for TermLinks<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.ids.len());
        // Without a look at the terms themselves, which are elsewhere in memory.
        let rows = &self.table.0[self.kind as usize].rows;
        for id in self.ids {
            rows[id.0 as usize].digest.hash(state);
        }
    }
}
