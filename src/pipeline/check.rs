//! The same way as a build's, with another end: every page is rendered, what is wrong with any is told, and nothing is
//! written, neither to the output nor to the record. In goes a [`Request`]; out comes what would be delivered, in numbers,
//! or everything that is wrong with the site.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use crate::archive::{Absence, LeftOut, Whereabouts};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::host_limits::SiteListing;
use crate::known_problems::{KnownProblems, Solved};
use crate::model::{CardCache, SiteModel};
use crate::pages;
use crate::path::SitePath;
use crate::plan::{CopiedFile, FileContents, Page, PageKind};
use crate::publish::Output;
use crate::sources::{self, SiteDir, SourceReader};
use crate::templates::Engine;

use super::active_content;
use super::images::ImageProcessor;
use super::plan_site::{find, plan_site};
use super::{
    CacheMode, Progress, Request, StageSeconds, Step, engine, ledger, misnamed_texts, parse_sources,
};

/// A site in which nothing is wrong.
#[derive(Debug)]
pub struct CheckReport {
    /// How many articles it has.
    pub articles: usize,
    /// Every file that a build would publish.
    pub listing: SiteListing,
    /// What an editor should look at.
    pub warnings: Diagnostics,
    /// What is not on the site at this moment.
    pub left_out: Vec<LeftOut>,
    /// How long all of it took, in seconds.
    pub seconds: f64,
    /// Entries among them that no longer occur.
    pub(super) solved: Solved,
}

/// Looks at everything that a build would, and writes nothing. the cache mode of the request makes no difference.
///
/// # Errors
/// Everything that is wrong with the site, and what an editor should look at.
pub fn check(request: &Request, progress: &dyn Progress) -> Result<CheckReport, Diagnostics> {
    look(request, None, progress).map(|mut checked| {
        let solved = std::mem::take(&mut checked.solved);
        checked.warnings.extend(solved.warnings());
        checked.warnings.sort();
        checked
    })
}

/// Checks a site whose known problems are these instead of those of its file.
pub(super) fn look(
    request: &Request,
    known: Option<KnownProblems>,
    progress: &dyn Progress,
) -> Result<CheckReport, Diagnostics> {
    let start = Instant::now();
    let request = &Request { cache_mode: CacheMode::ReadOnly, ..request.clone() };
    let mut found = Diagnostics::new();
    let root = parse_sources::root(&request.site)?;
    let (site, settings) = parse_sources::settings(&root, &request.overrides, &mut found)?;
    let output = Output::choose(&root, request.output.as_deref(), &site.output).map_err(|error| *error)?;
    let sources = find(&root, &site, &mut found);
    let mut seconds = StageSeconds::default();
    let mut planned =
        plan_site(&root, (site, settings), sources, request, progress, (&mut found, &mut seconds));
    if let Some(known) = known {
        planned.known = Ok(known);
    }
    ledger::check(&root, &output, request, &planned, &mut found);
    let engine = engine(&root, planned, CardCache::Full, &mut found)?;
    let listing =
        Checker { root: &root, folder: &SiteDir::new(&root), engine: &engine }.read(progress, &mut found);
    found.sort();
    if found.has_errors() {
        return Err(found);
    }
    let solved = solved(engine.model(), &found);
    let archive = &engine.model().archive;
    Ok(CheckReport {
        articles: archive.len(),
        left_out: archive.left_out().to_vec(),
        listing,
        warnings: found,
        seconds: start.elapsed().as_secs_f64(),
        solved,
    })
}

/// Finds the known problems that no longer occur. A draft, or a story under embargo, is not on the site now and may be on
/// it later.
pub(super) fn solved(model: &SiteModel, found: &Diagnostics) -> Solved {
    model.known_problems.solved(found, |text| {
        let absence = model.archive.whereabouts(text);
        matches!(absence, Some(Whereabouts::Absent(Absence::Draft | Absence::Embargoed(_))))
    })
}

/// The smaller pictures' lengths, by the file that they are made of.
type Lengths = BTreeMap<SitePath, Vec<u64>>;

/// A site that is read before it goes to press.
struct Checker<'p> {
    root: &'p Path,
    folder: &'p SiteDir,
    engine: &'p Engine,
}

/// One file of the listing, with its bytes where they speak to hosts.
struct Part {
    file: Box<str>,
    bytes: u64,
    says: Option<String>,
    warnings: Vec<Diagnostic>,
}

impl Part {
    /// Returns a file that says nothing to hosts and has no warnings.
    fn silent(file: Box<str>, bytes: u64) -> Self {
        Self { file, bytes, says: None, warnings: Vec::new() }
    }
}

impl Checker<'_> {
    /// Makes every page, and lets it go.
    fn read(&self, progress: &dyn Progress, found: &mut Diagnostics) -> SiteListing {
        let pages = self.engine.model().plan.pages();
        progress.begin(Step::Rendering, pages.len());
        let lengths = self.pictures();
        let parts: Vec<Result<Part, Diagnostics>> = pages
            .par_iter()
            .map(|page| {
                let part = self.part(page, &lengths);
                progress.advance();
                part
            })
            .collect();
        let mut listing = SiteListing { files: Vec::with_capacity(parts.len()), host_files: Vec::new() };
        for part in parts {
            match part {
                Ok(Part { file, bytes, says, warnings }) => {
                    found.extend(warnings);
                    listing.host_files.extend(says.map(|says| (file.clone(), says)));
                    listing.files.push((file, bytes));
                }
                Err(faults) => found.extend(faults),
            }
        }
        listing
    }

    fn part(&self, page: &Page, lengths: &Lengths) -> Result<Part, Diagnostics> {
        if self.engine.is_exhausted() {
            return Err(Diagnostics::new());
        }
        let file: Box<str> = page.file().into();
        let is_telling = SiteListing::HOST_FILES.contains(&&*file);
        let mut warnings = Vec::new();
        let bytes = match &page.kind {
            PageKind::ImageVariant(derived) => {
                let bytes = lengths.get(&derived.file).and_then(|lengths| lengths.get(derived.which));
                return Ok(Part::silent(file, bytes.copied().unwrap_or_default()));
            }
            PageKind::File(copied) if !is_telling => {
                return Ok(Part::silent(file, self.length(copied).map_err(|fault| *fault)?));
            }
            PageKind::File(copied) => match &copied.contents {
                FileContents::Memory(bytes) => bytes.to_vec(),
                FileContents::Disk(_) => (self.folder.bytes(&copied.file))
                    .map_err(|error| crate::sources::unreadable(&copied.file, &error))?,
            },
            _ => {
                let rendered = pages::render(page, self.engine, self.folder)?;
                warnings = rendered.warnings;
                rendered.bytes
            }
        };
        let says = is_telling.then(|| String::from_utf8_lossy(&bytes).into_owned());
        Ok(Part { file, bytes: bytes.len() as u64, says, warnings })
    }

    /// Returns the length of a file that is copied. Only its first bytes are read, since it may be long, unless it is
    /// looked through for scripts.
    fn length(&self, copied: &CopiedFile) -> Result<u64, Box<Diagnostic>> {
        match &copied.contents {
            FileContents::Memory(bytes) => Ok(bytes.len() as u64),
            FileContents::Disk(stat) => {
                let html = self.engine.model().site.markdown.html;
                let is_whole = active_content::is_scanned(copied, html) && stat.size <= active_content::MOST;
                let read = if is_whole {
                    self.folder.bytes(&copied.file)
                } else {
                    sources::first_bytes(self.folder, &copied.file)
                };
                let bytes =
                    read.map_err(|error| Box::new(crate::sources::unreadable(&copied.file, &error)))?;
                active_content::check(copied, html, stat.size, &bytes)?;
                misnamed_texts::check(copied, &bytes).map(|()| stat.size)
            }
        }
    }

    /// Returns the lengths of the smaller pictures, as far as a build has made them; of the others, about what they will
    /// be. None is made for this.
    fn pictures(&self) -> Lengths {
        let images = ImageProcessor::of(self.root);
        let pages = self.engine.model().plan.pages();
        let first = pages.par_iter().filter_map(|page| match &page.kind {
            PageKind::ImageVariant(derived) if derived.which == 0 => Some(derived),
            _ => None,
        });
        let lengths = first.map(|derived| {
            let original = self.folder.stat(derived.file.as_str());
            let original = original.map_or(u64::MAX, |original| original.size);
            (derived.file.clone(), images.lengths(derived, original))
        });
        lengths.collect()
    }
}
