//! The stages' inputs: the settings, the sources turned into entries.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::article::{self, Beside, Entry};
use crate::cache::{self, ChunkList, ParsedSource, ParsedSources};
use crate::config::{self, Overrides, Site};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, utf8};
use crate::digest::{Digest, Digester};
use crate::i18n::Catalog;
use crate::known_problems::{self, KnownProblems};
use crate::path::SitePath;
use crate::redirects::{self, Redirects};
use crate::sources::{self, FileStat, SiteDir, SourceReader, Sources};
use crate::theme::Theme;

use super::{CacheMode, Progress};

/// The site's folder, as the system itself names it.
///
/// # Errors
/// When there is none, or its records lead elsewhere: nothing of the site is read or written then.
pub(super) fn root(site: &Path) -> Result<PathBuf, Diagnostics> {
    let root = site.canonicalize().map_err(|error| {
        let message = format!("there is no site at {}: {error}", site.display());
        Diagnostic::error(Place::Site, message)
            .hint("name the site's folder with --site, or make a new site: dateline init DIR")
    })?;
    cache::check(&root).map_err(|fault| *fault)?;
    Ok(root)
}

/// The site's settings, and the digest of all that they were made from.
///
/// # Errors
/// When the config is missing or broken; the faults of a config that can be used all the same go to `found`.
pub fn settings(
    root: &Path,
    overrides: &Overrides,
    found: &mut Diagnostics,
) -> Result<(Site, Digest), Diagnostics> {
    let path = SitePath::known("config.toml");
    let bytes = SiteDir::new(root).bytes(&path).map_err(|error| {
        let message = format!("the site's settings can't be read: {error}");
        let advice = "a site's folder has a config.toml; make a new site with: dateline init DIR";
        Diagnostic::error(Place::File(path.clone()), message).hint(sources::hint(&error, advice))
    })?;
    let text = utf8(&path, &bytes).map_err(|diagnostic| *diagnostic)?;
    let (site, faults) = config::read(text, overrides);
    found.extend(faults);
    let digest = Digester::new().text(text).text(overrides.base_url.as_deref().unwrap_or_default()).finish();
    site.map(|site| (site, digest)).ok_or_else(|| {
        found.sort();
        std::mem::take(found)
    })
}

/// Reads the known problems of a site; an empty list where there is no such file.
///
/// # Errors
/// When the file can't be read. What it would have settled is then unknown.
pub(super) fn known_problems(root: &Path) -> Result<KnownProblems, Diagnostics> {
    match SiteDir::new(root).read_optional(known_problems::FILE) {
        Ok(Some(bytes)) => {
            let (known, faults) = KnownProblems::read(&bytes);
            if faults.is_empty() { Ok(known) } else { Err(faults) }
        }
        Ok(None) => Ok(KnownProblems::default()),
        Err(error) => Err(crate::sources::unreadable(&SitePath::known(known_problems::FILE), &error).into()),
    }
}

/// Returns the digest of a file at the site's root as it is; of nothing where there is none. A file that can't be read
/// has the digest of its error, so that no build which it should stop is taken to be done.
pub(super) fn digest_of(root: &Path, file: &str) -> Digest {
    match SiteDir::new(root).read_optional(file) {
        Ok(None) => Digest::default(),
        Ok(Some(bytes)) => Digest::of(&bytes),
        Err(error) => Digester::new().text("unreadable").text(&error.to_string()).finish(),
    }
}

/// The words of each of the site's languages, its own first.
pub(super) fn catalogs(theme: &Theme, site: &Site, found: &mut Diagnostics) -> Vec<Catalog> {
    let catalogs = site.editions().map(|edition| {
        let (catalog, faults) = theme.catalog(edition.language);
        found.extend(faults);
        catalog
    });
    catalogs.collect()
}

/// Whether texts can have files beside them, and what their addresses look like.
pub(super) fn beside(sources: &Sources) -> Beside {
    let looks_like_page =
        |file: &SitePath| file.extension().is_none() || file.file_name().eq_ignore_ascii_case("index.html");
    if sources.assets.is_empty() {
        Beside::Nothing
    } else if sources.assets.iter().any(|asset| looks_like_page(&asset.path)) {
        Beside::AnyAddress
    } else {
        Beside::Files
    }
}

/// What was parsed of a site's texts, for whoever makes the site ready again and again. The record needs not be read
/// anew, and an article that has not changed is in memory once, however many sites have it.
#[derive(Debug, Default)]
pub struct ParseCache {
    texts: Option<(Digest, ParsedSources)>,
    redirects: Option<CachedRedirects>,
}

/// ParsedSources `addresses.csv`, with what it was parsed from.
#[derive(Debug)]
struct CachedRedirects {
    stat: FileStat,
    base_url: String,
    redirects: Arc<Redirects>,
}

impl ParseCache {
    /// Returns whether nothing was parsed yet.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_none()
    }

    /// What was parsed in this context; what was in another is of no use any more.
    fn take(&mut self, context: Digest) -> Option<ParsedSources> {
        self.texts.take().filter(|(known, _)| *known == context).map(|(_, parsed)| parsed)
    }

    fn put(&mut self, context: Digest, rows: Vec<Vec<ParsedSource>>, parts: ChunkList) {
        self.texts = Some((context, ParsedSources::of(rows, parts)));
    }
}

/// Returns the old addresses that `addresses.csv` lists; none where there is no such file.
pub(super) fn redirects(
    root: &Path,
    stat: Option<FileStat>,
    site: &Site,
    known: Option<&mut ParseCache>,
    found: &mut Diagnostics,
) -> Arc<Redirects> {
    let Some(stat) = stat else { return Arc::default() };
    let before = known.as_ref().and_then(|known| known.redirects.as_ref());
    if let Some(before) = before.filter(|before| before.stat == stat && before.base_url == site.base_url) {
        return Arc::clone(&before.redirects);
    }
    let bytes = match SiteDir::new(root).read(redirects::FILE) {
        Ok(bytes) => bytes,
        Err(error) => {
            found.push(crate::sources::unreadable(&SitePath::known(redirects::FILE), &error));
            return Arc::default();
        }
    };
    let seen = cache::now_ns();
    let (redirects, faults) = Redirects::parse(&bytes, site);
    let is_sound = !faults.has_errors() && cache::mtime_is_reliable(&stat, seen);
    found.extend(faults);
    let redirects = Arc::new(redirects);
    if let Some(known) = known.filter(|_| is_sound) {
        let base_url = site.base_url.clone();
        known.redirects = Some(CachedRedirects { stat, base_url, redirects: Arc::clone(&redirects) });
    }
    redirects
}

/// Turns every text into an entry, on all cores, in the order of their paths. A text that has not changed since it was
/// last parsed is not read again: `known` tells what it says, otherwise the record. What is known now is left in `known`.
pub(super) fn entries(
    root: &Path,
    (sources, beside): (&Sources, Beside),
    (site, settings): (&Site, Digest),
    cache_mode: CacheMode,
    mut known: Option<&mut ParseCache>,
    progress: &dyn Progress,
) -> (Vec<Entry>, Diagnostics) {
    let context = Digester::new().digest(settings).number(beside as u64).finish();
    let before = match known.as_deref_mut().and_then(|known| known.take(context)) {
        Some(before) => before,
        None if cache_mode.reads() => ParsedSources::read(root, context).unwrap_or_default(),
        None => ParsedSources::default(),
    };
    let texts = SiteDir::new(root);
    let (pieces, parts) = before.beside(&sources.texts);
    let parsed: Vec<Read> = pieces
        .into_par_iter()
        .with_max_len(1)
        .map(|piece| {
            let mut some = Read::default();
            for (source, before) in piece.each() {
                some.take_in(entry(source, before, &texts, beside, site));
                progress.advance();
            }
            some
        })
        .collect();
    let parts = if cache_mode.writes() {
        let records: Vec<&ParsedSource> = parsed.iter().flat_map(|some| &some.records).collect();
        let fresh: Vec<bool> = parsed.iter().flat_map(|some| some.fresh.iter().copied()).collect();
        ParsedSources::keep(root, context, &records, &parts, &fresh)
    } else {
        ChunkList::default()
    };
    let mut found = Diagnostics::new();
    let records = parsed.into_iter().map(|some| {
        found.extend(some.found);
        some.records
    });
    let records: Vec<Vec<ParsedSource>> = records.collect();
    let entries = match known {
        Some(known) => {
            let entries = records.iter().flatten().map(|record| record.entry.clone()).collect();
            known.put(context, records, parts);
            entries
        }
        None => records.into_par_iter().flatten_iter().map(|record| record.entry).collect(),
    };
    (entries, found)
}

/// What some of the sources say.
#[derive(Default)]
struct Read {
    records: Vec<ParsedSource>,
    /// Of each record, whether it was not there before.
    fresh: Vec<bool>,
    found: Diagnostics,
}

impl Read {
    fn take_in(&mut self, (parsed, effort): (Result<ParsedSource, Diagnostics>, Effort)) {
        match parsed {
            Ok(record) => {
                self.found.extend(record.warnings.iter().cloned());
                self.records.push(record);
                self.fresh.push(effort == Effort::Some);
            }
            Err(faults) => self.found.extend(faults),
        }
    }
}

/// What it took to know a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    None,
    Some,
}

/// What one source says.
fn entry(
    source: &sources::SourceFile,
    known: Option<ParsedSource>,
    texts: &dyn SourceReader,
    beside: Beside,
    site: &Site,
) -> (Result<ParsedSource, Diagnostics>, Effort) {
    let known = match known {
        Some(known) if known.matches(&source.stat) => return (Ok(known), Effort::None),
        known => known,
    };
    let seen = cache::now_ns();
    let bytes = match texts.bytes(&source.path) {
        Ok(bytes) => bytes,
        Err(error) => return (Err(crate::sources::unreadable(&source.path, &error).into()), Effort::Some),
    };
    let digest = Digest::of(&bytes);
    if let Some(known) = known.filter(|known| known.digest == digest) {
        return (Ok(ParsedSource { stat: source.stat, seen, ..known }), Effort::Some);
    }
    let text = article::Source { file: &source.path, bytes: &bytes, digest, beside };
    let (entry, found) = article::parse(&text, site);
    let parsed = match entry {
        Some(entry) if !found.has_errors() => {
            let warnings = found.into_iter().collect();
            Ok(ParsedSource { stat: source.stat, seen, digest, entry, warnings })
        }
        _ => Err(found),
    };
    (parsed, Effort::Some)
}
