//! Table `[search]`: the search page, and a search engine for browsers without JavaScript.
//!
//! ```toml
//! [search]
//! enabled = false              # no search page and no index
//! engine = "duckduckgo"        # or "google", "none"
//! ```

use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Search settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// Whether the site has a search page, if the theme supports one.
    pub enabled: bool,
    /// Search engine for browsers without JavaScript, if any.
    pub engine: Option<SearchEngine>,
}

/// Search engine that can restrict a search to one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchEngine {
    /// `DuckDuckGo`.
    DuckDuckGo,
    /// Google.
    Google,
}

const ENGINES: [(&str, Option<SearchEngine>); 3] =
    [("duckduckgo", Some(SearchEngine::DuckDuckGo)), ("google", Some(SearchEngine::Google)), ("none", None)];

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawSearch<'t> {
    enabled: Option<bool>,
    engine: Option<Spanned<&'t str>>,
}

impl SearchEngine {
    /// Returns the display name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DuckDuckGo => "DuckDuckGo",
            Self::Google => "Google",
        }
    }

    /// Returns the form's action URL.
    pub fn action(self) -> &'static str {
        match self {
            Self::DuckDuckGo => "https://duckduckgo.com/",
            Self::Google => "https://www.google.com/search",
        }
    }

    /// Returns the form field that restricts the search to a host.
    pub fn host_field(self) -> &'static str {
        match self {
            Self::DuckDuckGo => "sites",
            Self::Google => "sitesearch",
        }
    }
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawSearch<'t> {
    let table =
        fields.take("search").and_then(|field| field.table(problems, "search.", "{ enabled = false }"));
    let Some(mut inner) = table else { return RawSearch::default() };
    let raw =
        RawSearch { enabled: inner.bool("enabled", problems), engine: inner.non_empty("engine", problems) };
    inner.finish(problems, "");
    raw
}

/// Resolves the table; errors are reported.
pub(super) fn resolve(raw: RawSearch<'_>, problems: &mut DiagnosticSink<'_>) -> Search {
    let RawSearch { enabled, engine } = raw;
    let enabled = enabled.unwrap_or(true);
    let engine = engine.and_then(|written| {
        if let Some((_, engine)) = ENGINES.iter().find(|(name, _)| *name == written.value) {
            return *engine;
        }
        let names = ENGINES.map(|(name, _)| name);
        problems.unknown_value(&written, "search.engine", &names, format!("known: {}", names.join(", ")));
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
