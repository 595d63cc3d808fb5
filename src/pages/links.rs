//! Resolves the links in a text. A link may be a Markdown file's path, an address of the site, a
//! full address that is the site's own, or an anchor; it becomes the address of its target. A link
//! without a target is an error under its own line.

mod anchors;
mod blocked;
mod broken;
mod component;
mod embed;
mod gap;
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
use crate::model::SiteModel;
use crate::model::images::{ResponsiveImage, responsive_image};
use crate::path::SitePath;
use crate::plan::Page;
use crate::redaction::Redactions;
use crate::sources::SourceReader;
use crate::templates::Engine;

use broken::kind_of;

pub(super) use broken::{BrokenLink, known};
pub(super) use written::{LinkParts, stripped};

/// Audience of a rendered text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Readers of a page of the site.
    Page,
    /// Readers of a feed, where the site's scripts and styles are missing.
    Feed,
}

/// Text of a file, whose body begins after the front matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct BodyText<'w> {
    /// File of the text.
    pub(super) file: &'w SitePath,
    /// Whole text of the file.
    pub(super) text: &'w str,
    /// Position in `text` at which the body begins, in bytes.
    pub(super) start: usize,
}

/// Resolver of the links of one body.
pub(super) struct LinkResolver<'w> {
    engine: &'w Engine,
    model: &'w SiteModel,
    texts: &'w dyn SourceReader,
    page: &'w Page,
    redactions: &'w Redactions,
    file: &'w SitePath,
    text: &'w str,
    start: usize,
    reader: Audience,
    own_anchors: Option<Vec<String>>,
    /// Targets that are known problems, as written.
    given_up: HashMap<String, Kind>,
    /// Height of the embed that is rendered, where the text gives one.
    height: Option<u16>,
    found: Diagnostics,
    /// Number of parts of the text that are left out of the page.
    removed: usize,
    lines: Lines<'w>,
}

impl<'w> LinkResolver<'w> {
    /// Resolves the links of a body on a page.
    pub(super) fn new(
        engine: &'w Engine,
        texts: &'w dyn SourceReader,
        page: &'w Page,
        redactions: &'w Redactions,
        body: BodyText<'w>,
    ) -> Self {
        Self {
            engine,
            model: engine.model(),
            texts,
            page,
            redactions,
            file: body.file,
            text: body.text,
            start: body.start,
            reader: Audience::Page,
            own_anchors: None,
            given_up: HashMap::new(),
            height: None,
            found: Diagnostics::new(),
            removed: 0,
            lines: Lines::of(body.text),
        }
    }

    /// Returns the same links, for a reader of another kind.
    pub(super) fn read_by(self, reader: Audience) -> Self {
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

    /// Returns size and variants of the image to which a link leads, if known.
    fn shown(&self, written: &str) -> Option<ResponsiveImage> {
        if !self.model.plan.has_images() {
            return None;
        }
        let written = stripped(written);
        let path = self.own_path(LinkParts::of(&written).path)?;
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let address = self.target(LinkKind::Image, &decoded).ok()?;
        responsive_image(&self.model.site, &self.model.plan, &address)
    }

    /// Resolves a link. Links to other sites stay unchanged.
    fn lead(&mut self, kind: LinkKind, written: &str) -> Result<String, BrokenLink> {
        let parts = LinkParts::of(written);
        let Some(path) = self.own_path(parts.path) else { return Ok(written.to_owned()) };
        if path.is_empty() {
            if let Some(anchor) = parts.anchor() {
                self.check_own_anchor(anchor)?;
            }
            return Ok(written.to_owned());
        }
        if let Some(format) = (kind == LinkKind::Image).then(|| images::unsupported_format(path)).flatten() {
            return Err(BrokenLink::unsupported(written, format));
        }
        let decoded = percent_decode_str(path).decode_utf8().map_err(|_| {
            BrokenLink::new(format!("`{written}` does not decode to UTF-8"), "correct its percent-encoding")
                .of(kind_of(kind))
        })?;
        let address = match self.target(kind, &decoded) {
            Ok(address) => address,
            Err(broken) => return self.served_elsewhere(&decoded, &parts, written).ok_or(broken),
        };
        let mut href = self.model.href(&address);
        parts.add_query(&mut href);
        if let Some(anchor) = parts.anchor()
            && let Err(broken) = self.check_anchor(&address, anchor)
        {
            return Err(BrokenLink { instead: Some(href), ..broken });
        }
        parts.add_fragment(&mut href);
        Ok(href)
    }

    /// Returns a link to a path of the host that another program serves, from the root if it was
    /// relative.
    fn served_elsewhere(&self, path: &str, parts: &LinkParts<'_>, written: &str) -> Option<String> {
        let elsewhere = &self.model.site.elsewhere;
        if path.starts_with('/') {
            return elsewhere.serves(&composed(path.into())).then(|| written.to_owned());
        }
        let address = self.page.address.resolve(path).ok()?;
        elsewhere.serves(address.as_str()).then(|| {
            let mut href = self.model.href(&address);
            parts.add_query(&mut href);
            parts.add_fragment(&mut href);
            href
        })
    }

    /// Returns the path of a link to the site itself; `None` for links to other sites.
    fn own_path<'l>(&self, link: &'l str) -> Option<&'l str> {
        if let Some(path) = self.model.site.path_of(link) {
            if path.is_empty() {
                return Some("/");
            }
            return path.starts_with('/').then_some(path);
        }
        (scheme(link).is_none() && !link.starts_with("//")).then_some(link)
    }
}

impl RenderHooks for LinkResolver<'_> {
    fn image_info(&mut self, written: &str) -> Option<markdown::ImageInfo> {
        let ResponsiveImage { size, srcset } = self.shown(written)?;
        Some(markdown::ImageInfo { width: size.width, height: size.height, srcset })
    }

    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        // Reported when the text was parsed.
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
