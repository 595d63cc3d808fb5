//! Content-Security-Policy of the site's pages. The default is the strictest policy under which the
//! built-in theme works. The config can add sources; each is validated, so that none can add a
//! directive or a header.

mod matching;

use std::fmt::Write as _;

use super::Html;
use super::comments::Comments;
use super::search::SearchEngine;
use crate::diagnostic::nearest;
use crate::embeds::Allowed;
use crate::fields::{DiagnosticSink, Spanned};

pub use matching::Inline;

/// Directives with their allowed sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentSecurityPolicy {
    directives: Vec<(&'static str, Vec<String>)>,
}

/// All supported directives with their default sources: styles, scripts and fonts
/// from the site itself; images, audio and video from any HTTPS origin, since articles embed them;
/// frames of embed providers only; no plug-ins and no `<base>`.
const DIRECTIVES: [(&str, &[&str]); 14] = [
    ("default-src", &["'none'"]),
    ("style-src", &["'self'"]),
    ("script-src", &["'self'"]),
    ("img-src", &["'self'", "https:", "data:"]),
    ("media-src", &["'self'", "https:"]),
    ("font-src", &["'self'"]),
    ("connect-src", &["'self'"]),
    ("manifest-src", &["'self'"]),
    ("worker-src", &["'self'"]),
    ("frame-src", &["'none'"]),
    ("object-src", &["'none'"]),
    ("base-uri", &["'none'"]),
    ("form-action", &["'self'"]),
    (FRAME_ANCESTORS, &["'self'"]),
];

/// Directive for embedding the site in frames. Only a header can set it.
const FRAME_ANCESTORS: &str = "frame-ancestors";

/// Maximum length of a source in bytes.
const MAX_SOURCE_BYTES: usize = 256;

impl ContentSecurityPolicy {
    /// Returns the default policy.
    /// Pages may frame the players of the `chosen` embed providers; if the config lists none, those
    /// of the default providers, or any HTTPS origin if HTML in articles is trusted.
    pub fn strict(html: Html, chosen: Option<Allowed>) -> Self {
        let own = |sources: &[&str]| sources.iter().map(|source| (*source).to_owned()).collect();
        let mut policy =
            Self { directives: DIRECTIVES.iter().map(|(name, sources)| (*name, own(sources))).collect() };
        if html == Html::Trusted && chosen.is_none() {
            policy.add("frame-src", "https:");
            return policy;
        }
        for provider in chosen.unwrap_or_default().all() {
            policy.add("frame-src", provider.origin);
        }
        policy
    }

    /// Adds the sources of a comments provider and the form target of a search engine.
    #[must_use]
    pub(super) fn with(mut self, comments: Option<&Comments>, engine: Option<SearchEngine>) -> Self {
        for (directive, source) in comments.map(Comments::sources).unwrap_or_default() {
            self.add(directive, &source);
        }
        if let Some(engine) = engine {
            self.add("form-action", engine.action());
        }
        self
    }

    /// Returns the policy as a header value.
    pub fn header(&self) -> String {
        self.written(|_| true)
    }

    /// Returns the policy for a `<meta>` element.
    pub fn meta(&self) -> String {
        self.written(|directive| directive != FRAME_ANCESTORS)
    }

    fn written(&self, is_meant: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        for (name, sources) in self.directives.iter().filter(|(name, _)| is_meant(name)) {
            let separator = if text.is_empty() { "" } else { "; " };
            let _ = write!(text, "{separator}{name} {}", sources.join(" "));
        }
        text
    }

    /// Adds a source to a directive and removes `'none'`.
    fn add(&mut self, directive: &str, source: &str) {
        if let Some((_, sources)) = self.directives.iter_mut().find(|(name, _)| *name == directive) {
            sources.retain(|other| other != "'none'" && other != source);
            sources.push(source.to_owned());
        }
    }
}

/// Adds sources from the config.
/// Unknown directives and invalid sources are reported.
pub(super) fn allow(
    policy: &mut ContentSecurityPolicy,
    directive: &Spanned<&str>,
    sources: &[Spanned<&str>],
    problems: &mut DiagnosticSink<'_>,
) {
    let names = DIRECTIVES.map(|(name, _)| name);
    if !names.contains(&directive.value) {
        let hint = nearest(directive.value, names)
            .map_or_else(|| format!("known: {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
        let message = format!("a Content-Security-Policy can't be given a `{}` here", directive.value);
        problems.error(directive.span.clone(), message, hint);
        return;
    }
    for source in sources {
        if is_source(source.value) {
            policy.add(directive.value, source.value);
        } else {
            problems.error(
                source.span.clone(),
                format!("`{}` is no source of a Content-Security-Policy", source.value),
                "one source each: \"https://stats.example.org\", \"https:\", \"'unsafe-inline'\"",
            );
        }
    }
}

/// Returns whether the text is one source.
/// Separators, and characters special to host files, are refused.
fn is_source(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!&'()*+=%".contains(&byte);
    !text.is_empty() && text.len() <= MAX_SOURCE_BYTES && text != "'none'" && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strict_policy_allows_the_site_itself_and_others_pictures() {
        assert_eq!(
            ContentSecurityPolicy::strict(Html::Sanitised, Some(Allowed::none())).header(),
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; media-src 'self' \
             https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'none'; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        );
        assert!(!ContentSecurityPolicy::strict(Html::Sanitised, None).meta().contains("frame-ancestors"));
        assert!(ContentSecurityPolicy::strict(Html::Trusted, None).header().contains("; frame-src https:; "));
    }

    #[test]
    fn a_source_is_one_word_that_ends_nothing() {
        for good in
            ["https://stats.example.org", "https:", "'unsafe-inline'", "*.example.org:8443", "'sha256-a+/='"]
        {
            assert!(is_source(good), "{good}");
        }
        for bad in ["", "'none'", "a b", "a;b", "a,b", "a\nb", "a\"b", "$uri", "ä.example", "a\\b", "a#b"] {
            assert!(!is_source(bad), "{bad}");
        }
    }
}
