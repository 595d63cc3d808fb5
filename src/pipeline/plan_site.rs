//! The stages from the site's folder to its plan: what a build has before it renders, and all that the ledger needs.

use std::collections::HashSet;
use std::path::Path;
use std::time::Instant;

use crate::archive::{self, Archive};
use crate::article::{Beside, Use};
use crate::cache;
use crate::config::Site;
use crate::diagnostic::Diagnostics;
use crate::digest::Digest;
use crate::known_problems::KnownProblems;
use crate::ledger::{Ledger, LedgerCheck};
use crate::plan::{self, Assets, Plan, PlanInputs, SearchSizes, SitemapLimits};
use crate::redirects;
use crate::sources::{self, FileStat, SiteDir, Sources};
use crate::theme::{self, Theme};

use super::parse_sources::ParseCache;
use super::{
    Progress, Request, StageSeconds, Step, images, ledger, misnamed_texts, parse_sources, static_files,
};

/// A site, planned.
pub(super) struct PlannedSite {
    pub(super) site: Site,
    pub(super) settings: Digest,
    pub(super) theme: Theme,
    pub(super) archive: Archive,
    pub(super) plan: Plan,
    /// The known problems, or what is wrong with their list.
    pub(super) known: Result<KnownProblems, Diagnostics>,
    /// Whether its texts can have files beside them.
    pub(super) beside: Beside,
    /// The ledger, with what is wrong with its lines; or why it can't be read.
    pub(super) ledger: Result<(Ledger, Diagnostics), Diagnostics>,
}

/// What was found of a site, and not yet read.
pub(super) struct FoundSite {
    pub(super) theme: Theme,
    pub(super) sources: Sources,
    /// State of `addresses.csv`, where there is one.
    pub(super) addresses: Option<FileStat>,
    /// When it was looked at, in nanoseconds since 1970.
    pub(super) seen: i64,
}

/// Finds a site's theme and its sources.
pub(super) fn find(root: &Path, site: &Site, found: &mut Diagnostics) -> FoundSite {
    let seen = cache::now_ns();
    let ((theme, of_theme), (sources, of_sources)) =
        rayon::join(|| theme::load(root, &site.theme.name), || sources::walk(root));
    found.extend(of_theme);
    found.extend(of_sources);
    let addresses = SiteDir::new(root).stat(redirects::FILE);
    FoundSite { theme, sources, addresses, seen }
}

/// Goes from what was found of a site to its plan. What is wrong is noted, and how long each stage took.
pub(super) fn plan_site(
    root: &Path,
    site: (Site, Digest),
    sources: FoundSite,
    request: &Request,
    progress: &dyn Progress,
    notes: (&mut Diagnostics, &mut StageSeconds),
) -> PlannedSite {
    plan_site_cached(root, site, sources, request, None, progress, notes)
}

/// As [`planned`], of a site of which this much is known already.
pub(super) fn plan_site_cached(
    root: &Path,
    (site, settings): (Site, Digest),
    FoundSite { theme, mut sources, addresses, .. }: FoundSite,
    request: &Request,
    mut known: Option<&mut ParseCache>,
    progress: &dyn Progress,
    (found, seconds): (&mut Diagnostics, &mut StageSeconds),
) -> PlannedSite {
    let start = Instant::now();
    let before = seconds.so_far();
    let so_far = |start: Instant| before + start.elapsed().as_secs_f64();

    misnamed_texts::set_aside(root, &mut sources, found);
    let beside = parse_sources::beside(&sources);
    progress.begin(Step::Reading, sources.texts.len());
    let (entries, faults) = parse_sources::entries(
        root,
        (&sources, beside),
        (&site, settings),
        request.cache_mode,
        known.as_deref_mut(),
        progress,
    );
    found.extend(faults);
    seconds.parse = so_far(start) - seconds.so_far();

    let homes = site.editions().map(|edition| edition.home()).collect();
    let (archive, faults) = archive::organise(entries, request.clock, homes, site.language.casing());
    found.extend(faults);
    seconds.organise = so_far(start) - seconds.so_far();

    let copied = static_files::files(&theme, &sources, &SiteDir::new(root), site.pictures.location, found);
    // A preview has no use for the ledger, but for the files that it keeps published.
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
        published: if request.ledger_check == LedgerCheck::Off { &[] } else { published },
        base_url: &site.base_url,
        sitemap_limits: SitemapLimits::default(),
    };
    let (plan, faults) = plan::plan(&archive, inputs);
    found.extend(faults);
    // As many paths as there are files: somebody with nothing else to do lets them go.
    rayon::spawn(move || drop(sources));
    seconds.plan = so_far(start) - seconds.so_far();
    let known = parse_sources::known_problems(root);
    PlannedSite { site, settings, theme, archive, plan, known, beside, ledger }
}

/// Returns the files that the config and the templates link to; none where `content/` has no files beside texts.
fn linked(site: &Site, theme: &Theme, sources: &Sources) -> HashSet<Use> {
    if sources.assets.is_empty() {
        return HashSet::new();
    }
    let mut linked = plan::linked_by_config(site);
    for template in &theme.templates {
        let is_end = |c: char| matches!(c, '"' | '\'' | '`' | '(' | ')' | '<' | '>') || c.is_whitespace();
        let words = template.text.split(is_end).filter(|word| word.contains('/') && word.contains('.'));
        linked.extend(words.filter_map(|word| Use::by_address(word, site)));
    }
    linked
}
