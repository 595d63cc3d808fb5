//! The files that are copied as they are: the site's own `static/`, and what its theme has beside its templates. In
//! goes what was found of them; out comes each with its address, a theme's file once more under a name with a content
//! hash, which is what `url()` gives.

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

/// The files that are copied: the site's own, and those of its theme that the site has not replaced.
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

/// Returns where a theme's file is copied from.
fn contents(themes: &ThemeFile) -> FileContents {
    match &themes.bytes {
        FileBytes::Disk(stat) => FileContents::Disk(*stat),
        FileBytes::Program(bytes) => FileContents::Memory(bytes.clone()),
    }
}

/// Returns the bytes that are published of a copied file: without the position of a photograph, unless the config keeps it.
pub(crate) fn published_bytes(copied: &CopiedFile, location: Location, bytes: Vec<u8>) -> Vec<u8> {
    without_location(&copied.file, location, bytes)
}

fn without_location(file: &SitePath, location: Location, mut bytes: Vec<u8>) -> Vec<u8> {
    if strips_location(file, location) {
        images::remove_location(&mut bytes);
    }
    bytes
}

/// Size of a file that is copied in pieces, in bytes; a smaller one is read whole.
const LARGE: u64 = 1 << 20;

/// Tells whether a file is copied as it is and in pieces.
pub(crate) fn is_large(copied: &CopiedFile, site: &Site) -> bool {
    match &copied.contents {
        FileContents::Disk(stat) => {
            stat.size > LARGE
                && !strips_location(&copied.file, site.pictures.location)
                && !(stat.size <= active_content::MOST
                    && active_content::is_scanned(copied, site.markdown.html))
        }
        FileContents::Memory(_) => false,
    }
}

/// Largest photograph from which a position is removed, in bytes: it is read whole.
const MOST_WITH_LOCATION: u64 = 256 << 20;

/// Refuses a photograph that is too large for its position to be removed.
///
/// # Errors
/// When it is.
pub(crate) fn check_image_size(copied: &CopiedFile, location: Location) -> Result<(), Box<Diagnostic>> {
    let FileContents::Disk(stat) = &copied.contents else { return Ok(()) };
    if stat.size <= MOST_WITH_LOCATION || !strips_location(&copied.file, location) {
        return Ok(());
    }
    let message = format!(
        "this picture has {} MiB, and the position in a picture of more than {} MiB can't be removed",
        stat.size >> 20,
        MOST_WITH_LOCATION >> 20
    );
    let hint = "save it smaller; or write location = \"keep\" under [pictures] in config.toml, which publishes the \
        position in every picture";
    Err(Box::new(Diagnostic::error(Place::File(copied.file.clone()), message).hint(hint)))
}

/// Tells whether a position would be removed from a file.
pub(crate) fn strips_location(file: &SitePath, location: Location) -> bool {
    location == Location::Removed && file.extension().is_some_and(images::may_have_location)
}

/// Adds a theme's files under their hashed names. What the site has in place of one is what is hashed.
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
    /// Returns the bytes of a theme's file, or of the site's file in its place; `None` where it gets no hashed name.
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

/// A file at this path below the front page; nothing, and a note, where the path is no address.
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
