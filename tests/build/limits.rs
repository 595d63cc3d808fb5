//! Limits of the program as a whole: how much memory and time it takes for files that are too large, pictures that unpack to
//! gigabytes, templates without an end, and where the system grants it little.

mod grants;
mod large_files;
mod run;
mod templates;
