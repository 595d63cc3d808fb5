//! Checks the anchors that links name, on the same page and on others.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::diagnostic::{Kind, nearest};
use crate::markdown;
use crate::model::anchors::{anchors_at, has_anchor};
use crate::model::dependencies::{self, Dependency};

use super::LinkResolver;
use super::broken::BrokenLink;

impl LinkResolver<'_> {
    /// Checks an anchor of this text itself.
    pub(super) fn check_own_anchor(&mut self, fragment: &str) -> Result<(), BrokenLink> {
        let body = &self.text[self.start..];
        let rules = self.model.rules(self.redactions);
        let anchors = self.own_anchors.get_or_insert_with(|| markdown::anchors(body, &rules));
        anchor_in(anchors, &self.model.template_ids, fragment, "this text")
    }

    /// Checks an anchor of another page.
    ///
    /// Of pages that are no texts, only their templates know their anchors.
    pub(super) fn check_anchor(&mut self, address: &Address, fragment: &str) -> Result<(), BrokenLink> {
        if *address == self.page.address {
            return self.check_own_anchor(fragment);
        }
        dependencies::record(Dependency::Anchor(address.clone(), fragment.to_owned()));
        match anchors_at(address, self.model, self.texts) {
            Some(anchors) => anchor_in(&anchors, &self.model.template_ids, fragment, address.as_str()),
            None => Ok(()),
        }
    }
}

/// Checks that a text, or its template, has an anchor.
fn anchor_in(
    anchors: &[String],
    template_ids: &HashSet<String>,
    fragment: &str,
    text: &str,
) -> Result<(), BrokenLink> {
    if has_anchor(anchors, template_ids, fragment) {
        return Ok(());
    }
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    let hint = match nearest(&decoded, anchors.iter().map(String::as_str)) {
        Some(near) => format!("did you mean #{near}?"),
        None if anchors.is_empty() => "it has no headings to link to".to_owned(),
        None => format!("it has: #{}", anchors.join(", #")),
    };
    Err(BrokenLink::new(format!("{text} has no anchor `#{decoded}`"), hint).of(Kind::MissingAnchor))
}
