//! What builds and checks write, refuse and survive: the cache, the ledger, publishing, limits, and hostile sites.

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/files.rs"]
mod files;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/said.rs"]
mod said;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/site.rs"]
mod site;

mod archives;
mod check;
mod confinement;
mod incremental;
mod kill;
mod leaks;
mod ledger;
mod ledger_advice;
mod limits;
mod output;
mod publish;
mod publish_kill;
mod publish_mounts;
mod publish_speed;
mod security;
mod stamps;
mod surroundings;
