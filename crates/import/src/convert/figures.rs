//! Writes figures: as a component where it can express them, else as HTML.

use super::tree::Id;
use super::writer::Writer;

/// Arguments of a component.
pub(super) type Values<'v> = [(&'static str, Option<&'v str>)];

/// Longest value of a component in bytes.
const LONGEST_VALUE: usize = 8000;

/// Parts of a figure.
struct Parts {
    pictures: Vec<Id>,
    players: Vec<Id>,
    caption: Option<Id>,
    /// Something else that can be seen.
    has_more: bool,
}

impl Writer<'_> {
    /// Writes a figure.
    pub(super) fn figure(&mut self, id: Id) {
        let parts = self.parts(id);
        match (&*parts.pictures, &*parts.players, parts.has_more) {
            ([picture], [], false) => self.picture_figure(id, *picture, &parts),
            ([], [player], false) if self.is_plain(parts.caption) => self.player_figure(*player, &parts),
            _ => self.children(id),
        }
    }

    /// Returns the parts of a figure.
    fn parts(&self, id: Id) -> Parts {
        let tree = self.tree;
        let mut parts = Parts { pictures: Vec::new(), players: Vec::new(), caption: None, has_more: false };
        let mut inner = tree.below(id);
        while let Some(at) = inner.next() {
            match tree.name(at) {
                "figcaption" if parts.caption.is_none() => {
                    parts.caption = Some(at).filter(|at| !tree.is_blank(*at));
                    parts.has_more |= tree.facts(at).pictures;
                    inner = tree.below(at).end..inner.end;
                }
                "img" => parts.pictures.push(at),
                "iframe" | "embed" | "object" | "audio" | "video" => parts.players.push(at),
                "figure" | "table" | "pre" | "blockquote" | "ul" | "ol" | "p" | "dateline-component" => {
                    parts.has_more |= !tree.is_blank(at) && (tree.name(at) != "p" || tree.facts(at).words);
                }
                "" => parts.has_more |= !tree.is_blank(at),
                _ => {}
            }
        }
        parts
    }

    /// Reports that a caption is plain words.
    fn is_plain(&self, caption: Option<Id>) -> bool {
        let tree = self.tree;
        caption.is_none_or(|caption| {
            tree.below(caption).all(|inner| matches!(tree.name(inner), "" | "span" | "p" | "div" | "br"))
                && tree.line_of(caption).len() < LONGEST_VALUE
        })
    }

    /// Writes a figure of one picture.
    fn picture_figure(&mut self, id: Id, picture: Id, parts: &Parts) {
        let tree = self.tree;
        let is_linked = tree.below(id).any(|inner| tree.name(inner) == "a" && tree.is_link(inner));
        let is_top = self.prefix.is_empty() && self.link.is_none();
        if !is_top || is_linked || !self.is_plain(parts.caption) {
            return self.html_block(id);
        }
        let Some(shown) = self.picture(picture) else { return };
        let credit = parts.caption.and_then(|caption| self.credit(caption));
        let caption = parts.caption.map(|caption| self.caption(caption, credit));
        let credit = credit.map(|credit| tree.line_of(credit));
        self.flush_anchors();
        let values = [
            ("src", Some(shown.src.as_str())),
            ("alt", Some(shown.alt.unwrap_or_default())),
            ("caption", caption.as_deref().filter(|caption| !caption.is_empty())),
            ("credit", credit.as_deref()),
        ];
        self.call("Figure", &values);
    }

    /// Writes a figure of one player.
    fn player_figure(&mut self, player: Id, parts: &Parts) {
        let tree = self.tree;
        let caption = parts.caption.map(|caption| tree.line_of(caption));
        if matches!(tree.name(player), "audio" | "video") && self.prefix.is_empty() {
            return self.media(player, caption.as_deref());
        }
        self.player(player);
        if let Some(caption) = parts.caption {
            self.children(caption);
        }
    }

    /// Returns the element at a caption's end that names the photographer.
    fn credit(&self, caption: Id) -> Option<Id> {
        let tree = self.tree;
        let last = tree.children(caption).filter(|child| !tree.is_blank(*child)).last()?;
        let class = tree.value(last, "class")?.to_ascii_lowercase();
        ["credit", "copyright", "photographer"].iter().any(|word| class.contains(word)).then_some(last)
    }

    /// Returns the words of a caption before its credit.
    fn caption(&self, caption: Id, credit: Option<Id>) -> String {
        let tree = self.tree;
        let mut words = tree.line_of(caption);
        if let Some(credit) = credit {
            let rest = words.len().saturating_sub(tree.line_of(credit).len());
            if words.is_char_boundary(rest) {
                words.truncate(rest);
            }
        }
        words.trim().to_owned()
    }
}
