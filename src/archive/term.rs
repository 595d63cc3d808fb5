//! The archive by name: tags, authors, sections, series. Two names that differ only in case or Unicode form are one
//! term, shown as the oldest story writes it, with a warning. Two that differ in any other way are two terms with two
//! addresses: where their slugs would be one, the term that was used first has it, and the later one's is marked, so
//! that no new story ever moves an old term's page. A term's own file (`content/tags/beijing.md`) may bring names together
//! that differ, and says which of them is shown.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;

use super::borne::Borne;
use super::gather::{Gathered, gather};
use super::{ArticleId, doubles};
use crate::address::Address;
use crate::article::{Article, TermFile};
use crate::diagnostic::Diagnostics;
use crate::language::{Casing, Language};

pub use crate::article::TermKind as Kind;

impl Kind {
    /// The names of this kind that an article bears, as written.
    pub(super) fn names(self, article: &Article) -> &[Arc<str>] {
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
    /// Its name: its own file's title, otherwise as the oldest story writes it.
    pub name: Arc<str>,
    /// Its list's address.
    pub address: Address,
    /// Its stories, oldest first.
    pub members: Vec<ArticleId>,
    /// What its own file says, if it has one.
    pub own: Option<Box<Own>>,
}

/// What a term's own file says.
#[derive(Debug)]
pub struct Own {
    /// The file.
    pub file: TermFile,
    /// Where the lists of its other names are, or once were.
    pub moved: Vec<Moved>,
}

/// An address that a term's list would have under another of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The address.
    pub address: Address,
    /// How many stories were in the list there, as far as that is known.
    pub stories: usize,
}

impl Term {
    /// Its own file, if it has one.
    pub fn file(&self) -> Option<&TermFile> {
        self.own.as_ref().map(|own| &own.file)
    }
}

/// The terms of one kind, in alphabetical order.
#[derive(Debug)]
pub struct Terms {
    kind: Kind,
    /// That of the site's own language.
    casing: Casing,
    all: Vec<Term>,
    by_key: HashMap<Box<str>, TermId>,
    described: Vec<TermId>,
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
    /// The terms of every kind, in the order of the kinds, each with its own files; and the terms that each article bears.
    pub(super) fn all(
        articles: &[Arc<Article>],
        mut files: Vec<TermFile>,
        casing: Casing,
        found: &mut Diagnostics,
    ) -> ([Self; Kind::ALL.len()], Vec<Labels>) {
        let kinds = Kind::ALL.map(|kind| (kind, files.extract_if(.., |file| file.kind == kind).collect()));
        let mut made = kinds
            .into_par_iter()
            .map(|(kind, files): (_, Vec<TermFile>)| {
                let mut found = Diagnostics::new();
                let (terms, borne) = Self::of(kind, articles, files, casing, &mut found);
                doubles::warn(&terms, articles, &mut found);
                ((terms, borne), found)
            })
            .collect::<Vec<_>>()
            .into_iter();
        let [tags, authors, sections, series] = Kind::ALL.map(|_| {
            let (made, faults) = made.next().expect("the terms of each kind were made");
            found.extend(faults);
            made
        });
        let mut labels = labels(&tags.1, &authors.1);
        sections.0.label(|label, id, _| label.section = Some(id), &mut labels);
        series.0.label(|label, id, place| label.series = Some((id, place)), &mut labels);
        ([tags.0, authors.0, sections.0, series.0], labels)
    }

    /// The terms of one kind that these articles bear or these files are about. The articles come oldest first, the
    /// files in the order of their paths.
    fn of<'a>(
        kind: Kind,
        articles: &'a [Arc<Article>],
        files: Vec<TermFile>,
        casing: Casing,
        found: &mut Diagnostics,
    ) -> (Self, Borne<'a, TermId>) {
        let (gathered, borne) = gather(kind, articles, files, casing, found);
        let mut gathered: Vec<(usize, Gathered)> = gathered.into_iter().enumerate().collect();
        gathered.sort_unstable_by(|(_, a), (_, b)| a.keys[0].cmp(&b.keys[0]));
        let mut ids = vec![TermId(0); gathered.len()];
        let mut terms = Self {
            kind,
            casing,
            all: Vec::with_capacity(gathered.len()),
            by_key: HashMap::new(),
            described: Vec::new(),
        };
        for (id, (place, Gathered { keys, term })) in (0..).map(TermId).zip(gathered) {
            ids[place] = id;
            terms.by_key.extend(keys.into_iter().map(|key| (key, id)));
            terms.described.extend(term.own.is_some().then_some(id));
            terms.all.push(term);
        }
        (terms, borne.map(|place| ids[place]))
    }

    /// Notes each of these terms on its stories, of which each bears one, with the story's place among them.
    fn label(&self, note: impl Fn(&mut Labels, TermId, u32), labels: &mut [Labels]) {
        for (id, term) in self.iter() {
            for (place, member) in (0..).zip(&term.members) {
                note(&mut labels[member.index()], id, place);
            }
        }
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

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One term.
    pub fn term(&self, id: TermId) -> &Term {
        &self.all[id.0 as usize]
    }

    /// The terms that have a file of their own, with it, in alphabetical order.
    pub fn described(&self) -> impl Iterator<Item = (TermId, &Own)> {
        self.described.iter().filter_map(|id| Some((*id, self.term(*id).own.as_deref()?)))
    }

    /// The rules by which the letters of names become small in the site's own language.
    pub(super) fn casing(&self) -> Casing {
        self.casing
    }

    /// The term of this name, however it is written.
    pub fn named(&self, name: &str) -> Option<TermId> {
        let other = if self.casing == Casing::Common { Casing::Turkic } else { Casing::Common };
        let find = |casing| self.by_key.get(&*key(name, casing)).copied();
        find(self.casing).or_else(|| find(other))
    }
}

/// What each article bears of the terms of which it may bear several.
fn labels(tags: &Borne<'_, TermId>, authors: &Borne<'_, TermId>) -> Vec<Labels> {
    let (tags, authors) = rayon::join(|| tags.of_each(), || authors.of_each());
    let of_each = tags.into_par_iter().zip(authors);
    of_each.map(|(tags, authors)| Labels { tags, authors, section: None, series: None }).collect()
}

/// What two spellings of one term share: case and Unicode form are taken away, and nothing else. Case is that of the
/// language of the text that has the name.
pub(super) fn key(name: &str, casing: Casing) -> Cow<'_, str> {
    if name.bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_uppercase()) {
        casing.lower(name).into()
    } else {
        name.into()
    }
}

impl TermFile {
    /// The rules by which the letters of its names become small. `own` are those of the site's own language.
    pub(super) fn casing(&self, own: Casing) -> Casing {
        self.language.as_ref().map_or(own, Language::casing)
    }
}
