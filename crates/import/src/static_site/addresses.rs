//! Settles addresses that several texts want.

use std::collections::HashMap;

use super::dates;
use super::pattern::{Values, tidy};
use super::text::{Role, Text, ending};
use crate::story::Notice;

/// Addresses of pages that Dateline makes itself.
const OWN_PAGES: [&str; 14] = [
    "/",
    "/404",
    "/404.html",
    "/archive",
    "/search",
    "/tags",
    "/authors",
    "/sections",
    "/series",
    "/corrections",
    "/on-this-day",
    "/index.html",
    "/sitemap.xml",
    "/robots.txt",
];
/// Folders of lists.
const LISTS: [&str; 4] = ["/tags/", "/authors/", "/sections/", "/series/"];

/// Returns the form of an address in which two of them are the same file.
pub(super) fn key(address: &str) -> String {
    let bare = address.strip_suffix("index.html").unwrap_or(address);
    bare.trim_end_matches('/').to_lowercase()
}

/// Reports that Dateline makes the page at this address itself.
fn is_own_page(address: &str) -> bool {
    let key = key(address);
    let key = if key.is_empty() { "/".to_owned() } else { key };
    let parts: Vec<&str> = key.split('/').filter(|part| !part.is_empty()).collect();
    let is_day = (1..=3).contains(&parts.len())
        && parts[0].len() == 4
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    OWN_PAGES.contains(&key.as_str()) || LISTS.iter().any(|list| key.starts_with(list)) || is_day
}

/// Returns the address with the day of the file's name, if that is another day.
///
/// Links of the site's own lists were often made from the name.
pub(super) fn by_named_day(text: &Text, address: &str, values: &Values) -> Option<String> {
    let day = text.named_day.or_else(|| dates::dated_name(&text.place.name).map(|name| name.day))?;
    let time = values.time?;
    let of = |time: jiff::civil::DateTime| time.strftime("/%Y/%m/%d/").to_string();
    let named = day.to_datetime(jiff::civil::Time::midnight());
    let mut other = address.replacen(&of(time), &of(named), 1);
    if text.bare_name != text.place.name && !text.bare_name.is_empty() {
        // A name that begins with a day of one digit may stay in the address.
        other = other.replacen(&format!("/{}", text.place.name), &format!("/{}", text.bare_name), 1);
    }
    (other != address && address.contains(&of(time))).then_some(other)
}

/// Gives each text an address of its own, and removes aliases of other texts.
pub(super) fn settle(texts: &mut [Text], site_language: Option<&str>) {
    for text in texts.iter_mut() {
        leave_out_own_pages(text);
        choose_spelling(text);
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut order: Vec<usize> = (0..texts.len()).filter(|at| is_published(&texts[*at])).collect();
    order.sort_by_key(|at| texts[*at].is_draft);
    for at in &order {
        let text = &mut texts[*at];
        let Some(address) = text.address.clone().filter(|_| has_page(text)) else { continue };
        let mut settled = address.clone();
        let mut number = 1;
        while taken.contains_key(&key(&settled)) || is_own_page(&settled) {
            number += 1;
            settled = numbered(&address, number);
        }
        if settled != address {
            let message = format!("another page is at {address}; this text is at {settled}");
            text.notices.push(Notice { kind: "address", message });
        }
        taken.insert(key(&settled), *at);
        text.address = Some(settled);
    }
    for at in order {
        let text = &mut texts[at];
        for alias in std::mem::take(&mut text.aliases) {
            let same = |known: &str| known.trim_matches('/') == alias.trim_matches('/');
            let is_known =
                text.address.as_deref().is_some_and(same) || text.aliases.iter().any(|it| same(it));
            match taken.get(&key(&alias)) {
                _ if is_known => {}
                Some(other) if *other != at => {
                    let message = format!("the alias {alias} is an address of another text");
                    text.notices.push(Notice { kind: "alias", message });
                }
                _ if is_own_page(&alias) => {
                    let message = format!("the alias {alias} is a page that the site makes itself");
                    text.notices.push(Notice { kind: "alias", message });
                }
                _ => {
                    taken.insert(key(&alias), at);
                    text.aliases.push(alias);
                }
            }
        }
    }
    find_originals(texts, site_language);
}

/// Chooses between an address and an alias that differ in case alone.
///
/// A file can answer one of them, and a rule of the host the other. The spelling of the
/// file's name in the source counts.
fn choose_spelling(text: &mut Text) {
    let Some(address) = text.address.as_mut() else { return };
    let name = format!("/{}", text.bare_name);
    let is_named = |alias: &str| alias.trim_end_matches('/').ends_with(&name);
    let is_other = |alias: &String| alias != address && key(alias) == key(address) && is_named(alias);
    if let Some(at) = text.aliases.iter().position(is_other).filter(|_| !is_named(address)) {
        std::mem::swap(address, &mut text.aliases[at]);
    }
}

/// Leaves out standing pages that the new site makes itself, such as lists.
fn leave_out_own_pages(text: &mut Text) {
    const NO_PAGES: [&str; 9] = ["xml", "json", "txt", "js", "css", "webmanifest", "rss", "atom", "svg"];
    let Some(address) = &text.address else { return };
    if text.date.is_none() && text.left_out.is_none() && NO_PAGES.contains(&ending(address).as_str()) {
        text.left_out = Some("file that is no page".to_owned());
    }
    if text.place.role == Role::Story
        && text.date.is_none()
        && text.left_out.is_none()
        && is_own_page(address)
    {
        text.left_out = Some("page that the site makes itself".to_owned());
    }
}

/// Reports that a text is written to the site.
fn is_published(text: &Text) -> bool {
    text.left_out.is_none() && text.fault.is_none()
}

/// Reports that a text has a page at its own address.
fn has_page(text: &Text) -> bool {
    matches!(text.place.role, Role::Story | Role::Draft)
}

/// Returns an address with a number.
fn numbered(address: &str, number: u32) -> String {
    match address.strip_suffix(".html") {
        Some(stem) => format!("{stem}-{number}.html"),
        None if address.trim_matches('/').is_empty() => format!("/page-{number}/"),
        None => tidy(&format!("{}-{number}/", address.trim_end_matches('/'))),
    }
}

/// Finds the original of each translation.
///
/// It is the text in the site's language, otherwise the first.
fn find_originals(texts: &mut [Text], _site_language: Option<&str>) {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, text) in texts.iter().enumerate() {
        if is_published(text) && has_page(text) {
            groups.entry(text.translation_key.as_str()).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let original = group.iter().copied().find(|at| texts[*at].language.is_none()).unwrap_or(group[0]);
        let mut languages = vec![&texts[original].language];
        for at in group {
            let is_page = texts[at].date.is_none() == texts[original].date.is_none();
            if at != original && is_page && !languages.contains(&&texts[at].language) {
                languages.push(&texts[at].language);
                found.push((at, original));
            }
        }
    }
    for (at, original) in found {
        texts[at].original = Some(original);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::StoryDate;

    fn text(path: &str, address: &str) -> Text {
        Text {
            path: path.to_owned(),
            address: Some(address.to_owned()),
            date: Some(StoryDate::Year(2014)),
            translation_key: path.to_owned(),
            ..Text::default()
        }
    }

    #[test]
    fn two_texts_never_share_an_address() {
        let mut texts = vec![text("a", "/x/"), text("b", "/X/"), text("c", "/2014/")];
        texts[0].aliases = vec!["/x".to_owned(), "/old/".to_owned()];
        texts[1].aliases = vec!["/old/".to_owned(), "/tags/".to_owned()];
        settle(&mut texts, None);
        let addresses: Vec<_> =
            texts.iter().map(|text| text.address.as_deref().unwrap_or_default()).collect();
        assert_eq!(addresses, ["/x/", "/X-2/", "/2014-2/"]);
        assert_eq!(texts[0].aliases, ["/old/"]);
        assert!(texts[1].aliases.is_empty());
        assert_eq!(texts[1].notices.len(), 3);
    }

    #[test]
    fn the_spelling_of_the_name_counts() {
        let mut texts = vec![text("Cats.md", "/2014/cats/")];
        texts[0].bare_name = "Cats".to_owned();
        texts[0].aliases = vec!["/2014/Cats/".to_owned()];
        settle(&mut texts, None);
        assert_eq!(texts[0].address.as_deref(), Some("/2014/Cats/"));
        assert_eq!(texts[0].aliases, ["/2014/cats/"]);
    }
}
