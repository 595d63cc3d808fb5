//! Gives ids to headings and notes, and keeps them apart: none is empty, none is given twice in one text, and none is an
//! id that the theme's templates already use. A heading's id follows from its words alone (see [`HeadingIds`]).

mod scheme;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::fault::Fault;
use crate::config::HeadingIds;
use crate::diagnostic::Kind;

pub(super) use scheme::{Title, source_of};

/// Ids of one text.
#[derive(Debug, Default)]
pub(super) struct Ids<'r> {
    scheme: HeadingIds,
    /// Ids that the theme's templates give every page.
    theme: Option<&'r HashSet<String>>,
    /// Those that editors chose, wherever they stand: no title may take them first.
    reserved: HashSet<String>,
    taken: HashSet<String>,
    /// Which number to try next for a name that is taken.
    next: HashMap<String, usize>,
    list: Vec<String>,
}

impl<'r> Ids<'r> {
    /// Returns the ids of a text that has none yet.
    pub(super) fn new(scheme: HeadingIds, theme: &'r HashSet<String>) -> Self {
        Self { scheme, theme: Some(theme), ..Self::default() }
    }

    /// Keeps an id that an editor chose from being given to anything else.
    pub(super) fn reserve(&mut self, chosen: &str) {
        if let Some(chosen) = usable(chosen) {
            self.reserved.insert(chosen);
        }
    }

    /// Returns the id of a heading.
    pub(super) fn of_heading(&mut self, title: &Title<'_>, chosen: Option<&str>) -> String {
        let id = match chosen.and_then(usable) {
            Some(chosen) if !self.taken.contains(&chosen) && !self.is_of_theme(&chosen) => chosen,
            Some(chosen) => self.numbered(&chosen),
            None => {
                let slug = scheme::slug(title, self.scheme);
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

    /// Takes an id with a number in place of one that the theme has.
    pub(super) fn claim_beside(&mut self, id: &str) -> String {
        let id = self.numbered(id);
        self.claim(&id);
        id
    }

    /// Whether the theme's templates have this id.
    pub(super) fn is_of_theme(&self, id: &str) -> bool {
        self.theme.is_some_and(|theme| theme.contains(id))
    }

    /// All ids that were given, in order.
    pub(super) fn into_list(self) -> Vec<String> {
        self.list
    }

    fn is_free(&self, id: &str) -> bool {
        !self.taken.contains(id) && !self.reserved.contains(id) && !self.is_of_theme(id)
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

/// Returns the warning that an editor chose an id of the theme, in place of which `given` stands.
pub(super) fn taken_by_theme(chosen: &str, given: &str, at: Range<usize>) -> Fault {
    let message = if given == chosen {
        format!("the theme has the id `{chosen}` on every page, so that links to it lead there")
    } else {
        format!("the theme has the id `{chosen}` on every page, so this one becomes `{given}`")
    };
    let hint = format!("choose another id, such as `the-{chosen}`, and link to that");
    Fault::warning(Kind::ThemeId, at, message, hint)
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
        let mut id = |words, chosen| ids.of_heading(&title(words), chosen);
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
        assert_eq!(ids.of_heading(&title("Main"), None), "main-2");
        assert_eq!(ids.of_heading(&title("A"), Some("main")), "main-3");
        assert_eq!(ids.claim_beside("main"), "main-4");
        assert!(ids.is_of_theme("main") && !ids.is_of_theme("main-2"));
    }
}
