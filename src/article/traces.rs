//! What is kept of the terms that a story bore when the story itself is gone: for each the digest of its list's address.
//! It is enough to tell whether a list went with the story, and no word of it.

use serde::{Deserialize, Serialize};

use crate::address::{Address, slugify};
use crate::digest::Digest;

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
        let tags = tags.iter().map(|name| trace(TAGS, name.as_ref()));
        let authors = authors.iter().map(|name| trace(AUTHORS, name.as_ref()));
        let section = section.iter().map(|name| trace(SECTIONS, name.as_ref()));
        let series = series.iter().map(|name| trace(SERIES, name.as_ref()));
        Self(tags.chain(authors).chain(section).chain(series).collect())
    }

    /// The traces of names, whatever kind of term each was.
    pub fn of_name_as_any_term<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let kinds = [TAGS, AUTHORS, SECTIONS, SERIES];
        Self(names.flat_map(|name| kinds.map(|kind| trace(kind, name))).collect())
    }

    /// Whether one of the terms had its list at this address.
    pub fn lead_to(&self, list: &Address) -> bool {
        let digest = Digest::of(list.as_str().as_bytes());
        self.0.contains(&digest)
    }
}

fn trace(kind: &str, name: &str) -> Digest {
    Digest::of(Address::known(kind).join(&slugify(name)).as_str().as_bytes())
}
