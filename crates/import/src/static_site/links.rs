//! Rewrites the links and pictures of a text in Markdown.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use crate::paths;
use crate::verify;

/// Kind of a place that holds an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Link.
    Link,
    /// Picture, film or sound.
    File,
}

/// Returns the path of an address: without scheme and host.
pub(super) fn path_of(url: &str) -> String {
    let Some((_, rest)) = url.split_once("://") else { return url.to_owned() };
    rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
}

/// Returns the host of an address, in lowercase; `None` for a path.
pub(super) fn host_of(url: &str) -> Option<String> {
    let rest = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.rsplit_once('@').map_or(host, |(_, host)| host).to_ascii_lowercase())
}

/// Reports that an address is a path: relative, or absolute in the site.
pub(super) fn is_path(url: &str) -> bool {
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
    !url.is_empty() && !url.starts_with("//") && !url.starts_with('#') && !scheme.contains(':')
}

/// Resolves a relative path against the folder of an address.
///
/// `None` if it leads out of the site.
pub(super) fn join(base: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = if relative.starts_with('/') {
        Vec::new()
    } else {
        base[..base.rfind('/').map_or(0, |at| at)].split('/').filter(|part| !part.is_empty()).collect()
    };
    let path_end = relative.find(['?', '#']).unwrap_or(relative.len());
    let (path, rest) = relative.split_at(path_end);
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    let slash = if (path.ends_with('/') || path.ends_with("/.") || path.ends_with("..")) && !parts.is_empty()
    {
        "/"
    } else {
        ""
    };
    Some(format!("/{}{slash}{rest}", parts.join("/")))
}

/// Decodes a path of an address.
pub(super) fn decoded(path: &str) -> String {
    paths::decode(path).unwrap_or_else(|| path.to_owned())
}

/// Encodes a path of the site for an address: spaces and signs that end an address.
pub(super) fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for char in path.chars() {
        match char {
            ' ' => encoded.push_str("%20"),
            '(' => encoded.push_str("%28"),
            ')' => encoded.push_str("%29"),
            '<' => encoded.push_str("%3C"),
            '>' => encoded.push_str("%3E"),
            '"' => encoded.push_str("%22"),
            char => encoded.push(char),
        }
    }
    encoded
}

/// Change of a part of the text.
struct Edit {
    at: Range<usize>,
    new: String,
}

/// Replaces the addresses for which `change` returns another.
pub(super) fn rewrite(markdown: &str, change: &mut dyn FnMut(&str, Target) -> Option<String>) -> String {
    let mut edits = Vec::new();
    let parser = Parser::new_ext(markdown, verify::options());
    for (_, definition) in parser.reference_definitions().iter() {
        let at = definition.span.clone();
        let dest = &*definition.dest;
        if let Some(begin) = markdown[at.clone()]
            .find("]:")
            .and_then(|colon| Some(colon + markdown[at.start + colon..at.end].find(dest)?))
            && let Some(new) = change(dest, Target::Link)
        {
            let begin = at.start + begin;
            edits.push(Edit { at: begin..begin + dest.len(), new: encoded(&new) });
        }
    }
    for (event, at) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => {
                inline(markdown, at, &dest_url, Target::Link, change, &mut edits);
            }
            Event::Start(Tag::Image { link_type: LinkType::Inline, dest_url, .. }) => {
                inline(markdown, at, &dest_url, Target::File, change, &mut edits);
            }
            Event::Html(_) | Event::InlineHtml(_) => html(markdown, at, change, &mut edits),
            _ => {}
        }
    }
    apply(markdown, edits)
}

/// Replaces the address of `[words](address)`.
fn inline(
    markdown: &str,
    at: Range<usize>,
    dest: &str,
    target: Target,
    change: &mut dyn FnMut(&str, Target) -> Option<String>,
    edits: &mut Vec<Edit>,
) {
    if dest.is_empty() {
        return;
    }
    let source = &markdown[at.clone()];
    // The address stands behind the last `](` before it; a title may repeat it.
    let found = source.rmatch_indices(dest).find(|(begin, _)| {
        let before = source[..*begin].trim_end();
        before.ends_with("](") || before.ends_with("](<")
    });
    let Some((begin, _)) = found else { return };
    if let Some(new) = change(dest, target) {
        let begin = at.start + begin;
        edits.push(Edit { at: begin..begin + dest.len(), new: encoded(&new) });
    }
}

/// Replaces the addresses in attributes of HTML.
fn html(
    markdown: &str,
    at: Range<usize>,
    change: &mut dyn FnMut(&str, Target) -> Option<String>,
    edits: &mut Vec<Edit>,
) {
    let source = &markdown[at.clone()];
    for (name, target) in [("href=", Target::Link), ("src=", Target::File), ("poster=", Target::File)] {
        for (found, _) in source.match_indices(name) {
            if !source[..found].ends_with([' ', '\n', '\t', '"', '\'']) {
                continue;
            }
            let value = &source[found + name.len()..];
            let (quote_len, end) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => match value[1..].find(quote) {
                    Some(end) => (1, end),
                    None => continue,
                },
                _ => (0, value.find([' ', '>', '\n']).unwrap_or(value.len())),
            };
            let dest = &value[quote_len..quote_len + end];
            if let Some(new) = change(dest.trim(), target) {
                let begin = at.start + found + name.len() + quote_len;
                edits.push(Edit { at: begin..begin + dest.len(), new: encoded(&new) });
            }
        }
    }
}

/// Applies changes that do not overlap.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.at.start);
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if edit.at.start >= at {
            result.push_str(&text[at..edit.at.start]);
            result.push_str(&edit.new);
            at = edit.at.end;
        }
    }
    result.push_str(&text[at..]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_replaced_where_they_stand() {
        let text = "[a](a.md \"a.md\") ![a.md](a.md) [![x](a.md)](a.md) <img src=\"a.md\">\n\n[r]\n\n[r]: a.md\n\n`[a](a.md)`\n";
        let new = rewrite(text, &mut |dest, _| (dest == "a.md").then(|| "/b c/".to_owned()));
        assert_eq!(
            new,
            "[a](/b%20c/ \"a.md\") ![a.md](/b%20c/) [![x](/b%20c/)](/b%20c/) <img src=\"/b%20c/\">\n\n[r]\n\n[r]: /b%20c/\n\n`[a](a.md)`\n"
        );
    }

    #[test]
    fn relative_paths_are_joined() {
        for (base, relative, expected) in [
            ("/a/b/", "c.png", Some("/a/b/c.png")),
            ("/a/b.html", "c/", Some("/a/c/")),
            ("/a/b/", "../c#x", Some("/a/c#x")),
            ("/a/", "../../c", None),
            ("/a/", "./", Some("/a/")),
        ] {
            assert_eq!(join(base, relative).as_deref(), expected, "{base} {relative}");
        }
    }
}
