//! Deploys to object stores, servers, folders and branches, and deploys that fail or are killed.

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/files.rs"]
mod files;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/town.rs"]
mod town;

mod apache;
mod bucket;
mod desk;
mod faults;
mod git;
mod nginx;
mod object_stores;
mod office;
mod reader;
mod rsync;
mod said;
mod server;
mod speed;
mod trust;
