//! Runs the stages from a site's folder to its plan.

use std::collections::HashSet;
use std::time::Instant;

use crate::address::Address;
use crate::archive::{self, Archive};
use crate::article::{AssetRef, HasAssets};
use crate::config::Site;
use crate::diagnostic::{Diagnostics, Severity};
use crate::digest::Digest;
use crate::known_problems::KnownProblems;
use crate::ledger::{Ledger, LedgerCheck};
use crate::path::SitePath;
use crate::plan::{self, Assets, Plan, PlanInputs, SearchSizes, SitemapLimits};
use crate::redirects::Redirects;
use crate::sources::{SiteDir, Sources};
use crate::theme::Theme;

use super::found_site::FoundSite;
use super::parse_sources::ParseCache;
use super::session::{BuildContext, SiteConfig};
use super::{StageSeconds, Step, images, ledger_file, misnamed_texts, parse_sources, static_files};

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

    // A preview needs the ledger only to keep published files.
    let is_needed = request.ledger_check != LedgerCheck::Off || !sources.assets.is_empty();
    let ledger = if is_needed { ledger_file::read(root) } else { Ok(Default::default()) };
    let redirects = parse_sources::redirects(root, addresses, &site, known, found);
    let planner = SitePlanner {
        context,
        site: &site,
        theme: &theme,
        sources: &sources,
        archive: &archive,
        published: ledger.as_ref().map_or(&[][..], |(ledger, _)| ledger.addresses()),
        redirects: &redirects,
        faulty_texts: &faulty_texts,
    };
    let plan = planner.plan(found);
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

/// Parsed site, ready to be planned.
struct SitePlanner<'a> {
    context: BuildContext<'a>,
    site: &'a Site,
    theme: &'a Theme,
    sources: &'a Sources,
    archive: &'a Archive,
    /// Addresses in the ledger.
    published: &'a [Address],
    redirects: &'a Redirects,
    faulty_texts: &'a HashSet<SitePath>,
}

impl SitePlanner<'_> {
    fn plan(&self, found: &mut Diagnostics) -> Plan {
        let Self { context: BuildContext { root, request, .. }, site, theme, sources, archive, .. } = *self;
        let copied = static_files::files(theme, sources, &SiteDir::new(root), site.pictures.location, found);
        let linked = linked(site, theme, sources);
        let has_search = site.search.enabled && theme.template("search.html").is_some();
        let inputs = PlanInputs {
            assets: Assets { files: &sources.assets, linked: &linked, ledger: self.published },
            copied,
            originals: &images::originals(root, sources, archive, request.cache_mode, found),
            pictures: &site.pictures,
            hosts: &site.hosting.hosts,
            per_page: site.per_page,
            feeds: &site.feeds,
            search: has_search.then(SearchSizes::default),
            redirects: self.redirects,
            faulty_texts: self.faulty_texts,
            published: if request.ledger_check == LedgerCheck::Off { &[] } else { self.published },
            base_url: &site.base_url,
            sitemap_limits: SitemapLimits::default(),
        };
        let (plan, faults) = plan::plan(archive, inputs);
        found.extend(faults);
        plan
    }
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
