//! Namespaces of an export.

use quick_xml::events::BytesStart;

/// Namespace that the import knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    /// None: elements of RSS.
    Rss,
    /// `http://wordpress.org/export/1.2/`, in any version.
    WordPress,
    /// `http://wordpress.org/export/1.2/excerpt/`, in any version.
    Excerpt,
    /// `http://purl.org/rss/1.0/modules/content/`
    Content,
    /// `http://purl.org/dc/elements/1.1/`
    DublinCore,
    /// Any other.
    Other,
}

impl Namespace {
    /// Returns the namespace of a URI, with `http` or `https`.
    fn of_uri(uri: &str) -> Self {
        let Some((scheme, rest)) = uri.trim().split_once("://") else {
            return if uri.trim().is_empty() { Self::Rss } else { Self::Other };
        };
        if !matches!(scheme, "http" | "https") {
            return Self::Other;
        }
        let rest = rest.trim_end_matches('/').strip_prefix("www.").unwrap_or(rest.trim_end_matches('/'));
        match rest.strip_prefix("wordpress.org/export/") {
            Some(version) if version.ends_with("/excerpt") => Self::Excerpt,
            Some(version) if !version.contains('/') => Self::WordPress,
            Some(_) => Self::Other,
            None => match rest {
                "purl.org/rss/1.0/modules/content" => Self::Content,
                "purl.org/dc/elements/1.1" => Self::DublinCore,
                _ => Self::Other,
            },
        }
    }

    /// Returns the namespace of a prefix that the export does not declare.
    fn of_undeclared(prefix: &str) -> Self {
        match prefix {
            "wp" => Self::WordPress,
            "excerpt" => Self::Excerpt,
            "content" => Self::Content,
            "dc" => Self::DublinCore,
            _ => Self::Other,
        }
    }
}

/// Declarations of the open elements.
#[derive(Debug, Default)]
pub(super) struct Scopes(Vec<Declaration>);

/// Declaration of a prefix.
#[derive(Debug)]
struct Declaration {
    /// Depth of the element that declares it.
    depth: usize,
    /// Prefix; empty for elements without one.
    prefix: String,
    namespace: Namespace,
}

impl Scopes {
    /// Adds the declarations of an element.
    pub(super) fn enter(&mut self, depth: usize, tag: &BytesStart<'_>) {
        if !tag.attributes_raw().contains("xmlns") {
            return;
        }
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let prefix = match attribute.key.as_ref() {
                "xmlns" => "",
                key => match key.strip_prefix("xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            let namespace = Namespace::of_uri(&attribute.value);
            self.0.push(Declaration { depth, prefix: prefix.to_owned(), namespace });
        }
    }

    /// Removes the declarations of elements deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.0.last().is_some_and(|declaration| declaration.depth > depth) {
            self.0.pop();
        }
    }

    /// Returns the namespace of a name, and its local part.
    pub(super) fn resolve<'n>(&self, name: &'n str) -> (Namespace, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.0.iter().rev().find(|declaration| declaration.prefix == prefix);
        let namespace = match declared {
            Some(declaration) => declaration.namespace,
            None if prefix.is_empty() => Namespace::Rss,
            None => Namespace::of_undeclared(prefix),
        };
        (namespace, local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_schemes_of_a_namespace_are_equal() {
        for uri in [
            "http://wordpress.org/export/1.0/",
            "https://wordpress.org/export/1.2",
            "http://www.wordpress.org/export/1.1/",
        ] {
            assert_eq!(Namespace::of_uri(uri), Namespace::WordPress, "{uri}");
        }
        assert_eq!(Namespace::of_uri("https://wordpress.org/export/1.2/excerpt/"), Namespace::Excerpt);
        assert_eq!(Namespace::of_uri("http://malicious.example/export/1.2/"), Namespace::Other);
        assert_eq!(Namespace::of_uri(""), Namespace::Rss);
    }
}
