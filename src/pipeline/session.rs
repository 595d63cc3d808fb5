//! Opens a site for every entry point of the pipeline: finds its folder and reads its config.

use std::path::{Path, PathBuf};

use crate::cache;
use crate::config::{self, Overrides, Site};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, utf8};
use crate::digest::{Digest, Digester};
use crate::path::SitePath;
use crate::publish::{Output, PublishError, Recovery, Stage, Wait};
use crate::sources::{self, SiteDir, SourceReader as _};

use super::found_site::{FoundSite, find};
use super::{BuildNote, Progress, Request};

/// Open site.
pub(super) struct Session {
    /// Canonical path of the site's folder.
    pub(super) root: PathBuf,
    pub(super) config: SiteConfig,
    /// Problems of the config.
    pub(super) found: Diagnostics,
}

/// Config of a site, with the digest of its sources.
pub(super) struct SiteConfig {
    pub(super) site: Site,
    /// Digest of the config and the overrides.
    pub(super) digest: Digest,
}

/// Parameters of a run of the pipeline.
#[derive(Clone, Copy)]
pub(super) struct BuildContext<'a> {
    /// Canonical path of the site's folder.
    pub(super) root: &'a Path,
    pub(super) request: &'a Request,
    pub(super) progress: &'a dyn Progress,
}

impl Session {
    /// Opens the site in a folder.
    ///
    /// # Errors
    /// Returns an error if there is no site, if its config is unusable, or if the cache folder is a
    /// symlink. Nothing of the site is read or written in the last case.
    pub(super) fn open(site: &Path, overrides: &Overrides) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let root = root(site)?;
        let (site, digest) = settings(&root, overrides, &mut found)?;
        Ok(Self { root, config: SiteConfig { site, digest }, found })
    }

    /// Returns the output folder: `output`, or the one in the config.
    ///
    /// # Errors
    /// Returns an error if the folder can't be used.
    pub(super) fn output(&self, output: Option<&Path>) -> Result<Output, Diagnostics> {
        Output::choose(&self.root, output, &self.config.site.output).map_err(|error| (*error).into())
    }

    /// Finds the theme and the sources.
    pub(super) fn find(&mut self) -> FoundSite {
        find(&self.root, &self.config.site, &mut self.found)
    }
}

/// Returns the canonical path of a site's folder.
///
/// # Errors
/// Returns an error if there is no such folder, or if the cache folder is a symlink. Nothing of the
/// site is read or written then.
pub(super) fn root(site: &Path) -> Result<PathBuf, Diagnostics> {
    let root = site.canonicalize().map_err(|error| {
        let message = format!("there is no site at {}: {error}", site.display());
        Diagnostic::error(Place::Site, message)
            .hint("name the site's folder with --site, or make a new site: dateline init DIR")
    })?;
    cache::check(&root).map_err(|fault| *fault)?;
    Ok(root)
}

/// Returns the site's settings, and the digest of the config and the overrides.
///
/// # Errors
/// Returns an error if the config is missing or unusable. Other problems go to `found`.
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

/// Opens the stage of an output, after waiting for another build if requested.
pub(super) fn open_stage(output: &Output, wait: Wait, progress: &dyn Progress) -> Result<Stage, Diagnostics> {
    let opened = match Stage::open(output, Wait::No) {
        Err(PublishError::Busy { .. }) if wait == Wait::UntilFree => {
            progress.note(BuildNote::Waiting);
            Stage::open(output, wait)
        }
        opened => opened,
    };
    let stage = opened.map_err(Diagnostic::from)?;
    match stage.recovery() {
        Recovery::Nothing | Recovery::Finished => {}
        Recovery::Dropped(files) => progress.note(BuildNote::BuildDropped(files)),
        Recovery::Incomplete(files) => progress.note(BuildNote::BuildIncomplete(files)),
    }
    Ok(stage)
}
