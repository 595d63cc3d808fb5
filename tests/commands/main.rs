//! Commands as users run them, the preview, and the documentation of both.

#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/files.rs"]
mod files;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/said.rs"]
mod said;
#[allow(dead_code, reason = "other tests take more of it")]
#[path = "../support/site.rs"]
mod site;

mod answers;
mod ci;
mod cli;
mod docs;
mod first_archive;
mod import_wordpress;
mod known_problems;
mod serve;
mod theme_guide;
