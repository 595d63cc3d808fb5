//! Scans a text for facts needed before its first heading is written.
//!
//! A level-1 heading moves all headings down by one, since the page's headline is the only one of
//! level 1. Ids chosen by editors must not be taken by titles. Most texts have neither, which a
//! scan of their bytes shows.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use crate::markdown::events::parser_options;
use crate::markdown::heading_ids::Ids;
use crate::markdown::options::RenderOptions;

/// Result of the scan.
pub(super) struct Prescan<'r> {
    /// Difference between the level of a heading on the page and in the text.
    pub(super) shift: u8,
    /// Ids with the chosen ones reserved.
    pub(super) ids: Ids<'r>,
}

/// Scans a text before it is written.
pub(super) fn prescan<'r>(text: &str, options: &RenderOptions<'r>) -> Prescan<'r> {
    let mut prescan = Prescan { shift: 0, ids: Ids::new(options.settings.heading_ids, options.theme_ids) };
    if !may_have_level_one(text) && !may_have_chosen_id(text) {
        return prescan;
    }
    for event in Parser::new_ext(text, parser_options()) {
        if let Event::Start(Tag::Heading { level, id, .. }) = event {
            if level == HeadingLevel::H1 {
                prescan.shift = 1;
            }
            if let Some(id) = id.filter(|id| !options.redactions.matches_address(id)) {
                prescan.ids.reserve(&id);
            }
        }
    }
    prescan
}

/// Returns whether the source has a single `#` or a line of `=`.
fn may_have_level_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let before = |at: usize| at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    let single = |at: usize| before(at) != Some(b'#') && bytes.get(at + 1).is_none_or(|next| is_space(*next));
    let underline = |at: usize| {
        before(at).is_none_or(|b| is_space(b) || b == b'>')
            && bytes[at..]
                .iter()
                .skip_while(|b| **b == b'=')
                .find(|b| !matches!(b, b' ' | b'\t' | 0x0B | 0x0C))
                .is_none_or(|end| matches!(end, b'\n' | b'\r'))
    };
    text.match_indices('#').any(|(at, _)| single(at)) || text.match_indices('=').any(|(at, _)| underline(at))
}

/// Returns whether the parser treats a byte as white space.
///
/// It accepts more bytes than HTML does.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Returns whether the source has a `{` followed by a `#`, as a chosen id does.
fn may_have_chosen_id(text: &str) -> bool {
    text.find('{').is_some_and(|brace| text[brace..].contains('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Markdown;
    use crate::markdown::tests::with_rules;

    #[test]
    fn a_heading_of_level_one_moves_all_down() {
        let shift = |text| with_rules(Markdown::DEFAULT, |options| prescan(text, options).shift);
        for text in
            ["# a", "a\n\n#\tb", "> # a", "- # a", "a\n===", "> a\n> = ", "#", "x\n\n#\r\n", "#\u{B}a"]
        {
            assert_eq!(shift(text), 1, "{text:?}");
        }
        for text in ["## a", "#a", "a # b", "\\# a", "    # a", "```\n# a\n```", "a = b", "a\n\n===", "=="] {
            assert_eq!(shift(text), 0, "{text:?}");
        }
    }
}
