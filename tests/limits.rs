//! Limits of the program as a whole: how much memory and time it takes for files that are too large, pictures that unpack to
//! gigabytes, templates without an end, and where the system grants it little.

#[path = "limits/grants.rs"]
mod grants;
#[path = "limits/large_files.rs"]
mod large_files;
#[path = "limits/run.rs"]
mod run;
#[path = "limits/templates.rs"]
mod templates;
