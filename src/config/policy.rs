//! The Content-Security-Policy of the site's pages: what a browser may load for them, and from where. It begins as
//! strict as the built-in theme can bear; the config can add sources, each checked, so that no text of the config can
//! become another directive or another header.

mod matching;

use std::fmt::Write as _;

use super::Html;
use super::comments::Comments;
use super::search::SearchEngine;
use crate::diagnostic::nearest;
use crate::embeds::Allowed;
use crate::fields::{At, Problems};

pub use matching::Inline;

/// A policy: its directives, each with the sources that it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    directives: Vec<(&'static str, Vec<String>)>,
}

/// Every directive that a site may add to, with what it has of its own: only the site's own styles, scripts and fonts;
/// pictures, sound and film from anywhere that is encrypted, since articles show others'; no frames but those of
/// embeds, no plug-ins, no `<base>`.
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

/// Who may show the site in a frame: the one directive that only a header can set.
const FRAME_ANCESTORS: &str = "frame-ancestors";

/// The most bytes of a source.
const LONGEST_SOURCE: usize = 256;

impl Policy {
    /// Returns the policy of a site that adds nothing to it. Pages may frame the players of the `chosen` providers of
    /// embeds; where the config names none, those of the usual ones, or any where HTML in articles is trusted.
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

    /// The same with what the script of a provider of comments loads, and the engine that a search may be sent to.
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

    /// The policy as a header's value.
    pub fn header(&self) -> String {
        self.written(|_| true)
    }

    /// The policy as a `<meta>` element can hold it.
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

    /// Allows one source more. `'none'` means nothing beside another, and makes room.
    fn add(&mut self, directive: &str, source: &str) {
        if let Some((_, sources)) = self.directives.iter_mut().find(|(name, _)| *name == directive) {
            sources.retain(|other| other != "'none'" && other != source);
            sources.push(source.to_owned());
        }
    }
}

/// Adds what the config allows; what is no directive, or no source, is noted.
pub(super) fn allow(
    policy: &mut Policy,
    directive: &At<&str>,
    sources: &[At<&str>],
    problems: &mut Problems<'_>,
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

/// Whether a text can be one source. What would end it, or mean something to a host's file, can't stand in it.
fn is_source(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!&'()*+=%".contains(&byte);
    !text.is_empty() && text.len() <= LONGEST_SOURCE && text != "'none'" && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strict_policy_allows_the_site_itself_and_others_pictures() {
        assert_eq!(
            Policy::strict(Html::Sanitised, Some(Allowed::none())).header(),
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; media-src 'self' \
             https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'none'; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        );
        assert!(!Policy::strict(Html::Sanitised, None).meta().contains("frame-ancestors"));
        assert!(Policy::strict(Html::Trusted, None).header().contains("; frame-src https:; "));
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
