//! Loads the inputs of the stages: known problems, redirects and entries.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::article::{self, Entry, HasAssets};
use crate::cache::{self, ChunkList, ParsedSource, ParsedSources, SourceBatch};
use crate::config::Site;
use crate::diagnostic::Diagnostics;
use crate::digest::{Digest, Digester};
use crate::i18n::Catalog;
use crate::known_problems::{self, KnownProblems};
use crate::path::SitePath;
use crate::redirects::{self, Redirects};
use crate::sources::{self, FileStat, SiteDir, SourceReader, Sources};
use crate::theme::Theme;

use super::session::{BuildContext, SiteConfig};

/// Reads the known problems of a site. The list is empty if there is no file.
///
/// # Errors
/// Returns an error if the file can't be read: the problems that it lists are unknown then.
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

/// Returns the digest of a file at the site's root, or a default if it is missing.
///
/// An unreadable file has the digest of its error, so a build that has to report the error is not
/// skipped.
pub(super) fn digest_of(root: &Path, file: &str) -> Digest {
    match SiteDir::new(root).read_optional(file) {
        Ok(None) => Digest::default(),
        Ok(Some(bytes)) => Digest::of(&bytes),
        Err(error) => Digester::new().text("unreadable").text(&error.to_string()).finish(),
    }
}

/// Returns the translations for each language of the site, the main one first.
pub(super) fn catalogs(theme: &Theme, site: &Site, found: &mut Diagnostics) -> Vec<Catalog> {
    let catalogs = site.editions().map(|edition| {
        let (catalog, faults) = theme.catalog(edition.language);
        found.extend(faults);
        catalog
    });
    catalogs.collect()
}

/// Returns which addresses the files next to texts can have.
pub(super) fn beside(sources: &Sources) -> HasAssets {
    let looks_like_page =
        |file: &SitePath| file.extension().is_none() || file.file_name().eq_ignore_ascii_case("index.html");
    if sources.assets.is_empty() {
        HasAssets::No
    } else if sources.assets.iter().any(|asset| looks_like_page(&asset.path)) {
        HasAssets::PageLike
    } else {
        HasAssets::Yes
    }
}

/// Parsed texts and redirects in memory, for repeated builds of one site.
///
/// They need not be read from disk again, and an unchanged article is shared by all builds.
#[derive(Debug, Default)]
pub struct ParseCache {
    texts: Option<(Digest, ParsedSources)>,
    redirects: Option<CachedRedirects>,
}

/// Parsed `addresses.csv`, with its inputs.
#[derive(Debug)]
struct CachedRedirects {
    stat: FileStat,
    base_url: String,
    redirects: Arc<Redirects>,
}

impl ParseCache {
    /// Returns whether the cache is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_none()
    }

    /// Takes the sources that were parsed in this context, and drops all others.
    fn take(&mut self, context: Digest) -> Option<ParsedSources> {
        self.texts.take().filter(|(known, _)| *known == context).map(|(_, parsed)| parsed)
    }

    fn put(&mut self, context: Digest, rows: Vec<Vec<ParsedSource>>, chunks: ChunkList) {
        self.texts = Some((context, ParsedSources::new(rows, chunks)));
    }
}

/// Reads the redirects in `addresses.csv`. The list is empty without the file.
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

/// Parses all texts on all cores, and returns their entries sorted by path.
///
/// Unchanged texts come from `known` if it is given, otherwise from the cache on disk. The result
/// is stored in both.
pub(super) fn entries(
    context: BuildContext<'_>,
    config: &SiteConfig,
    sources: &Sources,
    beside: HasAssets,
    mut known: Option<&mut ParseCache>,
) -> (Vec<Entry>, Diagnostics) {
    let BuildContext { root, progress, .. } = context;
    let cache_mode = context.request.cache_mode;
    let settings = Digester::new().digest(config.digest).number(beside as u64).finish();
    let before = match known.as_deref_mut().and_then(|known| known.take(settings)) {
        Some(before) => before,
        None if cache_mode.reads() => ParsedSources::read(root, settings).unwrap_or_default(),
        None => ParsedSources::default(),
    };
    let texts = SiteDir::new(root);
    let (batches, chunks) = before.match_sources(&sources.texts);
    let parse_batch = |batch: SourceBatch<'_>| {
        let mut parsed = ParsedBatch::default();
        for (source, before) in batch.each() {
            let (record, effort) = entry(source, before, &texts, beside, &config.site);
            parsed.push(record, effort);
            progress.advance();
        }
        parsed
    };
    let parsed: Vec<ParsedBatch> = batches.into_par_iter().with_max_len(1).map(parse_batch).collect();
    let chunks = if cache_mode.writes() {
        let records: Vec<&ParsedSource> = parsed.iter().flat_map(|batch| &batch.records).collect();
        let fresh: Vec<bool> = parsed.iter().flat_map(|batch| batch.fresh.iter().copied()).collect();
        ParsedSources::store(root, settings, &records, &chunks, &fresh)
    } else {
        ChunkList::default()
    };
    let mut found = Diagnostics::new();
    let mut records: Vec<Vec<ParsedSource>> = Vec::with_capacity(parsed.len());
    for batch in parsed {
        found.extend(batch.found);
        records.push(batch.records);
    }
    let entries = match known {
        Some(known) => {
            let entries = records.iter().flatten().map(|record| record.entry.clone()).collect();
            known.put(settings, records, chunks);
            entries
        }
        None => records.into_par_iter().flatten_iter().map(|record| record.entry).collect(),
    };
    (entries, found)
}

/// Results of parsing a batch of sources.
#[derive(Default)]
struct ParsedBatch {
    records: Vec<ParsedSource>,
    /// For each record, whether it was parsed or checked again.
    fresh: Vec<bool>,
    found: Diagnostics,
}

impl ParsedBatch {
    fn push(&mut self, parsed: Result<ParsedSource, Diagnostics>, effort: Effort) {
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

/// Work that a source required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    None,
    Some,
}

/// Returns the parsed source, from the cache if it is unchanged.
fn entry(
    source: &sources::SourceFile,
    known: Option<ParsedSource>,
    texts: &dyn SourceReader,
    beside: HasAssets,
    site: &Site,
) -> (Result<ParsedSource, Diagnostics>, Effort) {
    let editions = 1 + site.languages.len();
    let known = match known.filter(|known| known.is_of_edition(editions)) {
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
    let text = article::Source { file: &source.path, bytes: &bytes, digest, has_assets: beside };
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
