//! Imports the archives of other publishing systems as articles for dateline.
//!
//! ```text
//! archive → Source     opened: pictures, authors, addresses by id
//!         → Raw        one text after another, streamed
//!         → Story      converted on all cores: Markdown, facts, losses
//!         → Site       article files; the manifest, redirects and the report
//! ```
//!
//! [`survey()`] reads an archive and suggests decisions; [`import()`] carries them out.

pub mod archive;
pub mod bylines;
pub mod charset;
pub mod convert;
pub mod dates;
pub mod decisions;
pub mod error;
pub mod feed;
pub mod files;
pub mod front_matter;
pub mod html;
pub mod kind;
pub mod manifest;
pub mod old_addresses;
pub mod paths;
pub mod report;
pub mod request;
pub mod site;
pub mod source;
pub mod static_site;
pub mod story;
pub mod survey;
pub mod table;
pub mod text;
pub mod verify;
pub mod warc;
pub mod wordpress;

mod claims;
mod clues;
mod comments;
mod engine;
mod media;
mod old_address;
mod redirects;
mod sample;

pub use engine::{import, survey};
