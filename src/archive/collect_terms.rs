//! Collects the terms of one kind with their articles and addresses.
//!
//! The articles come oldest first, so that a term's name and slug are those of its first use.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use unicode_normalization::UnicodeNormalization;

use super::ArticleId;
use super::term::{FormerAddress, Term, TermDefinition};
use super::term_aliases::TermAliases;
use super::term_key::{casing_of, term_key};
use super::term_usage::{BatchName, TermBatch, TermUsage, batches};
use crate::address::{Address, Slug, slugify};
use crate::article::{Article, TermFile, TermKind};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::language::{Casing, Language};

/// Term with the keys of all its names; the key of the shown name comes first.
pub(super) struct CollectedTerm {
    pub(super) keys: Vec<Box<str>>,
    pub(super) term: Term,
}

/// Articles in a batch: many enough to repeat most names, few enough to occupy all cores.
const BATCH_ARTICLES: usize = 8192;

/// Collects the terms of one kind, and the terms of each article as indices into the result.
pub(super) fn collect_terms<'a>(
    kind: TermKind,
    articles: &'a [Arc<Article>],
    files: Vec<TermFile>,
    casing: Casing,
    found: &mut Diagnostics,
) -> (Vec<CollectedTerm>, TermUsage<'a, usize>) {
    let aliases = TermAliases::of(files, casing, found);
    let batches = batches(kind, articles, BATCH_ARTICLES);
    Collector::new(kind, articles, aliases, casing).collect(batches, found)
}

/// Terms while their articles are being collected.
struct Collector<'a> {
    kind: TermKind,
    articles: &'a [Arc<Article>],
    aliases: TermAliases,
    /// Case rules of the site's main language.
    casing: Casing,
    /// Terms that have a file come first, in the order of `aliases`.
    terms: Vec<PendingTerm>,
    by_name: HashMap<Arc<str>, NameTarget>,
    by_key: HashMap<Box<str>, NameTarget>,
}

/// Term whose address is not yet known.
struct PendingTerm {
    name: Arc<str>,
    /// Case rules of the language of the term's own file, otherwise of its oldest article.
    casing: Casing,
    key: Box<str>,
    members: Vec<ArticleId>,
    /// Other names by which articles use a term that has a file, in order of first use.
    used: Vec<UsedName>,
}

/// Name by which articles use a term.
struct UsedName {
    key: Box<str>,
    /// Slug that the term's list would have without the file.
    slug: Slug,
    stories: usize,
}

/// Term to which a name leads.
#[derive(Clone, Copy)]
struct NameTarget {
    /// Index into [`Collector::terms`].
    term: usize,
    /// Index into [`PendingTerm::used`], for a term that has a file.
    used: Option<usize>,
}

impl<'a> Collector<'a> {
    fn new(kind: TermKind, articles: &'a [Arc<Article>], aliases: TermAliases, casing: Casing) -> Self {
        let pending = |file: &TermFile| {
            let casing = casing_of(file, casing);
            PendingTerm::new(Arc::clone(&file.name), term_key(&file.name, casing).into(), casing)
        };
        let terms = aliases.files().iter().map(pending).collect();
        Self { kind, articles, aliases, casing, terms, by_name: HashMap::new(), by_key: HashMap::new() }
    }

    /// Adds the articles of all batches to their terms.
    fn collect(
        mut self,
        batches: Vec<TermBatch<'a>>,
        found: &mut Diagnostics,
    ) -> (Vec<CollectedTerm>, TermUsage<'a, usize>) {
        let batches = batches.into_iter().map(|batch| {
            let terms = self.add_batch(&batch, found);
            (batch, terms)
        });
        let usage = TermUsage { batches: batches.collect() };
        (self.finish(), usage)
    }

    /// Adds the articles of a batch to their terms, and returns the term of each of its names.
    fn add_batch(&mut self, batch: &TermBatch<'_>, found: &mut Diagnostics) -> Vec<usize> {
        let mut targets = Vec::with_capacity(batch.names().len());
        for BatchName { text, first_article } in batch.names() {
            let known = self.by_name.get(*text).copied();
            targets.push(known.unwrap_or_else(|| self.resolve_new(text, *first_article, found)));
        }
        for (id, names) in batch.articles() {
            for name in names {
                self.add_article(id, targets[*name as usize]);
            }
        }
        targets.into_iter().map(|target| target.term).collect()
    }

    /// Adds an article to a term, once even if several of its names lead there.
    fn add_article(&mut self, id: ArticleId, target: NameTarget) {
        let term = &mut self.terms[target.term];
        if let Some(used) = target.used {
            term.used[used].stories += 1;
        }
        if term.members.last() != Some(&id) {
            term.members.push(id);
        }
    }

    /// Finds or creates the term of a spelling that is used for the first time, by the article
    /// `id`.
    fn resolve_new(&mut self, name: &Arc<str>, id: ArticleId, found: &mut Diagnostics) -> NameTarget {
        let article = &self.articles[id.index()];
        let casing = article.language.as_ref().map_or(self.casing, Language::casing);
        let target = self.target(name, casing);
        self.by_name.insert(Arc::clone(name), target);
        let term = &self.terms[target.term];
        if term.name != *name && *term.key == *term_key(name, casing) {
            found.push(other_spelling(self.kind, &term.name, name, article));
        }
        target
    }

    /// Finds or creates the term of a name.
    fn target(&mut self, name: &Arc<str>, casing: Casing) -> NameTarget {
        let key = term_key(name, casing);
        if let Some(target) = self.by_key.get(&*key) {
            return *target;
        }
        let target = if let Some(term) = self.aliases.find(name, &key, casing) {
            NameTarget { term, used: Some(self.terms[term].add_used_name(name, &key, casing)) }
        } else {
            self.terms.push(PendingTerm::new(Arc::clone(name), key.as_ref().into(), casing));
            NameTarget { term: self.terms.len() - 1, used: None }
        };
        self.by_key.insert(key.into(), target);
        target
    }

    /// Assigns the addresses: first to terms with a file, then to the others in order of first use.
    fn finish(self) -> Vec<CollectedTerm> {
        let base = self.kind.address();
        let mut taken: HashSet<Slug> = HashSet::with_capacity(self.terms.len());
        let mut terms = self.terms.into_iter();
        let mut collected = Vec::with_capacity(terms.len());
        for (file, pending) in self.aliases.into_files().into_iter().zip(terms.by_ref()) {
            collected.push(pending.with_file(file, &base, &mut taken));
        }
        collected.extend(terms.map(|pending| pending.without_file(&base, &mut taken)));
        collected
    }
}

impl PendingTerm {
    fn new(name: Arc<str>, key: Box<str>, casing: Casing) -> Self {
        Self { name, casing, key, members: Vec::new(), used: Vec::new() }
    }

    /// Adds a name by which articles use this term, which has a file, and returns its index.
    ///
    /// The slug is the one that [`PendingTerm::without_file`] would give to the name.
    fn add_used_name(&mut self, name: &str, key: &str, casing: Casing) -> usize {
        let slug = slugify(name, casing);
        let is_taken = self.used.iter().any(|used| used.slug == slug);
        let slug = if is_taken { slug.marked(key) } else { slug };
        self.used.push(UsedName { key: key.into(), slug, stories: 0 });
        self.used.len() - 1
    }

    fn with_file(mut self, file: TermFile, base: &Address, taken: &mut HashSet<Slug>) -> CollectedTerm {
        for name in file.synonyms.iter().chain(&file.former) {
            let key = term_key(&name.name, self.casing);
            if !self.used.iter().any(|used| *used.key == *key) {
                self.used.push(UsedName {
                    key: key.into(),
                    slug: slugify(&name.name, self.casing),
                    stories: 0,
                });
            }
        }
        let former: Vec<_> = file.former.iter().map(|former| term_key(&former.name, self.casing)).collect();
        let (mut keys, mut addresses) = (vec![self.key], Vec::<FormerAddress>::new());
        taken.insert(file.slug.clone());
        for UsedName { key, slug, stories } in self.used {
            let address = base.join(&slug);
            taken.insert(slug);
            let is_new = addresses.iter().all(|other| other.address != address);
            if is_new && address.key() != file.address.key() {
                let is_former = former.iter().any(|former| **former == *key);
                let stories = if is_former { self.members.len() } else { stories };
                addresses.push(FormerAddress { address, stories });
            }
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let address = file.address.clone();
        let definition = Some(Box::new(TermDefinition { file, former_addresses: addresses }));
        CollectedTerm { keys, term: Term { name: self.name, address, members: self.members, definition } }
    }

    fn without_file(self, base: &Address, taken: &mut HashSet<Slug>) -> CollectedTerm {
        let slug = slugify(&self.name, self.casing);
        let slug = if taken.contains(&slug) { slug.marked(&self.key) } else { slug };
        let address = base.join(&slug);
        taken.insert(slug);
        CollectedTerm {
            keys: vec![self.key],
            term: Term { name: self.name, address, members: self.members, definition: None },
        }
    }
}

fn other_spelling(kind: TermKind, first: &str, name: &str, article: &Article) -> Diagnostic {
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
    use crate::article::{self, Entry, HasAssets};
    use crate::config::{self, Overrides};
    use crate::digest::Digest;
    use crate::path::SitePath;

    /// Returns articles with these tags.
    fn articles(tags: &[Vec<String>]) -> Vec<Arc<Article>> {
        let settings = "title = \"Town\"\nbase_url = \"https://town.example\"\n";
        let site = config::read(settings, &Overrides::default()).0.expect("the settings are right");
        let parsed = tags.iter().enumerate().filter_map(|(number, tags)| {
            let text = format!("+++\ntitle = \"A\"\ndate = 2025-11-01\ntags = {tags:?}\n+++\nText.\n");
            let file = SitePath::known(&format!("content/{number}.md"));
            let (bytes, digest) = (text.as_bytes(), Digest::of(text.as_bytes()));
            let source = article::Source { file: &file, bytes, digest, has_assets: HasAssets::No };
            match article::parse(&source, &site).0 {
                Some(Entry::Article(article)) => Some(article),
                _ => None,
            }
        });
        parsed.collect()
    }

    proptest! {
        #[test]
        fn the_size_of_batches_does_not_change_the_terms(
            tags in prop::collection::vec(prop::collection::vec("[aA][ -]?[bB]", 0..4), 1..12), size in 1usize..6,
        ) {
            let articles = articles(&tags);
            prop_assert_eq!(articles.len(), tags.len());
            let collected = |size| {
                let (batches, mut found) = (batches(TermKind::Tag, &articles, size), Diagnostics::new());
                let collector =
                    Collector::new(TermKind::Tag, &articles, TermAliases::default(), Casing::Common);
                let (terms, usage) = collector.collect(batches, &mut found);
                let terms: Vec<_> = terms.into_iter().map(|collected| (collected.keys, collected.term)).collect();
                (format!("{terms:?}"), usage.per_article(), format!("{found:?}"))
            };
            prop_assert_eq!(collected(size), collected(tags.len()));
        }
    }
}
