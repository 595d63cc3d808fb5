//! Markdown becomes HTML here.
