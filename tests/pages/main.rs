//! Contents of the output: pages, feeds, sitemaps, metadata, images, and the files of hosts.

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/files.rs"]
mod files;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/said.rs"]
mod said;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/site.rs"]
mod site;

mod comments;
mod components;
mod feeds;
mod hosting;
mod languages;
mod metadata;
mod on_this_day;
mod photographs;
mod pictures;
mod reading_on;
mod search;
mod sitemaps;
mod terms;
mod theme_tutorial;
