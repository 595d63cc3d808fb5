//! Query for a list of articles, as templates make it with `latest()` and `articles()`.

use serde::{Deserialize, Serialize};

use crate::archive::TermKind;
use crate::config::EditionId;

/// Conditions that articles must all meet.
///
/// The newest `count` of them are the result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArticleQuery {
    /// Terms that an article has, each by its kind and name.
    pub terms: Vec<(TermKind, String)>,
    /// Language of the site that an article belongs to.
    pub edition: Option<EditionId>,
    /// Year of publication.
    pub year: Option<i16>,
    /// Month of publication, 1 to 12, in any year if `year` is `None`.
    pub month: Option<i8>,
    /// Maximum number of articles.
    pub count: usize,
}
