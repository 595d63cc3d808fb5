//! Checks the anchors that links name, on the same page and on others.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::diagnostic::{Kind, nearest};
use crate::markdown;

use super::super::questions::{self, Question};
use super::BodyLinks;
use super::broken::Broken;

impl BodyLinks<'_> {
    /// Checks an anchor of this text itself.
    pub(super) fn check_own_anchor(&mut self, fragment: &str) -> Result<(), Broken> {
        let body = &self.text[self.start..];
        let rules = self.world.rules(self.redactions);
        let anchors = self.own_anchors.get_or_insert_with(|| markdown::anchors(body, &rules));
        anchor_in(anchors, &self.world.template_ids, fragment, "this text")
    }

    /// Checks an anchor of another page. Of pages that are no texts, only their templates know their anchors.
    pub(super) fn check_anchor(&mut self, address: &Address, fragment: &str) -> Result<(), Broken> {
        if *address == self.page.address {
            return self.check_own_anchor(fragment);
        }
        questions::note(Question::Anchor(address.clone(), fragment.to_owned()));
        match questions::anchors_at(address, self.world, self.texts) {
            Some(anchors) => anchor_in(&anchors, &self.world.template_ids, fragment, address.as_str()),
            None => Ok(()),
        }
    }
}

/// Returns whether a page has an anchor. As in browsers, an id may be the fragment as it is written, or decoded; `#top` is
/// the page's beginning (<https://html.spec.whatwg.org/#find-a-potential-indicated-element>).
pub(in crate::render) fn has_anchor(
    anchors: &[String],
    template_ids: &HashSet<String>,
    fragment: &str,
) -> bool {
    let is_there = |id: &str| anchors.iter().any(|anchor| anchor == id) || template_ids.contains(id);
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    is_there(fragment) || is_there(&decoded) || decoded.eq_ignore_ascii_case("top")
}

/// Checks that a text, or its template, has an anchor.
fn anchor_in(
    anchors: &[String],
    template_ids: &HashSet<String>,
    fragment: &str,
    text: &str,
) -> Result<(), Broken> {
    if has_anchor(anchors, template_ids, fragment) {
        return Ok(());
    }
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    let hint = match nearest(&decoded, anchors.iter().map(String::as_str)) {
        Some(near) => format!("did you mean #{near}?"),
        None if anchors.is_empty() => "it has no headings to link to".to_owned(),
        None => format!("it has: #{}", anchors.join(", #")),
    };
    Err(Broken::new(format!("{text} has no anchor `#{decoded}`"), hint).of(Kind::MissingAnchor))
}
