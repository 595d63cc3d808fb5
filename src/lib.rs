//! Dateline builds news archives: a folder of articles becomes a fast, permanent website.
//!
//! Everything that the program `dateline` does to a site is here: [`build`] writes the site,
//! [`check`] finds its problems, [`preview`] shows it while it is edited, and [`deploy`] uploads
//! it. Each has a type with the options, whose defaults are those of the command. [`report`] has
//! the results. Dateline runs on Unix systems; the tests run on Linux.
//!
//! ```
//! use std::fs;
//!
//! use dateline::build::Builder;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let site = tempfile::tempdir()?;
//! let config = "title = \"News\"\nbase_url = \"https://news.example\"\n";
//! fs::write(site.path().join("config.toml"), config)?;
//! fs::create_dir(site.path().join("content"))?;
//! let article = "+++\ntitle = \"Bridge\"\ndate = 2025-11-01\n+++\nThe bridge is open.\n";
//! fs::write(site.path().join("content/bridge.md"), article)?;
//!
//! let report = Builder::new(site.path()).build()?;
//! assert_eq!(report.articles, 1);
//! assert!(site.path().join("public/2025/11/01/bridge/index.html").is_file());
//! # Ok(())
//! # }
//! ```
//!
//! # Inside
//!
//! The other modules are the stages. They are public for the program, the tests and the benchmarks
//! of this repository alone, and change with every version. Data flows in one direction. Each
//! stage takes the result of the stage before it:
//!
//! ```text
//! config.toml ─┐
//! content/ ────┤ find      files → Sources       walk and stat
//!              │ parse     source → Entry        front matter and addresses; bodies stay on disk
//!              │ organize  entries → Archive     dates, terms, neighbors, lists at one moment
//!              │ plan      Archive → Plan        every address of the site
//! themes/ ─────┤ render    page → bytes          Tera templates; Markdown bodies become HTML
//!              └ publish   bytes → public/       staged, then renamed into place
//! ```
//!
//! The modules below are in the order of the data: a module uses only modules above it. `pipeline`
//! runs all stages; the documented modules use it.

// The operating system.
mod platform;

// Shared by all stages.
#[doc(hidden)]
pub mod content_type;

#[doc(hidden)]
pub mod digest;

#[doc(hidden)]
pub mod embeds;

#[doc(hidden)]
pub mod escape;

#[doc(hidden)]
pub mod position_index;

#[doc(hidden)]
pub mod redaction;

#[doc(hidden)]
pub mod language;

#[doc(hidden)]
pub mod moment;

#[doc(hidden)]
pub mod address;

#[doc(hidden)]
pub mod path;

#[doc(hidden)]
pub mod diagnostic;

#[doc(hidden)]
pub mod fields;

#[doc(hidden)]
pub mod known_problems;

#[doc(hidden)]
pub mod i18n;

#[doc(hidden)]
pub mod host_limits;

// The stages.
#[doc(hidden)]
pub mod config;

#[doc(hidden)]
pub mod redirects;

#[doc(hidden)]
pub mod sources;

#[doc(hidden)]
pub mod images;

#[doc(hidden)]
pub mod markdown;

#[doc(hidden)]
pub mod article;

#[doc(hidden)]
pub mod archive;

#[doc(hidden)]
pub mod plan;

#[doc(hidden)]
pub mod ledger;

#[doc(hidden)]
pub mod theme;

#[doc(hidden)]
pub mod model;

mod page_model;

#[doc(hidden)]
pub mod templates;

#[doc(hidden)]
pub mod pages;

#[doc(hidden)]
pub mod cache;

#[doc(hidden)]
pub mod publish;

// Runs the stages.
#[doc(hidden)]
pub mod pipeline;

// The interface for other programs.
pub mod report;

pub mod build;

pub mod check;

pub mod preview;

pub mod deploy;
