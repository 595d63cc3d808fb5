//! Decodes and checks the target of a request. The result is decoded exactly once, and none of its
//! parts can leave the site; a refused target yields a status code. No other module reads the raw
//! target.

use axum::http::{StatusCode, Uri};

use crate::address::from_windows_1252;

/// Maximum length of a path or query in bytes, more than any address has when
/// encoded.
const MAX_TARGET_BYTES: usize = 4096;

/// Decoded path that begins with a slash, and the raw query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestTarget {
    pub(super) path: String,
    pub(super) query: Option<String>,
}

impl RequestTarget {
    /// Returns a target that never exists, since no address has an empty part.
    pub(super) fn nowhere() -> Self {
        Self { path: "//".to_owned(), query: None }
    }

    /// Parses the target of a request.
    ///
    /// # Errors
    /// Returns the status for a path that is malformed or that a file system would refuse.
    pub(super) fn parse(uri: &Uri) -> Result<Self, StatusCode> {
        // The absolute form, used with proxies, names a host that was not checked.
        if uri.scheme().is_some() || uri.authority().is_some() {
            return Err(StatusCode::BAD_REQUEST);
        }
        if uri.path().len() > MAX_TARGET_BYTES
            || uri.query().is_some_and(|query| query.len() > MAX_TARGET_BYTES)
        {
            return Err(StatusCode::URI_TOO_LONG);
        }
        // Links to former addresses may be encoded as Latin-1.
        let bytes = decoded_bytes(uri.path()).ok_or(StatusCode::BAD_REQUEST)?;
        let path = String::from_utf8(bytes).unwrap_or_else(|error| from_windows_1252(error.as_bytes()));
        let Some(inner) = path.strip_prefix('/') else { return Err(StatusCode::BAD_REQUEST) };
        let bare = inner.strip_suffix('/').unwrap_or(inner);
        for part in bare.split('/') {
            let is_refused = |c: char| matches!(c, '\\' | ':') || c.is_control();
            if matches!(part, "." | "..") || part.contains(is_refused) {
                return Err(StatusCode::BAD_REQUEST);
            }
            if (part.is_empty() && !bare.is_empty()) || (part.starts_with('.') && part != ".well-known") {
                return Err(StatusCode::NOT_FOUND);
            }
        }
        if inner == "/" {
            return Err(StatusCode::NOT_FOUND);
        }
        let query = uri.query().filter(|query| !query.is_empty()).map(str::to_owned);
        Ok(Self { path, query })
    }
}

/// Decodes percent-encoding once; `None` if it is malformed or not UTF-8.
pub(super) fn decode(path: &str) -> Option<String> {
    String::from_utf8(decoded_bytes(path)?).ok()
}

fn decoded_bytes(path: &str) -> Option<Vec<u8>> {
    let mut bytes = path.bytes();
    let mut decoded = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, u16> {
        let uri: Uri = text.parse().map_err(|_| 0_u16)?;
        RequestTarget::parse(&uri).map(|target| target.path).map_err(|status| status.as_u16())
    }

    #[test]
    fn a_path_is_decoded_once() {
        assert_eq!(parse("/caf%C3%A9/?q=%41"), Ok("/café/".to_owned()));
        assert_eq!(parse("/50%2525/"), Ok("/50%25/".to_owned()));
        assert_eq!(parse("/"), Ok("/".to_owned()));
        assert_eq!(parse("/.well-known/security.txt"), Ok("/.well-known/security.txt".to_owned()));
        assert_eq!(parse("/caf%E9.html"), Ok("/café.html".to_owned()));
    }

    #[test]
    fn nothing_leads_out_of_the_site() {
        for bad in [
            "/../x",
            "/a/%2e%2e/x",
            "/%2e%2e%2fetc",
            "/a%5cb",
            "/%00",
            "/c:/x",
            "/a/./b",
            "/%0a",
            "/%",
            "/%4",
            "/%zz",
            "/%ff%00",
            "/%ff/%2e%2e/x",
            "/a%3Astream",
            "/%C2%85",
        ] {
            assert_eq!(parse(bad), Err(400), "{bad}");
        }
        for absent in ["//evil.example/", "/a//b", "/.git/config", "/a/.env", "//"] {
            assert!(matches!(parse(absent), Err(404 | 400)), "{absent}: {:?}", parse(absent));
        }
        assert_eq!(parse("http://evil.example/"), Err(400));
        assert_eq!(parse(&format!("/{}", "a".repeat(5000))), Err(414));
    }
}
