//! Finds in a block of HTML what is shown as it is written: shortcodes, and links in Markdown, which is not read there.

use std::ops::Range;

use super::mask::Mask;
use super::shortcodes::{Shortcodes, find_in_tag};
use crate::diagnostic::Kind;
use crate::markdown::fault::Fault;
use crate::markdown::tags::{self, Part, TagKind};

/// Elements whose content is code, or nothing that is shown.
const SKIPPED: [&str; 8] = ["pre", "code", "script", "style", "textarea", "kbd", "samp", "template"];

/// Adds a warning for each such thing in the block at `at`.
pub(super) fn find<'t>(
    text: &'t str,
    at: &Range<usize>,
    shortcodes: &mut Shortcodes<'t>,
    found: &mut Vec<Fault>,
) {
    let Some(html) = text.get(at.clone()).filter(|html| html.contains(['{', '['])) else { return };
    let mut mask = Mask::of_html(text, at);
    let mut skipped: Option<&str> = None;
    for part in tags::parts(html) {
        match part {
            Part::Tag(tag, _) if tag.kind == TagKind::Close => skipped = skipped.filter(|name| !tag.is(name)),
            Part::Tag(tag, range) if skipped.is_none() => {
                let range = at.start + range.start..at.start + range.end;
                find_in_tag(&text[range.clone()], &range, found);
                skipped = SKIPPED.into_iter().find(|name| tag.is(name));
            }
            Part::Text(range) if skipped.is_none() => mask.show(at.start + range.start..at.start + range.end),
            Part::Tag(..) | Part::Text(_) | Part::Comment => {}
        }
    }
    shortcodes.find(&mask, found);
    links(&mask, found);
}

/// Adds a warning for each link or picture in Markdown.
fn links(mask: &Mask<'_>, found: &mut Vec<Fault>) {
    for (middle, _) in mask.source.match_indices("](").filter(|(at, _)| mask.text[*at] == b']') {
        let line = mask.source[..middle].rfind('\n').map_or(0, |at| at + 1);
        let Some(open) = mask.source[line..middle].rfind('[') else { continue };
        let rest = &mask.source[middle + 2..];
        let Some(length) = rest.find([')', '\n']).filter(|end| rest[*end..].starts_with(')')) else {
            continue;
        };
        let address = &rest[..length];
        if !address.contains(['/', '.', '#']) || address.contains(char::is_whitespace) {
            continue;
        }
        let at = mask.place(line + open..middle + 2 + length + 1);
        let message = "this link is shown as it is written, because it stands in HTML";
        let hint = "leave an empty line after the HTML tag before it, or write the link in HTML: <a href=\"…\">words</a>";
        found.push(Fault::warning(Kind::UnparsedLink, at, message, hint));
    }
}
