//! Splits the address of a link as browsers do.

use std::borrow::Cow;

/// Parts of a written address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinkParts<'l> {
    /// Part before the query and fragment: a path, or a full URL.
    pub(crate) path: &'l str,
    /// Query, without `?`.
    pub(crate) query: Option<&'l str>,
    /// Fragment, without `#`.
    pub(crate) fragment: Option<&'l str>,
}

impl<'l> LinkParts<'l> {
    /// Splits an address.
    pub(crate) fn of(address: &'l str) -> Self {
        let (rest, fragment) = split(address, '#');
        let (path, query) = split(rest, '?');
        Self { path, query, fragment }
    }

    /// Returns the anchor in the fragment, if any.
    ///
    /// `:~:` begins an instruction to the browser
    /// (<https://wicg.github.io/scroll-to-text-fragment/>).
    pub(crate) fn anchor(&self) -> Option<&'l str> {
        let fragment = self.fragment?;
        let anchor = fragment.split_once(":~:").map_or(fragment, |(anchor, _)| anchor);
        (!anchor.is_empty()).then_some(anchor)
    }

    /// Appends the query to an address.
    pub(crate) fn add_query(&self, href: &mut String) {
        if let Some(query) = self.query {
            href.push('?');
            href.push_str(query);
        }
    }

    /// Appends the fragment to an address.
    pub(crate) fn add_fragment(&self, href: &mut String) {
        if let Some(fragment) = self.fragment {
            href.push('#');
            href.push_str(fragment);
        }
    }
}

/// Removes surrounding white space and control characters, and all tabs and line breaks
/// (<https://url.spec.whatwg.org/#concept-basic-url-parser>).
pub(crate) fn stripped(written: &str) -> Cow<'_, str> {
    let stripped = written.trim_matches(|c| c <= ' ');
    if stripped.contains(['\t', '\n', '\r']) {
        return stripped.replace(['\t', '\n', '\r'], "").into();
    }
    stripped.into()
}

/// Splits a link at the first occurrence of a character.
fn split(link: &str, sign: char) -> (&str, Option<&str>) {
    link.split_once(sign).map_or((link, None), |(before, behind)| (before, Some(behind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_stripped_as_browsers_do() {
        for (written, read) in [
            ("/a/", "/a/"),
            (" https://example.com/x ", "https://example.com/x"),
            ("\u{1}\t/a\n/b/\r\n", "/a/b/"),
            ("/a b/", "/a b/"),
            ("\u{a0}/a/", "\u{a0}/a/"),
            (" \n", ""),
        ] {
            assert_eq!(stripped(written), read, "{written:?}");
        }
    }

    #[test]
    fn an_instruction_to_the_browser_is_no_anchor() {
        for (written, anchor) in [
            ("/a/", None),
            ("/a/#", None),
            ("/a/#b", Some("b")),
            ("/a/#:~:text=hello", None),
            ("/a/#b:~:text=hello,world", Some("b")),
            ("#b:c", Some("b:c")),
        ] {
            assert_eq!(LinkParts::of(written).anchor(), anchor, "{written}");
        }
    }
}
