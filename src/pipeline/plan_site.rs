//! Runs the stages from a site's folder to its plan.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use crate::archive::{self, Archive};
use crate::article::{AssetRef, HasAssets};
use crate::cache;
use crate::config::Site;
use crate::diagnostic::{Diagnostics, Severity};
use crate::digest::Digest;
use crate::known_problems::KnownProblems;
use crate::ledger::{Ledger, LedgerCheck};
use crate::path::SitePath;
use crate::plan::{self, Assets, Plan, PlanInputs, SearchSizes, SitemapLimits};
use crate::redirects;
use crate::sources::{self, FileStat, SiteDir, Sources};
use crate::theme::{self, Theme};

use super::parse_sources::ParseCache;
use super::session::{BuildContext, SiteConfig};
use super::{StageSeconds, Step, images, ledger, misnamed_texts, parse_sources, static_files};

/// Planned site.
pub(super) struct PlannedSite {
    pub(super) site: Site,
    pub(super) settings: Digest,
    pub(super) theme: Theme,
    pub(super) archive: Archive,
    pub(super) plan: Plan,
    /// Known problems, or the errors of their file.
    pub(super) known: Result<KnownProblems, Diagnostics>,
    /// Possible addresses of files next to texts.
    pub(super) beside: HasAssets,
    /// Ledger with the problems of its lines, or the error that prevents reading it.
    pub(super) ledger: Result<(Ledger, Diagnostics), Diagnostics>,
}

/// Theme and sources of a site, not yet parsed.
pub(super) struct FoundSite {
    pub(super) theme: Theme,
    pub(super) sources: Sources,
    /// Stat of `addresses.csv`, if it exists.
    pub(super) addresses: Option<FileStat>,
    /// Time of the scan, in nanoseconds since 1970.
    pub(super) seen: i64,
}

/// Finds the theme and the sources of a site.
pub(super) fn find(root: &Path, site: &Site, found: &mut Diagnostics) -> FoundSite {
    let seen = cache::now_ns();
    let ((theme, of_theme), (sources, of_sources)) =
        rayon::join(|| theme::load(root, &site.theme.name), || sources::walk(root));
    found.extend(of_theme);
    found.extend(of_sources);
    let addresses = SiteDir::new(root).stat(redirects::FILE);
    FoundSite { theme, sources, addresses, seen }
}

/// Parses the sources and plans the site, reusing earlier results in `known`.
pub(super) fn plan_site(
    context: BuildContext<'_>,
    config: SiteConfig,
    FoundSite { theme, mut sources, addresses, .. }: FoundSite,
    mut known: Option<&mut ParseCache>,
    found: &mut Diagnostics,
    seconds: &mut StageSeconds,
) -> PlannedSite {
    let BuildContext { root, request, progress } = context;
    let start = Instant::now();
    let before = seconds.so_far();
    let so_far = |start: Instant| before + start.elapsed().as_secs_f64();

    misnamed_texts::set_aside(root, &mut sources, found);
    let beside = parse_sources::beside(&sources);
    progress.begin(Step::Reading, sources.texts.len());
    let (entries, faults) = parse_sources::entries(context, &config, &sources, beside, known.as_deref_mut());
    let faulty_texts = files_with_errors(&faults);
    found.extend(faults);
    let SiteConfig { site, digest: settings } = config;
    seconds.parse = so_far(start) - seconds.so_far();

    let homes = site.editions().map(|edition| edition.home()).collect();
    let (archive, faults) = archive::organize(entries, request.clock, homes, site.language.casing());
    found.extend(faults);
    seconds.organize = so_far(start) - seconds.so_far();

    let copied = static_files::files(&theme, &sources, &SiteDir::new(root), site.pictures.location, found);
    // A preview needs the ledger only to keep published files.
    let is_needed = request.ledger_check != LedgerCheck::Off || !sources.assets.is_empty();
    let ledger = if is_needed { ledger::read(root) } else { Ok(Default::default()) };
    let published = ledger.as_ref().map_or(&[][..], |(ledger, _)| ledger.addresses());
    let linked = linked(&site, &theme, &sources);
    let assets = Assets { files: &sources.assets, linked: &linked, ledger: published };
    let originals = images::originals(root, &sources, &archive, request.cache_mode, found);
    let redirects = parse_sources::redirects(root, addresses, &site, known, found);
    let inputs = PlanInputs {
        assets,
        copied,
        originals: &originals,
        pictures: &site.pictures,
        hosts: &site.hosting.hosts,
        per_page: site.per_page,
        feeds: &site.feeds,
        search: (site.search.enabled && theme.template("search.html").is_some()).then(SearchSizes::default),
        redirects: &redirects,
        faulty_texts: &faulty_texts,
        published: if request.ledger_check == LedgerCheck::Off { &[] } else { published },
        base_url: &site.base_url,
        sitemap_limits: SitemapLimits::default(),
    };
    let (plan, faults) = plan::plan(&archive, inputs);
    found.extend(faults);
    // Frees one path for each source in the background.
    rayon::spawn(move || drop(sources));
    seconds.plan = so_far(start) - seconds.so_far();
    let known = parse_sources::known_problems(root);
    PlannedSite { site, settings, theme, archive, plan, known, beside, ledger }
}

/// Returns the files that have errors.
fn files_with_errors(found: &Diagnostics) -> HashSet<SitePath> {
    let errors = found.iter().filter(|found| found.severity == Severity::Error);
    errors.filter_map(|error| error.place.file().cloned()).collect()
}

/// Returns the files to which the config and the templates link.
fn linked(site: &Site, theme: &Theme, sources: &Sources) -> HashSet<AssetRef> {
    if sources.assets.is_empty() {
        return HashSet::new();
    }
    let mut linked = plan::linked_by_config(site);
    for template in &theme.templates {
        let is_end = |c: char| matches!(c, '"' | '\'' | '`' | '(' | ')' | '<' | '>') || c.is_whitespace();
        let words = template.text.split(is_end).filter(|word| word.contains('/') && word.contains('.'));
        linked.extend(words.filter_map(|word| AssetRef::from_url(word, site)));
    }
    linked
}
