//! The files beside the texts: where each is published, and whether it is. A file in a text's own folder (the folder
//! of an `index.md`) goes where the text goes, and comes and goes with it. A file in a folder that several texts share
//! keeps its path below `content/`; it is held back while only texts that are not there show it.

use std::collections::HashMap;

use super::{CopiedFile, From};
use crate::address::{Address, AddressError};
use crate::archive::{Archive, InUse, Whereabouts};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::path::SitePath;
use crate::read::{CONTENT, PAGES, Source};

/// The files beside the texts that are published, each with its address.
pub(super) fn published(archive: &Archive, assets: &[Source], found: &mut Diagnostics) -> Vec<CopiedFile> {
    let shared = shared_folders(archive, assets);
    let mut published = Vec::with_capacity(assets.len());
    for asset in assets {
        let Some(address) = address(archive, &asset.path, &shared) else { continue };
        match address {
            Ok(address) => {
                published.push(CopiedFile {
                    file: asset.path.clone(),
                    address,
                    from: From::Disk(asset.stat),
                    stands_for: None,
                });
            }
            Err(error) => found.push(
                Diagnostic::error(
                    Place::File(asset.path.clone()),
                    format!("this name is no address: {error}"),
                )
                .hint("rename the file"),
            ),
        }
    }
    published
}

/// Returns the files whose paths are not in composed form, by their composed paths.
pub(super) fn composed(published: &[CopiedFile]) -> HashMap<String, Address> {
    let mut composed = HashMap::new();
    for CopiedFile { file, address, .. } in published {
        if let Some(path) = file.composed() {
            composed.entry(path.as_str().to_owned()).or_insert_with(|| address.clone());
        }
    }
    composed
}

/// Where a file is published; `None` while it is not.
fn address(
    archive: &Archive,
    asset: &SitePath,
    shared: &HashMap<&str, Presence>,
) -> Option<Result<Address, AddressError>> {
    if let Some((whereabouts, beneath)) = bundle(archive, asset) {
        let owner = match whereabouts {
            Whereabouts::Article(id) => &archive.article(id).address,
            Whereabouts::Standing(index) => &archive.standing()[index].address,
            Whereabouts::Term(kind, id) => &archive.terms(kind).term(id).address,
            Whereabouts::Gone(_) | Whereabouts::Absent(_) => return None,
        };
        return Some(owner.with_file(beneath));
    }
    match archive.in_use(asset) {
        Some(InUse::OnlyByTheAbsent) => return None,
        None if shared.get(asset.folder()) == Some(&Presence::AllAbsent) => return None,
        Some(InUse::ByThePresent) | None => {}
    }
    let below = asset.beneath(PAGES).or_else(|| asset.beneath(CONTENT))?;
    Some(Address::root().with_file(below))
}

/// The text in whose own folder a file is, with the file's path below that folder.
fn bundle<'a>(archive: &Archive, asset: &'a SitePath) -> Option<(Whereabouts, &'a str)> {
    let mut folder = asset.folder();
    loop {
        let index = SitePath::known(&format!("{folder}/index.md"));
        if let Some(whereabouts) = archive.whereabouts(&index) {
            return asset.beneath(folder).map(|beneath| (whereabouts, beneath));
        }
        folder = &folder[..folder.rfind('/')?];
    }
}

/// Whether a folder's texts are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    SomePresent,
    AllAbsent,
}

/// The folders of these files that have texts too.
fn shared_folders<'a>(archive: &'a Archive, assets: &'a [Source]) -> HashMap<&'a str, Presence> {
    let mut folders: HashMap<&str, Option<Presence>> =
        assets.iter().map(|asset| (asset.path.folder(), None)).collect();
    if folders.is_empty() {
        return HashMap::new();
    }
    let articles = archive.articles().map(|(_, article)| &article.file);
    let terms = archive.described().map(|(_, _, own)| &own.file.file);
    let present = articles.chain(archive.standing().iter().map(|page| &page.file)).chain(terms);
    for file in present {
        if let Some(presence) = folders.get_mut(file.folder()) {
            *presence = Some(Presence::SomePresent);
        }
    }
    let left_out = archive.left_out().iter().map(|left_out| &left_out.file);
    for file in left_out.chain(archive.gone().iter().map(|gone| &gone.file)) {
        if let Some(presence) = folders.get_mut(file.folder()) {
            presence.get_or_insert(Presence::AllAbsent);
        }
    }
    folders.into_iter().filter_map(|(folder, presence)| Some((folder, presence?))).collect()
}
