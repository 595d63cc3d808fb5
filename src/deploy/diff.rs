//! What a target holds, against what was built. In go the target's memory and, where it is asked for or that memory
//! is missing or another's, what is really there; out comes the plan, looked over.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::manifest::{Manifest, ManifestEntry};
use super::plan::{Comparison, Match, Ownership, Plan, draw_up};
use super::target::{Listing, RemoteFile, Verify};
use super::target_file::{Encoding, TargetFile, items};
use super::{BuildOutput, DeployContext, DeployError, DeployEvent, Progress, ServedBy, plan_check};

/// What a target says of itself.
pub(super) struct TargetView<'a> {
    /// Who reads what is there.
    pub(super) served_by: ServedBy,
    /// What of a file would have it sent again, beside its bytes.
    pub(super) told: &'a dyn Fn(&TargetFile) -> u32,
    /// What is there, if it is worth looking at this depth.
    pub(super) list: &'a dyn Fn(Verify) -> Result<Option<Listing>, DeployError>,
}

/// Draws up the plan for a target that remembers this of us, and looks it over.
pub(super) fn survey(
    place: &TargetView<'_>,
    memory: Option<&Manifest>,
    built: &BuildOutput,
    context: &DeployContext<'_>,
    progress: &dyn Progress,
) -> Result<Plan, DeployError> {
    let items = items(&built.last().files, context.settings.precompress, place.served_by);
    let ownership = context.request.ownership;
    let is_ours = memory.is_some_and(|memory| memory.site == context.site);
    if let Some(another) = memory.filter(|_| !is_ours && ownership == Ownership::Strict) {
        return Err(DeployError::AnotherSite { site: another.site.clone() });
    }
    let verify = if is_ours { context.request.verify } else { Verify::Full };
    if memory.is_none() {
        progress.note(DeployEvent::Unknown);
    }
    let listing = (place.list)(verify)?;
    let comparison = listing.map(|listing| compare(&listing, &items, place, built)).transpose()?;
    let none = BTreeMap::new();
    let held: &BTreeMap<Box<str>, ManifestEntry> = memory.map_or(&none, |memory| &memory.rows);
    let mut plan = draw_up(items, place.told, held, comparison.as_ref(), (ownership, context.now));
    // Its name is a part of what a target remembers.
    plan.changes_manifest |= !is_ours;
    plan_check::check(&plan, context.request.allow_deletes)?;
    Ok(plan)
}

/// Compares what is there with what was built, on all cores.
fn compare(
    listing: &Listing,
    items: &[TargetFile],
    place: &TargetView<'_>,
    built: &BuildOutput,
) -> Result<Comparison, DeployError> {
    let wanted: BTreeMap<&str, (&TargetFile, u32)> =
        items.iter().map(|item| (&*item.path, (item, (place.told)(item)))).collect();
    let comparison = listing.par_iter().map(|(path, listed)| {
        let matched = match wanted.get(&**path) {
            None => Match::Unverified,
            Some((item, told)) => compare_file(listed, item, *told, built)?,
        };
        Ok((path.clone(), matched))
    });
    comparison.collect()
}

fn compare_file(
    listed: &RemoteFile,
    item: &TargetFile,
    told: u32,
    built: &BuildOutput,
) -> Result<Match, DeployError> {
    // Of what was compressed before it was sent, the size is not known without doing that again.
    let is_plain = item.form == Encoding::Identity;
    if is_plain && listed.size != item.size {
        return Ok(Match::Different);
    }
    if let Some(mark) = listed.mark {
        return Ok(if mark == (item.digest, told) { Match::Identical } else { Match::Different });
    }
    let Some(md5) = listed.md5 else { return Ok(Match::Unverified) };
    let ours = built.md5(item)?;
    Ok(match (ours == md5, told) {
        (true, 0) => Match::Identical,
        (true, _) => Match::SameContent,
        (false, _) => Match::Different,
    })
}
