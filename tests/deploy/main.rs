//! Deploys to object stores, servers, folders and branches, and deploys that fail or are killed.

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/files.rs"]
mod files;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/said.rs"]
mod said;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/site.rs"]
mod site;

mod apache;
#[cfg(feature = "cloud")]
mod bucket;
mod desk;
#[cfg(feature = "cloud")]
mod faults;
mod git;
mod nginx;
#[cfg(feature = "cloud")]
mod object_stores;
#[cfg(feature = "cloud")]
mod office;
#[cfg(feature = "cloud")]
mod reader;
mod rsync;
mod server;
#[cfg(feature = "cloud")]
mod speed;
mod trust;
