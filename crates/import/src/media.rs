//! Carries pictures and other files into the site.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::ImportError;
use crate::manifest::Hash;
use crate::report::MediaSums;
use crate::request::{FetchMedia, Request, WriteMode};
use crate::site::Site;
use crate::story::MediaFile;

/// Most bytes of one file.
const FILE_LIMIT_BYTES: u64 = 4 << 30;

/// Opens a file of the source by its path.
pub(crate) type OpenFile<'a> = dyn Fn(&str) -> io::Result<Option<Box<dyn Read>>> + Sync + 'a;

/// Carries files into the site, each once.
pub(crate) struct Carrier<'a> {
    /// Request.
    pub(crate) request: &'a Request,
    /// Site.
    pub(crate) site: &'a dyn Site,
    /// Files of the source.
    pub(crate) open_file: &'a OpenFile<'a>,
    /// Old site on the web.
    pub(crate) fetch: Option<&'a dyn FetchMedia>,
    /// Hashes of the paths that were asked for, which are smaller than the paths.
    seen: BTreeSet<[u8; 8]>,
    /// Numbers for the report.
    pub(crate) sums: MediaSums,
}

/// Result of carrying a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    /// File is in the site, or was asked for before.
    Yes,
    /// Nobody has the file.
    Missing,
}

impl<'a> Carrier<'a> {
    /// Returns a carrier that has carried nothing.
    pub(crate) fn new(
        request: &'a Request,
        site: &'a dyn Site,
        open_file: &'a OpenFile<'a>,
        fetch: Option<&'a dyn FetchMedia>,
    ) -> Self {
        Self { request, site, open_file, fetch, seen: BTreeSet::new(), sums: MediaSums::default() }
    }

    /// Carries a file, if it is not in the site.
    ///
    /// # Errors
    ///
    /// Returns an error if the file is there but can't be read or written.
    pub(crate) fn carry(&mut self, file: &MediaFile) -> Result<Carried, ImportError> {
        let hash = Hash::of(file.site_path.as_bytes()).first_bytes();
        if !self.seen.insert(hash) {
            return Ok(Carried::Yes);
        }
        let write_error = |error| ImportError::Write { path: file.site_path.clone(), error };
        if self.site.exists(&file.site_path).map_err(write_error)? {
            self.sums.carried += 1;
            return Ok(Carried::Yes);
        }
        let Some(from) = self.open(file).map_err(write_error)? else {
            self.sums.missing += 1;
            return Ok(Carried::Missing);
        };
        if self.request.mode != WriteMode::DryRun {
            self.site.copy(&file.site_path, &mut from.take(FILE_LIMIT_BYTES)).map_err(write_error)?;
        }
        self.sums.carried += 1;
        Ok(Carried::Yes)
    }

    /// Opens a file where it is: in the uploads, in the source, on the old site.
    fn open(&self, file: &MediaFile) -> io::Result<Option<Box<dyn Read>>> {
        if let Some(path) = &file.source_path {
            if let Some(uploads) = &self.request.uploads
                && let Some(opened) = open_beneath(uploads, path)?
            {
                return Ok(Some(Box::new(opened)));
            }
            if let Some(opened) = (self.open_file)(path)? {
                return Ok(Some(opened));
            }
        }
        match self.fetch {
            Some(fetch) if self.request.mode != WriteMode::DryRun => fetch.fetch(file),
            _ => Ok(None),
        }
    }
}

/// Opens a regular file beneath a folder; `None` if it is not there or leads out.
fn open_beneath(folder: &Path, path: &str) -> io::Result<Option<File>> {
    let root = folder.canonicalize()?;
    let Ok(full) = root.join(path.trim_start_matches('/')).canonicalize() else { return Ok(None) };
    if !full.starts_with(&root) || !full.is_file() {
        return Ok(None);
    }
    File::open(full).map(Some)
}
