//! `dateline import`: brings the archive of another system into a site.

#[cfg(feature = "cloud")]
mod fetch;
mod folder;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dateline::address::slugify;
use dateline::language::Casing;
use dateline_import::archive::{self, Archive};
use dateline_import::decisions::{self, Decisions};
use dateline_import::error::ImportError;
use dateline_import::front_matter::quoted;
use dateline_import::kind::Kind;
use dateline_import::report::{CSV_FILE, HTML_FILE, Report};
use dateline_import::request::{FetchMedia, Request, WriteMode};
use dateline_import::site::Site;
use dateline_import::source::SiteFacts;

use crate::cli::Import;

use super::{Failure, Verbosity, count_of, print_escaped, print_text};
use folder::SiteFolder;

/// Name of the site's configuration.
const CONFIG: &str = "config.toml";

/// Surveys or imports an archive.
pub(super) fn run(args: &Import, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let into = args.into.as_deref().unwrap_or(site);
    let folder = SiteFolder::open(into).map_err(|error| failed(into, &error))?;
    let decisions = read_decisions(&folder)?;
    let kind = kind(args, &decisions)?;
    let archive = archive::open(kind, &args.sources, &decisions).map_err(|error| import_failed(&error))?;
    if args.survey {
        return survey(archive.as_ref(), kind, decisions, &folder, into, verbosity);
    }
    if !args.dry_run {
        create_config(&folder, &archive.site(), &decisions)?;
    }
    let request = Request {
        sample: args.sample,
        only_year: args.only,
        mode: match (args.dry_run, args.discard_edits) {
            (true, _) => WriteMode::DryRun,
            (_, true) => WriteMode::DiscardEdits,
            _ => WriteMode::KeepEdits,
        },
        uploads: args.uploads.clone(),
    };
    let old_site = if args.fetch_media { Some(old_site(archive.as_ref(), &decisions, into)?) } else { None };
    let report = archive
        .import(&request, &decisions, &folder, old_site.as_deref())
        .map_err(|error| import_failed(&error))?;
    if verbosity != Verbosity::Quiet {
        print_escaped(&mut std::io::stdout(), &summary(&report, into, args.dry_run));
    }
    if report.is_decided() {
        return Ok(());
    }
    let undecided = report.set_aside.iter().filter(|text| text.decision.is_none()).count();
    print_text(
        &mut std::io::stderr(),
        &format!(
            "{} set aside without a decision. {HTML_FILE} lists them; decide about each in import.toml.\n",
            count_of(undecided, "text")
        ),
    );
    Err(Failure::Printed)
}

/// Returns the old site on the web, from which files are fetched.
#[cfg(feature = "cloud")]
fn old_site(
    archive: &dyn Archive,
    decisions: &Decisions,
    into: &Path,
) -> Result<Box<dyn FetchMedia>, Failure> {
    let stated = archive.site().base_url;
    let addresses = decisions.source.base_url.iter().chain(&decisions.source.hosts).chain(&stated);
    let old_site =
        fetch::OldSite::new(into, addresses.map(String::as_str)).map_err(|error| failed(into, &error))?;
    Ok(Box::new(old_site))
}

/// Refuses to fetch files: this program was built without a client for the web.
#[cfg(not(feature = "cloud"))]
fn old_site(_: &dyn Archive, _: &Decisions, _: &Path) -> Result<Box<dyn FetchMedia>, Failure> {
    let message =
        "this build of dateline can't fetch files from the web; install one with the feature `cloud`";
    Err(Failure::Usage(message.to_owned()))
}

/// Surveys the archive, and writes `import.toml`.
fn survey(
    archive: &dyn Archive,
    kind: Kind,
    decisions: Decisions,
    folder: &SiteFolder,
    into: &Path,
    verbosity: Verbosity,
) -> Result<(), Failure> {
    let mut guess = decisions;
    guess.source.kind = Some(kind);
    let survey = archive.survey(guess).map_err(|error| import_failed(&error))?;
    folder
        .write(decisions::FILE, survey.to_toml().as_bytes())
        .map_err(|error| import_failed(&ImportError::Write { path: decisions::FILE.to_owned(), error }))?;
    if verbosity != Verbosity::Quiet {
        let seen = &survey.observations;
        let years = match (seen.years.keys().next(), seen.years.keys().next_back()) {
            (Some(first), Some(last)) => format!(" of {first} to {last}"),
            _ => String::new(),
        };
        let texts = count_of(usize::try_from(seen.texts).unwrap_or(usize::MAX), "text");
        let file = into.join(decisions::FILE);
        print_text(
            &mut std::io::stdout(),
            &format!(
                "{}: {texts}{years}. The decisions are in {}; correct them, then import.\n",
                kind.name(),
                file.display()
            ),
        );
    }
    Ok(())
}

/// Returns the kind of the archive: the given one, otherwise that of `import.toml`,
/// otherwise the detected one.
fn kind(args: &Import, decisions: &Decisions) -> Result<Kind, Failure> {
    for source in &args.sources {
        if !source.exists() {
            return Err(Failure::Usage(format!("{}: there is no such file or folder", source.display())));
        }
    }
    args.kind.or(decisions.source.kind).or_else(|| archive::detect(&args.sources)).ok_or_else(|| {
        import_failed(&ImportError::UnknownKind { path: args.sources.first().cloned().unwrap_or_default() })
    })
}

/// Reads `import.toml`, if the site has one.
fn read_decisions(folder: &SiteFolder) -> Result<Decisions, Failure> {
    let fault = |error| import_failed(&ImportError::Read { path: PathBuf::from(decisions::FILE), error });
    let Some(bytes) = folder.read(decisions::FILE).map_err(fault)? else { return Ok(Decisions::default()) };
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = "the file is not UTF-8".to_owned();
        import_failed(&ImportError::Settings { file: decisions::FILE, line: 1, message })
    })?;
    Decisions::parse(&text).map_err(|error| import_failed(&error))
}

/// Writes the configuration of a new site.
fn create_config(folder: &SiteFolder, facts: &SiteFacts, decisions: &Decisions) -> Result<(), Failure> {
    let fault = |error| import_failed(&ImportError::Write { path: CONFIG.to_owned(), error });
    if folder.exists(CONFIG).map_err(fault)? {
        return Ok(());
    }
    let given = &decisions.source;
    let text = |value: &Option<String>| {
        value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(quoted)
    };
    let mut config = String::new();
    let title = text(&facts.title).unwrap_or_else(|| quoted("Archive"));
    let base_url =
        text(&given.base_url).or(text(&facts.base_url)).unwrap_or_else(|| quoted("https://example.org"));
    let _ = writeln!(config, "title = {title}\nbase_url = {base_url}");
    for (key, value) in [
        ("description", text(&facts.description)),
        ("language", text(&given.language).or(text(&facts.language))),
        ("time_zone", text(&decisions.dates.time_zone).or(text(&facts.time_zone))),
    ] {
        if let Some(value) = value {
            let _ = writeln!(config, "{key} = {value}");
        }
    }
    if let Some(scheme) = facts.heading_ids {
        let _ = write!(config, "\n[markdown]\nheading_ids = {}\n", quoted(scheme));
    }
    for language in &facts.languages {
        let _ = write!(config, "\n[languages.{language}]\n");
    }
    folder.write(CONFIG, config.as_bytes()).map_err(fault)
}

/// Returns the sums of a report.
fn summary(report: &Report, into: &Path, dry_run: bool) -> String {
    let total = report.total;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{} found: {} written, {} unchanged, {} edited since, {} set aside, {} left out by rule",
        total.found, total.written, total.unchanged, total.edited, total.set_aside, total.left_out
    );
    let _ = writeln!(
        text,
        "Links: {} found, {} written. Pictures: {} found, {} written. Files: {} carried, {} missing, {} remote",
        report.links.found,
        report.links.written,
        report.pictures.found,
        report.pictures.written,
        report.media.carried,
        report.media.missing,
        report.media.remote
    );
    if dry_run {
        text.push_str("Nothing was written.\n");
    } else {
        let _ = writeln!(text, "Report: {} and {CSV_FILE}", into.join(HTML_FILE).display());
    }
    text
}

/// Returns the failure of an import.
fn import_failed(error: &ImportError) -> Failure {
    if matches!(error, ImportError::UnknownKind { .. }) {
        return Failure::Usage(error.to_string());
    }
    print_text(&mut std::io::stderr(), &format!("error: {error}\n"));
    Failure::Printed
}

/// Returns the failure of opening the site's folder.
fn failed(path: &Path, error: &std::io::Error) -> Failure {
    print_text(&mut std::io::stderr(), &format!("error: cannot open {}: {error}\n", path.display()));
    Failure::Printed
}

/// Returns the slug of a name, in a language whose letters have common cases.
fn slug(name: &str) -> String {
    slugify(name, Casing::Common).as_str().to_owned()
}
