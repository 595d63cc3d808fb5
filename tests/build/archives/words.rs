//! Words of a text, for comparing a source with its page: letters and digits alone, so that neither quotation marks nor
//! dashes count.

use std::collections::HashSet;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Elements that end a word.
const BLOCKS: [&str; 32] = [
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content is no prose.
const SILENT: [&str; 9] =
    ["script", "style", "iframe", "noscript", "svg", "template", "textarea", "title", "math"];

/// Returns the words of Markdown as the parser alone sees them.
pub(crate) fn of_markdown(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut page = String::new();
    let mut images = 0_usize;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            Event::Start(tag) if ends_word(tag.to_end()) => page.push_str("<br>"),
            Event::End(tag) if ends_word(tag) => page.push_str("<br>"),
            Event::Text(text) | Event::Code(text) if images == 0 => {
                page.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
            }
            Event::Html(html) | Event::InlineHtml(html) => page.push_str(&html),
            Event::SoftBreak | Event::HardBreak => page.push_str("<br>"),
            _ => {}
        }
    }
    of_html(&page)
}

/// Tells whether a word ends where the element does.
fn ends_word(tag: TagEnd) -> bool {
    !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Returns the words of a page's text, without what Dateline adds to it: embeds, gaps of missing pictures, signs of notes.
pub(crate) fn of_page(page: &str) -> Vec<String> {
    let added = ".embed, .missing, a[role='doc-noteref'], a[role='doc-backlink']";
    let remove = element!(added, |element| {
        element.remove();
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(remove);
    of_html(&rewrite_str(page, settings).expect("a page is HTML"))
}

/// Returns the words of HTML.
pub(crate) fn of_html(page: &str) -> Vec<String> {
    let mut apart = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        apart.push_str(&rest[..at]);
        let name = rest[at + 1..].trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
            apart.push(' ');
        }
        apart.push('<');
        rest = &rest[at + 1..];
    }
    apart.push_str(rest);
    let mut cleaner = ammonia::Builder::empty();
    cleaner.clean_content_tags(HashSet::from(SILENT));
    let text = cleaner.clean(&apart).to_string();
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let words =
        text.split_whitespace().map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    // An address that stands alone becomes an embed.
    words.filter(|word| !word.is_empty() && !word.starts_with("http") && !word.starts_with("www")).collect()
}
