//! A source becomes an article. In goes a file's text; out comes a complete [`Entry`] that is never changed again, or
//! all that is wrong with it. The body is not kept: [`Body`] says where in the file it stands.
//!
//! ```toml
//! title = "Istanbul talks end without an agreement"
//! date = 2025-11-01
//! ```

mod entry;

pub use entry::{
    Article, Body, Correction, Entry, Extra, Image, ImageSource, Language, Notice, Origin, Standing,
    Withdrawal,
};
