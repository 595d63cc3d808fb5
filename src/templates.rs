//! Template engine: Tera with a theme's templates, the functions that templates call, and the
//! components that texts call. Errors become diagnostics that name the template, the line and the
//! page.

mod citation;
pub(crate) mod components;
mod context_value;
mod engine;
mod errors;
mod functions;
mod limits;
pub(crate) mod metadata;

pub use engine::Engine;
pub(crate) use engine::template_ids;
