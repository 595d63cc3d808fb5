//! Saved pages: files and folders as browsers, `wget`, `HTTrack` and the Wayback Machine
//! leave them.
//!
//! [`page`] reads one page and is open to other sources that hold captured pages:
//!
//! ```text
//! bytes → text           charset by mark, header, `<meta>`, measure; double encoding mended
//!       → Document       banner of a web archive removed
//!       → PageFacts      JSON-LD, meta elements, microdata, `<time>`, address
//!       → text           selectors of `import.toml`, else the readability extractor
//!       → Item           story; left out as a list; set aside without a text
//! ```
//!
//! [`HtmlSource`] groups the files of a folder: captures of one page, print versions,
//! continuations.

mod archived;
mod bylines;
mod double_encoding;
mod extract;
mod facts;
mod folder;
mod json_ld;
mod links;
mod lists;
mod meta;
mod page;
mod page_kind;
mod preview;
mod source;

#[cfg(test)]
mod tests;

pub use archived::{ArchivedLinks, original_address};
pub use lists::list_redirects;
pub use page::{Capture, page, page_with};
pub use source::HtmlSource;
