//! What the pages that were looked at last were like, so that one that can't be made any more is still there under what
//! is wrong with it. So many and so large, and no more.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;

use crate::address::Address;

/// How many pages are remembered.
const MAX_PAGES: usize = 64;

/// The most bytes of a page that is remembered.
const MAX_PAGE_BYTES: usize = 1 << 20;

/// The pages that were looked at last, the latest at the end.
#[derive(Debug, Default)]
pub(super) struct RecentPages(Mutex<VecDeque<(Address, Bytes)>>);

impl RecentPages {
    /// Remembers a page as it is now.
    pub(super) fn remember(&self, address: &Address, bytes: &Bytes) {
        if bytes.len() > MAX_PAGE_BYTES {
            return;
        }
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|(known, _)| known != address);
        if pages.len() == MAX_PAGES {
            pages.pop_front();
        }
        pages.push_back((address.clone(), bytes.clone()));
    }

    /// What a page was when it could last be made.
    pub(super) fn recall(&self, address: &Address) -> Option<Bytes> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.iter().find(|(known, _)| known == address).map(|(_, bytes)| bytes.clone())
    }
}
