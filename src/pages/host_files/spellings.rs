//! Spellings of old addresses that no file can answer on every system: in the bytes of Latin-1,
//! with decomposed letters, or in another case of letters that a text lists as well. Rules of hosts
//! compare bytes, and can.

use std::collections::HashSet;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use crate::address::Address;
use crate::model::SiteModel;
use crate::plan;

use super::moved;

/// Spelling of an old address.
pub(super) struct Spelling<'w> {
    /// Path below the site's root, decoded.
    pub(super) bytes: Vec<u8>,
    /// Place that it leads to.
    pub(super) to: &'w Address,
}

impl Spelling<'_> {
    /// Returns an expression, in ASCII, that takes these bytes alone.
    pub(super) fn expression(&self) -> String {
        expression(&self.bytes)
    }
}

/// Returns the spellings, each once. None is the address of a page.
pub(super) fn all(model: &SiteModel) -> Vec<Spelling<'_>> {
    let moved = moved(model);
    let encoded = moved.iter().filter(|(from, _)| !from.as_str().is_ascii()).flat_map(|(from, to)| {
        let decomposed = from.as_str().nfd().collect::<String>().into_bytes();
        [Some(decomposed), from.in_windows_1252()].into_iter().flatten().map(|bytes| Spelling { bytes, to })
    });
    let listed = plan::respelled_aliases(&model.archive).into_iter();
    let listed = listed.map(|(from, to)| Spelling { bytes: from.as_str().into(), to });
    let mut spellings: Vec<Spelling<'_>> = encoded.chain(listed).collect();
    if spellings.is_empty() {
        return spellings;
    }
    let pages = model.plan.pages().iter().map(|page| page.address.as_str().as_bytes());
    let pages: HashSet<&[u8]> = pages.collect();
    let mut taken = HashSet::new();
    spellings.retain(|Spelling { bytes, .. }| !pages.contains(&**bytes) && taken.insert(bytes.clone()));
    spellings
}

/// Returns an expression, in ASCII, that takes these bytes alone.
pub(super) fn expression(bytes: &[u8]) -> String {
    let mut expression = String::with_capacity(bytes.len() + 8);
    for byte in bytes {
        if !byte.is_ascii() || byte.is_ascii_control() || matches!(byte, b'"' | b' ') {
            let _ = write!(expression, "\\x{byte:02X}");
            continue;
        }
        if byte.is_ascii_punctuation() && !matches!(byte, b'/' | b'-' | b'_') {
            expression.push('\\');
        }
        expression.push(char::from(*byte));
    }
    expression
}
