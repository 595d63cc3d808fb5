//! Table of old addresses with a query, as JSON for the script that looks them up. The plan divides
//! it into parts, so that a lookup loads only one; all parts are built together when the first is
//! needed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;

use crate::address::Address;
use crate::config::Site;
use crate::plan::{Destination, ParameterNames, Plan};

use super::href;

/// Parts of the table.
#[derive(Debug, Default)]
pub(super) struct QueryTable {
    parts: OnceLock<Vec<TablePart>>,
}

/// Part of the table.
#[derive(Debug, Default)]
pub(super) struct TablePart {
    /// JSON object, from an address or its path to a [`Value`].
    pub(super) bytes: Vec<u8>,
    /// Positions of its addresses in the plan's sorted list.
    pub(super) addresses: Vec<u32>,
}

/// Value in the table, under an address or the path of one.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'p> {
    /// Names of the parameters that addresses of a path have, the more specific first.
    Shapes(Vec<&'p [Box<str>]>),
    /// Page that an address redirects to.
    Moved(String),
    /// Notice that the page of an address was removed.
    Gone {
        /// Page of the notice.
        gone: String,
    },
}

impl QueryTable {
    /// Returns a part by its number.
    pub(super) fn part(&self, number: u16, site: &Site, plan: &Plan) -> Option<&TablePart> {
        self.parts.get_or_init(|| all_parts(site, plan)).get(usize::from(number))
    }
}

fn all_parts(site: &Site, plan: &Plan) -> Vec<TablePart> {
    let queries = plan.query_redirects();
    let mut tables: Vec<BTreeMap<&str, Value<'_>>> = (0..queries.parts()).map(|_| BTreeMap::new()).collect();
    let mut parts: Vec<TablePart> = tables.iter().map(|_| TablePart::default()).collect();
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
    let not_found = || href(site, &Address::known("/404.html"));
    for (position, entry) in (0..).zip(queries.all()) {
        let value = match &entry.to {
            Destination::Moved(to) => Value::Moved(href(site, to)),
            Destination::Gone(notice) => {
                Value::Gone { gone: notice.as_ref().map_or_else(not_found, |notice| href(site, notice)) }
            }
        };
        let part = put(entry.from.as_str(), value);
        parts[part].addresses.push(position);
    }
    for (part, table) in parts.iter_mut().zip(&tables) {
        part.bytes = serde_json::to_vec(table).expect("texts become JSON");
        part.bytes.push(b'\n');
    }
    parts
}
