//! Bounded cache of recently viewed pages. A page that can't be rendered any more is shown in its
//! last good version, below its errors.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;

use crate::address::Address;

use super::request_trace::{Phase, in_phase};

/// Maximum number of cached pages.
const MAX_PAGES: usize = 64;

/// Maximum size of a cached page in bytes.
const MAX_PAGE_BYTES: usize = 1 << 20;

/// Recently viewed pages, the latest last.
#[derive(Debug, Default)]
pub(super) struct RecentPages(Mutex<VecDeque<(Address, Bytes)>>);

impl RecentPages {
    /// Stores a page.
    pub(super) fn remember(&self, address: &Address, bytes: &Bytes) {
        if bytes.len() > MAX_PAGE_BYTES {
            return;
        }
        let mut pages = self.lock();
        pages.retain(|(known, _)| known != address);
        if pages.len() == MAX_PAGES {
            pages.pop_front();
        }
        pages.push_back((address.clone(), bytes.clone()));
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Address, Bytes)>> {
        in_phase(Phase::Lock, || self.0.lock()).unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the last good version of a page.
    pub(super) fn recall(&self, address: &Address) -> Option<Bytes> {
        let pages = self.lock();
        pages.iter().find(|(known, _)| known == address).map(|(_, bytes)| bytes.clone())
    }
}
