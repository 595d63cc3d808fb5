//! Reads the blocks of the editor: comments such as `<!-- wp:image {"id":12} -->`.
//!
//! Most blocks hold their HTML, and only the comments are removed. Blocks that the old site
//! made when it showed the page hold nothing; they are counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::media::{self, html};
use super::shortcode_html::embed;
use crate::convert;

/// Deepest nesting of reusable blocks.
const DEEPEST: usize = 4;

/// Beginning of a block's comment.
const MARK: &str = "<!-- wp:";

/// Reports that a text was written in the editor for blocks.
pub(super) fn has_blocks(content: &str) -> bool {
    content.contains(MARK)
}

/// Reads the blocks of one text.
pub(super) struct Blocks<'a> {
    /// Reusable blocks by their ids.
    pub(super) reusable: &'a BTreeMap<u64, String>,
    /// Notes of the text as JSON, a custom field.
    pub(super) footnotes: Option<&'a str>,
    /// Blocks without a text, with their numbers.
    pub(super) without_text: BTreeMap<String, u64>,
}

/// Comment of a block.
struct Comment<'a> {
    name: &'a str,
    attributes: Value,
    is_end: bool,
    /// Reports a block without content: `<!-- wp:archives /-->`.
    is_whole: bool,
    /// Length in bytes.
    length: usize,
}

impl Comment<'_> {
    /// Returns an attribute that is a text.
    fn text(&self, key: &str) -> Option<&str> {
        self.attributes.get(key)?.as_str().filter(|text| !text.is_empty())
    }
}

impl Blocks<'_> {
    /// Returns the HTML of a text in blocks.
    pub(super) fn html(&mut self, content: &str, depth: usize) -> String {
        let mut out = String::with_capacity(content.len());
        let mut rest = content;
        while let Some(at) = rest.find("<!-- ") {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some(comment) = comment(rest) else {
                out.push_str(&rest[..5]);
                rest = &rest[5..];
                continue;
            };
            let after = &rest[comment.length..];
            rest = after;
            if comment.is_end {
                out.push('\n');
                continue;
            }
            if comment.is_whole {
                let whole = self.whole(&comment, depth);
                out.push_str(&whole);
                continue;
            }
            out.push('\n');
            let end = format!("<!-- /wp:{} -->", comment.name);
            let inner = after.find(&end).map(|end| &after[..end]);
            if let Some(replaced) = inner.and_then(|inner| replaced(&comment, inner)) {
                out.push_str(&replaced);
                rest = &after[inner.map_or(0, str::len)..];
            } else if comment.name == "cover" {
                out.push_str(&cover(&comment, inner.unwrap_or_default()));
            }
        }
        out.push_str(rest);
        out
    }

    /// Returns the HTML of a block without content.
    fn whole(&mut self, comment: &Comment<'_>, depth: usize) -> String {
        match comment.name {
            "block" => {
                let id = comment.attributes.get("ref").and_then(Value::as_u64).unwrap_or(0);
                if let Some(content) = self.reusable.get(&id).filter(|_| depth < DEEPEST) {
                    let content = content.clone();
                    return self.html(&content, depth + 1);
                }
                self.count("block");
                String::new()
            }
            "footnotes" => self.notes(),
            "social-link" => link(comment, "url", "service"),
            "navigation-link" => link(comment, "url", "label"),
            "more" | "nextpage" | "spacer" | "separator" => String::new(),
            name => {
                self.count(name);
                String::new()
            }
        }
    }

    /// Counts a block without a text.
    fn count(&mut self, name: &str) {
        *self.without_text.entry(name.to_owned()).or_default() += 1;
    }

    /// Returns the notes of the text as a list.
    fn notes(&self) -> String {
        let notes = self.footnotes.and_then(|json| serde_json::from_str::<Value>(json).ok());
        let Some(Value::Array(notes)) = notes else { return String::new() };
        let mut list = String::from("<ol>");
        for note in &notes {
            let text = |key: &str| note.get(key).and_then(Value::as_str).unwrap_or_default();
            let id = html(text("id"));
            let _ = write!(list, "<li id=\"{id}\">{} <a href=\"#{id}-link\">↩</a></li>", text("content"));
        }
        list + "</ol>"
    }
}

/// Parses the comment of a block with which a text begins.
fn comment(text: &str) -> Option<Comment<'_>> {
    let rest = text.strip_prefix("<!-- ")?;
    let is_end = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest).strip_prefix("wp:")?;
    let name_length =
        rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_' | b'/'))?;
    let close = memchr::memmem::find(rest.as_bytes(), b"-->")?;
    let name = rest[..name_length].strip_prefix("core/").unwrap_or(&rest[..name_length]);
    let inner = rest.get(name_length..close)?.trim();
    let is_whole = inner.ends_with('/') && !is_end;
    let json = inner.strip_suffix('/').unwrap_or(inner).trim();
    let attributes =
        if json.is_empty() { Value::Null } else { serde_json::from_str(json).unwrap_or(Value::Null) };
    Some(Comment { name, attributes, is_end, is_whole, length: text.len() - rest.len() + close + 3 })
}

/// Returns the HTML of a block that needs more than its own.
fn replaced(comment: &Comment<'_>, inner: &str) -> Option<String> {
    match comment.name {
        name if name == "embed" || name.starts_with("core-embed/") => Some(embed_block(comment, inner)),
        "verse" => {
            let start = inner.find('>').map_or(0, |at| at + 1);
            let end = inner.rfind("</pre>").unwrap_or(inner.len()).max(start);
            Some(format!("<p>{}</p>", inner[start..end].trim_matches('\n').replace('\n', "<br>")))
        }
        // The shortcode stands alone, and the editor made no paragraph of it.
        "shortcode" => Some(format!("\n\n{}\n\n", inner.trim())),
        _ => None,
    }
}

/// Returns the address of an embed, with its caption.
fn embed_block(comment: &Comment<'_>, inner: &str) -> String {
    let words = convert::text_of(inner);
    let written = words.split_whitespace().find(|word| word.starts_with("http")).map(str::to_owned);
    let Some(address) = written.or_else(|| comment.text("url").map(str::to_owned)) else {
        return inner.to_owned();
    };
    let start = inner.find("<figcaption");
    let caption = start.and_then(|start| {
        let open = start + inner[start..].find('>')? + 1;
        Some(&inner[open..open + inner[open..].find("</figcaption>")?])
    });
    let caption = caption.map(|caption| format!("<p>{caption}</p>")).unwrap_or_default();
    format!("{}{caption}", embed(&address))
}

/// Returns the picture behind a cover, unless the block's HTML has it.
fn cover(comment: &Comment<'_>, inner: &str) -> String {
    let is_film = comment.text("backgroundType") == Some("video");
    match comment.text("url") {
        Some(url) if is_film && !inner.contains("<video") => media::player("video", url, None, None),
        Some(url) if !is_film && !inner.contains("<img") => {
            let alt = comment.text("alt").unwrap_or_default();
            format!("<figure><img src=\"{}\" alt=\"{}\"></figure>", html(url), html(alt))
        }
        _ => String::new(),
    }
}

/// Returns a link of a block.
fn link(comment: &Comment<'_>, address: &str, words: &str) -> String {
    let Some(url) = comment.text(address) else { return String::new() };
    let label = comment.text("label").or_else(|| comment.text(words)).unwrap_or(url);
    format!("<p><a href=\"{}\">{}</a></p>", html(url), html(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_removed_and_empty_blocks_counted() {
        let reusable =
            BTreeMap::from([(7, "<!-- wp:paragraph --><p>again</p><!-- /wp:paragraph -->".to_owned())]);
        let mut blocks = Blocks { reusable: &reusable, footnotes: None, without_text: BTreeMap::new() };
        let html = blocks.html(
            "<!-- wp:paragraph {\"align\":\"left\"} --><p>a</p><!-- /wp:paragraph -->\
             <!-- wp:latest-posts {\"a\":1} /--><!-- wp:block {\"ref\":7} /--><!-- more -->",
            0,
        );
        assert_eq!(
            html.split_whitespace().collect::<Vec<_>>().join(" "),
            "<p>a</p> <p>again</p> <!-- more -->"
        );
        assert_eq!(blocks.without_text.get("latest-posts"), Some(&1));
    }

    #[test]
    fn an_embed_becomes_its_address() {
        let mut blocks =
            Blocks { reusable: &BTreeMap::new(), footnotes: None, without_text: BTreeMap::new() };
        let html = blocks.html(
            "<!-- wp:embed {\"url\":\"https://youtu.be/x\"} --><figure><div>\nhttps://youtu.be/x?a=1&amp;b=2\n</div>\
             <figcaption>A film</figcaption></figure><!-- /wp:embed -->",
            0,
        );
        assert!(html.contains("&lt;https://youtu.be/x?a=1&amp;b=2&gt;"), "{html}");
        assert!(html.contains("<p>A film</p>"), "{html}");
    }
}
