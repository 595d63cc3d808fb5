//! One deploy at a time, at a target that only knows files: a file that one alone can make. In goes whoever wants to
//! deploy; out comes a claim that is asked again before each step, as somebody may have taken it away.

use crate::deploy::lock::Holder;
use crate::deploy::target::Creation;
use crate::deploy::{Fault, Locking, Note, Orders, Progress, Store};

use super::LOCK;

/// A lock that is held.
pub(super) struct Claim<'a> {
    store: &'a dyn Store,
    holder: &'a Holder,
}

impl<'a> Claim<'a> {
    /// Takes the lock.
    pub(super) fn take(
        store: &'a dyn Store,
        orders: &'a Orders<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, Fault> {
        let holder = &orders.holder;
        let claim = Self { store, holder };
        if store.create(LOCK, holder.to_bytes())? == Creation::Made {
            return Ok(claim);
        }
        match store.read(LOCK)?.map(|bytes| Holder::from_bytes(&bytes)) {
            // The answer to our own was lost on its way, and it was tried again.
            Some(Some(other)) if other.id == holder.id => return Ok(claim),
            Some(Some(other)) if orders.request.lock == Locking::Respected && !other.is_dead() => {
                let is_stale = other.is_stale(orders.now);
                return Err(Fault::Locked { holder: other, is_stale });
            }
            Some(other) => {
                if let Some(other) = other {
                    progress.note(Note::DeadLock(other.to_string()));
                }
                store.write(LOCK, holder.to_bytes())?;
            }
            // It was given back in the meantime.
            None => {
                if store.create(LOCK, holder.to_bytes())? == Creation::Taken {
                    return Err(Fault::LockLost);
                }
            }
        }
        claim.check()?;
        Ok(claim)
    }

    /// Sees that the lock is still ours.
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.is_ours()? { Ok(()) } else { Err(Fault::LockLost) }
    }

    /// Gives the lock back. What another has taken is left to it.
    pub(super) fn give_back(self) -> Result<(), Fault> {
        if self.is_ours()? { self.store.remove(&[LOCK]) } else { Ok(()) }
    }

    fn is_ours(&self) -> Result<bool, Fault> {
        let there = self.store.read(LOCK)?;
        Ok(there.and_then(|bytes| Holder::from_bytes(&bytes)).is_some_and(|there| there.id == self.holder.id))
    }
}
