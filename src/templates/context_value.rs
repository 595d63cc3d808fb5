//! Reads single values back from a template's variables. Functions that do so depend only on data
//! that the page's fingerprint covers.

use tera::{Error, TeraResult, Value};

/// Returns the text at a path in the variable `article`, such as `section.name`.
///
/// # Errors
/// Fails if the template has another value there.
pub(super) fn text_at<'v>(article: &'v Value, path: &'static str) -> TeraResult<&'v str> {
    optional_text_at(article, path).ok_or_else(|| {
        Error::message(format!("this needs the variable `article` as Dateline fills it: `{path}` is no text"))
    })
}

/// Returns the text at a path in the variable `article`; `None` if there is none.
pub(super) fn optional_text_at<'v>(article: &'v Value, path: &'static str) -> Option<&'v str> {
    article.get_from_path(path)?.as_str()
}
