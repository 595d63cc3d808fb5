//! The stages' inputs: the settings, the sources turned into entries, the files that are copied as they are.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::address::Address;
use crate::article::{self, Entry, Neighbours, Source};
use crate::config::{self, Overrides, Site};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::path::SitePath;
use crate::plan::{CopiedFile, From};
use crate::read::{STATIC, Sources, Texts};
use crate::theme::{FileBytes, Theme};

use super::Progress;

/// The site's folder, as the system itself names it.
pub(super) fn root(site: &Path) -> Result<PathBuf, Diagnostic> {
    site.canonicalize().map_err(|error| {
        Diagnostic::error(Place::Site, format!("there is no site at {}: {error}", site.display()))
            .hint("name the site's folder with --site, or make a new site: dateline init DIR")
    })
}

/// The site's settings.
///
/// # Errors
/// When the config is missing or broken; the faults of a config that can be used all the same go to `found`.
pub fn settings(root: &Path, overrides: &Overrides, found: &mut Diagnostics) -> Result<Site, Diagnostics> {
    let path = SitePath::known("config.toml");
    let text = std::fs::read_to_string(path.under(root)).map_err(|error| {
        let message = format!("the site's settings can't be read: {error}");
        let hint = "a site's folder has a config.toml; make a new site with: dateline init DIR";
        Diagnostic::error(Place::File(path), message).hint(hint)
    })?;
    let (site, faults) = config::read(&text, overrides);
    found.extend(faults);
    site.ok_or_else(|| std::mem::take(found))
}

/// Turns every text into an entry, on all cores, in the order of their paths.
pub(super) fn entries(
    sources: &Sources,
    texts: &dyn Texts,
    site: &Site,
    progress: &dyn Progress,
) -> (Vec<Entry>, Diagnostics) {
    let folders: HashSet<&str> = sources.assets.iter().map(|asset| asset.path.folder()).collect();
    let parsed: Vec<(Option<Entry>, Diagnostics)> = sources
        .texts
        .par_iter()
        .map(|source| {
            let neighbours =
                if folders.contains(source.path.folder()) { Neighbours::Files } else { Neighbours::None };
            let parsed = entry(&source.path, texts, neighbours, site);
            progress.advance();
            parsed
        })
        .collect();
    let mut entries = Vec::with_capacity(parsed.len());
    let mut found = Diagnostics::new();
    for (entry, faults) in parsed {
        entries.extend(entry);
        found.extend(faults);
    }
    (entries, found)
}

fn entry(path: &SitePath, texts: &dyn Texts, neighbours: Neighbours, site: &Site) -> (Option<Entry>, Diagnostics) {
    match texts.bytes(path) {
        Ok(bytes) => article::parse(&Source { file: path, bytes: &bytes, digest: Digest::of(&bytes), neighbours }, site),
        Err(error) => {
            let diagnostic = Diagnostic::error(Place::File(path.clone()), format!("this can't be read: {error}"));
            (None, Diagnostics::from(diagnostic.hint("see that the file may be read")))
        }
    }
}

/// The files that are copied as they are: the site's own, and those of its theme that the site has not replaced.
pub(super) fn copied_files(theme: &Theme, sources: &Sources, found: &mut Diagnostics) -> Vec<CopiedFile> {
    let own = sources.statics.iter().filter_map(|source| {
        let below = source.path.beneath(STATIC)?;
        Some((below, source.path.clone(), From::Disk(source.stat)))
    });
    let themes = theme.files.iter().map(|file| {
        let from = match &file.bytes {
            FileBytes::Disk(stat) => From::Disk(*stat),
            FileBytes::Program(bytes) => From::Program(bytes.clone()),
        };
        (file.path.as_str(), file.file.clone(), from)
    });
    let replaced: HashSet<&str> = sources.statics.iter().filter_map(|source| source.path.beneath(STATIC)).collect();
    let themes = themes.filter(|(below, ..)| !replaced.contains(below));
    let mut copied = Vec::new();
    for (below, file, from) in own.chain(themes) {
        match Address::root().with_file(below) {
            Ok(address) => copied.push(CopiedFile { file, address, from }),
            Err(error) => found.push(
                Diagnostic::error(Place::File(file), format!("this name is no address: {error}"))
                    .hint("rename the file"),
            ),
        }
    }
    copied
}
