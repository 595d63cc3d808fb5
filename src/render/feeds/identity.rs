//! What a story is called for ever: its id in feeds, by which readers' programs know that they have had it. Where the
//! front matter has an `id`, it is that. Otherwise it is a tag URI (RFC 4151) made of the site's host and of the first
//! address at which the story was published: the first of its aliases that is no list's address, or its address while it has none. So it
//! survives a change of address that leaves an alias behind.
//!
//! `/2025/11/01/talks/` on `news.example.org` is `tag:news.example.org,2025-11-01:/2025/11/01/talks/`.

use jiff::civil::Date;

use crate::address::Address;
use crate::archive::Gone;
use crate::config::Site;
use crate::fields::WebAddress;
use crate::moment::{ArticleDate, CalendarDate};

/// An article's id: its own, or that of its first address and its date.
pub(super) fn of(own: Option<&str>, first: &Address, date: &ArticleDate, authority: &str) -> String {
    own.map_or_else(|| tag(authority, first, date.calendar_date()), str::to_owned)
}

/// The id that an article had before it was gone.
pub(super) fn of_gone(gone: &Gone, authority: &str) -> String {
    let Gone { id, aliases, address, date, .. } = gone;
    let first = aliases.iter().find(|alias| !alias.is_list()).unwrap_or(address);
    of(id.as_deref(), first, date, authority)
}

/// A tag URI. Where the address has a day in it, that day is the tag's, and a mended date leaves the tag as it was. A
/// tag may have a month or a year (RFC 4151, section 2.1), for a story of which no more is known.
fn tag(authority: &str, address: &Address, date: CalendarDate) -> String {
    let date = day_in(address).map_or(date, CalendarDate::of_day).without_doubt();
    ["tag:", authority, ",", &date.to_string(), ":", &address.href()].concat()
}

/// The day that an address begins with: `/2025/11/01/…`.
fn day_in(address: &Address) -> Option<Date> {
    let mut parts = address.as_str().strip_prefix('/')?.splitn(4, '/');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then_some(part)
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The host that ids are made with: what the config says, otherwise that of the site's address, in ASCII.
pub(in crate::render) fn authority(site: &Site) -> String {
    if let Some(authority) = &site.feeds.authority {
        return authority.clone();
    }
    let origin = WebAddress::parse(&site.base_url).map_or("", |web| web.origin);
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let end =
        host.rfind(']').map_or_else(|| host.find(':'), |bracket| Some(bracket + 1)).unwrap_or(host.len());
    let ascii = idna::domain_to_ascii(&host[..end]).unwrap_or_else(|_| host[..end].to_ascii_lowercase());
    // A machine's number is no name, and its colons would end the tag's authority.
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
