//! Redirects in place of published lists that no longer exist.
//!
//! A day, month or year without articles redirects to the next larger list, and a numbered page of
//! a shortened list to that list. The list returns as soon as it has articles, so no alias may
//! occupy the address.

use std::collections::HashMap;

use super::{Page, PageKind};
use crate::address::{Address, AddressKey};

/// Fallback redirects. They follow all other pages of the plan.
#[derive(Debug, Default)]
pub(super) struct FallbackRedirects {
    /// Number of pages before them.
    before: usize,
    places: HashMap<String, usize>,
}

impl FallbackRedirects {
    /// Creates a redirect for each published list without a page.
    ///
    /// `find` finds a page by any spelling of its address.
    pub(super) fn plan<'p>(
        published: &[Address],
        pages: &'p [Page],
        find: impl Fn(&Address) -> Option<&'p Page>,
    ) -> (Self, Vec<Page>) {
        let mut fallbacks = Self { before: pages.len(), places: HashMap::new() };
        let mut redirects = Vec::new();
        let mut lists = published.iter().filter(|address| may_be_replaced(address)).peekable();
        if lists.peek().is_none() {
            return (fallbacks, redirects);
        }
        for list in lists.filter(|list| find(list).is_none()) {
            let target = list.larger_lists().into_iter().find_map(|larger| destination(&larger, &find));
            let Some(target) = target else { continue };
            let key = list.key().into_text();
            if fallbacks.places.contains_key(&key) {
                continue;
            }
            fallbacks.places.insert(key, pages.len() + redirects.len());
            redirects.push(Page::new(list.clone(), PageKind::Redirect(Box::new(target))));
        }
        (fallbacks, redirects)
    }

    /// Returns the index of the redirect with this key.
    pub(super) fn find(&self, key: &AddressKey<'_>) -> Option<usize> {
        if self.places.is_empty() { None } else { self.places.get(key.as_str()).copied() }
    }

    /// Returns the number of pages before the fallback redirects.
    pub(super) fn pages_before(&self) -> usize {
        self.before
    }
}

/// Returns true if the address belongs to a list that has a larger list.
fn may_be_replaced(address: &Address) -> bool {
    address.is_page() && (address.is_numbered() || address.is_list_by_date())
}

/// Returns the address of a list's page, or the target if it redirects.
fn destination<'p>(list: &Address, find: impl Fn(&Address) -> Option<&'p Page>) -> Option<Address> {
    let page = find(list).filter(|page| page.address == *list)?;
    match &page.kind {
        PageKind::Redirect(to) => Some((**to).clone()),
        _ => Some(page.address.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_gone_leads_to_the_next_larger_one() {
        let page = |address: &str| Page::new(Address::known(address), PageKind::Archive);
        let redirect = |from: &str, to: &str| {
            Page::new(Address::known(from), PageKind::Redirect(Box::new(Address::known(to))))
        };
        let pages = [page("/archive/"), page("/2025/"), page("/tags/c/"), redirect("/tags/d/", "/tags/c/")];
        let published = [
            "/2024/05/",
            "/2025/",
            "/2025/11/01/",
            "/2025/11/01/a/",
            "/on-this-day/11-01/",
            "/tags/c/page/3/",
            "/tags/d/page/1/",
            "/tags/e/",
            "/tags/e/page/1/",
        ];
        let published = published.map(Address::known);
        let find = |address: &Address| pages.iter().find(|page| page.address.key() == address.key());
        let (fallbacks, redirects) = FallbackRedirects::plan(&published, &pages, find);
        let told: Vec<String> = redirects
            .iter()
            .map(|page| match &page.kind {
                PageKind::Redirect(to) => format!("{} {to}", page.address),
                _ => String::new(),
            })
            .collect();
        assert_eq!(
            told,
            [
                "/2024/05/ /archive/",
                "/2025/11/01/ /2025/",
                "/on-this-day/11-01/ /archive/",
                "/tags/c/page/3/ /tags/c/",
                "/tags/d/page/1/ /tags/c/",
            ]
        );
        assert_eq!(fallbacks.find(&Address::known("/2025/11/01").key()), Some(5));
        assert_eq!(fallbacks.find(&Address::known("/2025/").key()), None);
    }
}
