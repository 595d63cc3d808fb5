//! Compares the build with a target and returns the checked plan.
//!
//! The files at the target are listed if requested, or if the manifest is missing or belongs to
//! another site.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::manifest::{Manifest, ManifestEntry};
use super::plan::{Comparison, Match, Ownership, Plan, PlanRules, draw_up};
use super::target::{Listing, RemoteFile, Verify};
use super::target_file::{Encoding, TargetFile, items};
use super::{BuildOutput, DeployContext, DeployError, DeployEvent, Progress, ServedBy, plan_check};

/// View of a target for the comparison.
pub(super) struct TargetView<'a> {
    /// Kind of server that delivers the files.
    pub(super) served_by: ServedBy,
    /// Hash of the headers of a file.
    pub(super) told: &'a dyn Fn(&TargetFile) -> u32,
    /// Lists the files, if `verify` is worth the cost.
    pub(super) list: &'a dyn Fn(Verify) -> Result<Option<Listing>, DeployError>,
}

/// Computes and checks the plan for a target with this manifest.
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
    let mut plan =
        draw_up(items, place.told, held, comparison.as_ref(), PlanRules { ownership, now: context.now });
    // The manifest names the site.
    plan.changes_manifest |= !is_ours;
    plan_check::check(&plan, context.request.allow_deletes)?;
    Ok(plan)
}

/// Compares the listed files with the build, on all cores.
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
    // The compressed size is unknown without compressing again.
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
