//! What a target holds, against what was built. In go the target's memory and, where it is asked for or that memory
//! is missing or another's, what is really there; out comes the plan, looked over.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::item::{Form, Item, items};
use super::manifest::{Manifest, Row};
use super::plan::{Likeness, Ownership, Plan, Seen, draw_up};
use super::target::{Depth, Listed, Listing};
use super::{Audience, Built, Fault, Note, Orders, Progress, guard};

/// What a target says of itself.
pub(super) struct Place<'a> {
    /// Who reads what is there.
    pub(super) audience: Audience,
    /// What of a file would have it sent again, beside its bytes.
    pub(super) told: &'a dyn Fn(&Item) -> u32,
    /// What is there, if it is worth looking at this depth.
    pub(super) list: &'a dyn Fn(Depth) -> Result<Option<Listing>, Fault>,
}

/// Draws up the plan for a target that remembers this of us, and looks it over.
pub(super) fn survey(
    place: &Place<'_>,
    memory: Option<&Manifest>,
    built: &Built,
    orders: &Orders<'_>,
    progress: &dyn Progress,
) -> Result<Plan, Fault> {
    let items = items(&built.last().files, orders.settings.precompress, place.audience);
    let ownership = orders.request.ownership;
    let is_ours = memory.is_some_and(|memory| memory.site == orders.site);
    if let Some(another) = memory.filter(|_| !is_ours && ownership == Ownership::Strict) {
        return Err(Fault::AnotherSite { site: another.site.clone() });
    }
    let depth = if is_ours { orders.request.depth } else { Depth::Scrutiny };
    if memory.is_none() {
        progress.note(Note::Unknown);
    }
    let listing = (place.list)(depth)?;
    let seen = listing.map(|listing| compare(&listing, &items, place, built)).transpose()?;
    let none = BTreeMap::new();
    let held: &BTreeMap<Box<str>, Row> = memory.map_or(&none, |memory| &memory.rows);
    let mut plan = draw_up(items, place.told, held, seen.as_ref(), (ownership, orders.now));
    // Its name is a part of what a target remembers.
    plan.changes_memory |= !is_ours;
    guard::check(&plan, orders.request.allow_deletes)?;
    Ok(plan)
}

/// Compares what is there with what was built, on all cores.
fn compare(listing: &Listing, items: &[Item], place: &Place<'_>, built: &Built) -> Result<Seen, Fault> {
    let wanted: BTreeMap<&str, (&Item, u32)> =
        items.iter().map(|item| (&*item.path, (item, (place.told)(item)))).collect();
    let seen = listing.par_iter().map(|(path, listed)| {
        let likeness = match wanted.get(&**path) {
            None => Likeness::Alike,
            Some((item, told)) => likeness(listed, item, *told, built)?,
        };
        Ok((path.clone(), likeness))
    });
    seen.collect()
}

fn likeness(listed: &Listed, item: &Item, told: u32, built: &Built) -> Result<Likeness, Fault> {
    // Of what was compressed before it was sent, the size is not known without doing that again.
    let is_plain = item.form == Form::Plain;
    if is_plain && listed.size != item.size {
        return Ok(Likeness::Different);
    }
    if let Some(mark) = listed.mark {
        return Ok(if mark == (item.digest, told) { Likeness::Same } else { Likeness::Different });
    }
    let Some(md5) = listed.md5 else { return Ok(Likeness::Alike) };
    let ours = built.md5(item)?;
    Ok(match (ours == md5, told) {
        (true, 0) => Likeness::Same,
        (true, _) => Likeness::Copy,
        (false, _) => Likeness::Different,
    })
}
