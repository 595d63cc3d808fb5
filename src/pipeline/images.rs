//! Articles' pictures on their way through a build. Before the plan, each that a text shows is looked at, unless it has not
//! changed since it was; while the site is written, the smaller ones are made of it, unless they have been.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::archive::{Archive, InUse};
use crate::cache::{ImageCache, ImageProbe, ProbeCache, now_ns};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::images::{self, MAX_IMAGE_BYTES, MAX_PIXELS, MAX_PROFILE_BYTES, MAX_SIDE, Probe, Size};
use crate::path::SitePath;
use crate::plan::{ImageVariant, OriginalImage, PageKind, Plan};
use crate::sources::{SiteDir, SourceFile, SourceReader, Sources};

use super::CacheMode;

/// What is known of the pictures that texts show.
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

/// Whether a file is a picture that a text which is there shows.
fn is_shown(source: &SourceFile, archive: &Archive) -> bool {
    source.path.extension().is_some_and(images::is_probed)
        && archive.in_use(&source.path) == Some(InUse::ByThePresent)
}

/// Looks at a picture, unless it is surely the one that was looked at.
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

/// What an editor should know of a picture that is published only as it is.
fn warning(row: &ImageProbe) -> Option<Diagnostic> {
    let (message, hint) = match row.probe {
        Probe::Raster(_) | Probe::Fixed(_) | Probe::Sizeless => return None,
        Probe::TooLarge(size) if size.width.max(size.height) > MAX_SIDE => (
            format!(
                "this picture has {} × {} pixels, and no smaller ones are made of one with a side of more than {MAX_SIDE}",
                size.width, size.height
            ),
            "readers get it as it is: save it smaller",
        ),
        Probe::LargeProfile => (
            format!(
                "the color profile of this picture unpacks to more than {} MiB, and no smaller ones are made of it",
                MAX_PROFILE_BYTES >> 20
            ),
            "readers get it as it is: save it anew in a program for pictures",
        ),
        Probe::TooLarge(size) => (
            format!(
                "this picture has {} × {} pixels, and no smaller ones are made of more than {} million",
                size.width,
                size.height,
                MAX_PIXELS / 1_000_000
            ),
            "readers get it as it is: save it smaller",
        ),
        Probe::TooHeavy => (
            format!(
                "this picture has more than {} MiB, and no smaller ones are made of it",
                MAX_IMAGE_BYTES >> 20
            ),
            "readers get it as it is: save it smaller",
        ),
        Probe::Broken => (
            "this can't be read as a picture, and no smaller ones are made of it".to_owned(),
            "see whether it is damaged, or has the ending of another kind of file",
        ),
    };
    Some(Diagnostic::warning(Place::File(row.path.clone()), message).hint(hint))
}

/// Returns about how many bytes a photograph of this size has as WebP: at quality 80, a fifth of a byte for a pixel.
fn estimate(size: Size, quality: u8) -> u64 {
    let pixels = u64::from(size.width) * u64::from(size.height);
    pixels * u64::from(quality).pow(2) / 32_000
}

/// Where smaller pictures are made, each once.
#[derive(Debug)]
pub struct ImageProcessor {
    cache: ImageCache,
    /// Those who want a size of one picture wait for each other, as all of its sizes are made at once.
    locks: [Mutex<()>; 64],
    /// A large picture is alone, for the memory that it takes.
    large: Mutex<()>,
}

/// A picture of more bytes than this when it is decoded is large.
const LARGE: u64 = 64 << 20;

/// Size of a file, in bytes, from which it is alone in memory.
const HEAVY: u64 = 8 << 20;

impl ImageProcessor {
    /// The images of a site.
    pub(super) fn of(root: &Path) -> Self {
        Self {
            cache: ImageCache::of(root),
            locks: std::array::from_fn(|_| Mutex::new(())),
            large: Mutex::new(()),
        }
    }

    /// Waits until no other large file is held in memory, where one of this many bytes is to be.
    pub(super) fn alone(&self, bytes: u64) -> Option<MutexGuard<'_, ()>> {
        (bytes > HEAVY).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The bytes of a smaller picture.
    ///
    /// # Errors
    /// When the original can't be read, was changed since it was looked at, or is broken.
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
        let _alone = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = self.cache.get(key) {
            return Ok(bytes);
        }
        let made = self.make(derived, texts)?;
        for (which, bytes) in made.iter().enumerate() {
            self.cache.put(derived.digest_of(which), bytes);
        }
        Ok(made.into_iter().nth(derived.which).unwrap_or_default())
    }

    /// Returns how many bytes each of a picture's smaller ones has, or about how many where it is not made yet.
    /// `original` is the length of the picture itself, which a smaller one seldom reaches.
    pub(super) fn lengths(&self, derived: &ImageVariant, original: u64) -> Vec<u64> {
        let kept = |which| self.cache.length(derived.digest_of(which));
        let estimate = |size: &Size| estimate(*size, derived.quality).min(original);
        let sizes = derived.sizes.iter().enumerate();
        sizes.map(|(which, size)| kept(which).unwrap_or_else(|| estimate(size))).collect()
    }

    /// Makes all sizes of a picture.
    fn make(
        &self,
        derived: &ImageVariant,
        texts: &dyn SourceReader,
    ) -> Result<Vec<Vec<u8>>, Box<Diagnostic>> {
        let file = &derived.file;
        let bytes = texts.bytes(file).map_err(|error| crate::sources::unreadable(file, &error))?;
        if Digest::of(&bytes) != derived.original {
            let message = "this was changed while the site was being built";
            return Err(Box::new(Diagnostic::error(Place::File(file.clone()), message).hint("build again")));
        }
        let largest = derived.sizes.last().map_or(0, |size| u64::from(size.width) * u64::from(size.height));
        let is_large = largest * 4 > LARGE || bytes.len() as u64 * 8 > LARGE;
        let _alone = is_large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        images::resize(&bytes, &derived.sizes, derived.quality).map_err(|error| {
            let message = format!("no smaller pictures can be made of this: {error}");
            let hint =
                "save it anew in a program for pictures; [pictures] enabled = false makes no smaller ones";
            Box::new(Diagnostic::error(Place::File(file.clone()), message).hint(hint))
        })
    }

    /// What is planned to be made.
    pub(super) fn planned(plan: &Plan) -> Vec<Digest> {
        let pages = plan.pages().iter();
        pages
            .filter_map(|page| match &page.kind {
                PageKind::ImageVariant(derived) => Some(derived.digest()),
                _ => None,
            })
            .collect()
    }

    /// Takes away what was made and is planned no more.
    pub(super) fn tidy(&self, planned: Vec<Digest>) {
        self.cache.keep_only(planned.into_iter());
    }
}
