//! URLs as editors write them: checked for the shape that programs need, split, and otherwise
//! unchanged.

use std::borrow::Cow;
use std::fmt;

/// Absolute URL, split into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpUrl<'a> {
    /// Origin: `https://news.example.org:8443`.
    pub origin: &'a str,
    /// Path: `/a/b`, or empty.
    pub path: &'a str,
    /// Query and fragment: `?c=d#e`, or empty.
    pub rest: &'a str,
}

impl<'a> HttpUrl<'a> {
    /// Parses an `http://` or `https://` URL.
    ///
    /// Returns `None` for any other text, for one with a space, a quote or an angle bracket, and
    /// for one with a user name.
    pub fn parse(text: &'a str) -> Option<Self> {
        let scheme =
            scheme(text).filter(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"))?;
        let host_start = scheme.len() + 3;
        let after = text.get(scheme.len()..)?.strip_prefix("://")?;
        let host_end = host_start + after.find(['/', '?', '#']).unwrap_or(after.len());
        let is_odd =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`');
        if !is_host(&text[host_start..host_end]) || text.contains(is_odd) {
            return None;
        }
        let path_end = host_end + text[host_end..].find(['?', '#']).unwrap_or(text.len() - host_end);
        Some(Self { origin: &text[..host_end], path: &text[host_end..path_end], rest: &text[path_end..] })
    }
}

/// Converts a URL to ASCII (RFC 3986).
///
/// The host becomes Punycode (`xn--…`), the rest is percent-encoded. Other texts, and hosts without
/// an ASCII form, stay unchanged.
pub fn ascii_url(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let Some(web) = HttpUrl::parse(text) else { return text.into() };
    let Some(origin) = ascii_origin(web.origin) else { return text.into() };
    format!("{origin}{}{}", encoded(web.path), encoded(web.rest)).into()
}

/// Converts the host of an origin to ASCII (`xn--…`, RFC 5891); `None` if that fails.
pub fn ascii_origin(origin: &str) -> Option<Cow<'_, str>> {
    if origin.is_ascii() {
        return Some(origin.into());
    }
    let (scheme, host) = origin.split_once("://")?;
    let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
    Some(format!("{scheme}://{}{port}", idna::domain_to_ascii(name).ok()?).into())
}

/// Percent-encodes non-ASCII characters.
fn encoded(text: &str) -> impl fmt::Display {
    percent_encoding::utf8_percent_encode(text, percent_encoding::CONTROLS)
}

/// Returns the scheme: `https`, `mailto`, `data`.
///
/// Returns `None` for an address of the site or a file: a colon in it stands after a slash.
pub fn scheme(text: &str) -> Option<&str> {
    let scheme = &text[..text.find([':', '/', '?', '#'])?];
    let is_scheme = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_scheme && text[scheme.len()..].starts_with(':')).then_some(scheme)
}

/// Returns true if the text is a host name, with or without a port.
fn is_host(text: &str) -> bool {
    if let Some((literal, port)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return literal.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b))
            && !literal.is_empty()
            && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_' || !c.is_ascii())
    };
    name.strip_suffix('.').unwrap_or(name).split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_address_is_taken_apart() {
        let whole = HttpUrl::parse("https://news.example.org:8443/a/b?c=d#e").expect("a web address");
        assert_eq!(
            (whole.origin, whole.path, whole.rest),
            ("https://news.example.org:8443", "/a/b", "?c=d#e")
        );
        for good in
            ["http://a", "HTTPS://a.b/", "https://[::1]:80/", "https://münchen.example/ü", "https://a?b"]
        {
            assert!(HttpUrl::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for bad in [
            "",
            "a.example",
            "//a.example",
            "ftp://a.example",
            "https:/a.example",
            "https://",
            "https:///a",
            "https://a b",
            "https://a/\"x",
            "https://u:p@a.example",
            "https://a:99999",
            "https://a..b/",
            "https://[]/",
            "javascript:alert(1)",
            "https://a/\n",
        ] {
            assert_eq!(HttpUrl::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_in_ascii_has_its_host_in_punycode() {
        for (written, ascii) in [
            ("https://нью.рф", "https://xn--m1a4ag.xn--p1ai"),
            (
                "https://münchen.example:8443/ä?ö#ü",
                "https://xn--mnchen-3ya.example:8443/%C3%A4?%C3%B6#%C3%BC",
            ),
            ("https://www.müll.example/", "https://www.xn--mll-hoa.example/"),
            ("https://a.example/é%20", "https://a.example/%C3%A9%20"),
            ("https://News.example/a", "https://News.example/a"),
            ("/é", "/é"),
        ] {
            assert_eq!(ascii_url(written), ascii, "{written}");
        }
    }

    #[test]
    fn a_scheme_comes_before_any_slash() {
        assert_eq!(scheme("mailto:a@b.example"), Some("mailto"));
        for none in ["a/b:c", "a.jpg", "/a:b", "", ":x", "?a:b", "1a:b", "ç:x"] {
            assert_eq!(scheme(none), None, "{none}");
        }
    }
}
