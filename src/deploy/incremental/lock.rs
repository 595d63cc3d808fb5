//! One deploy at a time, at a target that only knows files: a file that one alone can make. In goes whoever wants to
//! deploy; out comes a claim that is asked again before each step, as somebody may have taken it away.

use crate::deploy::lock::LockHolder;
use crate::deploy::target::CreateResult;
use crate::deploy::{DeployContext, DeployError, DeployEvent, LockPolicy, Progress, Store};

use super::LOCK;

/// A lock that is held.
pub(super) struct TargetLock<'a> {
    store: &'a dyn Store,
    holder: &'a LockHolder,
}

impl<'a> TargetLock<'a> {
    /// Takes the lock.
    pub(super) fn take(
        store: &'a dyn Store,
        context: &'a DeployContext<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, DeployError> {
        let holder = &context.holder;
        let lock = Self { store, holder };
        if store.create(LOCK, holder.to_bytes())? == CreateResult::Created {
            return Ok(lock);
        }
        match store.read(LOCK)?.map(|bytes| LockHolder::from_bytes(&bytes)) {
            // The answer to our own was lost on its way, and it was tried again.
            Some(Some(other)) if other.id == holder.id => return Ok(lock),
            Some(Some(other)) if context.request.lock == LockPolicy::Respect && !other.is_dead() => {
                let is_stale = other.is_stale(context.now);
                return Err(DeployError::Locked { holder: other, is_stale });
            }
            Some(other) => {
                if let Some(other) = other {
                    progress.note(DeployEvent::DeadLock(other.to_string()));
                }
                store.write(LOCK, holder.to_bytes())?;
            }
            // It was given back in the meantime.
            None => {
                if store.create(LOCK, holder.to_bytes())? == CreateResult::AlreadyExists {
                    return Err(DeployError::LockLost);
                }
            }
        }
        lock.check()?;
        Ok(lock)
    }

    /// Sees that the lock is still ours.
    pub(super) fn check(&self) -> Result<(), DeployError> {
        if self.is_ours()? { Ok(()) } else { Err(DeployError::LockLost) }
    }

    /// Gives the lock back. What another has taken is left to it.
    pub(super) fn release(self) -> Result<(), DeployError> {
        if self.is_ours()? { self.store.remove(&[LOCK]) } else { Ok(()) }
    }

    fn is_ours(&self) -> Result<bool, DeployError> {
        let there = self.store.read(LOCK)?;
        Ok(there
            .and_then(|bytes| LockHolder::from_bytes(&bytes))
            .is_some_and(|there| there.id == self.holder.id))
    }
}
