//! Permanent ids of articles in feeds, by which feed readers recognize entries. An `id` in the
//! front matter is used as it is. Other ids are tag URIs (RFC 4151), made of the site's host and of
//! the article's first address: the first of its aliases that is not the address of a list, or its
//! address if it has none. So an id stays the same when the address changes and the old one becomes
//! an alias.
//!
//! `/2025/11/01/talks/` on `news.example.org` is
//! `tag:news.example.org,2025-11-01:/2025/11/01/talks/`.

use jiff::civil::Date;

use crate::address::Address;
use crate::archive::Tombstone;
use crate::config::Site;
use crate::fields::HttpUrl;
use crate::moment::{ArticleDate, CalendarDate};

/// Returns the id of an article: its own, or a tag URI of its first address and its date.
pub(crate) fn of(own: Option<&str>, first: &Address, date: &ArticleDate, authority: &str) -> String {
    own.map_or_else(|| tag(authority, first, date.calendar_date()), str::to_owned)
}

/// Returns the id that a removed article had.
pub(crate) fn of_removed(gone: &Tombstone, authority: &str) -> String {
    let Tombstone { id, aliases, address, date, .. } = gone;
    let first = aliases.iter().find(|alias| !alias.is_list()).unwrap_or(address);
    of(id.as_deref(), first, date, authority)
}

/// Returns a tag URI.
///
/// If the address contains a day, the tag has that day, so that a corrected date does not change
/// it. For an article whose day is unknown, the tag has a month or year, which RFC 4151 (section
/// 2.1) allows.
fn tag(authority: &str, address: &Address, date: CalendarDate) -> String {
    let date = day_in(address).map_or(date, CalendarDate::of_day).without_doubt();
    ["tag:", authority, ",", &date.to_string(), ":", &address.href()].concat()
}

/// Returns the day at the start of an address: `/2025/11/01/…`.
fn day_in(address: &Address) -> Option<Date> {
    let mut parts = address.as_str().strip_prefix('/')?.splitn(4, '/');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then_some(part)
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Returns the host in ids: `authority` of `[feeds]`, or else the host of `base_url` in ASCII.
pub(crate) fn authority(site: &Site) -> String {
    if let Some(authority) = &site.feeds.authority {
        return authority.clone();
    }
    let origin = HttpUrl::parse(&site.base_url).map_or("", |web| web.origin);
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let end =
        host.rfind(']').map_or_else(|| host.find(':'), |bracket| Some(bracket + 1)).unwrap_or(host.len());
    let ascii = idna::domain_to_ascii(&host[..end]).unwrap_or_else(|_| host[..end].to_ascii_lowercase());
    // An IP address contains characters that a tag's authority can't, such as `:`.
    ascii.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_the_day_of_its_address_or_the_storys() {
        let tag_of = |address: &str, date: &str| {
            tag("news.example", &Address::known(address), CalendarDate::parse(date).expect("a date"))
        };
        assert_eq!(tag_of("/1974/05/talks/", "1974-05~"), "tag:news.example,1974-05:/1974/05/talks/");
        assert_eq!(tag_of("/1974/talks/", "1974"), "tag:news.example,1974:/1974/talks/");
        let tag = |address: &str| tag_of(address, "2026-02-03");
        assert_eq!(tag("/2025/11/01/talks/"), "tag:news.example,2025-11-01:/2025/11/01/talks/");
        assert_eq!(tag("/2025/13/01/talks/"), "tag:news.example,2026-02-03:/2025/13/01/talks/");
        assert_eq!(tag("/world/caf\u{e9}/"), "tag:news.example,2026-02-03:/world/caf%C3%A9/");
    }

    #[test]
    fn the_authority_is_a_name_in_ascii() {
        for (base_url, expected) in [
            ("https://News.Example.org:8443/paper", "news.example.org"),
            ("https://münchen.example", "xn--mnchen-3ya.example"),
            ("http://[::1]:80", "---1-"),
        ] {
            let text = format!("title = \"T\"\nbase_url = \"{base_url}\"");
            let (site, _) = crate::config::read(&text, &crate::config::Overrides::default());
            assert_eq!(authority(&site.expect("a site")), expected);
        }
    }
}
