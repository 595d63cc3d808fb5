//! The table `[search]`: whether readers can search the site, and where a search goes in a browser without JavaScript.
//! In goes the table; out comes [`Search`].
//!
//! ```toml
//! [search]
//! enabled = false              # no page of searching, and no index
//! engine = "duckduckgo"        # where a search goes without JavaScript; otherwise "google" or "none"
//! ```

use crate::fields::{At, Fields, Problems};

/// Whether and how readers can search the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// Whether there is a page of searching, where the theme has one.
    pub enabled: bool,
    /// Who searches for a reader whose browser runs no scripts; nobody where this says nothing.
    pub engine: Option<SearchEngine>,
}

/// A search engine that can be told to look at one site only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchEngine {
    /// `DuckDuckGo`.
    DuckDuckGo,
    /// Google.
    Google,
}

const ENGINES: [(&str, Option<SearchEngine>); 3] =
    [("duckduckgo", Some(SearchEngine::DuckDuckGo)), ("google", Some(SearchEngine::Google)), ("none", None)];

/// The table as it is written.
#[derive(Debug, Default)]
pub(super) struct RawSearch<'t> {
    enabled: Option<bool>,
    engine: Option<At<&'t str>>,
}

impl SearchEngine {
    /// What readers know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::DuckDuckGo => "DuckDuckGo",
            Self::Google => "Google",
        }
    }

    /// Where a form is sent.
    pub fn action(self) -> &'static str {
        match self {
            Self::DuckDuckGo => "https://duckduckgo.com/",
            Self::Google => "https://www.google.com/search",
        }
    }

    /// The name of the field that tells it the only host to look at.
    pub fn host_field(self) -> &'static str {
        match self {
            Self::DuckDuckGo => "sites",
            Self::Google => "sitesearch",
        }
    }
}

/// Reads the table, if it is there.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> RawSearch<'t> {
    let table =
        fields.take("search").and_then(|field| field.table(problems, "search.", "{ enabled = false }"));
    let Some(mut inner) = table else { return RawSearch::default() };
    let raw = RawSearch { enabled: inner.flag("enabled", problems), engine: inner.words("engine", problems) };
    inner.finish(problems, "");
    raw
}

/// Resolves the table; what is no good is noted.
pub(super) fn resolve(raw: RawSearch<'_>, problems: &mut Problems<'_>) -> Search {
    let RawSearch { enabled, engine } = raw;
    let enabled = enabled.unwrap_or(true);
    let engine = engine.and_then(|written| {
        if let Some((_, engine)) = ENGINES.iter().find(|(name, _)| *name == written.value) {
            return *engine;
        }
        let names = ENGINES.map(|(name, _)| name);
        problems.not_among(&written, "search.engine", &names, format!("known: {}", names.join(", ")));
        None
    });
    Search { enabled, engine: engine.filter(|_| enabled) }
}

#[cfg(test)]
mod tests {
    use super::super::{Overrides, Site, read as read_config};
    use super::*;

    fn read_table(table: &str) -> (Option<Site>, Vec<String>) {
        let text = format!("title = \"P\"\nbase_url = \"https://post.example\"\n[search]\n{table}\n");
        let (site, found) = read_config(&text, &Overrides::default());
        let said = found.iter().map(|d| format!("{d} → {}", d.hint.as_deref().unwrap_or_default()));
        (site, said.collect())
    }

    #[test]
    fn a_form_may_be_sent_to_the_engine_that_is_named_and_to_no_other() {
        for (table, engine, form) in [
            ("", None, "form-action 'self';"),
            ("engine = \"none\"", None, "form-action 'self';"),
            (
                "engine = \"duckduckgo\"",
                Some(SearchEngine::DuckDuckGo),
                "form-action 'self' https://duckduckgo.com/;",
            ),
            ("engine = \"google\"\nenabled = false", None, "form-action 'self';"),
        ] {
            let (site, said) = read_table(table);
            assert!(said.is_empty(), "{said:?}");
            let site = site.expect("a site");
            assert_eq!(site.search.engine, engine, "{table}");
            assert!(site.hosting.policy.expect("a policy").header().contains(form), "{table}");
        }
    }

    #[test]
    fn what_is_no_good_is_said() {
        assert_eq!(
            read_table("engine = \"duckduck\"\nenable = true").1,
            [
                "config.toml:5:1: there is no key `search.enable` → did you mean `enabled`?",
                "config.toml:4:10: `search.engine` can't be `duckduck` → did you mean engine = \"duckduckgo\"?",
            ]
        );
    }
}
