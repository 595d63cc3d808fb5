//! Finds the best file of a picture.

use super::addresses::full_size;
use super::tree::{Id, Tree};
use super::writer::Writer;

/// Picture as Markdown and components show it.
pub(super) struct Picture<'a> {
    pub(super) src: String,
    pub(super) alt: Option<&'a str>,
}

impl<'a> Writer<'a> {
    /// Returns the picture of an `img`.
    pub(super) fn picture(&mut self, id: Id) -> Option<Picture<'a>> {
        let tree = self.tree;
        let linked = tree.parent(id).filter(|parent| tree.shows_own_target(*parent));
        let linked = linked.and_then(|link| tree.href(link));
        let src = linked.or_else(|| tree.picture_source(id))?;
        Some(Picture { src: self.file_address(src), alt: tree.value(id, "alt") })
    }
}

impl Tree {
    /// Returns the address of the largest file of a picture.
    pub(super) fn picture_source(&self, id: Id) -> Option<&str> {
        let own = |names: &'static [&'static str]| names.iter().filter_map(move |name| self.value(id, name));
        let original = own(&["data-orig-file", "data-full-src"]).find(|src| is_file(src));
        let largest = own(&["srcset", "data-srcset", "data-lazy-srcset"]).find_map(largest);
        let lazy =
            own(&["data-src", "data-lazy-src", "data-original", "data-hi-res-src"]).find(|src| is_file(src));
        let plain = own(&["src"]).find(|src| is_file(src));
        original.or(largest).or(lazy).or(plain).or_else(|| self.alternative_source(id))
    }

    /// Returns the address of a picture that only the `source` elements beside it name.
    fn alternative_source(&self, id: Id) -> Option<&str> {
        let parent = self.parent(id).filter(|parent| self.name(*parent) == "picture")?;
        let sources = self.elements(parent).filter(|child| self.name(*child) == "source");
        sources
            .flat_map(|source| [self.value(source, "srcset"), self.value(source, "data-srcset")])
            .flatten()
            .find_map(|set| largest(set).or_else(|| candidates(set).next().map(|candidate| candidate.src)))
    }

    /// Reports a picture of one pixel, which counts readers.
    pub(super) fn is_pixel(&self, id: Id) -> bool {
        let is_tiny =
            |name| self.value(id, name).is_some_and(|size| matches!(size.trim_end_matches("px"), "0" | "1"));
        is_tiny("width") && is_tiny("height")
    }

    /// Reports a link that shows the picture that it leads to.
    pub(super) fn shows_own_target(&self, id: Id) -> bool {
        let facts = self.facts(id);
        if self.name(id) != "a" || !facts.pictures || facts.words {
            return false;
        }
        let mut pictures = self.below(id).filter(|inner| self.name(*inner) == "img");
        let (Some(picture), None, Some(href)) = (pictures.next(), pictures.next(), self.href(id)) else {
            return false;
        };
        if self.parent(picture) != Some(id) {
            return false;
        }
        self.picture_source(picture).is_some_and(|src| bare_name(src) == bare_name(href))
    }
}

/// Reports an address of a file, not a file within the address.
fn is_file(src: &str) -> bool {
    !src.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
        && !src.starts_with("about:")
        && src != "#"
}

/// Returns the path of a picture without its size.
fn bare_name(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or(address);
    let path = match address.split_once("//") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address.trim_start_matches('/'),
    };
    full_size(path).unwrap_or_else(|| path.to_owned())
}

/// File of a picture for one size of screen.
struct Candidate<'a> {
    src: &'a str,
    size: f32,
}

/// Returns the largest file of a `srcset`, if sizes are given.
fn largest(set: &str) -> Option<&str> {
    let mut best: Option<Candidate<'_>> = None;
    for candidate in candidates(set).filter(|candidate| candidate.size > 0.0 && is_file(candidate.src)) {
        if best.as_ref().is_none_or(|best| candidate.size > best.size) {
            best = Some(candidate);
        }
    }
    best.map(|best| best.src)
}

/// Returns the files of a `srcset` (HTML, section 4.8.4.2.1).
fn candidates(set: &str) -> impl Iterator<Item = Candidate<'_>> {
    let mut rest = set;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == ',');
        let end = rest.find(|char: char| char.is_ascii_whitespace()).unwrap_or(rest.len());
        let (src, after) = rest.split_at(end);
        if src.is_empty() {
            return None;
        }
        if let Some(src) = src.strip_suffix(',') {
            rest = after;
            return Some(Candidate { src: src.trim_end_matches(','), size: 0.0 });
        }
        let (size, after) = after.split_once(',').unwrap_or((after, ""));
        rest = after;
        let number = size.trim().trim_end_matches(['w', 'x']);
        Some(Candidate { src, size: number.parse().unwrap_or(0.0) })
    })
}
