//! Placeholders for the theme's HTML until the rest of a text is sanitized.
//!
//! A theme may use HTML that a text may not. A placeholder is a rule whose id no text can contain,
//! because it has the hash of the text.

use crate::digest::Digest;

/// Paragraph left empty by an embed.
const EMPTY_PARAGRAPH: &str = "<p></p>";

/// HTML of the theme, and its placeholders.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    /// Start of every placeholder.
    prefix: String,
    html: Vec<ThemeHtml>,
}

/// HTML made by the theme.
#[derive(Debug)]
enum ThemeHtml {
    Component(String),
    /// Embed, which may have split a paragraph.
    Embed(String),
}

impl Placeholders {
    /// Adds a component, and returns its placeholder for `text`.
    pub(super) fn add_component(&mut self, html: String, text: &str) -> String {
        self.add(ThemeHtml::Component(html), text)
    }

    /// Adds an embed, and returns its placeholder for `text`.
    pub(super) fn add_embed(&mut self, html: String, text: &str) -> String {
        self.add(ThemeHtml::Embed(html), text)
    }

    fn add(&mut self, html: ThemeHtml, text: &str) -> String {
        if self.prefix.is_empty() {
            self.prefix = format!("<hr id=\"dateline-{:?}-", Digest::of(text.as_bytes()));
        }
        let placeholder = format!("{}{}\">\n", self.prefix, self.html.len());
        self.html.push(html);
        placeholder
    }

    /// Replaces the placeholders by the theme's HTML.
    pub(super) fn fill(&self, html: String) -> String {
        if self.html.is_empty() {
            return html;
        }
        let mut whole = String::with_capacity(html.len() * 2);
        let mut parts = html.split(self.prefix.as_str());
        whole.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (number, rest) = part.split_once("\">").unwrap_or((part, ""));
            let rest = match number.parse().ok().and_then(|number: usize| self.html.get(number)) {
                Some(ThemeHtml::Component(html)) => {
                    whole.push_str(html);
                    rest
                }
                Some(ThemeHtml::Embed(html)) => {
                    // The halves of a split paragraph may be empty.
                    whole.truncate(
                        whole.trim_end().strip_suffix(EMPTY_PARAGRAPH).map_or(whole.len(), str::len),
                    );
                    whole.push_str(html);
                    rest.trim_start().strip_prefix(EMPTY_PARAGRAPH).unwrap_or(rest)
                }
                None => rest,
            };
            whole.push_str(rest);
        }
        whole
    }
}
