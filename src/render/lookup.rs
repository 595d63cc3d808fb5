//! Leads readers on from old addresses with a query at hosts that only have files: renders the table of these addresses
//! and the script that looks in it, and puts the script into the pages at their paths.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use crate::address::{Address, QueryAddress};
use crate::escape;
use crate::plan::{Destination, Page, PageKind, ParameterNames, QueryFile};

use super::world::World;

/// Script of the pages, around the core.
const PAGE: &str = include_str!("lookup/page.js");

/// Steps of the lookup, for scripts of pages and for programs at a host.
const CORE: &str = include_str!("lookup/core.js");

/// Parts of the table, rendered together when the first one is asked for.
#[derive(Debug, Default)]
pub(super) struct Table {
    parts: OnceLock<Vec<Part>>,
}

/// Part of the table.
#[derive(Debug, Default)]
struct Part {
    bytes: Vec<u8>,
    /// Places of its addresses among all.
    addresses: Vec<u32>,
}

/// Value in the table, under an address or the path of one.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'w> {
    /// Names of the parameters that addresses of a path have, the more specific first.
    Shapes(Vec<&'w [Box<str>]>),
    /// Page that an address leads to.
    Moved(String),
    /// Notice that what was at an address is gone.
    Gone {
        /// Page of the notice.
        gone: String,
    },
}

/// Renders a file of the table.
pub(super) fn render(file: QueryFile, world: &World) -> Cow<'_, [u8]> {
    let parts = world.plan.query_redirects().parts();
    match file {
        QueryFile::Script => {
            let core = CORE.trim_end().replace('\n', "\n  ").replace("\n  \n", "\n\n");
            PAGE.replace("@PARTS@", &parts.to_string()).replace("@CORE@", &core).into_bytes().into()
        }
        QueryFile::Count => format!("{{\"parts\":{parts}}}\n").into_bytes().into(),
        QueryFile::Part(number) => {
            part(number, world).map_or(Cow::Borrowed(b""), |part| part.bytes.as_slice().into())
        }
    }
}

impl World {
    /// Iterates over the old addresses in a part of the table.
    pub(crate) fn queries_in(&self, number: u16) -> impl Iterator<Item = &QueryAddress> {
        let all = self.plan.query_redirects().all();
        let places = part(number, self).into_iter().flat_map(|part| &part.addresses);
        places.filter_map(|place| Some(&all.get(*place as usize)?.from))
    }
}

fn part(number: u16, world: &World) -> Option<&Part> {
    world.table.parts.get_or_init(|| all_parts(world)).get(usize::from(number))
}

fn all_parts(world: &World) -> Vec<Part> {
    let queries = world.plan.query_redirects();
    let mut tables: Vec<BTreeMap<&str, Value<'_>>> = (0..queries.parts()).map(|_| BTreeMap::new()).collect();
    let mut parts: Vec<Part> = tables.iter().map(|_| Part::default()).collect();
    let mut put = |key, value| {
        let part = usize::from(queries.part_of(key));
        if let Some(table) = tables.get_mut(part) {
            table.insert(key, value);
        }
        part
    };
    for (path, shapes) in queries.shapes() {
        put(path, Value::Shapes(shapes.iter().map(ParameterNames::names).collect()));
    }
    let not_found = || world.href(&Address::known("/404.html"));
    for (place, entry) in (0..).zip(queries.all()) {
        let value = match &entry.to {
            Destination::Moved(to) => Value::Moved(world.href(to)),
            Destination::Gone(notice) => {
                Value::Gone { gone: notice.as_ref().map_or_else(not_found, |notice| world.href(notice)) }
            }
        };
        let part = put(entry.from.as_str(), value);
        parts[part].addresses.push(place);
    }
    for (part, table) in parts.iter_mut().zip(&tables) {
        part.bytes = serde_json::to_vec(table).expect("texts become JSON");
        part.bytes.push(b'\n');
    }
    parts
}

/// Puts the script into a page at the path of old addresses with a query.
pub(super) fn with_script(html: Vec<u8>, page: &Page, world: &World) -> Vec<u8> {
    let queries = world.plan.query_redirects();
    if !queries.have_script_at(&page.address) {
        return html;
    }
    let script = world.href(&queries.address_of(QueryFile::Script));
    let html = String::from_utf8_lossy(&html).into_owned();
    let (html, otherwise) = match &page.kind {
        PageKind::Redirect(to) => {
            (without_refresh(html), format!(" data-otherwise=\"{}\"", escaped(&world.href(to))))
        }
        _ => (html, String::new()),
    };
    let element = format!("<script src=\"{}\"{otherwise} async></script>\n", escaped(&script));
    let end = find(&html, "</head>").or_else(|| find(&html, "<body")).unwrap_or(html.len());
    [&html[..end], &element, &html[end..]].concat().into_bytes()
}

/// Leaves the refresh of a redirect to browsers without JavaScript: for all others the script is to be first.
fn without_refresh(html: String) -> String {
    let Some(start) = find(&html, "<meta http-equiv=\"refresh\"") else { return html };
    let Some(length) = html[start..].find('>') else { return html };
    let end = start + length + 1;
    format!("{}<noscript>{}</noscript>{}", &html[..start], &html[start..end], &html[end..])
}

/// Finds a text in HTML, whatever the case of its letters.
fn find(html: &str, text: &str) -> Option<usize> {
    html.as_bytes().windows(text.len()).position(|window| window.eq_ignore_ascii_case(text.as_bytes()))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let Ok(()) = escape::escape_attribute(text, &mut escaped);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_is_left_to_browsers_without_javascript() {
        let html =
            "<head><META HTTP-EQUIV=\"refresh\" content=\"0; url=/a/\"><title>T</title></head>".to_owned();
        assert_eq!(
            without_refresh(html),
            "<head><noscript><META HTTP-EQUIV=\"refresh\" content=\"0; url=/a/\"></noscript><title>T</title></head>"
        );
        assert_eq!(without_refresh("<p>none".to_owned()), "<p>none");
    }
}
