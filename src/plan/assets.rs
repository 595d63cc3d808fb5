//! Decides which files of `content/` are published, and where. A file in a text's own folder (that of an `index.md`)
//! comes and goes with the text. Any other file keeps its path below `content/`, and is published if a published text,
//! the config or a template shows or links to it. What nobody asked to publish is held back with a warning, unless its
//! address is in the ledger.

use std::collections::{HashMap, HashSet};

use super::{CopiedFile, FileContents};
use crate::address::{Address, AddressError};
use crate::archive::{Archive, InUse, Whereabouts};
use crate::article::Use;
use crate::config::Site;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place};
use crate::path::{SitePath, TEXT_ENDINGS};
use crate::sources::{CONTENT, PAGES, STATIC, SourceFile};

/// What decides whether the files of `content/` are published.
#[derive(Debug, Clone, Copy)]
pub struct Assets<'a> {
    /// The files, sorted by path.
    pub files: &'a [SourceFile],
    /// The files that the config and the templates link to.
    pub linked: &'a HashSet<Use>,
    /// The addresses of the ledger, sorted.
    pub ledger: &'a [Address],
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

/// What becomes of a file.
enum AssetStatus {
    /// It is published.
    Published,
    /// It is published because the ledger has its address, though nothing shows it.
    Kept,
    /// It goes with a text that is not on the site.
    WithText,
    /// Nothing shows it.
    Unlinked,
}

impl Assets<'_> {
    /// Returns the files that are published, each with its address.
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
                    found.push(no_address(&asset.path, &error))
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

    /// Decides on a file that is in no text's own folder.
    fn status(
        &self,
        archive: &Archive,
        file: &SitePath,
        address: Option<&Address>,
        folders: &Folders<'_>,
    ) -> AssetStatus {
        let is_linked = || address.is_some_and(|address| self.linked.contains(&Use::of_address(address)));
        match archive.in_use(file) {
            Some(InUse::ByThePresent) => AssetStatus::Published,
            _ if is_linked() => AssetStatus::Published,
            Some(InUse::OnlyByTheAbsent) => AssetStatus::WithText,
            None if folders.have_only_absent_texts(file.folder()) => AssetStatus::Unlinked,
            None if address.is_some_and(|address| self.ledger.binary_search(address).is_ok()) => {
                AssetStatus::Kept
            }
            None => AssetStatus::Unlinked,
        }
    }
}

/// Returns whether a file is a setting of the site, such as `content/front.toml` or `content/front.ar.toml`.
fn is_setting(file: &SitePath) -> bool {
    let Some(name) = file.beneath(CONTENT).and_then(|below| below.strip_suffix(".toml")) else {
        return false;
    };
    name == "front" || name.strip_prefix("front.").is_some_and(|language| !language.contains(['/', '.']))
}

/// Returns the address of a file in a folder that several texts share.
fn shared_address(file: &SitePath) -> Option<Result<Address, AddressError>> {
    let below = file.beneath(PAGES).or_else(|| file.beneath(CONTENT))?;
    Some(Address::root().with_file(below))
}

fn no_address(file: &SitePath, error: &AddressError) -> Diagnostic {
    Diagnostic::error(Place::File(file.clone()), format!("this name is no address: {error}"))
        .hint("rename the file")
}

fn unlinked(file: &SitePath) -> Diagnostic {
    let message = "this is not published: no text on the site shows it or links to it";
    let hint = format!("show it or link to it in a text, or move it to {}", in_static(file));
    Diagnostic::warning(Place::File(file.clone()), message)
        .hint(hint)
        .about(Kind::UnlinkedFile, file.as_str())
}

fn kept_by_ledger(file: &SitePath, address: &Address) -> Diagnostic {
    let message = format!(
        "this is published because {address} is in ledger.txt: no text on the site shows it or links to it"
    );
    let hint = format!(
        "link to it, or move it to {}; to take it off the site: dateline ledger forget {address}",
        in_static(file)
    );
    Diagnostic::warning(Place::File(file.clone()), message)
        .hint(hint)
        .about(Kind::KeptByLedger, file.as_str())
}

/// Returns the place in `static/` from which a file would be published at the same address.
fn in_static(file: &SitePath) -> String {
    let below = file.beneath(PAGES).or_else(|| file.beneath(CONTENT)).unwrap_or(file.file_name());
    format!("{STATIC}/{below}, from where every file is published")
}

/// The text in whose own folder a file is.
enum Bundle<'a> {
    /// It is on the site, at this address; the file has this path below its folder.
    Present { owner: &'a Address, beneath: &'a str },
    /// It is not.
    Absent,
}

/// The folders of the files, and the texts in them.
struct Folders<'a> {
    archive: &'a Archive,
    /// Whether all texts in a folder are absent, for those folders that have texts.
    absent: HashMap<&'a str, bool>,
    /// The nearest folder at or above each that is a text's own, with that text.
    owners: HashMap<&'a str, Option<(Whereabouts, &'a str)>>,
}

impl<'a> Folders<'a> {
    fn new(archive: &'a Archive, assets: &'a [SourceFile]) -> Self {
        Self { archive, absent: absent_folders(archive, assets), owners: HashMap::new() }
    }

    /// Returns the text in whose own folder a file is.
    fn bundle(&mut self, asset: &'a SitePath) -> Option<Bundle<'a>> {
        let (whereabouts, folder) = self.owner(asset.folder())?;
        let archive = self.archive;
        let owner = match whereabouts {
            Whereabouts::Article(id) => &archive.article(id).address,
            Whereabouts::Standing(index) => &archive.standing()[index].address,
            Whereabouts::Term(kind, id) => &archive.terms(kind).term(id).address,
            Whereabouts::Gone(_) | Whereabouts::Absent(_) => return Some(Bundle::Absent),
        };
        Some(Bundle::Present { owner, beneath: asset.beneath(folder)? })
    }

    fn owner(&mut self, folder: &'a str) -> Option<(Whereabouts, &'a str)> {
        if let Some(known) = self.owners.get(folder) {
            return *known;
        }
        let own = index_of(self.archive, folder).map(|whereabouts| (whereabouts, folder));
        let owner = own.or_else(|| self.owner(&folder[..folder.rfind('/')?]));
        self.owners.insert(folder, owner);
        owner
    }

    fn have_only_absent_texts(&self, folder: &str) -> bool {
        self.absent.get(folder) == Some(&true)
    }
}

/// Returns what became of the `index.md` of a folder.
fn index_of(archive: &Archive, folder: &str) -> Option<Whereabouts> {
    let endings = TEXT_ENDINGS.into_iter().flat_map(|ending| [ending.to_owned(), ending.to_uppercase()]);
    endings
        .map(|ending| SitePath::known(&format!("{folder}/index.{ending}")))
        .find_map(|index| archive.whereabouts(&index))
}

/// Returns, for each folder of these files that has texts too, whether all of them are absent.
fn absent_folders<'a>(archive: &'a Archive, assets: &'a [SourceFile]) -> HashMap<&'a str, bool> {
    let mut folders: HashMap<&str, Option<bool>> =
        assets.iter().map(|asset| (asset.path.folder(), None)).collect();
    if folders.is_empty() {
        return HashMap::new();
    }
    let articles = archive.articles().map(|(_, article)| &article.file);
    let terms = archive.described().map(|(_, _, own)| &own.file.file);
    let present = articles.chain(archive.standing().iter().map(|page| &page.file)).chain(terms);
    for file in present {
        if let Some(is_absent) = folders.get_mut(file.folder()) {
            *is_absent = Some(false);
        }
    }
    let left_out = archive.left_out().iter().map(|left_out| &left_out.file);
    for file in left_out.chain(archive.gone().iter().map(|gone| &gone.file)) {
        if let Some(is_absent) = folders.get_mut(file.folder()) {
            is_absent.get_or_insert(true);
        }
    }
    folders.into_iter().filter_map(|(folder, is_absent)| Some((folder, is_absent?))).collect()
}

/// Returns the files that the config links to: those of its menus, of its publisher, and of a theme's settings.
pub fn linked_by_config(site: &Site) -> HashSet<Use> {
    let links = site.menu.iter().chain(&site.footer).flatten().map(|link| link.url.as_str());
    let publisher = site.publisher.references().map(|reference| reference.url.as_str());
    let mut written: Vec<&str> = links.chain(publisher).collect();
    for value in site.theme.settings.values().chain(site.extra.values()) {
        texts_in(value, &mut written);
    }
    written.into_iter().filter_map(|written| Use::by_address(written, site)).collect()
}

/// Adds every text in a value.
fn texts_in<'v>(value: &'v toml::Value, texts: &mut Vec<&'v str>) {
    match value {
        toml::Value::String(text) => texts.push(text),
        toml::Value::Array(values) => values.iter().for_each(|value| texts_in(value, texts)),
        toml::Value::Table(table) => table.values().for_each(|value| texts_in(value, texts)),
        _ => {}
    }
}
