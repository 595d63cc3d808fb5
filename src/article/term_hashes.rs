//! Hashes of the term pages of a removed article.
//!
//! They tell whether a term page disappeared together with the article, and reveal nothing about
//! it.

use serde::{Deserialize, Serialize};

use super::TermKind;
use crate::address::{Address, slugify};
use crate::digest::Digest;
use crate::language::Casing;

/// Digests of the addresses of an article's term pages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TermHashes(Vec<Digest>);

/// Names of an article's terms.
#[derive(Debug)]
pub struct TermNames<'a, N> {
    /// Tags.
    pub tags: &'a [N],
    /// Authors.
    pub authors: &'a [N],
    /// Section.
    pub section: Option<&'a N>,
    /// Series.
    pub series: Option<&'a N>,
}

impl TermHashes {
    /// Hashes the pages of these terms.
    pub fn of<N: AsRef<str>>(names: &TermNames<'_, N>) -> Self {
        let TermNames { tags, authors, section, series } = names;
        let tags = tags.iter().flat_map(|name| hashes(TermKind::Tag, name.as_ref()));
        let authors = authors.iter().flat_map(|name| hashes(TermKind::Author, name.as_ref()));
        let section = section.iter().flat_map(|name| hashes(TermKind::Section, name.as_ref()));
        let series = series.iter().flat_map(|name| hashes(TermKind::Series, name.as_ref()));
        Self(tags.chain(authors).chain(section).chain(series).collect())
    }

    /// Hashes the pages that these names would have as a term of any kind.
    pub fn of_any_kind<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self(names.flat_map(|name| TermKind::ALL.into_iter().flat_map(|kind| hashes(kind, name))).collect())
    }

    /// Returns whether one of the terms had its page at this address.
    pub fn contains(&self, page: &Address) -> bool {
        let digest = Digest::of(page.as_str().as_bytes());
        self.0.contains(&digest)
    }
}

/// Hashes each address that a term's page may have.
///
/// The case rules of the slug depend on the language of other articles, so there may be two.
fn hashes(kind: TermKind, name: &str) -> impl Iterator<Item = Digest> + use<> {
    let slug = slugify(name, Casing::Common);
    let turkic = name.contains('I').then(|| slugify(name, Casing::Turkic)).filter(|other| *other != slug);
    let folder = kind.address();
    [Some(slug), turkic]
        .into_iter()
        .flatten()
        .map(move |slug| Digest::of(folder.join(&slug).as_str().as_bytes()))
}
