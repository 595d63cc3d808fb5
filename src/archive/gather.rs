//! The stories of each term of one kind are gathered. In go the articles, oldest first, and the terms' own files; out
//! come the terms, each with its stories, its address, and the addresses at which its other names' lists once were.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use unicode_normalization::UnicodeNormalization;

use super::ArticleId;
use super::borne::{Batch, Borne, Name, batches};
use super::naming::Naming;
use super::term::{Kind, Moved, Own, Term, key};
use crate::address::{Address, Slug, slugify};
use crate::article::{Article, TermFile};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::language::{Casing, Language};

/// A term with the keys of all names that lead to it, its own first.
pub(super) struct Gathered {
    pub(super) keys: Vec<Box<str>>,
    pub(super) term: Term,
}

/// How many articles are read at once: so many that most names are met in most batches, and so few that all cores have one.
const BATCH: usize = 8192;

/// Gathers the terms of one kind that these articles bear or these files are about. Beside them, the terms that each article
/// bears, by their places among what was gathered.
pub(super) fn gather<'a>(
    kind: Kind,
    articles: &'a [Arc<Article>],
    files: Vec<TermFile>,
    casing: Casing,
    found: &mut Diagnostics,
) -> (Vec<Gathered>, Borne<'a, usize>) {
    gather_from(batches(kind, articles, BATCH), (kind, articles), files, casing, found)
}

/// Gathers the terms from the names that were found in batches of the articles.
fn gather_from<'a>(
    batches: Vec<Batch<'a>>,
    (kind, articles): (Kind, &[Arc<Article>]),
    files: Vec<TermFile>,
    casing: Casing,
    found: &mut Diagnostics,
) -> (Vec<Gathered>, Borne<'a, usize>) {
    let mut gathering = Gathering::new(Naming::of(files, casing, found), casing);
    let taken = batches.into_iter().map(|batch| {
        let terms = gathering.take_in(&batch, found, (kind, articles));
        (batch, terms)
    });
    let borne = Borne { batches: taken.collect() };
    (gathering.finish(kind), borne)
}

/// The terms while their stories are being gathered. Those that have a file come first, in its naming's order.
struct Gathering {
    naming: Naming,
    /// That of the site's own language.
    casing: Casing,
    terms: Vec<Rough>,
    by_name: HashMap<Arc<str>, Spot>,
    by_key: HashMap<Box<str>, Spot>,
}

/// A term whose address is not settled.
struct Rough {
    name: Arc<str>,
    /// That of the language of its own file, otherwise of its oldest story.
    casing: Casing,
    key: Box<str>,
    members: Vec<ArticleId>,
    /// The names by which the stories know a term that has a file, in the order of their first use.
    used: Vec<Used>,
}

/// A name that stories use.
struct Used {
    key: Box<str>,
    /// Where its list would be, if there were no file.
    slug: Slug,
    stories: usize,
}

/// Which term a name leads to; and, if that has a file, which of its names it is.
#[derive(Clone, Copy)]
struct Spot {
    term: usize,
    used: Option<usize>,
}

impl Gathering {
    fn new(naming: Naming, casing: Casing) -> Self {
        let rough = |file: &TermFile| {
            let casing = file.casing(casing);
            Rough::new(Arc::clone(&file.name), key(&file.name, casing).into(), casing)
        };
        let terms = naming.files().iter().map(rough).collect();
        Self { naming, casing, terms, by_name: HashMap::new(), by_key: HashMap::new() }
    }

    /// Adds the stories of a batch to the terms that they call by these names, and says which term each name is.
    fn take_in(
        &mut self,
        batch: &Batch<'_>,
        found: &mut Diagnostics,
        (kind, articles): (Kind, &[Arc<Article>]),
    ) -> Vec<usize> {
        let mut spots = Vec::with_capacity(batch.names().len());
        for Name { text, by } in batch.names() {
            let spot = self.by_name.get(*text).copied();
            spots.push(spot.unwrap_or_else(|| self.met(text, found, (kind, &articles[by.index()]))));
        }
        for (id, names) in batch.articles() {
            for name in names {
                self.add(id, spots[*name as usize]);
            }
        }
        spots.into_iter().map(|spot| spot.term).collect()
    }

    /// Adds a story to the term that it calls by a name.
    fn add(&mut self, id: ArticleId, spot: Spot) {
        let term = &mut self.terms[spot.term];
        if let Some(used) = spot.used {
            term.used[used].stories += 1;
        }
        // Once, however often a story names the term.
        if term.members.last() != Some(&id) {
            term.members.push(id);
        }
    }

    /// Finds the term of a name that is met for the first time, in this article.
    fn met(&mut self, name: &Arc<str>, found: &mut Diagnostics, (kind, article): (Kind, &Article)) -> Spot {
        let casing = article.language.as_ref().map_or(self.casing, Language::casing);
        let spot = self.spot(name, casing);
        self.by_name.insert(Arc::clone(name), spot);
        let term = &self.terms[spot.term];
        if term.name != *name && *term.key == *key(name, casing) {
            found.push(other_spelling(kind, &term.name, name, article));
        }
        spot
    }

    /// Finds the term of a name, or makes one.
    fn spot(&mut self, name: &Arc<str>, casing: Casing) -> Spot {
        let key = key(name, casing);
        if let Some(spot) = self.by_key.get(&*key) {
            return *spot;
        }
        let spot = if let Some(term) = self.naming.find(name, &key, casing) {
            Spot { term, used: Some(self.terms[term].uses(name, &key, casing)) }
        } else {
            self.terms.push(Rough::new(Arc::clone(name), key.as_ref().into(), casing));
            Spot { term: self.terms.len() - 1, used: None }
        };
        self.by_key.insert(key.into(), spot);
        spot
    }

    /// Gives each term its address: those that have a file the one that it says, the others in the order in which they
    /// were first used.
    fn finish(self, kind: Kind) -> Vec<Gathered> {
        let base = kind.address();
        let mut taken: HashSet<Slug> = HashSet::with_capacity(self.terms.len());
        let mut terms = self.terms.into_iter();
        let mut gathered = Vec::with_capacity(terms.len());
        for (file, rough) in self.naming.into_files().into_iter().zip(terms.by_ref()) {
            gathered.push(rough.with_file(file, &base, &mut taken));
        }
        gathered.extend(terms.map(|rough| rough.without_file(&base, &mut taken)));
        gathered
    }
}

impl Rough {
    fn new(name: Arc<str>, key: Box<str>, casing: Casing) -> Self {
        Self { name, casing, key, members: Vec::new(), used: Vec::new() }
    }

    /// Notes a name by which stories know a term that has a file. Its list would be where [`Rough::without_file`] puts it.
    fn uses(&mut self, name: &str, key: &str, casing: Casing) -> usize {
        let slug = slugify(name, casing);
        let is_taken = self.used.iter().any(|used| used.slug == slug);
        let slug = if is_taken { slug.marked(key) } else { slug };
        self.used.push(Used { key: key.into(), slug, stories: 0 });
        self.used.len() - 1
    }

    fn with_file(mut self, file: TermFile, base: &Address, taken: &mut HashSet<Slug>) -> Gathered {
        for name in file.synonyms.iter().chain(&file.former) {
            let key = key(&name.name, self.casing);
            if !self.used.iter().any(|used| *used.key == *key) {
                self.used.push(Used { key: key.into(), slug: slugify(&name.name, self.casing), stories: 0 });
            }
        }
        let had: Vec<_> = file.former.iter().map(|former| key(&former.name, self.casing)).collect();
        let (mut keys, mut moved) = (vec![self.key], Vec::<Moved>::new());
        taken.insert(file.slug.clone());
        for Used { key, slug, stories } in self.used {
            let address = base.join(&slug);
            taken.insert(slug);
            if address.key() != file.address.key() && moved.iter().all(|other| other.address != address) {
                let stories = if had.iter().any(|had| **had == *key) { self.members.len() } else { stories };
                moved.push(Moved { address, stories });
            }
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let address = file.address.clone();
        let own = Some(Box::new(Own { file, moved }));
        Gathered { keys, term: Term { name: self.name, address, members: self.members, own } }
    }

    fn without_file(self, base: &Address, taken: &mut HashSet<Slug>) -> Gathered {
        let slug = slugify(&self.name, self.casing);
        let slug = if taken.contains(&slug) { slug.marked(&self.key) } else { slug };
        let address = base.join(&slug);
        taken.insert(slug);
        Gathered {
            keys: vec![self.key],
            term: Term { name: self.name, address, members: self.members, own: None },
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{self, Beside, Entry};
    use crate::config::{self, Overrides};
    use crate::digest::Digest;
    use crate::path::SitePath;

    /// Articles that bear these tags.
    fn articles(tags: &[Vec<String>]) -> Vec<Arc<Article>> {
        let settings = "title = \"Town\"\nbase_url = \"https://town.example\"\n";
        let site = config::read(settings, &Overrides::default()).0.expect("the settings are right");
        let parsed = tags.iter().enumerate().filter_map(|(number, tags)| {
            let text = format!("+++\ntitle = \"A\"\ndate = 2025-11-01\ntags = {tags:?}\n+++\nText.\n");
            let file = SitePath::known(&format!("content/{number}.md"));
            let (bytes, digest) = (text.as_bytes(), Digest::of(text.as_bytes()));
            let source = article::Source { file: &file, bytes, digest, beside: Beside::Nothing };
            match article::parse(&source, &site).0 {
                Some(Entry::Article(article)) => Some(article),
                _ => None,
            }
        });
        parsed.collect()
    }

    proptest! {
        #[test]
        fn in_however_many_batches_articles_are_read_their_terms_are_the_same(
            tags in prop::collection::vec(prop::collection::vec("[aA][ -]?[bB]", 0..4), 1..12), size in 1usize..6,
        ) {
            let articles = articles(&tags);
            prop_assert_eq!(articles.len(), tags.len());
            let gathered = |size| {
                let (batches, mut found) = (batches(Kind::Tag, &articles, size), Diagnostics::new());
                let (terms, borne) = gather_from(batches, (Kind::Tag, &articles), Vec::new(), Casing::Common, &mut found);
                let terms: Vec<_> = terms.into_iter().map(|gathered| (gathered.keys, gathered.term)).collect();
                (format!("{terms:?}"), borne.of_each(), format!("{found:?}"))
            };
            prop_assert_eq!(gathered(size), gathered(tags.len()));
        }
    }
}
