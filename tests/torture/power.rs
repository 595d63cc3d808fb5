//! Cuts the power of builds on a loop device.

use super::bout::Bout;

pub(crate) fn run(_: &Bout) {}
