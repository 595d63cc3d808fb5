//! Order in which files are uploaded.

use serde::{Deserialize, Serialize};

/// Group of files that are uploaded together, in the order of uploading.
///
/// The order ensures that readers never see a page without its assets, or a list whose links lead
/// nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UploadGroup {
    /// Files with a content hash in their name, which never change.
    Hashed,
    /// Other copied files.
    Asset,
    /// Articles, standing pages and notices of removed articles.
    Article,
    /// Pages that link to others.
    List,
    /// Front pages.
    Front,
    /// Entry points for programs: feeds, sitemaps, files for hosts and search engines.
    Feed,
}
