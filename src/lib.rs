//! Dateline builds news archives: a folder of articles becomes a fast, permanent website.
//!
//! Data flows in one direction. Each stage takes the result of the stage before it:
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
//! The modules below are in the order of the data: a module uses only modules above it.
//! [`pipeline`] runs all stages; [`preview`] and [`deploy`] use it.

// The operating system.
mod platform;

// Shared by all stages.
pub mod content_type;

pub mod digest;

pub mod embeds;

pub mod escape;

pub mod position_index;

pub mod redaction;

pub mod language;

pub mod moment;

pub mod address;

pub mod path;

pub mod diagnostic;

pub mod fields;

pub mod known_problems;

pub mod i18n;

pub mod host_limits;

// The stages.
pub mod config;

pub mod redirects;

pub mod sources;

pub mod images;

pub mod markdown;

pub mod article;

pub mod archive;

pub mod plan;

pub mod ledger;

pub mod theme;

pub mod model;

pub mod templates;

pub mod pages;

pub mod cache;

pub mod publish;

// Runs the stages.
pub mod pipeline;

pub mod preview;

pub mod deploy;
