//! Reads lists of old addresses: sitemaps, access logs, CDX, web archives, CSV, plain lines.
//!
//! [`read`] returns each address once, as a path with its query, and counts its requests.
//! Hosts are ignored: a list is about one site.

mod lines;
mod sitemap;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::old_address;
use crate::warc::WebArchive;

/// Most bytes of a line.
const LINE_LIMIT_BYTES: u64 = 1 << 20;
/// Most bytes of a sitemap, decompressed.
const SITEMAP_LIMIT_BYTES: u64 = 256 << 20;
/// Bytes in which the form of a list is looked for.
const HEAD_BYTES: usize = 4096;

/// Old addresses with the number of requests for each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OldAddresses {
    /// Requests by path and query; 1 for an address of a list without numbers.
    pub requests: BTreeMap<String, u64>,
    /// Lines that hold no address.
    pub unreadable: u64,
}

impl OldAddresses {
    /// Adds an address: an absolute one, or a path.
    fn add(&mut self, address: &str, requests: u64) {
        match old_address::path_and_query(address) {
            Some(path) => *self.requests.entry(path).or_default() += requests,
            None => self.unreadable += 1,
        }
    }
}

/// Reads a list.
///
/// # Errors
///
/// Returns an error if the file can't be read, or holds no address.
pub fn read(path: &Path) -> Result<OldAddresses, ImportError> {
    let mut found = OldAddresses::default();
    add_file(path, &mut found)?;
    if found.requests.is_empty() {
        let message = "the file holds no address: expected a sitemap, an access log, CDX, WARC, CSV or one address a line";
        return Err(ImportError::Malformed { path: path.to_owned(), line: 1, message: message.to_owned() });
    }
    Ok(found)
}

/// Adds the addresses of a file.
fn add_file(path: &Path, found: &mut OldAddresses) -> Result<(), ImportError> {
    let read_error = |error| ImportError::read(path, error);
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is_archive =
        [".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz"].iter().any(|ending| name.ends_with(ending));
    if is_archive || path.is_dir() {
        let archive = WebArchive::open(&[path.to_owned()], &Decisions::default())?;
        for url in archive.addresses() {
            found.add(&url, 1);
        }
        return Ok(());
    }
    let mut reader = open(path).map_err(read_error)?;
    let head = reader.fill_buf().map_err(read_error)?;
    let head = String::from_utf8_lossy(&head[..head.len().min(HEAD_BYTES)]).into_owned();
    let start = head.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("<?xml") || start.starts_with("<urlset") || start.starts_with("<sitemapindex") {
        let mut text = String::new();
        reader.take(SITEMAP_LIMIT_BYTES).read_to_string(&mut text).map_err(read_error)?;
        return add_sitemap(path, &text, found);
    }
    let form = lines::Form::of(start);
    if let lines::Form::Csv { separator } = form {
        return lines::csv(path, reader, separator, found);
    }
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let count = (&mut reader).take(LINE_LIMIT_BYTES).read_until(b'\n', &mut bytes).map_err(read_error)?;
        if count == 0 {
            return Ok(());
        }
        form.add_line(String::from_utf8_lossy(&bytes).trim(), found);
    }
}

/// Adds the addresses of a sitemap, and of those that an index names.
fn add_sitemap(path: &Path, text: &str, found: &mut OldAddresses) -> Result<(), ImportError> {
    let sitemap = sitemap::read(text);
    for address in &sitemap.addresses {
        found.add(address, 1);
    }
    for address in &sitemap.parts {
        let name = address.rsplit('/').next().unwrap_or_default();
        let part: PathBuf = path.with_file_name(name);
        if !name.is_empty() && !name.starts_with('.') && part != path && part.is_file() {
            let text = open(&part).and_then(|reader| {
                let mut text = String::new();
                reader.take(SITEMAP_LIMIT_BYTES).read_to_string(&mut text).map(|_| text)
            });
            let text = text.map_err(|error| ImportError::read(&part, error))?;
            for address in &sitemap::read(&text).addresses {
                found.add(address, 1);
            }
        } else {
            found.unreadable += 1;
        }
    }
    Ok(())
}

/// Opens a file, and decompresses it if it is compressed.
fn open(path: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let mut reader = BufReader::new(File::open(path)?);
    let is_gzip = reader.fill_buf()?.starts_with(b"\x1f\x8b");
    Ok(if is_gzip {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(reader)))
    } else {
        Box::new(reader)
    })
}

#[cfg(test)]
mod tests;
