//! Fingerprint of a page: digests of its model, its template and the settings in its language. If
//! the fingerprint and the digests of the recorded dependencies are the same in two builds, so are
//! the page's bytes.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::page_model::{InputDigests, PageModel};
use crate::plan::{Page, PageKind};
use crate::templates::Engine;

use super::ready_bytes;

/// Digests of a page's inputs, by kind of input, so that a build can name the reason for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Template and its dependencies.
    pub template: Digest,
    /// Settings, menus and translations of the site.
    pub settings: Digest,
    /// Text of the page: an article's file, a notice's reason, a term's name.
    pub text: Digest,
    /// Articles on the page.
    pub stories: Digest,
    /// Neighbors of the page, its position in a series, and counts.
    pub beside: Digest,
}

/// Computes the fingerprint of a page.
pub fn fingerprint(page: &Page, engine: &Engine) -> Fingerprint {
    let model = PageModel::of(page, engine.model());
    let InputDigests { text, stories, beside } = model.digests();
    Fingerprint {
        template: match &page.kind {
            // Texts in feeds may call components.
            PageKind::Feed(_) => engine.called(),
            kind => engine.template_of(kind).map_or_else(Digest::default, |template| engine.chain(template)),
        },
        settings: engine.settings(model.place.edition()),
        text,
        stories: ready_bytes(page, engine.model()).map_or(stories, |bytes| Digest::of(&bytes)),
        beside,
    }
}
