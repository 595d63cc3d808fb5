//! Terms of an archive: tags, authors, sections and series, each with its articles.
//!
//! Two names that differ only in case or Unicode form are one term, shown as the oldest article
//! writes it. Names that differ in any other way are different terms with different addresses. If
//! their slugs are equal, the term used first has the plain slug and the later one a marked slug,
//! so a new article never moves the page of an existing term. A term's own file
//! (`content/tags/beijing.md`) may unite names that differ, and decides which one is shown.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::ArticleId;
use super::term_key::term_key;
use crate::address::Address;
use crate::article::{TermFile, TermKind};
use crate::language::Casing;

/// Index of a term among the terms of its kind, in alphabetical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// Term with its articles.
#[derive(Debug)]
pub struct Term {
    /// Name: the title of the term's own file, otherwise the spelling of the oldest article.
    pub name: Arc<str>,
    /// Address of the term's list.
    pub address: Address,
    /// Articles of the term, oldest first.
    pub members: Vec<ArticleId>,
    /// Definition from the term's own file, if there is one.
    pub definition: Option<Box<TermDefinition>>,
}

/// Definition of a term by its own file.
#[derive(Debug)]
pub struct TermDefinition {
    /// Parsed file.
    pub file: TermFile,
    /// Addresses that the term's list had, or would have, under its other names.
    pub former_addresses: Vec<FormerAddress>,
}

/// Address that a term's list would have under another of the term's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerAddress {
    /// Address of the list.
    pub address: Address,
    /// Number of articles in the list at that address, as far as known.
    pub stories: usize,
}

impl Term {
    /// Returns the term's own file, if there is one.
    pub fn file(&self) -> Option<&TermFile> {
        self.definition.as_ref().map(|definition| &definition.file)
    }
}

/// Terms of one kind, in alphabetical order.
#[derive(Debug)]
pub struct Terms {
    kind: TermKind,
    /// Case rules of the site's main language.
    casing: Casing,
    all: Vec<Term>,
    by_key: HashMap<Box<str>, TermId>,
    with_file: Vec<TermId>,
}

/// Terms of one article.
#[derive(Debug, Clone, Default)]
pub struct ArticleTerms {
    /// Tags, in the article's order.
    pub tags: Box<[TermId]>,
    /// Authors, in the article's order.
    pub authors: Box<[TermId]>,
    /// Section.
    pub section: Option<TermId>,
    /// Series, and the article's position in it, from 0.
    pub series: Option<(TermId, u32)>,
}

impl Terms {
    /// Creates an empty collection with room for `capacity` terms.
    pub(super) fn new(kind: TermKind, casing: Casing, capacity: usize) -> Self {
        let all = Vec::with_capacity(capacity);
        Self { kind, casing, all, by_key: HashMap::new(), with_file: Vec::new() }
    }

    /// Appends a term, which is found by each of the `keys`.
    ///
    /// Terms come in alphabetical order.
    pub(super) fn push(&mut self, keys: Vec<Box<str>>, term: Term) -> TermId {
        let id = TermId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.by_key.extend(keys.into_iter().map(|key| (key, id)));
        self.with_file.extend(term.definition.is_some().then_some(id));
        self.all.push(term);
        id
    }

    /// Returns the kind of the terms.
    pub fn kind(&self) -> TermKind {
        self.kind
    }

    /// Returns all terms with their ids, in alphabetical order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TermId, &Term)> {
        self.all
            .iter()
            .enumerate()
            .map(|(index, term)| (TermId(u32::try_from(index).unwrap_or(u32::MAX)), term))
    }

    /// Returns the number of terms.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns whether there are no terms.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns the term with this id.
    pub fn term(&self, id: TermId) -> &Term {
        &self.all[id.0 as usize]
    }

    /// Returns the terms that have a file of their own, in alphabetical order.
    pub fn with_file(&self) -> impl Iterator<Item = (TermId, &TermDefinition)> {
        self.with_file.iter().filter_map(|id| Some((*id, self.term(*id).definition.as_deref()?)))
    }

    /// Returns the case rules of the site's main language.
    pub(super) fn casing(&self) -> Casing {
        self.casing
    }

    /// Finds the term with this name, in any spelling.
    pub fn named(&self, name: &str) -> Option<TermId> {
        let other = if self.casing == Casing::Common { Casing::Turkic } else { Casing::Common };
        let find = |casing| self.by_key.get(&*term_key(name, casing)).copied();
        find(self.casing).or_else(|| find(other))
    }
}
