//! Splits an address into the parts that the providers match.

use std::borrow::Cow;

use url::Url;

/// Parsed `http:` or `https:` URL.
pub(super) struct Link<'u> {
    /// Host without a leading `www.` or `m.`.
    pub(super) host: &'u str,
    /// Path segments that are not empty.
    pub(super) path: Vec<&'u str>,
    url: &'u Url,
}

/// Parses an address; without a scheme, `https:` is assumed.
pub(super) fn parse(address: &str) -> Option<Url> {
    if address.starts_with("//") {
        return Url::parse(&format!("https:{address}")).ok();
    }
    Url::parse(address).ok()
}

impl<'u> Link<'u> {
    /// Splits a URL; returns `None` for one with a port, user name or other scheme.
    pub(super) fn of(url: &'u Url) -> Option<Self> {
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = url.host_str().filter(|_| is_plain)?;
        let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
        let path = url.path().split('/').filter(|part| !part.is_empty()).collect();
        Some(Self { host, path, url })
    }

    /// Returns the value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<Cow<'u, str>> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns the query as written.
    pub(super) fn raw_query(&self) -> &'u str {
        self.url.query().unwrap_or_default()
    }

    /// Returns the path as written.
    pub(super) fn raw_path(&self) -> &'u str {
        self.url.path()
    }
}

/// Returns whether a text has the form of an id: letters, digits, `-` and `_`.
pub(super) fn is_id(text: &str) -> bool {
    (1..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Returns whether a text consists of digits.
pub(super) fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}
