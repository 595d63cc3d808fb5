//! Keys that detect colliding addresses. The key of an address ignores case, Unicode form, a final
//! slash and `index.html`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::Address;
use crate::escape;

/// Normalized address. Two addresses with equal keys can't coexist on the site,
/// since some servers or file systems treat them as one. Most keys equal their address without the
/// final slash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressKey<'a>(Cow<'a, str>);

impl Address {
    /// Returns the key, equal for all addresses that collide with this one.
    pub fn key(&self) -> AddressKey<'_> {
        let bare = self.0.strip_suffix('/').unwrap_or(&self.0);
        AddressKey(match alike(bare) {
            // On case-insensitive file systems, `INDEX.HTML` is the page's own file.
            Cow::Owned(lower) => match lower.strip_suffix("/index.html") {
                Some(page) => page.to_owned().into(),
                None => lower.into(),
            },
            same @ Cow::Borrowed(_) => same,
        })
    }
}

/// Normalizes case and Unicode form of a path.
pub fn alike(path: &str) -> Cow<'_, str> {
    if escape::contains_any(path, |byte| !byte.is_ascii() | byte.is_ascii_uppercase()) {
        path.to_lowercase().nfc().collect::<String>().into()
    } else {
        path.into()
    }
}

impl AddressKey<'_> {
    /// Returns the key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts the key into text.
    pub(crate) fn into_text(self) -> String {
        self.0.into_owned()
    }

    /// Iterates over the keys of ancestor folders that `other` does not share, root
    /// first, without the root itself.
    pub(crate) fn above_but_not_of(&self, other: &Self) -> impl Iterator<Item = AddressKey<'_>> {
        let shared = self.0.bytes().zip(other.0.bytes()).take_while(|(one, two)| one == two).count();
        let slashes = self.0.bytes().enumerate().skip(shared.max(1)).filter(|(_, byte)| *byte == b'/');
        slashes.map(|(slash, _)| AddressKey(self.0[..slash].into()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn only_the_folders_that_the_other_key_has_not_are_given(
            one in "(/[aé]{1,2}){0,4}", other in "(/[aé]{1,2}){0,4}",
        ) {
            let (one, other) = (AddressKey(one.into()), AddressKey(other.into()));
            let folders = |key: &AddressKey<'_>| -> Vec<String> {
                let ends = key.0.match_indices('/').skip(1);
                ends.map(|(slash, _)| key.0[..slash].to_owned()).collect()
            };
            let mut new = folders(&one);
            new.retain(|folder| !folders(&other).contains(folder));
            let given: Vec<String> = one.above_but_not_of(&other).map(|folder| folder.0.into()).collect();
            prop_assert_eq!(given, new);
        }
    }

    #[test]
    fn keys_are_one_where_a_server_or_a_file_system_would_take_them_for_one() {
        let are_one = |one: &str, other: &str| Address::known(one).key() == Address::known(other).key();
        assert!(are_one("/About/", "/about"));
        assert!(are_one("/CAFE\u{301}/", "/café/index.html"));
        assert!(are_one("/about/", "/about/INDEX.HTML"));
        assert!(!are_one("/about/", "/about.html"));
    }
}
