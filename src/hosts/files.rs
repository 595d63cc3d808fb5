//! A site's files against a host's limits: how many, how large, how long their paths. In go paths and lengths; out comes
//! what is over, the first few files by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Place};

use super::limits::{Counted, Limits, Measured};
use super::{Delivery, Service, exceeded, grouped, over, size};

/// Endings of programs that run on a server.
const PROGRAMS: [&str; 12] =
    ["asp", "aspx", "ashx", "cfm", "cgi", "jsp", "jspx", "php", "php3", "php4", "php5", "phtml"];

/// How many of the files that have the same fault are named.
const NAMED: usize = 5;

/// What is over a limit.
pub(super) fn fit(service: Service, limits: &Limits, delivery: &Delivery, found: &mut Diagnostics) {
    let files = delivery.files.len() as u64;
    let (number, what) = match limits.counted {
        Counted::Files => (files, "files"),
        Counted::Entries => (files + folders(delivery).len() as u64, "files and folders"),
    };
    if let Some(limit) = exceeded(number, limits.files) {
        let most = grouped(limit.most);
        let number = grouped(number);
        found.push(over(limit, format!("the site has {number} {what}, and {service} takes {most}")));
    }
    if let Some(limit) = exceeded(delivery.bytes(), limits.bytes) {
        let (all, most) = (size(delivery.bytes()), size(limit.most));
        found.push(over(limit, format!("the site has {all}, and {service} takes {most}")));
    }
    crowded(service, limits, delivery, found);
    large(service, limits, delivery, found);
    long(service, limits, delivery, found);
    forbidden(service, limits, delivery, found);
    programs(service, delivery, found);
}

/// The folders that the files are in, each once.
fn folders(delivery: &Delivery) -> BTreeSet<&str> {
    let mut folders = BTreeSet::new();
    for (file, _) in &delivery.files {
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

/// Folders with more files than the host takes.
fn crowded(service: Service, limits: &Limits, delivery: &Delivery, found: &mut Diagnostics) {
    if limits.files_of_a_folder.is_empty() {
        return;
    }
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    for (file, _) in &delivery.files {
        *folders.entry(file.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
    }
    let crowded = folders.into_iter().filter_map(|(folder, files)| {
        let limit = exceeded(files, limits.files_of_a_folder)?;
        let (files, most) = (grouped(files), grouped(limit.most));
        Some(over(limit, format!("/{folder} has {files} files, and {service} takes {most} a folder")))
    });
    named(crowded, "folders", found);
}

/// Files that are larger than the host takes.
fn large(service: Service, limits: &Limits, delivery: &Delivery, found: &mut Diagnostics) {
    let large = delivery.files.iter().filter_map(|(file, bytes)| {
        let limit = exceeded(*bytes, limits.bytes_of_a_file)?;
        let (bytes, most) = (grouped(*bytes), size(limit.most));
        Some(over(limit, format!("{file} has {bytes} bytes, and {service} takes {most} a file")))
    });
    named(large, "files", found);
}

/// Paths that are longer than the host takes.
fn long(service: Service, limits: &Limits, delivery: &Delivery, found: &mut Diagnostics) {
    let long = delivery.files.iter().filter_map(|(file, _)| {
        let length = match limits.measured {
            Measured::Plain => file.len(),
            Measured::Encoded => 1 + file.bytes().map(encoded).sum::<usize>(),
        };
        let limit = exceeded(length as u64, limits.path)?;
        let (length, most) = (grouped(length as u64), grouped(limit.most));
        Some(over(limit, format!("{file}: its path has {length} bytes, and {service} takes {most}")))
    });
    named(long, "files", found);
}

/// How many characters a byte of a path is in an address.
fn encoded(byte: u8) -> usize {
    if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) { 1 } else { 3 }
}

/// Paths with characters that the host does not take.
fn forbidden(service: Service, limits: &Limits, delivery: &Delivery, found: &mut Diagnostics) {
    let Some((characters, source)) = limits.not_in_paths else { return };
    let faulty = delivery.files.iter().filter_map(|(file, _)| {
        let character = characters.iter().find(|character| file.contains(**character))?;
        let message = format!("{file}: {service} takes no file with a {character} in its path");
        Some(Diagnostic::error(Place::Site, message).hint(format!("choose another address ({source})")))
    });
    named(faulty, "files", found);
}

/// Files of programs that a host of files does not run: a browser would save their source.
fn programs(service: Service, delivery: &Delivery, found: &mut Diagnostics) {
    let programs = delivery.files.iter().filter_map(|(file, _)| {
        let (_, ending) = file.rsplit_once('.')?;
        PROGRAMS.iter().find(|program| ending.eq_ignore_ascii_case(program))?;
        let message = format!("{file}: {service} runs no programs, and sends this file as a download");
        let hint = "publish a page in its place: with this address as an alias, readers are led to it";
        Some(Diagnostic::warning(Place::Site, message).hint(hint))
    });
    named(programs, "files", found);
}

/// Adds the first few, and how many more there are.
fn named(faults: impl Iterator<Item = Diagnostic>, what: &str, found: &mut Diagnostics) {
    let mut faults = faults.peekable();
    found.extend(faults.by_ref().take(NAMED));
    let Some(next) = faults.peek() else { return };
    let severity = next.severity;
    let more = faults.count();
    let message = format!("and the same of {more} {what} more");
    found.push(Diagnostic { severity, ..Diagnostic::error(Place::Site, message) });
}
