//! Addresses of a list's numbered pages: `/tags/c/page/3/`.

use super::Address;

impl Address {
    /// Returns a numbered page of this list: `/tags/c/` and 3 make `/tags/c/page/3/`.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}page/{number}/", self.folder()).into())
    }

    /// Returns true if this is the address of a numbered page of a list.
    pub fn is_numbered(&self) -> bool {
        self.list_of_numbered().is_some()
    }

    /// Returns the list of a numbered page: `/tags/c/` for `/tags/c/page/3/`.
    pub fn list_of_numbered(&self) -> Option<Self> {
        self.numbered_page().map(|(list, _)| list)
    }

    /// Returns the list of a numbered page, and the number.
    pub fn numbered_page(&self) -> Option<(Self, usize)> {
        let (list, number) = self.0.strip_suffix('/')?.rsplit_once("/page/")?;
        let number: usize = number.parse().ok()?;
        let list = Self(format!("{list}/").into());
        (list.numbered(number) == *self).then_some((list, number))
    }
}
