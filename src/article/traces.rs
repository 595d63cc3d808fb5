//! What is kept of the terms that a story bore when the story itself is gone: for each the digest of its list's address.
//! It is enough to tell whether a list went with the story, and no word of it.

use serde::{Deserialize, Serialize};

use crate::address::{Address, slugify};
use crate::digest::Digest;
use crate::language::Casing;

/// Where the lists of each kind of term are.
const TAGS: &str = "/tags/";
const AUTHORS: &str = "/authors/";
const SECTIONS: &str = "/sections/";
const SERIES: &str = "/series/";

/// The traces of the terms that a story bore.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Traces(Vec<Digest>);

/// The names of a story's terms.
#[derive(Debug)]
pub struct Names<'a, N> {
    /// Its tags.
    pub tags: &'a [N],
    /// Its authors.
    pub authors: &'a [N],
    /// Its section.
    pub section: Option<&'a N>,
    /// Its series.
    pub series: Option<&'a N>,
}

impl Traces {
    /// The traces of these names.
    pub fn of<N: AsRef<str>>(names: &Names<'_, N>) -> Self {
        let Names { tags, authors, section, series } = names;
        let tags = tags.iter().flat_map(|name| traces(TAGS, name.as_ref()));
        let authors = authors.iter().flat_map(|name| traces(AUTHORS, name.as_ref()));
        let section = section.iter().flat_map(|name| traces(SECTIONS, name.as_ref()));
        let series = series.iter().flat_map(|name| traces(SERIES, name.as_ref()));
        Self(tags.chain(authors).chain(section).chain(series).collect())
    }

    /// The traces of names, whatever kind of term each was.
    pub fn of_name_as_any_term<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let kinds = [TAGS, AUTHORS, SECTIONS, SERIES];
        Self(names.flat_map(|name| kinds.into_iter().flat_map(|kind| traces(kind, name))).collect())
    }

    /// Whether one of the terms had its list at this address.
    pub fn lead_to(&self, list: &Address) -> bool {
        let digest = Digest::of(list.as_str().as_bytes());
        self.0.contains(&digest)
    }
}

/// The traces of a name. In which language the list has its address depends on other stories too, so there is one for
/// each address that it may have.
fn traces(kind: &str, name: &str) -> impl Iterator<Item = Digest> + use<> {
    let slug = slugify(name, Casing::Common);
    let turkic = name.contains('I').then(|| slugify(name, Casing::Turkic)).filter(|other| *other != slug);
    let kind = Address::known(kind);
    [Some(slug), turkic]
        .into_iter()
        .flatten()
        .map(move |slug| Digest::of(kind.join(&slug).as_str().as_bytes()))
}
