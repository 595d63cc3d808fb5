//! Resolves the links in a text. A link may be a Markdown file's path, an address of the site, a full address that is
//! the site's own, or an anchor; it becomes the address of its target. A link without a target is an error under its
//! own line.

mod anchors;
mod broken;
mod component;
mod target;

use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::diagnostic::Diagnostics;
use crate::markdown::{self, Call, Fault, LinkKind, Links};
use crate::path::SitePath;
use crate::pictures;
use crate::plan::Page;
use crate::read::Texts;
use crate::withheld::Withheld;

use super::engine::Engine;
use super::picture::{self, Shown};
use super::world::World;

pub(super) use broken::Broken;

/// The links of one body.
pub(super) struct BodyLinks<'w> {
    engine: &'w Engine,
    world: &'w World,
    texts: &'w dyn Texts,
    page: &'w Page,
    withheld: &'w Withheld,
    file: &'w SitePath,
    text: &'w str,
    start: usize,
    own_anchors: Option<Vec<String>>,
    found: Diagnostics,
}

impl<'w> BodyLinks<'w> {
    /// Resolves links of the body that begins at `start` in `text`, the text of `file`, which `page` shows.
    pub(super) fn new(
        engine: &'w Engine,
        texts: &'w dyn Texts,
        page: &'w Page,
        withheld: &'w Withheld,
        (file, text, start): (&'w SitePath, &'w str, usize),
    ) -> Self {
        Self {
            engine,
            world: engine.world(),
            texts,
            page,
            withheld,
            file,
            text,
            start,
            own_anchors: None,
            found: Diagnostics::new(),
        }
    }

    /// Returns the problems found.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }

    /// What a page says of the picture to which a link leads, if that is one whose size is known.
    fn shown(&self, written: &str) -> Option<Shown> {
        if !self.world.plan.has_pictures() {
            return None;
        }
        let path = self.own_path(split(split(written, '#').0, '?').0)?;
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let address = self.target(LinkKind::Image, &decoded).ok()?;
        picture::shown(&self.world.site, &self.world.plan, &address)
    }

    /// Returns the address that stands in place of a link; links to other sites stay as they are.
    fn lead(&mut self, kind: LinkKind, written: &str) -> Result<String, Broken> {
        let (rest, fragment) = split(written, '#');
        let (path, query) = split(rest, '?');
        let Some(path) = self.own_path(path) else { return Ok(written.to_owned()) };
        if path.is_empty() {
            if let Some(fragment) = fragment {
                self.check_own_anchor(fragment)?;
            }
            return Ok(written.to_owned());
        }
        if let Some(format) = (kind == LinkKind::Image).then(|| pictures::unsupported(path)).flatten() {
            return Err(Broken::unsupported(written, format));
        }
        let decoded = percent_decode_str(path).decode_utf8().map_err(|_| {
            Broken::new(format!("`{written}` does not decode to UTF-8"), "mend its percent-encoding")
        })?;
        let address = self.target(kind, &decoded)?;
        if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
            self.check_anchor(&address, fragment)?;
        }
        let mut href = self.world.href(&address);
        for (sign, part) in [('?', query), ('#', fragment)] {
            if let Some(part) = part {
                href.push(sign);
                href.push_str(part);
            }
        }
        Ok(href)
    }

    /// The path of a link that leads into the site; `None` for one that leads elsewhere.
    fn own_path<'l>(&self, link: &'l str) -> Option<&'l str> {
        if let Some(path) = self.world.site.path_of(link) {
            if path.is_empty() {
                return Some("/");
            }
            return path.starts_with('/').then_some(path);
        }
        let has_scheme = link.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        (!has_scheme && !link.starts_with("//")).then_some(link)
    }
}

/// A link at the first of a sign: what is before it, and what is behind it where it is there.
fn split(link: &str, sign: char) -> (&str, Option<&str>) {
    link.split_once(sign).map_or((link, None), |(before, behind)| (before, Some(behind)))
}

impl Links for BodyLinks<'_> {
    fn picture(&mut self, written: &str) -> Option<markdown::Picture> {
        let Shown { size, srcset } = self.shown(written)?;
        Some(markdown::Picture { width: size.width, height: size.height, srcset })
    }

    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        // The editor was told when the text was read.
        if self.withheld.are_in_address(written) {
            return None;
        }
        match self.lead(kind, written) {
            Ok(href) if self.withheld.are_in_address(&href) => None,
            Ok(href) => Some(href),
            Err(broken) => {
                self.note_broken(&at, written, broken);
                None
            }
        }
    }

    fn component(&mut self, call: &Call<'_>, body: Option<&str>) -> Option<String> {
        self.render_component(call, body)
    }

    fn fault(&mut self, fault: Fault) {
        self.note_fault(fault);
    }
}
