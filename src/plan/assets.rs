//! Decides which files of `content/` are published, and where.
//!
//! A file in a text's own folder (with an `index.md`) is published with that text. Any other file
//! keeps its path below `content/`, and is published if a visible text, the config or a template
//! refers to it. Other files are skipped with a warning, unless their address is in the ledger.

use std::collections::{HashMap, HashSet};

use super::{CopiedFile, FileContents};
use crate::address::{Address, AddressError};
use crate::archive::{Archive, AssetUse, FileStatus};
use crate::article::AssetRef;
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::path::{SitePath, TEXT_ENDINGS};
use crate::sources::{CONTENT, PAGES, STATIC, SourceFile};

/// Input of the decision.
#[derive(Debug, Clone, Copy)]
pub struct Assets<'a> {
    /// Files, sorted by path.
    pub files: &'a [SourceFile],
    /// Files that the config and templates link to.
    pub linked: &'a HashSet<AssetRef>,
    /// Addresses of the ledger, sorted.
    pub ledger: &'a [Address],
}

/// Returns the files whose paths are not in NFC, by their normalized paths.
pub(super) fn composed(published: &[CopiedFile]) -> HashMap<String, Address> {
    let mut composed = HashMap::new();
    for CopiedFile { file, address, .. } in published {
        if let Some(path) = file.composed() {
            composed.entry(path.as_str().to_owned()).or_insert_with(|| address.clone());
        }
    }
    composed
}

/// Decision about a file.
enum AssetStatus {
    /// Published.
    Published,
    /// Published only because its address is in the ledger.
    Kept,
    /// Skipped with the hidden text that it belongs to.
    WithText,
    /// Skipped because nothing refers to it.
    Unlinked,
}

impl Assets<'_> {
    /// Returns the published files with their addresses.
    pub(super) fn published(&self, archive: &Archive, found: &mut Diagnostics) -> Vec<CopiedFile> {
        let mut folders = Folders::new(archive, self.files);
        let mut published = Vec::with_capacity(self.files.len());
        for asset in self.files.iter().filter(|asset| !is_setting(&asset.path)) {
            let (address, status) = match folders.bundle(&asset.path) {
                Some(Bundle::Absent) => continue,
                Some(Bundle::Present { owner, beneath }) => {
                    (owner.with_own_file(beneath), AssetStatus::Published)
                }
                None => {
                    let Some(address) = shared_address(&asset.path) else { continue };
                    let status = self.status(archive, &asset.path, address.as_ref().ok(), &folders);
                    (address, status)
                }
            };
            match (status, address) {
                (AssetStatus::WithText, _) => {}
                (AssetStatus::Unlinked, _) => found.push(unlinked(&asset.path)),
                (AssetStatus::Published | AssetStatus::Kept, Err(error)) => {
                    found.push(no_address(&asset.path, &error));
                }
                (status, Ok(address)) => {
                    if matches!(status, AssetStatus::Kept) {
                        found.push(kept_by_ledger(&asset.path, &address));
                    }
                    let (file, contents) = (asset.path.clone(), FileContents::Disk(asset.stat));
                    published.push(CopiedFile { file, address, contents, plain_address: None });
                }
            }
        }
        published
    }

    /// Decides about a file outside of texts' own folders.
    fn status(
        &self,
        archive: &Archive,
        file: &SitePath,
        address: Option<&Address>,
        folders: &Folders<'_>,
    ) -> AssetStatus {
        let is_linked =
            || address.is_some_and(|address| self.linked.contains(&AssetRef::of_address(address)));
        match archive.asset_use(file) {
            Some(AssetUse::Visible) => AssetStatus::Published,
            _ if is_linked() => AssetStatus::Published,
            Some(AssetUse::HiddenOnly) => AssetStatus::WithText,
            None if folders.have_only_absent_texts(file.folder()) => AssetStatus::Unlinked,
            None if address.is_some_and(|address| self.ledger.binary_search(address).is_ok()) => {
                AssetStatus::Kept
            }
            None => AssetStatus::Unlinked,
        }
    }
}

/// Returns true for settings: `content/front.toml`, `content/front.ar.toml`.
fn is_setting(file: &SitePath) -> bool {
    let Some(name) = file.beneath(CONTENT).and_then(|below| below.strip_suffix(".toml")) else {
        return false;
    };
    name == "front" || name.strip_prefix("front.").is_some_and(|language| !language.contains(['/', '.']))
}

/// Returns the address of a file in a folder shared by several texts.
fn shared_address(file: &SitePath) -> Option<Result<Address, AddressError>> {
    let below = file.beneath(PAGES).or_else(|| file.beneath(CONTENT))?;
    Some(Address::root().with_file(below))
}

fn no_address(file: &SitePath, error: &AddressError) -> Diagnostic {
    Diagnostic::error(Place::File(file.clone()), format!("this file name is not a valid address: {error}"))
        .hint("rename the file")
}

fn unlinked(file: &SitePath) -> Diagnostic {
    let message = "this file is not published: nothing on the site refers to it";
    let hint = format!("refer to it in a text, or move it to {}", in_static(file));
    Diagnostic::warning(Place::File(file.clone()), message)
        .hint(hint)
        .about(Kind::UnlinkedFile, file.as_str())
}

fn kept_by_ledger(file: &SitePath, address: &Address) -> Diagnostic {
    let message = format!(
        "this file is published only because {address} is in ledger.txt: nothing on the site refers to it"
    );
    let hint = format!(
        "link to it, or move it to {}; to take it off the site: dateline ledger forget {address}",
        in_static(file)
    );
    Diagnostic::warning(Place::File(file.clone()), message)
        .hint(hint)
        .about(Kind::KeptByLedger, file.as_str())
}

/// Returns the path in `static/` that is published at the same address.
fn in_static(file: &SitePath) -> String {
    let below = file.beneath(PAGES).or_else(|| file.beneath(CONTENT)).unwrap_or(file.file_name());
    format!("{STATIC}/{below}, where every file is published")
}

/// Text that owns a file's folder.
enum Bundle<'a> {
    /// Visible, at this address. `beneath` is the file's path below the text's folder.
    Present { owner: &'a Address, beneath: &'a str },
    /// Not visible.
    Absent,
}

/// Folders of the files, and the texts in them.
struct Folders<'a> {
    archive: &'a Archive,
    /// Folders with texts; true if none of the texts is visible.
    absent: HashMap<&'a str, bool>,
    /// Nearest enclosing folder that a text owns, with its text, for each folder.
    owners: HashMap<&'a str, Option<(FileStatus, &'a str)>>,
}

impl<'a> Folders<'a> {
    fn new(archive: &'a Archive, assets: &'a [SourceFile]) -> Self {
        Self { archive, absent: absent_folders(archive, assets), owners: HashMap::new() }
    }

    /// Returns the text that owns a file's folder.
    fn bundle(&mut self, asset: &'a SitePath) -> Option<Bundle<'a>> {
        let (file_status, folder) = self.owner(asset.folder())?;
        let archive = self.archive;
        let owner = match file_status {
            FileStatus::Article(id) => &archive.article(id).address,
            FileStatus::Standing(index) => &archive.standing()[index].address,
            FileStatus::Term(kind, id) => &archive.terms(kind).term(id).address,
            FileStatus::Tombstone(_) | FileStatus::Hidden(_) => return Some(Bundle::Absent),
        };
        Some(Bundle::Present { owner, beneath: asset.beneath(folder)? })
    }

    fn owner(&mut self, folder: &'a str) -> Option<(FileStatus, &'a str)> {
        if let Some(known) = self.owners.get(folder) {
            return *known;
        }
        let own = index_of(self.archive, folder).map(|file_status| (file_status, folder));
        let owner = own.or_else(|| self.owner(&folder[..folder.rfind('/')?]));
        self.owners.insert(folder, owner);
        owner
    }

    fn have_only_absent_texts(&self, folder: &str) -> bool {
        self.absent.get(folder) == Some(&true)
    }
}

/// Returns the status of the `index.md` of a folder.
fn index_of(archive: &Archive, folder: &str) -> Option<FileStatus> {
    let endings = TEXT_ENDINGS.into_iter().flat_map(|ending| [ending.to_owned(), ending.to_uppercase()]);
    endings
        .map(|ending| SitePath::known(&format!("{folder}/index.{ending}")))
        .find_map(|index| archive.file_status(&index))
}

/// Returns the folders that contain texts, and whether all of these are hidden.
fn absent_folders<'a>(archive: &'a Archive, assets: &'a [SourceFile]) -> HashMap<&'a str, bool> {
    let mut folders: HashMap<&str, Option<bool>> =
        assets.iter().map(|asset| (asset.path.folder(), None)).collect();
    if folders.is_empty() {
        return HashMap::new();
    }
    let articles = archive.articles().map(|(_, article)| &article.file);
    let terms = archive.terms_with_file().map(|(_, _, own)| &own.file.file);
    let present = articles.chain(archive.standing().iter().map(|page| &page.file)).chain(terms);
    for file in present {
        if let Some(is_absent) = folders.get_mut(file.folder()) {
            *is_absent = Some(false);
        }
    }
    let left_out = archive.hidden().iter().map(|left_out| &left_out.file);
    for file in left_out.chain(archive.tombstones().iter().map(|gone| &gone.file)) {
        if let Some(is_absent) = folders.get_mut(file.folder()) {
            is_absent.get_or_insert(true);
        }
    }
    folders.into_iter().filter_map(|(folder, is_absent)| Some((folder, is_absent?))).collect()
}

/// Returns the files that the menus, the publisher and the theme settings link to.
pub fn linked_by_config(site: &Site) -> HashSet<AssetRef> {
    let links = site.menu.iter().chain(&site.footer).flatten().map(|link| link.url.as_str());
    let publisher = site.publisher.references().map(|reference| reference.url.as_str());
    let mut written: Vec<&str> = links.chain(publisher).collect();
    for value in site.theme.settings.values().chain(site.extra.values()) {
        texts_in(value, &mut written);
    }
    written.into_iter().filter_map(|written| AssetRef::from_url(written, site)).collect()
}

/// Adds all strings within a value.
fn texts_in<'v>(value: &'v toml::Value, texts: &mut Vec<&'v str>) {
    match value {
        toml::Value::String(text) => texts.push(text),
        toml::Value::Array(values) => values.iter().for_each(|value| texts_in(value, texts)),
        toml::Value::Table(table) => table.values().for_each(|value| texts_in(value, texts)),
        _ => {}
    }
}
