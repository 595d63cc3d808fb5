//! Addresses that may be lost without a message, because their content was withdrawn, expired or
//! redacted: files of such articles, and lists that held them.
//!
//! A list may lose one page for each article that left it, so that a change of the settings is not
//! taken for a withdrawal.

use std::collections::{HashMap, HashSet};

use super::LedgerContext;
use crate::address::Address;
use crate::archive::{AssetUse, Tombstone};
use crate::article::TermHashes;
use crate::path::SitePath;
use crate::plan::{day_address, month_address, on_this_day_address, year_address};
use crate::sources::{CONTENT, PAGES};

/// Articles that were removed, by the addresses that they may have taken along.
pub(super) struct Exemptions<'a> {
    context: LedgerContext<'a>,
    /// Number of removed articles of each day, month, year and day of the year.
    dates: HashMap<Address, usize>,
    /// Terms of each removed article, and redacted names of each other one.
    terms: Vec<Terms<'a>>,
    /// Folders of the files at the removed articles' addresses.
    notices: HashSet<Address>,
    /// Folders with texts of removed articles alone.
    folders: HashSet<&'a str>,
}

/// Terms that an article has left.
enum Terms<'a> {
    /// Terms of a removed article.
    Former(&'a TermHashes),
    /// Names that were redacted.
    Redacted(TermHashes),
}

impl<'a> Exemptions<'a> {
    /// Returns the exemptions of a site.
    pub(super) fn of(context: LedgerContext<'a>) -> Self {
        let archive = context.archive;
        let gone = archive.tombstones();
        let mut dates = HashMap::new();
        for address in gone.iter().flat_map(lists_by_date) {
            *dates.entry(address).or_default() += 1;
        }
        let redacted = archive
            .articles()
            .filter(|(_, article)| !article.redactions.is_empty())
            .map(|(_, article)| Terms::Redacted(TermHashes::of_any_kind(article.redactions.names())));
        let former = gone.iter().map(|gone| Terms::Former(&gone.former_terms));
        let texts = archive.articles().map(|(_, article)| article.file.folder());
        let texts: HashSet<&str> =
            texts.chain(archive.standing().iter().map(|page| page.file.folder())).collect();
        let folders = gone.iter().map(|gone| gone.file.folder()).filter(|folder| !texts.contains(folder));
        Self {
            context,
            dates,
            terms: former.chain(redacted).collect(),
            notices: gone.iter().map(|gone| gone.address.own_folder()).collect(),
            folders: folders.collect(),
        }
    }

    /// Returns whether the address may be lost.
    pub(super) fn covers(&self, address: &Address) -> bool {
        if !address.is_page() {
            return self.covers_file(address);
        }
        match address.numbered_page() {
            Some((list, number)) => number <= self.last_page(&list) + self.removed_from(&list),
            None => self.removed_from(address) > 0,
        }
    }

    /// Returns the number of articles that a list may have lost.
    fn removed_from(&self, list: &Address) -> usize {
        if *list == Address::root() {
            return self.context.archive.tombstones().len();
        }
        let has_left = |terms: &&Terms<'_>| match terms {
            Terms::Former(terms) => terms.contains(list),
            Terms::Redacted(names) => names.contains(list),
        };
        self.dates.get(list).copied().unwrap_or(0) + self.terms.iter().filter(has_left).count()
    }

    /// Returns the number of a list's last page, or 0 if there is no such list.
    fn last_page(&self, list: &Address) -> usize {
        let has = |address: &Address| self.context.plan.find(address).is_some();
        if !has(list) {
            return 0;
        }
        let mut number = 1;
        while has(&list.numbered(number + 1)) {
            number += 1;
        }
        number
    }

    /// Returns whether a file belonged to a removed article.
    fn covers_file(&self, address: &Address) -> bool {
        self.is_at_notice(address)
            || [CONTENT, PAGES].iter().any(|folder| {
                let file = SitePath::known(&format!("{folder}{address}"));
                self.context.archive.asset_use(&file) == Some(AssetUse::HiddenOnly)
                    || self.folders.contains(file.folder())
            })
    }

    /// Returns whether the nearest page above a file is a removed article's notice.
    fn is_at_notice(&self, address: &Address) -> bool {
        let above: Vec<Address> = address.above().collect();
        for above in above.iter().rev() {
            if self.notices.contains(above) {
                return true;
            }
            if self.context.plan.find(above).is_some() {
                return false;
            }
        }
        false
    }
}

/// Returns the lists by date that held an article.
fn lists_by_date(gone: &Tombstone) -> Vec<Address> {
    let extent = gone.date.extent();
    let mut lists = vec![year_address(extent.year())];
    lists.extend(extent.month().map(|_| month_address(extent.first())));
    if let Some(day) = extent.day() {
        lists.extend([day_address(day), on_this_day_address(day.month(), day.day())]);
    }
    lists
}
