//! Table `[news]`: data for news aggregators.

use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Data for news aggregators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Publication name, exactly as on news.google.com, without any text in
    /// parentheses.
    pub publication: String,
}

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawNews<'t> {
    publication: Option<Spanned<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawNews<'t> {
    let Some(mut inner) = fields
        .take("news")
        .and_then(|field| field.table(problems, "news.", "{ publication = \"The Evening Post\" }"))
    else {
        return RawNews::default();
    };
    let raw = RawNews { publication: inner.non_empty("publication", problems) };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. The default publication name is the site's title.
pub(super) fn resolve(raw: RawNews<'_>, title: &str) -> News {
    let RawNews { publication } = raw;
    News { publication: publication.map_or(title, |name| name.value).to_owned() }
}
