//! Commands as users run them, the preview, and the documentation of both.

mod ci;
mod cli;
mod docs;
mod first_archive;
mod known_problems;
mod serve;
mod theme_guide;
