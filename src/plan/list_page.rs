//! Page of a list, of a feed or of the search index.

/// Page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListPage {
    /// The latest items, at the list's own address.
    Latest,
    /// Full, permanent page, numbered from 1, the oldest.
    Numbered(usize),
}

impl ListPage {
    /// Returns the number of a full page; `None` for the latest page.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::Latest => None,
            Self::Numbered(number) => Some(number),
        }
    }
}
