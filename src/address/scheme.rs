//! Addresses of lists: days, months, years, days of the year, and terms.

use jiff::civil::Date;

use super::Address;

/// Folders of term lists.
const TERMS: [&str; 4] = ["authors", "sections", "series", "tags"];

/// Folder of the on-this-day lists.
const ON_THIS_DAY: &str = "on-this-day";

/// Index pages of lists.
const INDEXES: [&str; 3] = ["archive", "corrections", ON_THIS_DAY];

impl Address {
    /// Returns whether this is the list of a day, month, year or day of the year.
    pub fn is_list_by_date(&self) -> bool {
        let parts = self.parts();
        match *parts {
            [ON_THIS_DAY, day] => day.split_once('-').is_some_and(|(month, day)| is_day("2000", month, day)),
            [year] => is_day(year, "01", "01"),
            [year, month] => is_day(year, month, "01"),
            [year, month, day] => is_day(year, month, day),
            _ => false,
        }
    }

    /// Returns whether this is the list of a term.
    pub fn is_list_of_term(&self) -> bool {
        matches!(*self.parts(), [kind, _] if TERMS.contains(&kind))
    }

    /// Returns whether this is a list, a numbered page of one, or an index of lists.
    pub fn is_list(&self) -> bool {
        let numbered = self.list_of_numbered();
        let list = numbered.as_ref().unwrap_or(self);
        numbered.is_some()
            || *list == Self::root()
            || list.is_list_by_date()
            || list.is_list_of_term()
            || matches!(*list.parts(), [index] if TERMS.contains(&index) || INDEXES.contains(&index))
    }

    /// Returns lists that contain this list, nearest first: month, year and archive for
    /// a day; the list itself, then its own parents, for a numbered page.
    pub fn larger_lists(&self) -> Vec<Self> {
        let numbered = self.list_of_numbered();
        let list = numbered.as_ref().unwrap_or(self);
        let mut larger = Vec::new();
        if list.is_list_by_date() {
            larger.extend(list.above().filter(|above| *above != Self::root()));
            larger.reverse();
            larger.push(Self::known("/archive/"));
        }
        numbered.into_iter().chain(larger).collect()
    }

    /// Returns the components of a page address; empty for a file.
    fn parts(&self) -> Vec<&str> {
        let Some(inner) = self.0.strip_suffix('/').and_then(|page| page.strip_prefix('/')) else {
            return Vec::new();
        };
        inner.splitn(4, '/').collect()
    }
}

/// Returns whether texts of four, two and two digits are a valid date.
fn is_day(year: &str, month: &str, day: &str) -> bool {
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i16>().ok().filter(|_| is_number)
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let small = |number: i16| i8::try_from(number).unwrap_or_default();
    Date::new(year, small(month), small(day)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_known_by_their_addresses() {
        for list in [
            "/",
            "/2025/",
            "/2025/11/",
            "/2025/11/01/",
            "/on-this-day/02-29/",
            "/on-this-day/",
            "/tags/",
            "/tags/c/",
            "/authors/x/",
            "/archive/",
            "/corrections/",
            "/page/3/",
            "/tags/c/page/1/",
            "/ar/page/1/",
        ] {
            assert!(Address::known(list).is_list(), "{list}");
        }
        for other in [
            "/2025/11/01/talks/",
            "/2025/13/",
            "/2025/02/30/",
            "/25/",
            "/+025/",
            "/talks/",
            "/tags.html",
            "/tags/c/x/",
            "/on-this-day/13-01/",
            "/page/x/",
            "/2025.html",
            "/series",
        ] {
            let is_series = other == "/series";
            assert_eq!(Address::known(other).is_list(), is_series, "{other}");
        }
    }

    #[test]
    fn larger_lists_come_in_order() {
        let larger = |list: &str| -> Vec<String> {
            Address::known(list).larger_lists().iter().map(ToString::to_string).collect()
        };
        assert_eq!(larger("/2025/11/01/"), ["/2025/11/", "/2025/", "/archive/"]);
        assert_eq!(larger("/2025/11/page/2/"), ["/2025/11/", "/2025/", "/archive/"]);
        assert_eq!(larger("/2025/"), ["/archive/"]);
        assert_eq!(larger("/on-this-day/11-01/"), ["/on-this-day/", "/archive/"]);
        assert_eq!(larger("/tags/c/page/3/"), ["/tags/c/"]);
        assert!(larger("/tags/c/").is_empty() && larger("/talks/").is_empty());
    }
}
