//! Anchors of the site's pages: the ids of a text's headings, and those in the theme's templates.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::markdown;
use crate::plan::PageKind;
use crate::redaction::Redactions;
use crate::sources::SourceReader;

use super::SiteModel;

/// Returns the anchors of the text at an address; `None` if it has no text, or the text can't be
/// read.
pub(crate) fn anchors_at(
    address: &Address,
    model: &SiteModel,
    texts: &dyn SourceReader,
) -> Option<Vec<String>> {
    let archive = &model.archive;
    let nothing = Redactions::default();
    let (file, body, redactions) = match &model.plan.find(address)?.kind {
        PageKind::Article(id) => {
            let article = archive.article(*id);
            (&article.file, article.body, &article.redactions)
        }
        PageKind::Standing(index) => {
            let page = &archive.standing()[*index];
            (&page.file, page.body, &nothing)
        }
        PageKind::List(list, part) => {
            let own = model.term_file(*list, *part)?;
            (&own.file, own.body, &nothing)
        }
        _ => return None,
    };
    let bytes = texts.bytes(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    Some(markdown::anchors(text.get(body.start as usize..).unwrap_or_default(), &model.rules(redactions)))
}

/// Returns whether a page has an anchor, by the rules of browsers: an id matches the fragment as
/// written or decoded, and `#top` is the start of any page
/// (<https://html.spec.whatwg.org/#find-a-potential-indicated-element>).
pub(crate) fn has_anchor(anchors: &[String], template_ids: &HashSet<String>, fragment: &str) -> bool {
    let is_there = |id: &str| anchors.iter().any(|anchor| anchor == id) || template_ids.contains(id);
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    is_there(fragment) || is_there(&decoded) || decoded.eq_ignore_ascii_case("top")
}
