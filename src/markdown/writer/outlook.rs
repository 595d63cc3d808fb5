//! What must be known of a text before its first heading is written: whether a heading of level 1 will come, which
//! moves all of them down by one as the page's headline is the only one of that level; and which ids editors chose,
//! which no title may take first. Most texts have neither, and a look at their bytes is enough to tell.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use crate::markdown::Rules;
use crate::markdown::anchor::Ids;
use crate::markdown::events::options;

/// What will come.
pub(super) struct Outlook<'r> {
    /// How much deeper headings are than they are written.
    pub(super) shift: u8,
    /// The ids that are reserved.
    pub(super) ids: Ids<'r>,
}

/// Looks ahead.
pub(super) fn outlook<'r>(text: &str, rules: &Rules<'r>) -> Outlook<'r> {
    let mut outlook = Outlook { shift: 0, ids: Ids::new(rules.settings.heading_ids, rules.theme_ids) };
    if !may_have_level_one(text) && !may_have_chosen_id(text) {
        return outlook;
    }
    for event in Parser::new_ext(text, options()) {
        if let Event::Start(Tag::Heading { level, id, .. }) = event {
            if level == HeadingLevel::H1 {
                outlook.shift = 1;
            }
            if let Some(id) = id.filter(|id| !rules.redactions.matches_address(id)) {
                outlook.ids.reserve(&id);
            }
        }
    }
    outlook
}

/// Whether there is a single `#`, or a line of `=`, as a heading of level 1 has it.
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

/// Whether a byte is a space to the parser, which takes more for one than HTML does.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Whether there is a brace with a `#` somewhere after it, as a chosen id has it.
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
        let shift = |text| with_rules(Markdown::DEFAULT, |rules| outlook(text, rules).shift);
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
