//! Makes ids of titles by the scheme that the settings name.

use unicode_general_category::{GeneralCategory as G, get_general_category};
use unicode_normalization::UnicodeNormalization;

use crate::config::HeadingIds;

/// The id of a heading in whose title nothing can stand in an id.
const UNTITLED: &str = "section";

/// Title of a heading.
#[derive(Debug, Clone, Copy)]
pub(in crate::markdown) struct Title<'t> {
    /// Its words as plain text.
    pub(in crate::markdown) words: &'t str,
    /// Its last line as it is written, with its markup.
    pub(in crate::markdown) source: &'t str,
}

/// Returns a title as an id.
pub(super) fn slug(title: &Title<'_>, scheme: HeadingIds) -> String {
    let (slug, untitled) = match scheme {
        HeadingIds::GitHub => (github(title.words), UNTITLED),
        HeadingIds::Zola => (slug::slugify(title.words), UNTITLED),
        HeadingIds::Hugo => (hugo(title.source), "heading"),
        HeadingIds::Kramdown => (kramdown(title.words), UNTITLED),
    };
    if slug.is_empty() { untitled.to_owned() } else { slug }
}

/// Returns the last line of a heading's title as it is written, without the signs that make it a heading.
pub(in crate::markdown) fn source_of(heading: &str) -> &str {
    let heading = heading.trim();
    let line = match heading.strip_prefix('#') {
        Some(line) => {
            let line = line.trim_start_matches('#');
            let end = line.trim_end_matches('#');
            if end.ends_with([' ', '\t']) { end } else { line }
        }
        // The line below the title underlines it.
        None => heading.rsplit('\n').nth(1).unwrap_or(heading),
    };
    let line = line.trim();
    match line.strip_suffix('}').and_then(|line| line.rfind('{')) {
        Some(attributes) if !line[..attributes].ends_with('\\') => line[..attributes].trim_end(),
        _ => line,
    }
}

/// Returns a title as GitHub makes an id of it, in composed form: lower case, without punctuation, a hyphen for each space.
fn github(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    let mut chars = title.trim().nfc().flat_map(char::to_lowercase).nfc().peekable();
    while let Some(c) = chars.next() {
        match c {
            // More than a hyphen is a dash, whether or not the settings have made it one.
            c if is_dash(c) => {
                let mut alone = c == '-';
                while chars.next_if(|c| is_dash(*c)).is_some() {
                    alone = false;
                }
                if alone {
                    slug.push('-');
                }
            }
            c if c.is_whitespace() => slug.push('-'),
            c if is_kept(c) => slug.push(c),
            _ => {}
        }
    }
    slug
}

/// Whether a character is a dash, or may be made one.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Whether a character is a part of words: a letter, a mark, a digit, a connector such as `_`, or a joiner.
fn is_kept(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(c, '\u{200C}' | '\u{200D}')
        || matches!(
            get_general_category(c),
            G::UppercaseLetter
                | G::LowercaseLetter
                | G::TitlecaseLetter
                | G::ModifierLetter
                | G::OtherLetter
                | G::NonspacingMark
                | G::SpacingMark
                | G::EnclosingMark
                | G::DecimalNumber
                | G::LetterNumber
                | G::ConnectorPunctuation
        )
}

/// Returns a title as Hugo makes an id of it: from its source, in which markup counts.
fn hugo(source: &str) -> String {
    let kept = source.trim().chars().filter_map(|c| match c {
        '-' | ' ' => Some('-'),
        c if c == '_' || is_letter(c) || get_general_category(c) == G::DecimalNumber => Some(lowered(c)),
        _ => None,
    });
    kept.collect()
}

/// Returns a title as Jekyll's Markdown (kramdown, in GitHub's dialect) makes an id of it.
fn kramdown(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    let mut chars = title.trim().chars().flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        match c {
            // kramdown makes dashes of them.
            '-' if chars.next_if_eq(&'-').is_some() => while chars.next_if_eq(&'-').is_some() {},
            '-' | ' ' | '\t' => slug.push('-'),
            c if is_kept(c) && !matches!(c, '\u{200C}' | '\u{200D}') => slug.push(c),
            _ => {}
        }
    }
    slug
}

fn is_letter(c: char) -> bool {
    matches!(
        get_general_category(c),
        G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter
    )
}

/// Returns a character in lower case where that is one character, as Go does.
fn lowered(c: char) -> char {
    match c {
        'İ' => 'i',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_ids_as_on_github() {
        for (title, id) in [
            ("The talks", "the-talks"),
            ("What’s next?", "whats-next"),
            ("What's next?", "whats-next"),
            ("Bread & salt", "bread--salt"),
            ("snake_case and kebab-case", "snake_case-and-kebab-case"),
            ("Ankara – day two", "ankara--day-two"),
            ("Ankara -- day two", "ankara--day-two"),
            ("Ankara --- day two", "ankara--day-two"),
            ("Ankara -— day two", "ankara--day-two"),
            ("İstanbul", "i\u{307}stanbul"),
            ("CAFE\u{301}", "café"),
            ("Übersicht", "übersicht"),
            ("東京の話", "東京の話"),
            ("हिन्दी", "हिन्दी"),
            ("!?", "section"),
            ("", "section"),
        ] {
            assert_eq!(slug(&Title { words: title, source: title }, HeadingIds::GitHub), id, "{title}");
        }
    }

    #[test]
    fn anchors_of_other_systems_are_kept() {
        for (source, words, zola, hugo, kramdown) in [
            ("What's next?", "What’s next?", "what-s-next", "whats-next", "whats-next"),
            ("1.31.0", "1.31.0", "1-31-0", "1310", "1310"),
            ("Bread & salt", "Bread & salt", "bread-salt", "bread--salt", "bread--salt"),
            (
                "Day one -- Ankara",
                "Day one – Ankara",
                "day-one-ankara",
                "day-one----ankara",
                "day-one--ankara",
            ),
            ("[Rust](https://rust-lang.org) 1", "Rust 1", "rust-1", "rusthttpsrust-langorg-1", "rust-1"),
            ("`cargo_fix` *now*", "cargo_fix now", "cargo-fix-now", "cargo_fix-now", "cargo_fix-now"),
            ("Übersicht", "Übersicht", "ubersicht", "übersicht", "übersicht"),
            ("हिन्दी", "हिन्दी", "hindii", "हनद", "हिन्दी"),
            ("!?", "!?", "section", "heading", "section"),
        ] {
            let title = Title { words, source };
            let made =
                [HeadingIds::Zola, HeadingIds::Hugo, HeadingIds::Kramdown].map(|scheme| slug(&title, scheme));
            assert_eq!(made, [zola, hugo, kramdown], "{source}");
        }
    }

    #[test]
    fn the_source_of_a_title_is_its_last_line_without_signs() {
        for (heading, source) in [
            ("## A *b* ##\n", "A *b*"),
            ("# C#", "C#"),
            ("## A {#b .c}\n", "A"),
            ("## A \\{b}", "A \\{b}"),
            ("One\ntwo\n===\n", "two"),
            ("##", ""),
        ] {
            assert_eq!(source_of(heading), source, "{heading:?}");
        }
    }
}
