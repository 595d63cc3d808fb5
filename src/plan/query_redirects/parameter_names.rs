//! Shapes of addresses with a query: the names of their parameters. Chooses the values of a request that could be meant.

use crate::address::{Parameter, Parameters, QueryAddress};

/// Most combinations of a request's values that are tried. More are possible only where a name stands several times.
const MAX_COMBINATIONS: usize = 64;

/// Names of the parameters that some addresses of one path have, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterNames(Box<[Box<str>]>);

impl ParameterNames {
    pub(super) fn of(address: &QueryAddress) -> Self {
        Self(address.names().map(Into::into).collect())
    }

    /// Checks whether an address has parameters of these names.
    pub(crate) fn is_of(&self, address: &QueryAddress) -> bool {
        address.names().eq(self.0.iter().map(|name| &**name))
    }

    /// Returns the names, sorted; one that stands twice is there twice.
    pub fn names(&self) -> &[Box<str>] {
        &self.0
    }

    /// Orders the more specific shape first.
    pub(crate) fn before(&self, other: &Self) -> std::cmp::Ordering {
        other.0.len().cmp(&self.0.len()).then_with(|| self.0.cmp(&other.0))
    }

    /// Chooses a value of the request for each name, in every way that there is.
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
