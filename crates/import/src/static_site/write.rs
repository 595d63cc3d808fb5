//! Writes what shortcodes mean as Markdown, components and HTML.

use std::fmt::Write as _;
use std::ops::Range;

use super::links::encoded;
use super::shortcodes::{Embed, Picture, Quote};
use super::tags::Tag;

/// Place of a tag in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Alone in a line that begins at the margin.
    Alone,
    /// Alone in a line that is indented, such as in a list.
    Indented,
    /// With text before or behind it.
    Within,
    /// In HTML, where Markdown would be text.
    Html,
}

impl Line {
    /// Returns the place of a range of the source.
    pub(super) fn of(source: &str, at: &Range<usize>) -> Self {
        let before = source[..at.start].rsplit('\n').next().unwrap_or_default();
        let after = source[at.end..].split('\n').next().unwrap_or_default();
        match (before.trim().is_empty() && after.trim().is_empty(), before.is_empty()) {
            (true, true) => Self::Alone,
            (true, false) => Self::Indented,
            (false, _) => Self::Within,
        }
    }
}

/// Writes text of the source, with calls of components escaped.
pub(super) fn text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        out.push_str(&rest[..at + 2]);
        rest = &rest[at + 2..];
        let inner = rest.trim_start_matches([' ', '\n', '\t', '-', '/']);
        if inner.starts_with('<') {
            let spaces = rest.len() - inner.len();
            out.push_str(&rest[..spaces]);
            out.push('\\');
            rest = &rest[spaces..];
        }
    }
    out.push_str(rest);
}

/// Writes text that stands for itself, with the signs of Markdown escaped.
pub(super) fn verbatim(text: &str, out: &mut String) {
    for char in text.chars() {
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '~') {
            out.push('\\');
        }
        out.push(char);
    }
}

/// Writes a block with empty lines around it, if it stands alone.
fn block(text: &str, line: Line, out: &mut String) {
    if line == Line::Alone {
        out.push('\n');
    }
    out.push_str(text);
    if line == Line::Alone {
        out.push('\n');
    }
}

/// Reports that a text can be the value of a component, and has no markup.
fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\\', '<', '[', '*', '`', '_', '\n', '{', '}', '&'])
}

/// Writes a picture.
pub(super) fn picture(picture: &Picture, line: Line, out: &mut String) {
    let has_caption = !picture.caption.trim().is_empty() || !picture.credit.trim().is_empty();
    let is_plain = [&picture.alt, &picture.caption, &picture.credit, &picture.src]
        .into_iter()
        .all(|text| is_plain(text));
    match line {
        Line::Alone if has_caption && is_plain && picture.link.is_none() => {
            let mut figure = format!("{{{{ <Figure src=\"{}\" alt=\"{}\"", picture.src, picture.alt.trim());
            for (key, value) in [("caption", &picture.caption), ("credit", &picture.credit)] {
                if !value.trim().is_empty() {
                    _ = write!(figure, " {key}=\"{}\"", value.trim());
                }
            }
            block(&(figure + " /> }}"), line, out);
        }
        Line::Html if !has_caption => out.push_str(&html_image(picture)),
        Line::Alone | Line::Html if has_caption => block(&html_figure(picture), line, out),
        _ => {
            let mut image = format!("![{}]({}", escaped_words(&picture.alt), encoded(&picture.src));
            if has_caption {
                let caption = format!("{} {}", picture.caption.trim(), picture.credit.trim());
                _ = write!(image, " \"{}\"", words(&caption).replace('\\', "\\\\").replace('"', "\\\""));
            }
            image.push(')');
            if let Some(link) = &picture.link {
                image = format!("[{image}]({})", encoded(link));
            }
            block(&image, line, out);
        }
    }
}

/// Returns a picture in HTML.
fn html_image(picture: &Picture) -> String {
    let image =
        format!("<img src=\"{}\" alt=\"{}\">", escape(&encoded(&picture.src)), escape(&words(&picture.alt)));
    match &picture.link {
        Some(link) => format!("<a href=\"{}\">{image}</a>", escape(&encoded(link))),
        None => image,
    }
}

/// Returns a figure in HTML, whose caption may have markup.
fn html_figure(picture: &Picture) -> String {
    let image = html_image(picture);
    let caption = format!("{} {}", picture.caption.trim(), picture.credit.trim());
    let mut html = String::new();
    pulldown_cmark::html::push_html(
        &mut html,
        pulldown_cmark::Parser::new_ext(caption.trim(), crate::verify::options()),
    );
    let html = html.trim();
    let html = html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"))
        .filter(|inner| !inner.contains("<p>"))
        .unwrap_or(html);
    let html: Vec<&str> = html.lines().filter(|line| !line.trim().is_empty()).collect();
    format!("<figure>{image}<figcaption>{}</figcaption></figure>", html.join(" "))
}

/// Writes an embed: a component if it has a title, otherwise an address alone.
pub(super) fn embed(embed: &Embed, line: Line, out: &mut String) {
    let url = encoded(&embed.url);
    let title = embed.title.as_deref().map(words).filter(|title| !title.is_empty() && is_plain(title));
    match title {
        Some(title) if line == Line::Alone => {
            block(&format!("{{{{ <Embed href=\"{url}\" title=\"{title}\" /> }}}}"), line, out);
        }
        Some(title) => link(&title, &url, line, out),
        None if line == Line::Html => link(&url, &url, line, out),
        None => block(&format!("<{url}>"), line, out),
    }
}

/// Writes a link.
pub(super) fn link(words: &str, href: &str, line: Line, out: &mut String) {
    if line == Line::Html {
        _ = write!(out, "<a href=\"{}\">{}</a>", escape(&encoded(href)), escape(words));
        return;
    }
    _ = write!(out, "[{}]({})", words.replace(['[', ']'], ""), encoded(href));
}

/// Writes a quotation.
pub(super) fn quote(quote: &Quote, content: &str, line: Line, out: &mut String) {
    let text = quote.text.as_deref().unwrap_or(content).trim();
    let by = quote.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
    if line == Line::Html {
        let by = by.map(|by| format!("<p>— {by}</p>")).unwrap_or_default();
        _ = write!(out, "<blockquote><p>{text}</p>{by}</blockquote>");
        return;
    }
    if line == Line::Within {
        out.push_str(text);
        out.extend(by.map(|by| format!(" — {by}")));
        return;
    }
    let mut lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
    if let Some(by) = by {
        lines.push(">".to_owned());
        lines.push(format!("> — {by}"));
    }
    block(&lines.join("\n"), line, out);
}

/// Writes code between fences that are longer than any in it.
pub(super) fn code(language: &str, content: &str, line: Line, out: &mut String) {
    if line == Line::Html {
        _ = write!(out, "<pre><code>{}</code></pre>", escape(content.trim_matches('\n')));
        return;
    }
    let longest = content.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let line_start = out.rfind('\n').map_or(0, |end| end + 1);
    if !out[line_start..].trim().is_empty() {
        out.push_str("\n\n");
    }
    let language: String =
        language.chars().filter(|char| char.is_alphanumeric() || "+-#_".contains(*char)).collect();
    _ = write!(out, "{fence}{language}");
    if !content.trim_start_matches([' ', '\t']).starts_with('\n') {
        out.push('\n');
    }
    out.push_str(content.trim_end_matches([' ', '\t']));
    if !content.trim_end_matches([' ', '\t']).ends_with('\n') {
        out.push('\n');
    }
    let indent = content.len() - content.trim_end_matches([' ', '\t']).len();
    out.push_str(&content[content.len() - indent..]);
    out.push_str(&fence);
}

/// Writes a text that a click shows.
pub(super) fn details(title: &str, content: &str, line: Line, out: &mut String) {
    let content = content.trim();
    block(
        &format!("<details><summary>{}</summary>\n\n{content}\n\n</details>", escape(&words(title))),
        line,
        out,
    );
}

/// Fills the template of a decision.
pub(super) fn template(template: &str, tag: &Tag<'_>, content: &str) -> String {
    let mut result = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].find('}').map(|end| &rest[1..=end]);
        let is_name = |name: &&str| {
            !name.is_empty() && name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'))
        };
        let Some(name) = name.filter(is_name) else {
            result.push('{');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[name.len() + 2..];
        match (name, name.parse::<usize>()) {
            ("content", _) => result.push_str(content),
            (_, Ok(index)) => result.push_str(tag.at(index).unwrap_or_default()),
            (name, _) => result.push_str(tag.named(&[name]).unwrap_or_default()),
        }
    }
    result + rest
}

/// Returns the words of a text in Markdown or HTML, on one line.
pub(super) fn words(text: &str) -> String {
    use pulldown_cmark::Event;
    let mut plain = String::new();
    for event in pulldown_cmark::Parser::new_ext(text, crate::verify::options()) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns words for an alternative text in Markdown.
fn escaped_words(text: &str) -> String {
    let mut escaped = String::new();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    verbatim(&text, &mut escaped);
    escaped
}

/// Escapes a text for HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
