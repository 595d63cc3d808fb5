//! The table `[news]`: what those who list the news of many sites are told of this one.

use crate::fields::{At, Fields, Problems};

/// What those who list the news of many sites are told of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What the publication is called there: exactly as on news.google.com, without what stands in brackets.
    pub publication: String,
}

/// The table as it is written.
#[derive(Debug, Default)]
pub(super) struct RawNews<'t> {
    publication: Option<At<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> RawNews<'t> {
    let Some(mut inner) = fields
        .take("news")
        .and_then(|field| field.table(problems, "news.", "{ publication = \"The Evening Post\" }"))
    else {
        return RawNews::default();
    };
    let raw = RawNews { publication: inner.words("publication", problems) };
    inner.finish(problems, "");
    raw
}

/// Resolves the table: a publication is called what its site is called.
pub(super) fn resolve(raw: RawNews<'_>, title: &str) -> News {
    let RawNews { publication } = raw;
    News { publication: publication.map_or(title, |name| name.value).to_owned() }
}
