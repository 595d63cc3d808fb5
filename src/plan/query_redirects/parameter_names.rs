//! Parameter names of old addresses with a query, and their matching with a request.

use crate::address::{Parameter, Parameters, QueryAddress};

/// Limit on the combinations tried for a request.
///
/// Only repeated names can exceed it.
const MAX_COMBINATIONS: usize = 64;

/// Sorted parameter names that some addresses of a path have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterNames(Box<[Box<str>]>);

impl ParameterNames {
    pub(super) fn of(address: &QueryAddress) -> Self {
        Self(address.names().map(Into::into).collect())
    }

    /// Returns true if an address has exactly these parameter names.
    pub(crate) fn is_of(&self, address: &QueryAddress) -> bool {
        address.names().eq(self.0.iter().map(|name| &**name))
    }

    /// Returns the names, sorted, with repetitions.
    pub fn names(&self) -> &[Box<str>] {
        &self.0
    }

    /// Orders the most specific names first.
    pub(crate) fn before(&self, other: &Self) -> std::cmp::Ordering {
        other.0.len().cmp(&self.0.len()).then_with(|| self.0.cmp(&other.0))
    }

    /// Returns all ways of choosing a value of the request for each name.
    pub(super) fn choices<'p>(&self, asked: &'p Parameters) -> Vec<Vec<&'p Parameter>> {
        let mut choices = vec![Vec::new()];
        for name in &self.0 {
            let longer = choices.iter().flat_map(|chosen: &Vec<&'p Parameter>| {
                let last = chosen.last().copied();
                let fits =
                    move |next: &&Parameter| next.name == **name && last.is_none_or(|last| *next > last);
                asked.iter().filter(fits).map(move |next| [chosen.as_slice(), &[next]].concat())
            });
            choices = longer.take(MAX_COMBINATIONS).collect();
        }
        choices
    }
}
