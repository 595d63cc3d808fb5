//! Addresses of the old site, as a story keeps them.

use url::Url;

use crate::paths;
use crate::story::Story;

/// Gives a story the address that readers know.
///
/// An address with a query becomes an alias, since a static site has no page of its own
/// for one. Addresses that are no web addresses are left alone.
pub(crate) fn give(story: &mut Story, url: &str) {
    let Some(path) = path_and_query(url) else { return };
    match path.split_once('?') {
        Some((_, query)) if !query.is_empty() => story.aliases.push(path),
        _ => {
            let path = path.trim_end_matches('?').to_owned();
            if path != "/" {
                story.address = Some(path);
            }
        }
    }
}

/// Returns the decoded path of an address, with its query.
pub(crate) fn path_and_query(url: &str) -> Option<String> {
    let url = url.trim();
    let (path, query) = match Url::parse(url) {
        Ok(url) if url.has_host() => (url.path().to_owned(), url.query().map(str::to_owned)),
        _ if url.starts_with('/') => {
            let url = url.split('#').next()?;
            match url.split_once('?') {
                Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
                None => (url.to_owned(), None),
            }
        }
        _ => return None,
    };
    let path = paths::decode(&path)?;
    if path.chars().any(|char| char.is_control() || char == '\\') || path.split('/').any(|part| part == "..")
    {
        return None;
    }
    Some(match query.filter(|query| !query.is_empty()) {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })
}

/// Returns the address of a site without its path: `https://example.org`.
pub(crate) fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(Url::has_host)?;
    Some(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths_of_the_site() {
        for (url, expected) in [
            ("https://example.org/2014/b%C3%A4r.html#top", Some("/2014/bär.html")),
            ("http://example.org?p=12", Some("/?p=12")),
            ("/a/b?c=d#e", Some("/a/b?c=d")),
            ("mailto:reader@example.org", None),
            ("urn:uuid:1", None),
            ("http://example.org/%2e%2e/x", Some("/x")),
            ("/../x", None),
        ] {
            assert_eq!(path_and_query(url).as_deref(), expected, "{url}");
        }
    }
}
