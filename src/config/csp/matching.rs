//! Matches resources with the policy as browsers do (Content Security Policy Level 3, “Does url
//! match expression”). Hashes and nonces are assumed to match.

use url::Url;

use super::{ContentSecurityPolicy, DIRECTIVES};
use crate::embeds::is_provider;

/// Kind of inline code or style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline {
    /// Content of an element, such as `<script>`.
    Element,
    /// Value of an attribute, such as `onclick`.
    Attribute,
}

impl ContentSecurityPolicy {
    /// Returns whether `directive` allows inline code or styles.
    pub fn allows_inline(&self, directive: &str, inline: Inline) -> bool {
        let sources = self.sources(directive);
        let has = |start: &str| sources.iter().any(|source| source.to_ascii_lowercase().starts_with(start));
        let has_hash = has("'sha") || has("'nonce-");
        match inline {
            Inline::Element if has_hash => true,
            Inline::Attribute if has_hash => has("'unsafe-hashes'"),
            _ => has("'unsafe-inline'"),
        }
    }

    /// Returns whether `directive` allows a resource at `url`.
    /// `own` is an address of the site.
    pub fn allows(&self, directive: &str, url: &Url, own: &Url) -> bool {
        let sources = self.sources(directive);
        let is_dynamic = |source: &String| source.eq_ignore_ascii_case("'strict-dynamic'");
        sources.iter().any(|source| matches(source, url, own)) || sources.iter().any(is_dynamic)
    }

    /// Returns the config line that adds `source` to the directive's current sources.
    pub fn line_with(&self, directive: &str, source: &str) -> String {
        let usual =
            DIRECTIVES.iter().find(|(name, _)| *name == directive).map_or(&[][..], |(_, usual)| usual);
        let is_usual = |source: &str| usual.contains(&source) || is_provider(source);
        let sources = self.sources(directive).iter().map(String::as_str).filter(|source| !is_usual(source));
        let all: Vec<String> = sources.chain([source]).map(|source| format!("\"{source}\"")).collect();
        format!("{directive} = [{}]", all.join(", "))
    }

    fn sources(&self, directive: &str) -> &[String] {
        let named = |name: &str| self.directives.iter().find(|(known, _)| *known == name);
        named(directive).or_else(|| named("default-src")).map_or(&[], |(_, sources)| sources)
    }
}

/// Returns whether a source expression matches a URL.
fn matches(source: &str, url: &Url, own: &Url) -> bool {
    let source = source.to_ascii_lowercase();
    if source == "'self'" {
        return url.host_str() == own.host_str()
            && is_scheme(own.scheme(), url.scheme())
            && is_port(own.port(), url);
    }
    if source == "*" {
        return matches!(url.scheme(), "http" | "https" | "ws" | "wss");
    }
    if let Some(scheme) = source.strip_suffix(':').filter(|scheme| !scheme.contains('/')) {
        return is_scheme(scheme, url.scheme());
    }
    if source.starts_with('\'') {
        return false;
    }
    let (scheme, rest) = source.split_once("://").unwrap_or((own.scheme(), &source));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = host.rsplit_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    is_scheme(scheme, url.scheme())
        && url.host_str().is_some_and(|own| is_host(host, own))
        && port.is_none_or(|port| port == "*" || is_port(port.parse().ok(), url))
        && (port.is_some() || is_port(None, url))
        && is_path(path, &url.path().to_ascii_lowercase())
}

/// Returns whether a URL has the source's scheme, or its encrypted form.
fn is_scheme(source: &str, url: &str) -> bool {
    source == url || matches!((source, url), ("http" | "wss", "https") | ("ws", "wss" | "http" | "https"))
}

fn is_host(source: &str, host: &str) -> bool {
    match source.strip_prefix('*') {
        Some("") => true,
        Some(end) => host.ends_with(end) && host.len() > end.len(),
        None => source == host,
    }
}

/// Returns whether a URL has the source's port; `None` is the scheme's default
/// port.
fn is_port(source: Option<u16>, url: &Url) -> bool {
    match source {
        Some(port) => url.port_or_known_default() == Some(port),
        None => url.port().is_none(),
    }
}

fn is_path(source: &str, path: &str) -> bool {
    source.is_empty() || source == path || (source.ends_with('/') && path.starts_with(source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Html;

    fn is_match(source: &str, address: &str) -> bool {
        let own = Url::parse("https://small.example/news/").expect("an address");
        matches(source, &own.join(address).expect("an address"), &own)
    }

    #[test]
    fn sources_match_as_in_a_browser() {
        for (source, address) in [
            ("'self'", "/a.js"),
            ("'self'", "https://small.example/a.js"),
            ("https:", "https://other.example/"),
            ("http:", "https://other.example/"),
            ("data:", "data:image/png;base64,x"),
            ("*", "http://other.example/"),
            ("https://cdn.example", "https://cdn.example/a/b.js"),
            ("https://CDN.example", "https://cdn.example/a/b.js"),
            ("cdn.example", "https://cdn.example/"),
            ("*.cdn.example", "https://a.b.cdn.example/"),
            ("https://cdn.example:8443", "https://cdn.example:8443/"),
            ("https://cdn.example:*", "https://cdn.example:9/"),
            ("https://cdn.example/js/", "https://cdn.example/js/a.js"),
            ("https://cdn.example/a.js", "https://cdn.example/a.js?x=1"),
        ] {
            assert!(is_match(source, address), "{source} {address}");
        }
        for (source, address) in [
            ("'self'", "https://other.example/"),
            ("'self'", "https://small.example:8443/"),
            ("'none'", "/"),
            ("https:", "http://other.example/"),
            ("https:", "data:x"),
            ("*", "data:x"),
            ("https://cdn.example", "https://cdn.example.evil.example/"),
            ("https://cdn.example", "https://cdn.example:8443/"),
            ("*.cdn.example", "https://cdn.example/"),
            ("https://cdn.example/js", "https://cdn.example/js/a.js"),
            ("'unsafe-inline'", "/a.js"),
        ] {
            assert!(!is_match(source, address), "{source} {address}");
        }
    }

    #[test]
    fn what_stands_in_a_page_is_allowed_by_name_or_by_hash() {
        let allows = |sources: &[&str], inline| {
            let mut policy = ContentSecurityPolicy::strict(Html::Sanitised, None);
            for source in sources {
                policy.add("script-src", source);
            }
            policy.allows_inline("script-src", inline)
        };
        assert!(!allows(&[], Inline::Element));
        assert!(
            allows(&["'unsafe-inline'"], Inline::Element) && allows(&["'unsafe-inline'"], Inline::Attribute)
        );
        assert!(allows(&["'sha256-x'"], Inline::Element));
        assert!(!allows(&["'sha256-x'", "'unsafe-inline'"], Inline::Attribute));
    }
}
