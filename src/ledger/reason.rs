//! Determines why an address would be lost, from the build cache and from texts that may have
//! replaced it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Ledger, LedgerContext, PreviousSource};
use crate::address::{Address, QueryAddress};
use crate::archive::{FileStatus, HiddenReason, Term, TermKind, Tombstone};
use crate::article::{Article, StandingPage, TermFile};
use crate::digest::Digest;
use crate::path::SitePath;

/// Reason for the loss of an address.
#[derive(Debug)]
pub(super) enum LossReason<'a> {
    /// A text has moved. `from` is its former file, if that changed.
    Moved { text: Text<'a>, from: Option<&'a SitePath> },
    /// The text is hidden.
    Absent { file: &'a SitePath, absence: HiddenReason },
    /// The text was deleted.
    Deleted { file: &'a SitePath },
    /// Only the spelling of the address changed.
    Respelled { now: &'a Address },
    /// The case mapping of the list's last segment changed.
    Recased { kind: TermKind, term: &'a Term },
    /// No article has this term any more.
    EmptyTerm(TermKind),
    /// The address was a file.
    File { file: Option<&'a SitePath> },
    /// Unknown.
    Unknown,
}

/// Text of the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) file: &'a SitePath,
    pub(super) address: &'a Address,
    pub(super) aliases: &'a [Address],
    pub(super) queries: &'a [QueryAddress],
}

/// Content of a text, by which it is found at another address.
struct TextContent<'a> {
    digest: Digest,
    headline: &'a str,
}

/// Finds reasons.
pub(super) struct ReasonFinder<'a> {
    ledger: &'a Ledger,
    context: LedgerContext<'a>,
    remembered: &'a HashMap<Address, PreviousSource>,
    by_bytes: UniqueIndex<'a, Digest>,
    by_slug: UniqueIndex<'a, Cow<'a, str>>,
    by_headline: UniqueIndex<'a, Digest>,
}

/// Texts by a unique property; `None` marks a property of several texts.
type UniqueIndex<'a, K> = HashMap<K, Option<Text<'a>>>;

impl<'a> ReasonFinder<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        context: LedgerContext<'a>,
        remembered: &'a HashMap<Address, PreviousSource>,
    ) -> Self {
        let mut reasons = Self {
            ledger,
            context,
            remembered,
            by_bytes: HashMap::new(),
            by_slug: HashMap::new(),
            by_headline: HashMap::new(),
        };
        for (_, article) in context.archive.articles() {
            let Article { file, address, aliases, queries, .. } = article;
            let text = Text { file, address, aliases, queries };
            reasons.index(text, Some(&TextContent { digest: article.digest, headline: &article.title }));
        }
        for page in context.archive.standing() {
            let StandingPage { file, address, aliases, queries, .. } = page;
            let text = Text { file, address, aliases, queries };
            reasons.index(text, Some(&TextContent { digest: page.digest, headline: &page.title }));
        }
        for gone in context.archive.tombstones() {
            let Tombstone { file, address, aliases, queries, .. } = gone;
            reasons.index(Text { file, address, aliases, queries }, None);
        }
        reasons
    }

    fn index(&mut self, text: Text<'a>, content: Option<&TextContent<'_>>) {
        fn add<'a, K: std::hash::Hash + Eq>(singles: &mut UniqueIndex<'a, K>, key: K, text: Text<'a>) {
            singles.entry(key).and_modify(|single| *single = None).or_insert(Some(text));
        }
        if let Some(TextContent { digest, headline }) = content {
            add(&mut self.by_bytes, *digest, text);
            add(&mut self.by_headline, Digest::of(headline.as_bytes()), text);
        }
        add(&mut self.by_slug, slug_of(text.address), text);
    }

    /// Returns true if the last build had a text or file at an address.
    pub(super) fn is_remembered(&self, address: &Address) -> bool {
        self.remembered.contains_key(address)
    }

    /// Returns true if the ledger contains an address.
    pub(super) fn is_published(&self, address: &Address) -> bool {
        self.ledger.addresses().binary_search(address).is_ok()
    }

    /// Returns the feed id of an article with an uncertain date.
    pub(super) fn id_of(&self, address: &Address) -> Option<&'a str> {
        self.remembered.get(address)?.id.as_deref()
    }

    /// Returns the reason for the loss of an address.
    pub(super) fn of(&self, address: &'a Address) -> LossReason<'a> {
        if let Some(page) = self.context.plan.find(address) {
            return LossReason::Respelled { now: &page.address };
        }
        let remembered = self.remembered.get(address);
        if let Some(remembered) = remembered
            && let Some(reason) = self.outcome_of(&remembered.file)
        {
            return reason;
        }
        if self.was_a_file(address, remembered) {
            return LossReason::File { file: remembered.map(|remembered| &remembered.file) };
        }
        if let Some(reason) = self.term(address) {
            return reason;
        }
        let from = remembered.map(|remembered| &remembered.file);
        match (self.successor(address, remembered), from) {
            (Some(text), from) => LossReason::Moved { text, from },
            (None, Some(file)) => LossReason::Deleted { file },
            (None, None) => LossReason::Unknown,
        }
    }

    /// Returns true if the address was probably a copied file.
    fn was_a_file(&self, address: &Address, remembered: Option<&PreviousSource>) -> bool {
        match remembered {
            _ if address.is_page() => false,
            Some(remembered) => !is_text(&remembered.file),
            // The last build records every file, so this was a redirect.
            None => self.remembered.is_empty() && !address.has_page_ending(),
        }
    }

    /// Returns the state of the file that an address came from, if it is still a text.
    fn outcome_of(&self, file: &'a SitePath) -> Option<LossReason<'a>> {
        let archive = self.context.archive;
        let text = match archive.file_status(file)? {
            FileStatus::Article(id) => {
                let Article { address, aliases, queries, .. } = archive.article(id);
                Text { file, address, aliases, queries }
            }
            FileStatus::Standing(index) => {
                let StandingPage { address, aliases, queries, .. } = &archive.standing()[index];
                Text { file, address, aliases, queries }
            }
            FileStatus::Term(kind, id) => {
                let term = archive.terms(kind).term(id);
                let TermFile { aliases, queries, .. } = &term.definition.as_ref()?.file;
                Text { file, address: &term.address, aliases, queries }
            }
            FileStatus::Tombstone(index) => {
                let Tombstone { address, aliases, queries, .. } = &archive.tombstones()[index];
                Text { file, address, aliases, queries }
            }
            FileStatus::Hidden(absence) => return Some(LossReason::Absent { file, absence }),
        };
        Some(LossReason::Moved { text, from: None })
    }

    /// Returns the reason for the loss of a term's list or a page of it.
    fn term(&self, address: &Address) -> Option<LossReason<'a>> {
        let numbered = address.list_of_numbered();
        let list = numbered.as_ref().unwrap_or(address);
        let index = list.above().last().filter(|_| list.is_list_of_term())?;
        let kind = TermKind::ALL.into_iter().find(|kind| kind.address() == index)?;
        Some(match self.recased(kind, list) {
            Some(term) => LossReason::Recased { kind, term },
            None => LossReason::EmptyTerm(kind),
        })
    }

    /// Finds a term whose list had another case mapping before.
    fn recased(&self, kind: TermKind, list: &Address) -> Option<&'a Term> {
        let slug = slug_of(list);
        let mut terms = self.context.archive.terms(kind).iter().map(|(_, term)| term);
        terms.find(|term| slug_of(&term.address) == slug)
    }

    /// Finds the text that most likely replaced an address.
    ///
    /// It has the same content, or is new and has the same slug or headline.
    fn successor(&self, address: &Address, remembered: Option<&PreviousSource>) -> Option<Text<'a>> {
        let single = |found: Option<&Option<Text<'a>>>| found.copied().flatten();
        let is_new = |text: &Text<'a>| !self.is_published(text.address);
        remembered
            .and_then(|known| single(self.by_bytes.get(&known.text)))
            .or_else(|| single(self.by_slug.get(&slug_of(address))).filter(is_new))
            .or_else(|| {
                remembered.and_then(|known| single(self.by_headline.get(&known.headline))).filter(is_new)
            })
    }
}

/// Returns true for the extensions of texts.
fn is_text(file: &SitePath) -> bool {
    file.extension()
        .is_some_and(|ending| ["md", "markdown"].iter().any(|text| ending.eq_ignore_ascii_case(text)))
}

/// Returns the last segment of an address, independent of language-specific casing.
///
/// `i̇stanbul`, `istanbul` and `ıstanbul` may be the same name in different languages.
fn slug_of(address: &Address) -> Cow<'_, str> {
    let slug = address.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if slug.is_ascii() { slug.into() } else { slug.replace("i\u{307}", "i").replace('ı', "i").into() }
}
