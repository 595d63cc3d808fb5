//! Checks the number, size and paths of files against a provider's limits.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Place};

use super::provider_limits::{CountUnit, Limits, PathLength};
use super::{HostingProvider, MAX_LISTED, SiteListing, exceeded, over, size, with_separators};

/// Extensions of scripts that run on a server.
const SERVER_SCRIPT_EXTENSIONS: [&str; 12] =
    ["asp", "aspx", "ashx", "cfm", "cgi", "jsp", "jspx", "php", "php3", "php4", "php5", "phtml"];

/// Reports all exceeded limits on files.
pub(super) fn check(
    provider: HostingProvider,
    limits: &Limits,
    listing: &SiteListing,
    found: &mut Diagnostics,
) {
    let files = listing.files.len() as u64;
    let (number, what) = match limits.count_unit {
        CountUnit::Files => (files, "files"),
        CountUnit::FilesAndFolders => (files + folders(listing).len() as u64, "files and folders"),
    };
    if let Some(limit) = exceeded(number, limits.files) {
        let most = with_separators(limit.max);
        let number = with_separators(number);
        found.push(over(limit, format!("the site has {number} {what}; {provider} allows {most}")));
    }
    if let Some(limit) = exceeded(listing.bytes(), limits.bytes) {
        let (all, most) = (size(listing.bytes()), size(limit.max));
        found.push(over(limit, format!("the site has {all}; {provider} allows {most}")));
    }
    crowded(provider, limits, listing, found);
    large(provider, limits, listing, found);
    long(provider, limits, listing, found);
    forbidden(provider, limits, listing, found);
    programs(provider, listing, found);
}

/// Returns all folders that contain files or folders.
fn folders(listing: &SiteListing) -> BTreeSet<&str> {
    let mut folders = BTreeSet::new();
    for (file, _) in &listing.files {
        let mut rest = &**file;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !folders.insert(folder) {
                break;
            }
            rest = folder;
        }
    }
    folders
}

/// Reports folders with too many files.
fn crowded(provider: HostingProvider, limits: &Limits, listing: &SiteListing, found: &mut Diagnostics) {
    if limits.files_per_folder.is_empty() {
        return;
    }
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    for (file, _) in &listing.files {
        *folders.entry(file.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
    }
    let crowded = folders.into_iter().filter_map(|(folder, files)| {
        let limit = exceeded(files, limits.files_per_folder)?;
        let (files, most) = (with_separators(files), with_separators(limit.max));
        Some(over(limit, format!("/{folder} has {files} files; {provider} allows {most} per folder")))
    });
    named(crowded, "folders", found);
}

/// Reports files that are too large.
fn large(provider: HostingProvider, limits: &Limits, listing: &SiteListing, found: &mut Diagnostics) {
    let large = listing.files.iter().filter_map(|(file, bytes)| {
        let limit = exceeded(*bytes, limits.bytes_per_file)?;
        let (bytes, most) = (with_separators(*bytes), size(limit.max));
        Some(over(limit, format!("{file} has {bytes} bytes; {provider} allows {most} per file")))
    });
    named(large, "files", found);
}

/// Reports paths that are too long.
fn long(provider: HostingProvider, limits: &Limits, listing: &SiteListing, found: &mut Diagnostics) {
    let long = listing.files.iter().filter_map(|(file, _)| {
        let length = match limits.path_length {
            PathLength::Raw => file.len(),
            PathLength::Encoded => 1 + file.bytes().map(encoded).sum::<usize>(),
        };
        let limit = exceeded(length as u64, limits.path)?;
        let (length, most) = (with_separators(length as u64), with_separators(limit.max));
        Some(over(limit, format!("{file}: its path has {length} bytes; {provider} allows {most}")))
    });
    named(long, "files", found);
}

/// Returns the length of a byte when it is percent-encoded as needed.
fn encoded(byte: u8) -> usize {
    if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) { 1 } else { 3 }
}

/// Reports paths with characters that the provider rejects.
fn forbidden(provider: HostingProvider, limits: &Limits, listing: &SiteListing, found: &mut Diagnostics) {
    let Some((characters, source)) = limits.forbidden_in_paths else { return };
    let faulty = listing.files.iter().filter_map(|(file, _)| {
        let character = characters.iter().find(|character| file.contains(**character))?;
        let message = format!("{file}: {provider} rejects paths with {character}");
        Some(Diagnostic::error(Place::Site, message).hint(format!("choose another address ({source})")))
    });
    named(faulty, "files", found);
}

/// Reports server scripts, which a static host would serve as source code.
fn programs(provider: HostingProvider, listing: &SiteListing, found: &mut Diagnostics) {
    let programs = listing.files.iter().filter_map(|(file, _)| {
        let (_, ending) = file.rsplit_once('.')?;
        SERVER_SCRIPT_EXTENSIONS.iter().find(|program| ending.eq_ignore_ascii_case(program))?;
        let message = format!("{file}: {provider} runs no scripts and serves this file as a download");
        let hint = "publish a page instead, with this address as an alias";
        Some(Diagnostic::warning(Place::Site, message).hint(hint))
    });
    named(programs, "files", found);
}

/// Adds the first [`MAX_LISTED`] diagnostics and the number of the others.
fn named(faults: impl Iterator<Item = Diagnostic>, what: &str, found: &mut Diagnostics) {
    let mut faults = faults.peekable();
    found.extend(faults.by_ref().take(MAX_LISTED));
    let Some(next) = faults.peek() else { return };
    let severity = next.severity;
    let more = faults.count();
    let message = format!("{more} more {what} with the same problem");
    found.push(Diagnostic { severity, ..Diagnostic::error(Place::Site, message) });
}
