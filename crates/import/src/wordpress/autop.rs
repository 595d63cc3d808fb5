//! Makes paragraphs of a classic text, as WordPress does when it shows one (`wpautop`).
//!
//! An empty line ends a paragraph, and the end of a line is a line break. Texts within lists
//! and tables become paragraphs only where an empty line divides them.

/// Content of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Paragraphs.
    Flow,
    /// Words, or paragraphs if an empty line divides them.
    Words,
    /// Paragraph that the text marks itself.
    Paragraph,
    /// Words without paragraphs.
    Line,
    /// Blocks alone: rows, items.
    Blocks,
}

/// Space before the next words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

/// Returns the content of a block; `None` for an element within a sentence.
fn content(name: &str) -> Option<Content> {
    Some(match name {
        "div" | "form" | "blockquote" | "address" | "section" | "article" | "aside" | "hgroup" | "header"
        | "footer" | "nav" | "fieldset" | "details" | "center" | "main" | "noscript" => Content::Flow,
        "p" => Content::Paragraph,
        "li" | "td" | "th" | "dt" | "dd" | "figcaption" | "figure" | "caption" | "legend" | "summary"
        | "map" => Content::Words,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Content::Line,
        "table" | "thead" | "tfoot" | "tbody" | "tr" | "colgroup" | "dl" | "ul" | "ol" | "menu" => {
            Content::Blocks
        }
        _ => return None,
    })
}

/// Reports that an element's content stays as written.
fn is_raw(name: &str) -> bool {
    matches!(name, "pre" | "script" | "style" | "textarea" | "svg" | "dateline-component")
}

/// Makes paragraphs of a text.
pub(super) fn paragraphs(html: &str) -> String {
    let mut writer = Writer {
        out: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
        is_in_paragraph: false,
        has_words: false,
        gap: Gap::None,
    };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.text(&rest[..at]);
        rest = &rest[at..];
        match super::tags::read(rest) {
            Some(tag) if is_raw(tag.name) && !tag.is_end => {
                let length = super::tags::length_of_element(rest, &tag);
                writer.raw(&tag, &rest[..length]);
                rest = &rest[length..];
            }
            Some(tag) => {
                writer.tag(&tag, &rest[..tag.length]);
                rest = &rest[tag.length..];
            }
            None => {
                writer.words("&lt;");
                rest = &rest[1..];
            }
        }
    }
    writer.text(rest);
    writer.end_paragraph();
    writer.out
}

/// Open block.
struct Block {
    content: Content,
    name: String,
}

/// Writer of paragraphs.
struct Writer {
    out: String,
    open: Vec<Block>,
    /// Reports a paragraph that the writer has begun.
    is_in_paragraph: bool,
    /// Reports words in the innermost block.
    has_words: bool,
    gap: Gap,
}

impl Writer {
    /// Writes text between tags.
    fn text(&mut self, text: &str) {
        let mut start = 0;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let end = bytes[at..]
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())
                .map_or(bytes.len(), |n| at + n);
            let lines = memchr::memchr_iter(b'\n', &bytes[at..end]).count();
            if lines > 0 || end == bytes.len() || at == start {
                self.words(&text[start..at]);
                self.gap = self.gap.max(match lines {
                    0 => Gap::Space,
                    1 => Gap::Line,
                    _ => Gap::Paragraph,
                });
                start = end;
            }
            at = end;
        }
        self.words(&text[start..]);
    }

    /// Writes words, after the gap before them.
    fn words(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        self.begin_words();
        self.out.push_str(words);
    }

    /// Writes the gap before words, and begins a paragraph where one is due.
    fn begin_words(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        let content = self.open.last().map_or(Content::Flow, |block| block.content);
        match content {
            Content::Flow if !self.is_in_paragraph => self.begin_paragraph(),
            Content::Words if !self.is_in_paragraph && self.has_words && gap == Gap::Paragraph => {
                self.begin_paragraph();
            }
            Content::Paragraph | Content::Flow | Content::Words if self.has_words => match gap {
                Gap::Paragraph => self.out.push_str("</p>\n<p>"),
                Gap::Line => self.out.push_str("<br>\n"),
                Gap::Space => self.out.push(' '),
                Gap::None => {}
            },
            Content::Line if self.has_words && gap == Gap::Line => self.out.push_str("<br>\n"),
            _ if gap > Gap::None && self.has_words => self.out.push(' '),
            _ => {}
        }
        self.has_words = true;
    }

    /// Begins a paragraph.
    fn begin_paragraph(&mut self) {
        self.out.push_str("<p>");
        self.is_in_paragraph = true;
    }

    /// Ends the paragraph that the writer has begun.
    fn end_paragraph(&mut self) {
        if self.is_in_paragraph {
            self.out.push_str("</p>\n");
            self.is_in_paragraph = false;
        }
        self.gap = Gap::None;
        self.has_words = false;
    }

    /// Writes an element whose content stays as written.
    fn raw(&mut self, tag: &super::tags::Tag<'_>, element: &str) {
        if matches!(tag.name, "pre" | "dateline-component") {
            self.end_paragraph();
            self.out.push_str(element);
            self.out.push('\n');
        } else {
            self.out.push_str(element);
        }
    }

    /// Writes a tag.
    fn tag(&mut self, tag: &super::tags::Tag<'_>, written: &str) {
        let name = tag.name;
        match content(name) {
            Some(_) if tag.is_end => {
                self.end_paragraph();
                if let Some(at) = self.open.iter().rposition(|block| block.name == name) {
                    self.open.truncate(at);
                }
                self.out.push_str(written);
                self.out.push('\n');
                // Words behind a block within an item or a cell stand for themselves.
                self.has_words = false;
            }
            Some(content) => {
                self.end_paragraph();
                if self.open.last().is_some_and(|block| block.content == Content::Paragraph) {
                    self.open.pop();
                }
                self.out.push_str(written);
                self.open.push(Block { content, name: name.to_owned() });
            }
            None if matches!(name, "hr" | "col" | "area") => {
                self.end_paragraph();
                self.out.push_str(written);
                self.out.push('\n');
            }
            None if name == "!--" => self.out.push_str(written),
            None if name == "br" => {
                self.begin_words();
                self.out.push_str(written);
                self.has_words = false;
                self.gap = Gap::None;
            }
            None if tag.is_end => self.out.push_str(written),
            None => {
                self.begin_words();
                self.out.push_str(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_divide_paragraphs() {
        for (text, expected) in [
            ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
            ("a\nb", "<p>a<br>\nb</p>\n"),
            ("a <em>b\n\nc</em> d", "<p>a <em>b</p>\n<p>c</em> d</p>\n"),
            ("a<br />\nb", "<p>a<br />b</p>\n"),
            ("<div>a\n\nb</div>c", "<div><p>a</p>\n<p>b</p>\n</div>\n<p>c</p>\n"),
            ("<ul>\n<li>a</li>\n<li>b\n\nc</li>\n</ul>", "<ul><li>a</li>\n<li>b<p>c</p>\n</li>\n</ul>\n"),
            ("x\n<pre>a\n\nb</pre>\ny", "<p>x</p>\n<pre>a\n\nb</pre>\n<p>y</p>\n"),
            ("<p>a\n\nb</p>", "<p>a</p>\n<p>b</p>\n"),
            ("a < b & c", "<p>a &lt; b & c</p>\n"),
            ("<h2>a</h2>\nb", "<h2>a</h2>\n<p>b</p>\n"),
            ("<p>a\n<p>b", "<p>a<p>b"),
        ] {
            assert_eq!(paragraphs(text), expected, "{text}");
        }
    }
}
