//! Finds shortcodes and Markdown links in a block of HTML, where both are shown as written.

use std::ops::Range;

use super::mask::Mask;
use super::shortcodes::{Shortcodes, check_tag};
use crate::diagnostic::Kind;
use crate::markdown::html_tokens::{self, HtmlTagKind, HtmlToken};
use crate::markdown::problem::Problem;

/// Elements that contain code or invisible text.
const CODE_ELEMENTS: [&str; 8] = ["pre", "code", "script", "style", "textarea", "kbd", "samp", "template"];

/// Checks the block of HTML at `at`.
pub(super) fn check<'t>(
    text: &'t str,
    at: &Range<usize>,
    shortcodes: &mut Shortcodes<'t>,
    problems: &mut Vec<Problem>,
) {
    let Some(html) = text.get(at.clone()).filter(|html| html.contains(['{', '['])) else { return };
    let mut mask = Mask::blank(text, at);
    let mut skipped: Option<&str> = None;
    for part in html_tokens::tokens(html) {
        match part {
            HtmlToken::Tag(tag, _) if tag.kind == HtmlTagKind::Close => {
                skipped = skipped.filter(|name| !tag.is(name));
            }
            HtmlToken::Tag(tag, range) if skipped.is_none() => {
                let range = at.start + range.start..at.start + range.end;
                check_tag(&text[range.clone()], &range, problems);
                skipped = CODE_ELEMENTS.into_iter().find(|name| tag.is(name));
            }
            HtmlToken::Text(range) if skipped.is_none() => {
                mask.reveal(at.start + range.start..at.start + range.end);
            }
            HtmlToken::Tag(..) | HtmlToken::Text(_) | HtmlToken::Comment(_) => {}
        }
    }
    shortcodes.check(&mask, problems);
    check_links(&mask, problems);
}

/// Warns about each Markdown link or image.
fn check_links(mask: &Mask<'_>, problems: &mut Vec<Problem>) {
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
        let at = mask.source_range(line + open..middle + 2 + length + 1);
        let message = "this link is shown as plain text, because it is inside HTML";
        let hint = "leave an empty line after the HTML tag before it, or write the link in HTML: <a href=\"…\">words</a>";
        problems.push(Problem::warning(Kind::UnparsedLink, at, message, hint));
    }
}
