//! The site model: everything that pages and templates read. Built once from the archive, the plan
//! and the settings, and never changed; page-dependent reads go through [`dependencies`], which
//! records them for incremental builds.

pub(crate) mod anchors;
mod article_digests;
mod article_query;
mod cards;
pub mod dependencies;
pub(crate) mod entry_id;
pub(crate) mod extra;
pub(crate) mod feed_links;
mod file_names;
pub(crate) mod images;
pub(crate) mod language_context;
pub(crate) mod page_language;
mod publisher;
mod query_table;
mod related;
pub(crate) mod search_index;
mod site_model;
pub(crate) mod site_variable;
pub(crate) mod term_values;
mod urls;

pub use article_query::ArticleQuery;
pub use cards::CardCache;
pub use site_model::SiteModel;
pub(crate) use urls::{absolute, href, permalink};
