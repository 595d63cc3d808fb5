//! Resolves the links in a text. A link may be a Markdown file's path, an address of the site, a full address that is
//! the site's own, or an anchor; it becomes the address of its target. A link without a target is an error under its
//! own line.

mod anchors;
mod blocked;
mod broken;
mod component;
mod embed;
mod gap;
mod names;
mod removed;
mod target;
mod written;

use std::collections::HashMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::address::composed;
use crate::diagnostic::{Diagnostics, Kind, Lines};
use crate::fields::scheme;
use crate::images;
use crate::markdown::{
    self, ComponentCall, EmbedCandidate, EmbedHtml, LinkKind, Load, Problem, Removal, RenderHooks,
};
use crate::path::SitePath;
use crate::plan::Page;
use crate::redaction::Redactions;
use crate::sources::SourceReader;

use super::body::Reader;
use super::engine::Engine;
use super::picture::{self, Shown};
use super::world::World;

use broken::kind_of;

pub(super) use anchors::has_anchor;
pub(super) use broken::{Broken, known};
pub(super) use names::FileNames;
pub(super) use written::{Parts, stripped};

/// The links of one body.
pub(super) struct BodyLinks<'w> {
    engine: &'w Engine,
    world: &'w World,
    texts: &'w dyn SourceReader,
    page: &'w Page,
    redactions: &'w Redactions,
    file: &'w SitePath,
    text: &'w str,
    start: usize,
    reader: Reader,
    own_anchors: Option<Vec<String>>,
    /// Targets that are known to be missing, as the editor wrote them.
    given_up: HashMap<String, Kind>,
    /// Height of the embed that is rendered, where the text gives one.
    height: Option<u16>,
    found: Diagnostics,
    /// Number of parts of the text that are left out of the page.
    removed: usize,
    lines: Lines<'w>,
}

impl<'w> BodyLinks<'w> {
    /// Resolves links of the body that begins at `start` in `text`, the text of `file`, which `page` shows.
    pub(super) fn new(
        engine: &'w Engine,
        texts: &'w dyn SourceReader,
        page: &'w Page,
        redactions: &'w Redactions,
        (file, text, start): (&'w SitePath, &'w str, usize),
    ) -> Self {
        Self {
            engine,
            world: engine.world(),
            texts,
            page,
            redactions,
            file,
            text,
            start,
            reader: Reader::OfPage,
            own_anchors: None,
            given_up: HashMap::new(),
            height: None,
            found: Diagnostics::new(),
            removed: 0,
            lines: Lines::of(text),
        }
    }

    /// Returns the same links, for a reader of another kind.
    pub(super) fn read_by(self, reader: Reader) -> Self {
        Self { reader, ..self }
    }

    /// Returns the number of parts of the text that were left out of the page.
    pub(super) fn removed(&self) -> usize {
        self.removed
    }

    /// Returns the problems found.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }

    /// What a page says of the picture to which a link leads, if that is one whose size is known.
    fn shown(&self, written: &str) -> Option<Shown> {
        if !self.world.plan.has_images() {
            return None;
        }
        let written = stripped(written);
        let path = self.own_path(Parts::of(&written).path)?;
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let address = self.target(LinkKind::Image, &decoded).ok()?;
        picture::shown(&self.world.site, &self.world.plan, &address)
    }

    /// Returns the address that stands in place of a link; links to other sites stay as they are.
    fn lead(&mut self, kind: LinkKind, written: &str) -> Result<String, Broken> {
        let parts = Parts::of(written);
        let Some(path) = self.own_path(parts.path) else { return Ok(written.to_owned()) };
        if path.is_empty() {
            if let Some(anchor) = parts.anchor() {
                self.check_own_anchor(anchor)?;
            }
            return Ok(written.to_owned());
        }
        if let Some(format) = (kind == LinkKind::Image).then(|| images::unsupported_format(path)).flatten() {
            return Err(Broken::unsupported(written, format));
        }
        let decoded = percent_decode_str(path).decode_utf8().map_err(|_| {
            Broken::new(format!("`{written}` does not decode to UTF-8"), "mend its percent-encoding")
                .of(kind_of(kind))
        })?;
        let address = match self.target(kind, &decoded) {
            Ok(address) => address,
            Err(broken) => return self.served_elsewhere(&decoded, &parts, written).ok_or(broken),
        };
        let mut href = self.world.href(&address);
        parts.add_query(&mut href);
        if let Some(anchor) = parts.anchor()
            && let Err(broken) = self.check_anchor(&address, anchor)
        {
            return Err(Broken { instead: Some(href), ..broken });
        }
        parts.add_fragment(&mut href);
        Ok(href)
    }

    /// Returns a link to a part of the host that something else serves: as it is written, or from the root where it is
    /// relative.
    fn served_elsewhere(&self, path: &str, parts: &Parts<'_>, written: &str) -> Option<String> {
        let elsewhere = &self.world.site.elsewhere;
        if path.starts_with('/') {
            return elsewhere.serves(&composed(path.into())).then(|| written.to_owned());
        }
        let address = self.page.address.resolve(path).ok()?;
        elsewhere.serves(address.as_str()).then(|| {
            let mut href = self.world.href(&address);
            parts.add_query(&mut href);
            parts.add_fragment(&mut href);
            href
        })
    }

    /// The path of a link that leads into the site; `None` for one that leads elsewhere.
    fn own_path<'l>(&self, link: &'l str) -> Option<&'l str> {
        if let Some(path) = self.world.site.path_of(link) {
            if path.is_empty() {
                return Some("/");
            }
            return path.starts_with('/').then_some(path);
        }
        (scheme(link).is_none() && !link.starts_with("//")).then_some(link)
    }
}

impl RenderHooks for BodyLinks<'_> {
    fn image_info(&mut self, written: &str) -> Option<markdown::ImageInfo> {
        let Shown { size, srcset } = self.shown(written)?;
        Some(markdown::ImageInfo { width: size.width, height: size.height, srcset })
    }

    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        // The editor was told when the text was read.
        if self.redactions.matches_address(written) {
            return None;
        }
        let written = &*stripped(written);
        match self.lead(kind, written) {
            Ok(href) if self.redactions.matches_address(&href) => None,
            Ok(href) => Some(href),
            Err(broken) => self.note_broken(&at, written, broken),
        }
    }

    fn missing_image_text(&self, written: &str) -> Option<String> {
        self.label_of_missing(written)
    }

    fn component(&mut self, call: &ComponentCall<'_>, body: Option<&str>) -> Option<String> {
        self.render_component(call, body)
    }

    fn embed(&mut self, found: &EmbedCandidate<'_>) -> Option<EmbedHtml> {
        self.embed_allowed(found)
    }

    fn report_removed(&mut self, removal: Removal<'_>) {
        self.note_removed(&removal);
    }

    fn report_load(&mut self, load: &Load, at: Range<usize>) {
        self.note_blocked(load, &at);
    }

    fn report_problem(&mut self, fault: Problem) {
        self.note_fault(fault);
    }
}
