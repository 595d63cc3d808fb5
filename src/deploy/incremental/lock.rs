//! Lock file at a target. Another deploy may take it over, so it is checked before each step.

use crate::deploy::lock::LockHolder;
use crate::deploy::target::CreateResult;
use crate::deploy::{DeployContext, DeployError, DeployEvent, LockPolicy, Progress, Store};

use super::LOCK;

/// A held lock.
pub(super) struct TargetLock<'a> {
    store: &'a dyn Store,
    holder: &'a LockHolder,
}

impl<'a> TargetLock<'a> {
    /// Takes the lock, or takes over that of a dead process.
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
            // Our own request succeeded and its response was lost.
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
            // The lock was released in the meantime.
            None => {
                if store.create(LOCK, holder.to_bytes())? == CreateResult::AlreadyExists {
                    return Err(DeployError::LockLost);
                }
            }
        }
        lock.check()?;
        Ok(lock)
    }

    /// Fails if another deploy took the lock over.
    pub(super) fn check(&self) -> Result<(), DeployError> {
        if self.is_ours()? { Ok(()) } else { Err(DeployError::LockLost) }
    }

    /// Releases the lock, unless another deploy took it over.
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
