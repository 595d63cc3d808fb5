//! Ids. Titles and chosen ids come in; ids that are never empty and never twice in one text come out, in the order
//! in which they were given. A heading's are GitHub's: lower case, punctuation dropped, a hyphen for each space, a
//! number for the second of a kind. They hang on the words alone, so that no setting can break a link to them.

use std::collections::{HashMap, HashSet};

use unicode_general_category::{GeneralCategory as G, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// The id of a heading in whose title nothing can stand in an id.
const UNTITLED: &str = "section";

/// The ids of one text.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Those that editors chose, wherever they stand: no title may take them first.
    reserved: HashSet<String>,
    taken: HashSet<String>,
    /// Which number to try next for a name that is taken.
    next: HashMap<String, usize>,
    list: Vec<String>,
}

impl Ids {
    /// Keeps an id that an editor chose from being given to anything else.
    pub(super) fn reserve(&mut self, chosen: &str) {
        if let Some(chosen) = usable(chosen) {
            self.reserved.insert(chosen);
        }
    }

    /// The id of a heading.
    pub(super) fn of_heading(&mut self, title: &str, chosen: Option<&str>) -> String {
        let id = match chosen.and_then(usable) {
            Some(chosen) if !self.taken.contains(&chosen) => chosen,
            Some(chosen) => self.numbered(&chosen),
            None => {
                let slug = slug(title);
                if self.is_free(&slug) { slug } else { self.numbered(&slug) }
            }
        };
        self.claim(&id);
        id
    }

    /// Takes an id as it is. Says whether it was free.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        let free = self.taken.insert(id.to_owned());
        if free {
            self.list.push(id.to_owned());
        }
        free
    }

    /// All ids that were given, in order.
    pub(super) fn into_list(self) -> Vec<String> {
        self.list
    }

    fn is_free(&self, id: &str) -> bool {
        !self.taken.contains(id) && !self.reserved.contains(id)
    }

    fn numbered(&mut self, name: &str) -> String {
        let mut number = self.next.get(name).copied().unwrap_or(1);
        let id = loop {
            let id = format!("{name}-{number}");
            number += 1;
            if self.is_free(&id) {
                break id;
            }
        };
        self.next.insert(name.to_owned(), number);
        id
    }
}

/// The id of a footnote. The colon keeps it apart from every heading's.
pub(super) fn of_note(number: usize) -> String {
    format!("fn:{number}")
}

/// The id of a place where a footnote is referred to: the first, the second …
pub(super) fn of_reference(number: usize, occurrence: usize) -> String {
    if occurrence == 1 { format!("fnref:{number}") } else { format!("fnref:{number}:{occurrence}") }
}

/// An id as an editor chose it, or `None` where it can't be one, or would be a footnote's.
fn usable(chosen: &str) -> Option<String> {
    let id: String = chosen.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (!id.is_empty() && !id.starts_with("fn:") && !id.starts_with("fnref:")).then_some(id)
}

/// A title as an id, in composed form.
fn slug(title: &str) -> String {
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
    if slug.is_empty() { UNTITLED.to_owned() } else { slug }
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
            assert_eq!(slug(title), id, "{title}");
        }
    }

    #[test]
    fn no_id_is_given_twice() {
        let mut ids = Ids::default();
        ids.reserve("chosen");
        let mut id = |title, chosen| ids.of_heading(title, chosen);
        assert_eq!(id("A", None), "a");
        assert_eq!(id("A 1", None), "a-1");
        assert_eq!(id("A", None), "a-2");
        assert_eq!(id("A", None), "a-3");
        assert_eq!(id("Chosen", None), "chosen-1");
        assert_eq!(id("B", Some("chosen")), "chosen");
        assert_eq!(id("B", Some("chosen")), "chosen-2");
        assert_eq!(id("fn 1", Some("fn:1")), "fn-1");
        assert_eq!(id("", Some(" ")), "section");
        assert!(!ids.claim("a") && ids.claim("z"));
        assert_eq!(ids.into_list().len(), 10);
    }
}
