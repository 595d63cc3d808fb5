//! The archive by name: tags, authors, sections, series. Two names that differ only in case or Unicode form are one
//! term, shown as the oldest story writes it, with a warning. Two that differ in any other way are two terms with two
//! addresses: where their slugs would be one, the term that was used first has it, and the later one's is marked, so
//! that no new story ever moves an old term's page.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::ArticleId;
use crate::address::{Address, Slug, slugify};
use crate::article::Article;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// A kind of term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// What a story is about.
    Tag,
    /// Who wrote it.
    Author,
    /// The part of the paper that it is in.
    Section,
    /// The series that it is a part of.
    Series,
}

impl Kind {
    /// Each kind, in the order in which an archive keeps them.
    pub const ALL: [Self; 4] = [Self::Tag, Self::Author, Self::Section, Self::Series];

    /// The address of the kind's index.
    pub fn address(self) -> Address {
        Address::known(match self {
            Self::Tag => "/tags/",
            Self::Author => "/authors/",
            Self::Section => "/sections/",
            Self::Series => "/series/",
        })
    }

    /// One term of the kind, in a sentence.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Section => "section",
            Self::Series => "series",
        }
    }

    /// The names of this kind that an article bears, as written.
    fn names(self, article: &Article) -> &[Arc<str>] {
        match self {
            Self::Tag => &article.tags,
            Self::Author => &article.authors,
            Self::Section => article.section.as_slice(),
            Self::Series => article.series.as_slice(),
        }
    }
}

/// A term's place among its kind, in alphabetical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// A term.
#[derive(Debug)]
pub struct Term {
    /// Its name, as the oldest story writes it.
    pub name: Arc<str>,
    /// Its list's address.
    pub address: Address,
    /// Its stories, oldest first.
    pub members: Vec<ArticleId>,
}

/// The terms of one kind, in alphabetical order.
#[derive(Debug)]
pub struct Terms {
    kind: Kind,
    all: Vec<Term>,
    by_key: HashMap<Box<str>, TermId>,
}

/// The terms that an article bears.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Its tags.
    pub tags: Box<[TermId]>,
    /// Its authors.
    pub authors: Box<[TermId]>,
    /// Its section.
    pub section: Option<TermId>,
    /// Its series, and its place among the stories there, from 0.
    pub series: Option<(TermId, u32)>,
}

impl Terms {
    /// The terms of one kind that these articles bear. The articles come oldest first.
    pub(super) fn of(kind: Kind, articles: &[Article], found: &mut Diagnostics) -> Self {
        let mut gathered: Vec<Gathered> = Vec::new();
        let mut by_name: HashMap<Arc<str>, usize> = HashMap::new();
        let mut by_key: HashMap<Box<str>, usize> = HashMap::new();
        for (id, article) in super::ids().zip(articles) {
            for name in kind.names(article) {
                let index = *by_name.entry(Arc::clone(name)).or_insert_with(|| {
                    let key = key(name);
                    let index = *by_key.entry(key.clone()).or_insert(gathered.len());
                    match gathered.get(index) {
                        None => gathered.push(Gathered { name: Arc::clone(name), key, members: Vec::new() }),
                        Some(first) => found.push(other_spelling(kind, &first.name, name, article)),
                    }
                    index
                });
                gathered[index].add(id);
            }
        }
        Self::in_order(kind, gathered)
    }

    /// Gives each term its address, in the order in which they were first used, and sorts them by name.
    fn in_order(kind: Kind, gathered: Vec<Gathered>) -> Self {
        let base = kind.address();
        let mut taken: HashSet<Slug> = HashSet::with_capacity(gathered.len());
        let mut terms: Vec<(Box<str>, Term)> = gathered
            .into_iter()
            .map(|Gathered { name, key, members }| {
                let slug = slugify(&name);
                let slug = if taken.contains(&slug) { slug.marked(&key) } else { slug };
                let address = base.join(&slug);
                taken.insert(slug);
                (key, Term { name, address, members })
            })
            .collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let ids = (0..).map(TermId);
        let by_key = terms.iter().zip(ids).map(|((key, _), id)| (key.clone(), id)).collect();
        Self { kind, all: terms.into_iter().map(|(_, term)| term).collect(), by_key }
    }

    /// What kind of terms these are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// All terms with their ids, in alphabetical order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TermId, &Term)> {
        self.all
            .iter()
            .enumerate()
            .map(|(index, term)| (TermId(u32::try_from(index).unwrap_or(u32::MAX)), term))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One term.
    pub fn term(&self, id: TermId) -> &Term {
        &self.all[id.0 as usize]
    }

    /// The term of this name, however it is written.
    pub fn named(&self, name: &str) -> Option<TermId> {
        self.by_key.get(&*key(name)).copied()
    }
}

/// A term while its stories are being gathered.
struct Gathered {
    name: Arc<str>,
    key: Box<str>,
    members: Vec<ArticleId>,
}

impl Gathered {
    /// Adds a story, once, however often it names the term.
    fn add(&mut self, id: ArticleId) {
        if self.members.last() != Some(&id) {
            self.members.push(id);
        }
    }
}

/// The terms that each article bears.
pub(super) fn labels(articles: &[Article], terms: &[Terms; 4]) -> Vec<Labels> {
    let mut labels = vec![Labels::default(); articles.len()];
    for (index, article) in articles.iter().enumerate() {
        let find = |kind: Kind| -> Box<[TermId]> {
            let mut found: Vec<TermId> = Vec::with_capacity(kind.names(article).len());
            for name in kind.names(article) {
                let id = terms[kind as usize].named(name);
                found.extend(id.filter(|id| !found.contains(id)));
            }
            found.into()
        };
        labels[index].tags = find(Kind::Tag);
        labels[index].authors = find(Kind::Author);
        labels[index].section = find(Kind::Section).first().copied();
    }
    for (id, term) in terms[Kind::Series as usize].iter() {
        for (number, member) in (0..).zip(&term.members) {
            labels[member.index()].series = Some((id, number));
        }
    }
    labels
}

/// What two spellings of one term share: case and Unicode form are taken away, and nothing else.
fn key(name: &str) -> Box<str> {
    let is_plain = name.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
    if is_plain {
        name.into()
    } else {
        name.nfc().flat_map(char::to_lowercase).nfc().collect::<String>().into()
    }
}

fn other_spelling(kind: Kind, first: &str, name: &str, article: &Article) -> Diagnostic {
    let kind = kind.singular();
    let place = Place::File(article.file.clone());
    if name.nfc().eq(first.nfc()) {
        let message = format!("the {kind} `{name}` looks the same elsewhere, and is in another Unicode form");
        return Diagnostic::warning(place, format!("{message}; both are one {kind}"))
            .hint("copy it from where it was first written; some programs take letters and accents apart");
    }
    let message = format!(
        "the {kind} `{name}` is written `{first}` elsewhere; both are one {kind}, shown as `{first}`"
    );
    Diagnostic::warning(place, message).hint(format!("write it `{first}` here too"))
}
