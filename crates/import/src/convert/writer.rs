//! Writes blocks with the prefix of the lists and quotes around them.

use std::collections::BTreeSet;

use super::escape::Place;
use super::run::{Format, Run};
use super::tree::{Id, ROOT, Tree};
use super::{Addresses, Markdown};
use crate::story::{MediaFile, Notice};

/// Writer of a text.
pub(super) struct Writer<'a> {
    pub(super) tree: &'a Tree,
    pub(super) addresses: &'a dyn Addresses,
    pub(super) out: String,
    /// Beginning of each line within lists and quotes.
    pub(super) prefix: String,
    /// Place in `out` where the last line begins, behind its prefix.
    pub(super) line_start: usize,
    /// Separation of the next block from the text before.
    pub(super) separation: Separation,
    /// Mark of the list that was written last, if nothing stands behind it.
    pub(super) last_list: Option<char>,
    /// Emphasis around the blocks.
    pub(super) formats: Vec<Format>,
    /// Link around a block.
    pub(super) link: Option<Id>,
    /// Anchors to write before the next words.
    pub(super) anchors: Vec<&'a str>,
    /// Anchor that a heading has as its id.
    pub(super) used_anchor: Option<Id>,
    /// Anchors that are written, each of which can stand once.
    written: BTreeSet<&'a str>,
    /// Anchors that links of the text lead to.
    targets: BTreeSet<&'a str>,
    media: BTreeSet<MediaFile>,
    notices: Vec<Notice>,
}

/// Separation of a block from the text before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separation {
    /// None: the block follows the mark of a list or quote.
    None,
    /// New line.
    Line,
    /// Empty line.
    Blank,
}

impl<'a> Writer<'a> {
    /// Returns a writer that has written nothing.
    pub(super) fn new(tree: &'a Tree, addresses: &'a dyn Addresses) -> Self {
        let targets = (1..tree.below(ROOT).end)
            .filter(|id| tree.name(*id) == "a")
            .filter_map(|id| tree.value(id, "href")?.strip_prefix('#'))
            .collect();
        Self {
            tree,
            addresses,
            out: String::new(),
            prefix: String::new(),
            line_start: 0,
            separation: Separation::None,
            last_list: None,
            formats: Vec::new(),
            link: None,
            anchors: Vec::new(),
            used_anchor: None,
            written: BTreeSet::new(),
            targets,
            media: BTreeSet::new(),
            notices: tree.notices(),
        }
    }

    /// Writes the whole text.
    pub(super) fn finish(mut self) -> Markdown {
        self.children(ROOT);
        self.flush_anchors();
        self.out.truncate(self.out.trim_end().len());
        Markdown {
            text: self.out,
            found: self.tree.counts(),
            media: self.media.into_iter().collect(),
            notices: self.notices,
        }
    }

    /// Begins a block.
    pub(super) fn begin_block(&mut self) {
        match self.separation {
            Separation::None => {}
            Separation::Line => self.newline(),
            Separation::Blank => {
                self.out.push('\n');
                self.out.push_str(self.prefix.trim_end());
                self.newline();
            }
        }
        self.separation = Separation::Blank;
        self.last_list = None;
        self.line_start = self.out.len();
    }

    /// Begins a line.
    pub(super) fn newline(&mut self) {
        self.out.push('\n');
        self.out.push_str(&self.prefix);
        self.line_start = self.out.len();
    }

    /// Writes lines as they are.
    pub(super) fn lines(&mut self, lines: &str) {
        for (index, line) in lines.lines().enumerate() {
            if index > 0 {
                self.out.push('\n');
                self.out.push_str(if line.is_empty() { self.prefix.trim_end() } else { &self.prefix });
            }
            self.out.push_str(line);
        }
    }

    /// Adds a loss.
    pub(super) fn notice(&mut self, kind: &'static str, message: String) {
        self.notices.push(Notice { kind, message });
    }

    /// Returns the address to write for a link, and keeps the file that it offers.
    pub(super) fn link_address(&mut self, href: &str) -> String {
        if !offers_file(href) {
            return self.addresses.link(href);
        }
        let file = self.addresses.file(href);
        let Some(media) = file.media else { return self.addresses.link(href) };
        self.media.insert(media);
        match href.split_once('#') {
            Some((_, fragment)) => format!("{}#{fragment}", file.address),
            None => file.address,
        }
    }

    /// Returns the address to write for a picture or recording, and keeps the file.
    pub(super) fn file_address(&mut self, src: &str) -> String {
        let file = self.addresses.file(src);
        self.media.extend(file.media);
        file.address
    }

    /// Returns the anchor of an element, if links lead to it or it is nothing else.
    pub(super) fn anchor(&self, id: Id) -> Option<&'a str> {
        if self.used_anchor == Some(id) {
            return None;
        }
        let tree = self.tree;
        let is_link = tree.name(id) == "a";
        let name = tree.value(id, "id").or_else(|| tree.value(id, "name").filter(|_| is_link))?;
        let is_anchor =
            (is_link && tree.href(id).is_none()) || (tree.name(id) == "span" && tree.is_blank(id));
        (is_anchor || self.targets.contains(name)).then_some(name)
    }

    /// Takes the anchor of an element, unless it is written already.
    pub(super) fn take_anchor(&mut self, id: Id) -> Option<&'a str> {
        let name = self.anchor(id)?;
        self.take_name(name)
    }

    /// Takes a name, unless it is written already.
    pub(super) fn take_name(&mut self, name: &'a str) -> Option<&'a str> {
        self.written.insert(name).then_some(name)
    }

    /// Writes a run as a paragraph.
    pub(super) fn paragraph(&mut self, run: Run) {
        if run.is_empty() {
            return;
        }
        self.begin_block();
        self.render(run);
    }

    /// Writes a run where the text ends.
    pub(super) fn render(&mut self, run: Run) {
        let newline = format!("\\\n{}", self.prefix);
        run.render(&newline, &mut self.out);
    }

    /// Writes the anchors that wait for words, if none came.
    pub(super) fn flush_anchors(&mut self) {
        if !self.anchors.is_empty() {
            let mut run = Run::new(Place::Paragraph);
            self.push_anchors(&mut run);
            self.paragraph(run);
        }
    }

    /// Adds the anchors that wait for words.
    pub(super) fn push_anchors(&mut self, run: &mut Run) {
        for name in std::mem::take(&mut self.anchors) {
            super::inline::push_anchor(name, run);
        }
    }
}

/// Reports that an address has the ending of a document, picture or recording.
fn offers_file(href: &str) -> bool {
    const ENDINGS: [&str; 38] = [
        "7z", "avi", "avif", "bmp", "csv", "doc", "docx", "epub", "flac", "gif", "gz", "jpeg", "jpg", "json",
        "kml", "m4a", "m4v", "mov", "mp3", "mp4", "odp", "ods", "odt", "ogg", "ogv", "pdf", "png", "ppt",
        "pptx", "rtf", "svg", "txt", "wav", "webm", "webp", "xls", "xlsx", "zip",
    ];
    let path = href.split(['?', '#']).next().unwrap_or(href);
    let Some((_, ending)) = path.rsplit_once('.') else { return false };
    ending.len() <= 4 && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}
