//! Dependencies of pages. Template functions and links read facts from the [`SiteModel`] that are
//! not in a page's fingerprint, such as the latest articles or the address of a file. Each read is
//! recorded with the page, together with a digest of the result. The next build repeats the reads,
//! and renders the page again only if a digest differs.

use std::cell::RefCell;
use std::hash::Hash;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::archive::{FileStatus, HiddenReason, TermKind};
use crate::config::EditionId;
use crate::diagnostic;
use crate::digest::{Digest, Digester};
use crate::path::SitePath;
use crate::sources::SourceReader;

use super::anchors::{anchors_at, has_anchor};
use super::{ArticleQuery, SiteModel};

/// Fact of the site model that a page depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dependency {
    /// Cards of the articles that match a query.
    Articles(ArticleQuery),
    /// Cards of the articles related to the article of a file, up to a number.
    Related(SitePath, usize),
    /// Sections with the most articles, in a language or in all, up to a number.
    Sections(Option<EditionId>, usize),
    /// Page or file at an address.
    Address(Address),
    /// Address of a text, by its file.
    Text(SitePath),
    /// Address of another file.
    Asset(SitePath),
    /// Existence of an anchor in the page at an address.
    Anchor(Address, String),
    /// Day on which a problem of a text became known.
    KnownProblem(SitePath, diagnostic::Kind, Box<str>),
}

thread_local! {
    /// Dependencies of the page that this thread renders; empty between pages.
    ///
    /// Tera passes no context to functions, so they are kept here. A page is rendered on one thread
    /// from start to end.
    static RECORDED: RefCell<Vec<Dependency>> = const { RefCell::new(Vec::new()) };
}

/// Runs `work`, and returns the dependencies recorded meanwhile, sorted and without duplicates.
pub(crate) fn recording<T>(work: impl FnOnce() -> T) -> (T, Vec<Dependency>) {
    RECORDED.with_borrow_mut(Vec::clear);
    let result = work();
    let mut recorded = RECORDED.with_borrow_mut(std::mem::take);
    recorded.sort_unstable();
    recorded.dedup();
    (result, recorded)
}

/// Records a dependency of the page that this thread renders.
pub(crate) fn record(dependency: Dependency) {
    RECORDED.with_borrow_mut(|recorded| recorded.push(dependency));
}

/// Cache of digests of dependencies: many pages share one dependency.
pub struct DependencyDigests<'m> {
    model: &'m SiteModel,
    texts: &'m dyn SourceReader,
    known: HashMap<Dependency, Digest>,
}

impl<'m> DependencyDigests<'m> {
    /// Returns an empty cache.
    pub fn new(model: &'m SiteModel, texts: &'m dyn SourceReader) -> Self {
        Self { model, texts, known: HashMap::default() }
    }

    /// Returns the digest of a dependency's current value.
    pub fn get(&mut self, dependency: &Dependency) -> Digest {
        // No other page has the same.
        if matches!(dependency, Dependency::Related(..)) {
            return digest(dependency, self.model, self.texts);
        }
        if let Some(known) = self.known.get(dependency) {
            return *known;
        }
        let digest = digest(dependency, self.model, self.texts);
        self.known.insert(dependency.clone(), digest);
        digest
    }
}

/// Computes the digest of a dependency's current value.
pub(crate) fn digest(dependency: &Dependency, model: &SiteModel, texts: &dyn SourceReader) -> Digest {
    let mut digester = Digester::new();
    match dependency {
        Dependency::Articles(query) => {
            model.cards(&model.articles(query)).hash(&mut digester);
        }
        Dependency::Related(file, count) => {
            model.cards(&model.related(file, *count)).hash(&mut digester);
        }
        Dependency::Sections(edition, count) => {
            let sections = model.sections(*edition, *count);
            model.parts().terms(TermKind::Section, &sections).hash(&mut digester);
        }
        // The address is enough for links: an article and the notice of its withdrawal share it.
        Dependency::Address(address) => match model.plan.find(address) {
            Some(page) => {
                let stamped = model.plan.hashed_address(&page.address).map_or("", Address::as_str);
                digester.text("there").text(page.address.as_str()).text(stamped);
                add_image(&page.address, model, &mut digester);
            }
            None => {
                digester.text("nothing");
            }
        },
        Dependency::Text(file) => match model.address_of(file) {
            Ok(address) => {
                digester.text("there").text(address.as_str());
            }
            Err(status) => {
                digester.text("nothing");
                add_absence(status, file, texts, &mut digester);
            }
        },
        Dependency::Asset(file) => match model.plan.asset_address(file) {
            Some(address) => {
                digester.text("there").text(address.as_str());
                add_image(address, model, &mut digester);
            }
            None => {
                digester.text("nothing");
            }
        },
        Dependency::Anchor(address, fragment) => {
            digester.number(u64::from(
                anchors_at(address, model, texts)
                    .is_none_or(|anchors| has_anchor(&anchors, &model.template_ids, fragment)),
            ));
        }
        Dependency::KnownProblem(text, kind, what) => {
            let since = model.known_problems.since(text, *kind, what);
            digester.text(&since.map_or_else(String::new, |since| since.to_string()));
        }
    }
    digester.finish()
}

/// Adds the reason why a text is not published, which the warning of a known problem names.
fn add_absence(
    status: Option<FileStatus>,
    file: &SitePath,
    texts: &dyn SourceReader,
    digester: &mut Digester,
) {
    match status {
        Some(FileStatus::Hidden(HiddenReason::Draft)) => digester.text("draft"),
        Some(FileStatus::Hidden(HiddenReason::Embargoed(until))) => digester.text(&until.to_string()),
        _ => digester.number(u64::from(texts.bytes(file).is_ok())),
    };
}

/// Adds the size and variants of the image at an address, which pages that show it contain.
fn add_image(address: &Address, model: &SiteModel, digester: &mut Digester) {
    model.plan.image(address).hash(digester);
}
