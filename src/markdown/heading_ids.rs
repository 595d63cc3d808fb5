//! Assigns ids to headings and footnotes.
//!
//! No id is empty, used twice in a text, or used by the theme's templates. The id of a heading
//! depends on its text alone (see [`HeadingIds`]).

mod scheme;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::problem::Problem;
use crate::config::HeadingIds;
use crate::diagnostic::Kind;

pub(super) use scheme::{Title, heading_source};

/// Ids of one text.
#[derive(Debug, Default)]
pub(super) struct Ids<'r> {
    scheme: HeadingIds,
    /// Ids used by the theme's templates.
    theme: Option<&'r HashSet<String>>,
    /// Ids chosen by editors anywhere in the text; no generated id may use them.
    reserved: HashSet<String>,
    taken: HashSet<String>,
    /// Next number to try for a name that is taken.
    next: HashMap<String, usize>,
    list: Vec<String>,
}

impl<'r> Ids<'r> {
    /// Returns an empty set of ids.
    pub(super) fn new(scheme: HeadingIds, theme: &'r HashSet<String>) -> Self {
        Self { scheme, theme: Some(theme), ..Self::default() }
    }

    /// Reserves an id that an editor chose.
    pub(super) fn reserve(&mut self, chosen: &str) {
        if let Some(chosen) = clean_id(chosen) {
            self.reserved.insert(chosen);
        }
    }

    /// Assigns the id of a heading.
    pub(super) fn heading_id(&mut self, title: &Title<'_>, chosen: Option<&str>) -> String {
        let id = match chosen.and_then(clean_id) {
            Some(chosen) if !self.taken.contains(&chosen) && !self.is_theme_id(&chosen) => chosen,
            Some(chosen) => self.numbered_id(&chosen),
            None => {
                let slug = scheme::slug(title, self.scheme);
                if self.is_free(&slug) { slug } else { self.numbered_id(&slug) }
            }
        };
        self.claim(&id);
        id
    }

    /// Takes an id unchanged; returns whether it was free.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        let free = self.taken.insert(id.to_owned());
        if free {
            self.list.push(id.to_owned());
        }
        free
    }

    /// Takes a numbered id in place of one that the theme uses.
    pub(super) fn claim_numbered(&mut self, id: &str) -> String {
        let id = self.numbered_id(id);
        self.claim(&id);
        id
    }

    /// Returns whether an id that an editor chose is assigned already.
    pub(super) fn has(&self, chosen: &str) -> bool {
        clean_id(chosen).is_some_and(|chosen| self.taken.contains(&chosen))
    }

    /// Returns whether the theme's templates use an id.
    pub(super) fn is_theme_id(&self, id: &str) -> bool {
        self.theme.is_some_and(|theme| theme.contains(id))
    }

    /// Returns all assigned ids, in order.
    pub(super) fn into_list(self) -> Vec<String> {
        self.list
    }

    fn is_free(&self, id: &str) -> bool {
        !self.taken.contains(id) && !self.reserved.contains(id) && !self.is_theme_id(id)
    }

    fn numbered_id(&mut self, name: &str) -> String {
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

/// Returns the warning that the theme uses a chosen id; `given` replaces it.
pub(super) fn theme_id_warning(chosen: &str, given: &str, at: Range<usize>) -> Problem {
    let message = if given == chosen {
        format!("the theme uses the id `{chosen}` on every page, so links to it lead there")
    } else {
        format!("the theme uses the id `{chosen}` on every page, so this one becomes `{given}`")
    };
    let hint = format!("choose another id, such as `the-{chosen}`, and link to that");
    Problem::warning(Kind::ThemeId, at, message, hint)
}

/// Returns the warning that a chosen id stands twice in a text.
///
/// `given` replaces the later one; `None` leaves it out.
pub(super) fn repeated_id_warning(chosen: &str, given: Option<&str>, at: Range<usize>) -> Problem {
    let message = match given {
        Some(given) if given == chosen => {
            format!("the id `{chosen}` stands twice in this text, so links to it lead to the first place")
        }
        Some(given) => format!("the id `{chosen}` stands twice in this text, so this one becomes `{given}`"),
        None => format!("the id `{chosen}` stands twice in this text, so this one is left out"),
    };
    Problem::warning(Kind::RepeatedId, at, message, "choose another id for one of the two places")
}

/// Returns the id of a footnote. The colon distinguishes it from every heading id.
pub(super) fn footnote_id(number: usize) -> String {
    format!("fn:{number}")
}

/// Returns the id of the nth reference to a footnote.
pub(super) fn backref_id(number: usize, occurrence: usize) -> String {
    if occurrence == 1 { format!("fnref:{number}") } else { format!("fnref:{number}:{occurrence}") }
}

/// Cleans an id chosen by an editor; `None` if it is empty or looks like a footnote's.
fn clean_id(chosen: &str) -> Option<String> {
    let id: String = chosen.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    (!id.is_empty() && !id.starts_with("fn:") && !id.starts_with("fnref:")).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(words: &str) -> Title<'_> {
        Title { words, source: words }
    }

    #[test]
    fn no_id_is_given_twice() {
        let mut ids = Ids::default();
        ids.reserve("chosen");
        let mut id = |words, chosen| ids.heading_id(&title(words), chosen);
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

    #[test]
    fn no_id_is_one_of_the_theme() {
        let theme = HashSet::from(["main".to_owned(), "main-1".to_owned()]);
        let mut ids = Ids::new(HeadingIds::GitHub, &theme);
        assert_eq!(ids.heading_id(&title("Main"), None), "main-2");
        assert_eq!(ids.heading_id(&title("A"), Some("main")), "main-3");
        assert_eq!(ids.claim_numbered("main"), "main-4");
        assert!(ids.is_theme_id("main") && !ids.is_theme_id("main-2"));
    }
}
