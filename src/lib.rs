//! Dateline builds news archives: a folder of articles becomes a fast, permanent, publishable website.
//!
//! Data goes one way. Each stage takes the one before as its input and knows nothing of those after it:
//!
//! ```text
//! config.toml ─┐
//! content/ ────┤ read      files → sources          walk, stat
//!              │ parse     source → Article         front matter, addresses; the body waits on disk
//!              │ organise  articles → Archive       dates, terms, neighbours, lists
//!              │ plan      Archive → pages          every address the site will have
//! themes/ ─────┤ render    page → bytes             Tera; the body's Markdown becomes HTML here, and is dropped
//!              └ publish   bytes → public/          staged, then put in place; the record is updated
//! ```
//!
//! [`pipeline`] is the only module that names every stage; [`preview`] is the same way with another end. The modules stand below in the order in which data goes
//! through them; what all of them share comes first.

// What every stage shares.
pub mod address;
pub mod content_type;
pub mod diagnostic;
pub mod digest;
pub mod embeds;
pub mod escape;
pub mod fields;
pub mod i18n;
pub mod known_problems;
pub mod language;
pub mod moment;
pub mod path;
pub mod position_index;
pub mod redaction;

// The stages, in order.
pub mod archive;
pub mod article;
pub mod cache;
pub mod config;
pub mod deploy;
pub mod host_limits;
pub mod images;
pub mod ledger;
pub mod markdown;
pub mod model;
pub mod pages;
pub mod pipeline;
pub mod plan;
pub mod preview;
pub mod publish;
pub mod redirects;
pub mod sources;
pub mod templates;
pub mod theme;
