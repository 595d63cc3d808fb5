//! Probes images before planning, and generates variants while publishing.
//!
//! Both results are cached: a file is probed again only if it changed, and a variant is generated
//! once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::archive::{Archive, AssetUse};
use crate::cache::{ImageCache, ImageProbe, ProbeCache, now_ns};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::images::{self, MAX_IMAGE_BYTES, MAX_PIXELS, MAX_PROFILE_BYTES, MAX_SIDE, Probe, Size};
use crate::path::SitePath;
use crate::plan::{ImageVariant, OriginalImage, PageKind, Plan};
use crate::sources::{SiteDir, SourceFile, SourceReader, Sources};

use super::CacheMode;

/// Returns the probes of all images that visible texts show.
pub(super) fn originals(
    root: &Path,
    sources: &Sources,
    archive: &Archive,
    cache_mode: CacheMode,
    found: &mut Diagnostics,
) -> HashMap<SitePath, OriginalImage> {
    let shown: Vec<&SourceFile> = sources.assets.iter().filter(|source| is_shown(source, archive)).collect();
    if shown.is_empty() {
        return HashMap::new();
    }
    let before = if cache_mode.reads() { ProbeCache::read(root).unwrap_or_default() } else { Vec::new() };
    let known: HashMap<&SitePath, &ImageProbe> = before.iter().map(|row| (&row.path, row)).collect();
    let folder = SiteDir::new(root);
    let looked: Vec<Result<ImageProbe, Box<Diagnostic>>> =
        shown.par_iter().map(|source| look(source, known.get(&source.path).copied(), &folder)).collect();
    let mut rows = Vec::with_capacity(looked.len());
    for row in looked {
        match row {
            Ok(row) => {
                found.extend(warning(&row));
                rows.push(row);
            }
            Err(fault) => found.push(*fault),
        }
    }
    if cache_mode.writes() && rows != before {
        ProbeCache::keep(root, &rows);
    }
    let original = |row: ImageProbe| (row.path, OriginalImage { digest: row.digest, probe: row.probe });
    rows.into_iter().map(original).collect()
}

/// Returns whether a file is an image that a visible text shows.
fn is_shown(source: &SourceFile, archive: &Archive) -> bool {
    source.path.extension().is_some_and(images::is_probed)
        && archive.asset_use(&source.path) == Some(AssetUse::Visible)
}

/// Probes an image, unless the cached probe is valid.
fn look(
    source: &SourceFile,
    known: Option<&ImageProbe>,
    texts: &dyn SourceReader,
) -> Result<ImageProbe, Box<Diagnostic>> {
    if let Some(known) = known.filter(|known| known.matches(&source.stat)) {
        return Ok(known.clone());
    }
    let seen = now_ns();
    let row =
        |digest, probe| ImageProbe { path: source.path.clone(), stat: source.stat, seen, digest, probe };
    if source.stat.size > MAX_IMAGE_BYTES {
        return Ok(row(Digest::default(), Probe::TooHeavy));
    }
    let bytes =
        texts.bytes(&source.path).map_err(|error| crate::sources::unreadable(&source.path, &error))?;
    let ending = source.path.extension().unwrap_or_default();
    Ok(row(Digest::of(&bytes), images::probe(ending, &bytes)))
}

/// Returns the warning about an image without variants.
fn warning(row: &ImageProbe) -> Option<Diagnostic> {
    let (message, hint) = match row.probe {
        Probe::Raster(_) | Probe::Fixed(_) | Probe::Sizeless => return None,
        Probe::TooLarge(size) if size.width.max(size.height) > MAX_SIDE => (
            format!(
                "this picture has {} × {} pixels; no smaller versions are made if a side has more than {MAX_SIDE}",
                size.width, size.height
            ),
            "it is published unchanged; save it smaller",
        ),
        Probe::LargeProfile => (
            format!(
                "the color profile of this picture is larger than {} MiB, so no smaller versions are made",
                MAX_PROFILE_BYTES >> 20
            ),
            "it is published unchanged; save it again in an image editor",
        ),
        Probe::TooLarge(size) => (
            format!(
                "this picture has {} × {} pixels; no smaller versions are made of more than {} million",
                size.width,
                size.height,
                MAX_PIXELS / 1_000_000
            ),
            "it is published unchanged; save it smaller",
        ),
        Probe::TooHeavy => (
            format!(
                "this picture has more than {} MiB, so no smaller versions are made",
                MAX_IMAGE_BYTES >> 20
            ),
            "it is published unchanged; save it smaller",
        ),
        Probe::Broken => (
            "this can't be read as a picture, so no smaller versions are made".to_owned(),
            "check that the file is not damaged and has the right extension",
        ),
    };
    Some(Diagnostic::warning(Place::File(row.path.clone()), message).hint(hint))
}

/// Estimates the WebP size of a photograph in bytes.
///
/// At quality 80, a pixel takes a fifth of a byte.
fn estimate(size: Size, quality: u8) -> u64 {
    let pixels = u64::from(size.width) * u64::from(size.height);
    pixels * u64::from(quality).pow(2) / 32_000
}

/// Generates image variants, each once.
#[derive(Debug)]
pub struct ImageProcessor {
    cache: ImageCache,
    /// Locks by original: all variants of an image are generated at once.
    locks: [Mutex<()>; 64],
    /// Lock for large files, to limit the use of memory.
    large: Mutex<()>,
}

/// Decoded size in bytes above which an image is large.
const LARGE_IMAGE_BYTES: u64 = 64 << 20;

/// File size in bytes above which only one file is held in memory at a time.
const LARGE_FILE_BYTES: u64 = 8 << 20;

impl ImageProcessor {
    /// Returns the image processor of a site.
    pub(super) fn of(root: &Path) -> Self {
        Self {
            cache: ImageCache::of(root),
            locks: std::array::from_fn(|_| Mutex::new(())),
            large: Mutex::new(()),
        }
    }

    /// Waits for the lock for large files, if the size in bytes requires it.
    pub(super) fn lock_large(&self, bytes: u64) -> Option<MutexGuard<'_, ()>> {
        (bytes > LARGE_FILE_BYTES).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the bytes of a variant, from the cache or generated.
    ///
    /// # Errors
    /// Returns an error if the original can't be read, changed since it was probed, or is broken.
    pub fn bytes_of(
        &self,
        derived: &ImageVariant,
        texts: &dyn SourceReader,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let key = derived.digest();
        if let Some(bytes) = self.cache.get(key) {
            return Ok(bytes);
        }
        let lock = &self.locks[usize::from(derived.original.as_bytes()[0]) % self.locks.len()];
        let _guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = self.cache.get(key) {
            return Ok(bytes);
        }
        let made = self.make(derived, texts)?;
        for (which, bytes) in made.iter().enumerate() {
            self.cache.put(derived.digest_of(which), bytes);
        }
        Ok(made.into_iter().nth(derived.which).unwrap_or_default())
    }

    /// Returns the sizes of an image's variants in bytes.
    ///
    /// The size of a variant that is not cached is estimated. An estimate is at most the size of
    /// the original.
    pub(super) fn lengths(&self, derived: &ImageVariant, original: u64) -> Vec<u64> {
        let kept = |which| self.cache.length(derived.digest_of(which));
        let estimate = |size: &Size| estimate(*size, derived.quality).min(original);
        let sizes = derived.sizes.iter().enumerate();
        sizes.map(|(which, size)| kept(which).unwrap_or_else(|| estimate(size))).collect()
    }

    /// Generates all variants of an image.
    fn make(
        &self,
        derived: &ImageVariant,
        texts: &dyn SourceReader,
    ) -> Result<Vec<Vec<u8>>, Box<Diagnostic>> {
        let file = &derived.file;
        let bytes = texts.bytes(file).map_err(|error| crate::sources::unreadable(file, &error))?;
        if Digest::of(&bytes) != derived.original {
            let message = "this changed during the build";
            return Err(Box::new(Diagnostic::error(Place::File(file.clone()), message).hint("build again")));
        }
        let largest = derived.sizes.last().map_or(0, |size| u64::from(size.width) * u64::from(size.height));
        let is_large = largest * 4 > LARGE_IMAGE_BYTES || bytes.len() as u64 * 8 > LARGE_IMAGE_BYTES;
        let _guard = is_large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        images::resize(&bytes, &derived.sizes, derived.quality).map_err(|error| {
            let message = format!("no smaller versions can be made of this picture: {error}");
            let hint =
                "save it again in an image editor, or write enabled = false under [pictures] in config.toml";
            Box::new(Diagnostic::error(Place::File(file.clone()), message).hint(hint))
        })
    }

    /// Returns the cache keys of all planned variants.
    pub(super) fn planned(plan: &Plan) -> Vec<Digest> {
        let pages = plan.pages().iter();
        pages
            .filter_map(|page| match &page.kind {
                PageKind::ImageVariant(derived) => Some(derived.digest()),
                _ => None,
            })
            .collect()
    }

    /// Removes all cached variants except the planned ones.
    pub(super) fn tidy(&self, planned: Vec<Digest>) {
        self.cache.keep_only(planned.into_iter());
    }
}
