//! Writes elements that Markdown lacks as HTML, on lines without empty ones.

use std::fmt::Write as _;

use super::names::is_block;
use super::tree::Id;
use super::writer::Writer;

/// Elements that a site keeps; of all others the content is written.
const KEPT: &str = " a abbr aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em \
    figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub \
    summary sup table tbody td tfoot th thead time tr u ul var video wbr ";

/// Attributes that are kept on each element.
const ATTRIBUTES: &str = " abbr cite colspan datetime dir headers height id lang open reversed rowspan scope span start title \
    type value width ";

impl Writer<'_> {
    /// Writes an element as a block of HTML.
    pub(super) fn html_block(&mut self, id: Id) {
        if self.tree.is_blank(id) {
            return;
        }
        self.flush_anchors();
        self.begin_block();
        self.push_html(id);
    }

    /// Adds a node as HTML.
    pub(super) fn push_html(&mut self, id: Id) {
        let tree = self.tree;
        if tree.is_text(id) {
            return self.push_html_text(id);
        }
        let name = tree.name(id);
        match name {
            "img" => return self.push_html_picture(id),
            "audio" | "video" | "iframe" | "embed" | "object" => return self.push_html_player(id),
            "pre" => return self.push_html_pre(id),
            _ => {}
        }
        let name = match name {
            "h1" => "h2",
            "tt" => "code",
            "strike" => "s",
            "dir" | "menu" => "ul",
            name => name,
        };
        let is_kept = KEPT.contains(&format!(" {name} "))
            && match name {
                "a" => tree.is_link(id) || self.anchor(id).is_some(),
                "span" => tree.attribute(id, "id").is_some() || tree.attribute(id, "lang").is_some(),
                _ => true,
            };
        if is_kept {
            self.push_tag(name, id);
        }
        if matches!(name, "br" | "hr" | "col" | "wbr") {
            return;
        }
        for child in tree.children(id) {
            self.push_html(child);
        }
        if is_kept {
            if matches!(
                name,
                "table" | "tbody" | "thead" | "tfoot" | "tr" | "ul" | "ol" | "dl" | "figure" | "details"
            ) {
                self.html_line();
            }
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// Adds an opening tag.
    fn push_tag(&mut self, name: &str, id: Id) {
        let tree = self.tree;
        if is_block(name) {
            self.html_line();
        }
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in tree.attributes(id) {
            if ATTRIBUTES.contains(&format!(" {key} "))
                && !(name == "table" && matches!(key, "width" | "height"))
            {
                let _ = write!(self.out, " {key}=\"{}\"", escaped(value));
            }
        }
        if name == "a" {
            if let Some(href) = tree.href(id).filter(|_| tree.is_link(id)) {
                let address = self.link_address(href);
                let _ = write!(self.out, " href=\"{}\"", escaped(&address));
            } else if let Some(anchor) = self.anchor(id).filter(|_| tree.attribute(id, "id").is_none()) {
                let _ = write!(self.out, " id=\"{}\"", escaped(anchor));
            }
        }
        self.out.push('>');
    }

    /// Begins a line within HTML, unless one has just begun.
    fn html_line(&mut self) {
        if self.out.len() > self.line_start {
            self.out.truncate(self.out.trim_end_matches(' ').len());
            self.newline();
        }
    }

    /// Adds words, with spaces joined.
    fn push_html_text(&mut self, id: Id) {
        let words = self.tree.text_at(id);
        let mut is_apart = words.starts_with(|char: char| char.is_ascii_whitespace());
        for word in words.split_ascii_whitespace() {
            if is_apart && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
            push_escaped(word, &mut self.out);
            is_apart = true;
        }
        if words.ends_with(|char: char| char.is_ascii_whitespace()) && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// Adds preformatted text.
    ///
    /// Its line breaks are character references, since an empty line would end the HTML.
    fn push_html_pre(&mut self, id: Id) {
        self.html_line();
        self.out.push_str("<pre>");
        for at in self.tree.children(id) {
            let start = self.out.len();
            self.push_pre_node(at);
            let written = self.out.split_off(start);
            self.out.push_str(&written.replace('\n', "&#10;"));
        }
        self.out.push_str("</pre>");
    }

    /// Adds a node of preformatted text.
    fn push_pre_node(&mut self, id: Id) {
        let tree = self.tree;
        if tree.is_text(id) {
            return push_escaped(tree.text_at(id), &mut self.out);
        }
        match tree.name(id) {
            "br" => self.out.push('\n'),
            "img" => self.push_html_picture(id),
            "a" if tree.is_link(id) => {
                self.push_tag("a", id);
                tree.children(id).for_each(|child| self.push_pre_node(child));
                self.out.push_str("</a>");
            }
            _ => tree.children(id).for_each(|child| self.push_pre_node(child)),
        }
    }

    /// Adds a picture.
    fn push_html_picture(&mut self, id: Id) {
        let Some(picture) = self.picture(id) else { return };
        let alt = escaped(picture.alt.unwrap_or_default());
        let _ = write!(self.out, "<img src=\"{}\" alt=\"{alt}\">", escaped(&picture.src));
    }

    /// Adds a player: a recording, or a link to another site's.
    fn push_html_player(&mut self, id: Id) {
        let tree = self.tree;
        if matches!(tree.name(id), "audio" | "video") {
            let mut run = super::run::Run::default();
            self.push_media(id, &mut run);
            return self.out.push_str(&run.text);
        }
        let Some(frame) = tree.frame(id) else { return };
        let address = escaped(&self.addresses.link(frame));
        let title = tree.value(id, "title").map_or_else(|| address.clone(), escaped);
        let _ = write!(self.out, "<a href=\"{address}\">{title}</a>");
    }
}

/// Returns text escaped for an attribute, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            char => push_escaped_char(char, &mut out),
        }
    }
    out
}

/// Adds words of HTML, in which no component begins.
fn push_escaped(words: &str, out: &mut String) {
    words.chars().for_each(|char| push_escaped_char(char, out));
}

/// Adds a character.
fn push_escaped_char(char: char, out: &mut String) {
    match char {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '{' => out.push_str("&#123;"),
        '[' => out.push_str("&#91;"),
        char if char.is_control() && char != '\n' && char != '\t' => {}
        char => out.push(char),
    }
}
