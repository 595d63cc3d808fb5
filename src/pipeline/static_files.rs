//! Lists the files that are copied: `static/` of the site, and the theme's files.
//!
//! A theme's file is published a second time under a name with a content hash, which `url()`
//! returns.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::active_content;
use crate::address::Address;
use crate::config::{Location, Site};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::images;
use crate::path::SitePath;
use crate::plan::{CopiedFile, FileContents};
use crate::sources::{STATIC, SourceFile, SourceReader, Sources};
use crate::theme::{self, AssetContents, FileBytes, Theme, ThemeFile};

/// Returns the copied files.
///
/// These are the site's files, and the theme's files that the site does not replace.
pub(super) fn files(
    theme: &Theme,
    sources: &Sources,
    texts: &dyn SourceReader,
    location: Location,
    found: &mut Diagnostics,
) -> Vec<CopiedFile> {
    let statics =
        sources.static_files.iter().filter_map(|source| Some((source.path.beneath(STATIC)?, source)));
    let own: HashMap<&str, &SourceFile> = statics.clone().collect();
    let mut copied = Vec::with_capacity(sources.static_files.len() + 2 * theme.files.len());
    for (below, source) in statics {
        copied.extend(file(below, &source.path, FileContents::Disk(source.stat), found));
    }
    for themes in theme.files.iter().filter(|themes| !own.contains_key(themes.path.as_str())) {
        copied.extend(file(&themes.path, &themes.file, contents(themes), found));
    }
    stamped(theme, &own, Reader { texts, location }, &mut copied, found);
    copied
}

/// Returns the contents of a theme's file.
fn contents(themes: &ThemeFile) -> FileContents {
    match &themes.bytes {
        FileBytes::Disk(stat) => FileContents::Disk(*stat),
        FileBytes::Program(bytes) => FileContents::Memory(bytes.clone()),
    }
}

/// Returns the published bytes of a copied file.
///
/// Unless the config keeps it, the location of a photograph is removed.
pub(crate) fn published_bytes(copied: &CopiedFile, location: Location, bytes: Vec<u8>) -> Vec<u8> {
    without_location(&copied.file, location, bytes)
}

fn without_location(file: &SitePath, location: Location, mut bytes: Vec<u8>) -> Vec<u8> {
    if strips_location(file, location) {
        images::remove_location(&mut bytes);
    }
    bytes
}

/// Size in bytes above which a file is copied in pieces, not read whole.
const PIECEWISE_COPY_BYTES: u64 = 1 << 20;

/// Returns whether a file is copied in pieces.
pub(crate) fn is_large(copied: &CopiedFile, site: &Site) -> bool {
    match &copied.contents {
        FileContents::Disk(stat) => {
            stat.size > PIECEWISE_COPY_BYTES
                && !strips_location(&copied.file, site.pictures.location)
                && !(stat.size <= active_content::MAX_SCANNED_BYTES
                    && active_content::is_scanned(copied, site.markdown.html))
        }
        FileContents::Memory(_) => false,
    }
}

/// Maximum size in bytes of a photograph whose location is removed.
const MAX_STRIPPED_BYTES: u64 = 256 << 20;

/// Refuses a photograph that is too large for its location to be removed.
///
/// # Errors
/// Returns an error if the photograph is too large.
pub(crate) fn check_image_size(copied: &CopiedFile, location: Location) -> Result<(), Box<Diagnostic>> {
    let FileContents::Disk(stat) = &copied.contents else { return Ok(()) };
    if stat.size <= MAX_STRIPPED_BYTES || !strips_location(&copied.file, location) {
        return Ok(());
    }
    let message = format!(
        "this picture has {} MiB, and its location can't be removed: the limit is {} MiB",
        stat.size >> 20,
        MAX_STRIPPED_BYTES >> 20
    );
    let hint = "save it smaller, or write location = \"keep\" under [pictures] in config.toml, which publishes the \
        location of every picture";
    Err(Box::new(Diagnostic::error(Place::File(copied.file.clone()), message).hint(hint)))
}

/// Returns whether the location in a file would be removed.
pub(crate) fn strips_location(file: &SitePath, location: Location) -> bool {
    location == Location::Removed && file.extension().is_some_and(images::may_have_location)
}

/// Adds a theme's files under their hashed names.
///
/// A file of the site that replaces one is hashed in its place.
fn stamped(
    theme: &Theme,
    own: &HashMap<&str, &SourceFile>,
    reader: Reader<'_>,
    copied: &mut Vec<CopiedFile>,
    found: &mut Diagnostics,
) {
    let mut assets = BTreeMap::new();
    let mut files: HashMap<&str, (&SitePath, FileContents)> = HashMap::new();
    for themes in &theme.files {
        let replaced = own.get(themes.path.as_str()).copied();
        let file = replaced.map_or(&themes.file, |source| &source.path);
        match reader.bytes_of(themes, replaced) {
            Ok(Some(read)) => {
                assets.insert(themes.path.clone(), AssetContents::new(&themes.path, read));
                let contents =
                    replaced.map_or_else(|| contents(themes), |source| FileContents::Disk(source.stat));
                files.insert(&themes.path, (file, contents));
            }
            Ok(None) => {}
            Err(error) => found.push(crate::sources::unreadable(file, &error)),
        }
    }
    for (path, stamped) in theme::hash_names(&assets) {
        let Some((source, own)) = files.remove(path.as_str()) else { continue };
        let Ok(plain) = Address::root().with_file(&path) else { continue };
        let plain_address = Some(plain);
        let contents = stamped.bytes.map_or(own, |bytes| FileContents::Memory(bytes.into()));
        copied.extend(
            file(&stamped.path, source, contents, found).map(|file| CopiedFile { plain_address, ..file }),
        );
    }
}

/// Reads the files that get a hashed name.
#[derive(Clone, Copy)]
struct Reader<'a> {
    texts: &'a dyn SourceReader,
    location: Location,
}

impl Reader<'_> {
    /// Returns the bytes of a theme's file or of its replacement.
    ///
    /// Returns `None` if it gets no hashed name.
    fn bytes_of(self, themes: &ThemeFile, replaced: Option<&SourceFile>) -> io::Result<Option<Vec<u8>>> {
        let (file, size) = match (replaced, &themes.bytes) {
            (Some(source), _) => (&source.path, source.stat.size),
            (None, FileBytes::Disk(stat)) => (&themes.file, stat.size),
            (None, FileBytes::Program(bytes)) => {
                let has_hash = theme::has_hashed_name(&themes.path, bytes.len() as u64);
                return Ok(has_hash.then(|| bytes.to_vec()));
            }
        };
        if !theme::has_hashed_name(&themes.path, size) {
            return Ok(None);
        }
        let bytes = self.texts.bytes(file)?;
        Ok(Some(without_location(file, self.location, bytes)))
    }
}

/// Returns the file for a path relative to the front page.
///
/// A path that can't be an address is an error.
fn file(below: &str, file: &SitePath, contents: FileContents, found: &mut Diagnostics) -> Option<CopiedFile> {
    match Address::root().with_file(below) {
        Ok(address) => Some(CopiedFile { file: file.clone(), address, contents, plain_address: None }),
        Err(error) => {
            found.push(
                Diagnostic::error(
                    Place::File(file.clone()),
                    format!("this file name is not a valid address: {error}"),
                )
                .hint("rename the file"),
            );
            None
        }
    }
}
