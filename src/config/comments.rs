//! Table `[comments]`: provider of reader comments. Resolves to [`Comments`], which holds exactly
//! the values that the provider needs, each validated. Only the chosen provider's sources are added
//! to the Content-Security-Policy.
//!
//! ```toml
//! [comments]
//! provider = "giscus"                # or "disqus", "facebook", "none"
//! repository = "movefm/comments"     # giscus: values from giscus.app
//! repository_id = "R_kgDOExample"
//! category = "Announcements"
//! category_id = "DIC_kwDOExample"
//! shortname = "movefm"               # disqus
//! app_id = "1234567890"              # facebook, if the site has an app
//! ```

use crate::diagnostic::quoted;
use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Provider of reader comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comments {
    /// GitHub Discussions, through giscus.app.
    Giscus(Giscus),
    /// Disqus.
    Disqus {
        /// Name of the site at Disqus.
        shortname: String,
    },
    /// Facebook's comments plugin.
    Facebook {
        /// Number of the site's Facebook app, if it has one.
        app_id: Option<String>,
    },
}

/// Discussions that giscus shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Giscus {
    /// Repository, such as `movefm/comments`.
    pub repository: String,
    /// Repository id from giscus.app.
    pub repository_id: String,
    /// Category of discussions.
    pub category: String,
    /// Category id from giscus.app.
    pub category_id: String,
}

const PROVIDERS: [&str; 4] = ["disqus", "facebook", "giscus", "none"];

/// All keys of all providers.
const OF_PROVIDERS: [&str; 6] =
    ["repository", "repository_id", "category", "category_id", "shortname", "app_id"];

/// Maximum number of characters in a value.
const MAX_VALUE_CHARS: usize = 100;

/// Unresolved table: the provider and the present [`OF_PROVIDERS`] keys.
#[derive(Debug, Default)]
pub(super) struct RawComments<'t> {
    provider: Option<Spanned<&'t str>>,
    values: Vec<(&'static str, Spanned<&'t str>)>,
}

impl Comments {
    /// Returns the provider's name in the config.
    pub fn provider(&self) -> &'static str {
        match self {
            Self::Giscus(_) => "giscus",
            Self::Disqus { .. } => "disqus",
            Self::Facebook { .. } => "facebook",
        }
    }

    /// Returns the sources of the provider's script, each with its directive.
    /// Disqus and Facebook insert inline styles into the page.
    pub(super) fn sources(&self) -> Vec<(&'static str, String)> {
        let fixed: &[(&str, &str)] = match self {
            Self::Giscus(_) => &[
                ("script-src", "https://giscus.app/client.js"),
                ("style-src", "https://giscus.app/default.css"),
                ("frame-src", "https://giscus.app"),
            ],
            Self::Disqus { .. } => &[
                ("script-src", "https://c.disquscdn.com"),
                ("script-src", "https://disqus.com"),
                ("style-src", "https://c.disquscdn.com"),
                ("style-src", "'unsafe-inline'"),
                ("connect-src", "https://*.services.disqus.com"),
                ("frame-src", "https://disqus.com"),
            ],
            Self::Facebook { .. } => &[
                ("script-src", "https://connect.facebook.net"),
                ("style-src", "'unsafe-inline'"),
                ("connect-src", "https://www.facebook.com"),
                ("frame-src", "https://www.facebook.com"),
            ],
        };
        let mut sources: Vec<_> =
            fixed.iter().map(|(directive, source)| (*directive, (*source).to_owned())).collect();
        if let Self::Disqus { shortname } = self {
            sources.push(("script-src", format!("https://{shortname}.disqus.com")));
        }
        sources
    }
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawComments<'t> {
    let table = fields
        .take("comments")
        .and_then(|field| field.table(problems, "comments.", "{ provider = \"giscus\", … }"));
    let Some(mut inner) = table else { return RawComments::default() };
    let provider = inner.non_empty("provider", problems);
    if provider.is_none() {
        problems.missing("comments.provider", "say in [comments] who keeps them: provider = \"giscus\"");
    }
    let values = OF_PROVIDERS.into_iter().filter_map(|key| Some((key, inner.non_empty(key, problems)?)));
    let raw = RawComments { values: values.collect(), provider };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. Returns `None` without comments or after an error.
pub(super) fn resolve(raw: RawComments<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Comments> {
    let RawComments { provider, values } = raw;
    let provider = provider?;
    let mut given = Given { provider: provider.value, values };
    let comments = match provider.value {
        "giscus" => giscus(&mut given, problems),
        "disqus" => given
            .needed("shortname", "the part before .disqus.com", is_shortname, problems)
            .map(|shortname| Comments::Disqus { shortname }),
        "facebook" => {
            problems.warning(
                provider.span,
                "Meta announced that its comments plugin would end on 10 February 2026: from then on it may show nothing",
                "see whether comments still appear, or choose provider = \"giscus\" or \"disqus\"",
            );
            let app_id = given.optional("app_id", "a number", is_number, problems);
            app_id.map(|app_id| Comments::Facebook { app_id })
        }
        "none" => return None,
        _ => {
            let hint = format!("known: {}", PROVIDERS.join(", "));
            problems.unknown_value(&provider, "comments.provider", &PROVIDERS, hint);
            return None;
        }
    };
    given.finish(problems);
    comments
}

fn giscus(given: &mut Given<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Comments> {
    let id = "as giscus.app says it";
    // All values are requested first, so that every missing one is reported.
    let repository = given.needed("repository", "an owner and a name: owner/name", is_repository, problems);
    let repository_id = given.needed("repository_id", id, is_id, problems);
    let category = given.needed("category", "a category of the repository's discussions", is_name, problems);
    let category_id = given.needed("category_id", id, is_id, problems);
    Some(Comments::Giscus(Giscus {
        repository: repository?,
        repository_id: repository_id?,
        category: category?,
        category_id: category_id?,
    }))
}

/// Values in the table, and the chosen provider.
struct Given<'t> {
    provider: &'t str,
    values: Vec<(&'static str, Spanned<&'t str>)>,
}

impl Given<'_> {
    /// Takes a required value. `is` describes valid values.
    fn needed(
        &mut self,
        key: &'static str,
        is: &str,
        is_good: fn(&str) -> bool,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<String> {
        let value = self.optional(key, is, is_good, problems)?;
        if value.is_none() {
            let message = format!("`comments` of {} need a `{key}`", self.provider);
            problems.file_error(message, format!("add to [comments]: {key} = \"…\" ({is})"));
        }
        value
    }

    /// Takes an optional value; `None` if it is present and invalid.
    #[expect(clippy::option_option, reason = "not there is not the same as no good")]
    fn optional(
        &mut self,
        key: &'static str,
        is: &str,
        is_good: fn(&str) -> bool,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Option<String>> {
        let Some(at) = self.values.iter().position(|(known, _)| *known == key) else { return Some(None) };
        let (_, Spanned { value, span }) = self.values.swap_remove(at);
        if value.chars().count() <= MAX_VALUE_CHARS && is_good(value) {
            return Some(Some(value.to_owned()));
        }
        problems.error(
            span,
            format!("`comments.{key}` can't be {}", quoted(value)),
            format!("it must be {is}"),
        );
        None
    }

    /// Reports every value that the provider does not use.
    fn finish(self, problems: &mut DiagnosticSink<'_>) {
        for (key, Spanned { span, .. }) in self.values {
            let message = format!("`comments.{key}` means nothing to {}", self.provider);
            problems.error(span, message, "leave it out, or choose the provider that it is for");
        }
    }
}

/// Returns whether the text can be part of a host name, since a script is loaded
/// from there.
fn is_shortname(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_repository(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
            && !part.bytes().all(|byte| byte == b'.')
    };
    text.split_once('/').is_some_and(|(owner, name)| is_part(owner) && is_part(name))
}

fn is_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte))
}

/// Returns whether the text can stand on a page. Templates escape it.
fn is_name(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::{Overrides, Site, read as read_config};
    use super::*;

    /// Returns the site of a config with this table, and its diagnostics.
    fn read_table(table: &str) -> (Option<Site>, Vec<String>) {
        let text = format!("title = \"P\"\nbase_url = \"https://post.example\"\n[comments]\n{table}\n");
        let (site, found) = read_config(&text, &Overrides::default());
        let said = found.iter().map(|d| format!("{d} → {}", d.hint.as_deref().unwrap_or_default()));
        (site, said.collect())
    }

    const GISCUS: &str = "provider = \"giscus\"\nrepository = \"movefm/comments\"\nrepository_id = \"R_kgDO-x=\"\n\
                          category = \"What readers say\"\ncategory_id = \"DIC_kw\"";

    #[test]
    fn without_a_table_or_a_provider_there_are_none() {
        let (site, found) =
            read_config("title = \"P\"\nbase_url = \"https://p.example\"", &Overrides::default());
        assert!(found.is_empty());
        let site = site.expect("a site");
        let (none, said) = read_table("provider = \"none\"");
        assert_eq!((site.comments, none.expect("a site").comments, said.len()), (None, None, 0));
    }

    #[test]
    fn each_provider_has_what_it_needs_and_the_policy_is_opened_for_it_alone() {
        let header = |site: &Site| site.hosting.policy.as_ref().expect("a policy").header();
        let (site, said) = read_table(GISCUS);
        assert!(said.is_empty(), "{said:?}");
        let site = site.expect("a site");
        assert!(
            matches!(&site.comments, Some(Comments::Giscus(giscus)) if giscus.repository == "movefm/comments")
        );
        assert!(header(&site).contains("script-src 'self' https://giscus.app/client.js; "));
        assert!(header(&site).contains(" https://www.youtube-nocookie.com https://giscus.app; "));
        assert!(!header(&site).contains("unsafe") && !header(&site).contains("disqus"));

        let (site, said) = read_table("provider = \"disqus\"\nshortname = \"move-fm\"");
        assert!(said.is_empty(), "{said:?}");
        let header = header(&site.expect("a site"));
        assert!(header.contains(" https://move-fm.disqus.com;"), "{header}");
        assert!(!header.contains("giscus") && !header.contains("facebook"));

        let (site, said) = read_table("provider = \"facebook\"\napp_id = \"12345\"");
        assert!(said[0].contains("10 February 2026"), "{said:?}");
        assert_eq!(site.expect("a site").comments, Some(Comments::Facebook { app_id: Some("12345".into()) }));
    }

    #[test]
    fn what_is_missing_or_too_much_is_said() {
        let (site, said) = read_table("provider = \"giscus\"\nshortname = \"x\"");
        assert!(site.is_none());
        assert_eq!(said.len(), 5, "{said:?}");
        assert!(said.iter().any(|it| it.contains("need a `category_id`")), "{said:?}");
        assert!(
            said.iter().any(|it| it.contains("`comments.shortname` means nothing to giscus")),
            "{said:?}"
        );
        let (_, said) = read_table("provider = \"giscuss\"");
        assert_eq!(
            said,
            [
                "config.toml:4:12: `comments.provider` can't be `giscuss` → did you mean provider = \"giscus\"?"
            ]
        );
        assert!(read_table("shortname = \"x\"").1[0].contains("there is no `comments.provider`"));
        assert!(read_table("provider = \"disqus\"\nshort_name = \"x\"").1[0].contains("comments.short_name"));
    }

    #[test]
    fn hostile_values_are_refused() {
        for shortname in ["a.example/x", "a b", "x'; script-src *", "-x", "a\\\"b", "ä", "a;b", "evil.com#"]
        {
            let (site, said) = read_table(&format!("provider = \"disqus\"\nshortname = \"{shortname}\""));
            assert!(site.is_none() && said.len() == 1, "{shortname}: {said:?}");
        }
        for (written, hostile) in [
            ("movefm/comments", "movefm"),
            ("movefm/comments", "../.."),
            ("movefm/comments", "a/b/c"),
            ("movefm/comments", "a/b?x"),
            ("R_kgDO-x=", "R\\\" onload"),
            ("DIC_kw", "<script>"),
        ] {
            let (site, said) = read_table(&GISCUS.replace(written, hostile));
            assert!(site.is_none() && said.len() == 1, "{hostile}: {said:?}");
        }
        assert!(read_table("provider = \"facebook\"\napp_id = \"1&x=2\"").0.is_none());
        assert!(
            read_table(&format!("provider = \"disqus\"\nshortname = \"{}\"", "x".repeat(101))).0.is_none()
        );
    }
}
