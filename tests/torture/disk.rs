//! Builds on full disks, with failing writes and scarce resources.

use super::bout::Bout;

pub(crate) fn run(_: &Bout) {}
