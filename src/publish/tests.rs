//! Crash and damage tests of publishing.

pub(super) mod crash;
mod damage;
