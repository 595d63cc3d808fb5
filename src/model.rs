//! The site model: everything that pages and templates read. Built once from the archive, the plan
//! and the settings, and never changed; page-dependent reads go through [`dependencies`], which
//! records them for incremental builds.

pub(crate) mod anchors;
mod article_query;
pub(crate) mod card_data;
mod card_table;
pub(crate) mod cards;
pub(crate) mod credits;
pub mod dependencies;
pub(crate) mod entry_id;
pub(crate) mod extra;
pub(crate) mod feed_links;
mod file_names;
pub(crate) mod images;
pub(crate) mod language_context;
pub(crate) mod page_language;
mod parts;
mod publisher;
mod query_table;
mod related;
pub(crate) mod search_index;
mod site_model;
pub(crate) mod site_variable;
pub(crate) mod term_links;
mod urls;

pub use article_query::ArticleQuery;
pub use card_table::CardCache;
pub(crate) use parts::ModelParts;
pub use site_model::SiteModel;
pub(crate) use urls::{absolute, href, permalink};
