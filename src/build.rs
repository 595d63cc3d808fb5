//! Builds a site.

use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;

use crate::archive::{Clock, Drafts};
use crate::config::Overrides;
use crate::ledger::LedgerCheck;
use crate::pipeline::{self, Adoption, CacheMode, NoProgress, Request};
use crate::publish::Wait;
use crate::report::{Problems, Report};

/// Options of a build.
///
/// The defaults are those of `dateline build`: the site of this moment, written to the folder that
/// the config names, without drafts.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    request: Request,
}

impl Builder {
    /// Prepares a build of the site in a folder, which has a `config.toml`.
    pub fn new(site: impl Into<PathBuf>) -> Self {
        Self { request: Request { wait: Wait::UntilFree, ..request(site.into()) } }
    }

    /// Writes the output to this folder, in place of the one in the config.
    pub fn output(mut self, folder: impl Into<PathBuf>) -> Self {
        self.request.output = Some(folder.into());
        self
    }

    /// Builds for this address, in place of `base_url` in the config.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.request.overrides.base_url = Some(url.into());
        self
    }

    /// Includes drafts. The ledger of published addresses is ignored then.
    pub fn drafts(mut self) -> Self {
        show_drafts(&mut self.request);
        self
    }

    /// Builds the site as of another moment.
    ///
    /// The ledger of published addresses is ignored then.
    pub fn as_of(mut self, moment: SystemTime) -> Self {
        set_moment(&mut self.request, moment);
        self
    }

    /// Allows the loss of addresses in the ledger.
    ///
    /// Each is a warning in place of an error.
    pub fn allow_lost(mut self) -> Self {
        allow_lost(&mut self.request);
        self
    }

    /// Replaces files in the output that another program wrote.
    pub fn adopt(mut self) -> Self {
        self.request.adoption = Adoption::Allowed;
        self
    }

    /// Renders all pages again, without the cache.
    pub fn force(mut self) -> Self {
        self.request.cache_mode = CacheMode::WriteOnly;
        self
    }

    /// Builds the site. Blocks while another build of the same output runs.
    ///
    /// # Errors
    /// Returns all errors of the site. The output is unchanged then.
    pub fn build(&self) -> Result<Report, Problems> {
        Ok(pipeline::build(&self.request, &NoProgress)?.into())
    }
}

/// Returns the request for a site with the usual options.
pub(crate) fn request(site: PathBuf) -> Request {
    Request {
        site,
        output: None,
        overrides: Overrides::default(),
        clock: Clock { now: Timestamp::now(), drafts: Drafts::Hidden },
        wait: Wait::No,
        cache_mode: CacheMode::ReadWrite,
        ledger_check: LedgerCheck::Error,
        adoption: Adoption::Refused,
    }
}

/// Includes drafts in a request.
pub(crate) fn show_drafts(request: &mut Request) {
    request.clock.drafts = Drafts::Shown;
    request.ledger_check = LedgerCheck::Off;
}

/// Sets the moment of a request.
pub(crate) fn set_moment(request: &mut Request, moment: SystemTime) {
    request.clock.now = timestamp(moment);
    request.ledger_check = LedgerCheck::Off;
}

/// Allows lost addresses in a request that checks the ledger.
pub(crate) fn allow_lost(request: &mut Request) {
    if request.ledger_check == LedgerCheck::Error {
        request.ledger_check = LedgerCheck::Warn;
    }
}

/// Converts a moment. One after the year 9999 becomes the last of that year.
pub(crate) fn timestamp(moment: SystemTime) -> Timestamp {
    Timestamp::try_from(moment).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;

    fn site() -> tempfile::TempDir {
        let site = tempfile::tempdir().expect("a folder");
        fs::create_dir(site.path().join("content")).expect("a folder");
        let config = "title = \"T\"\nbase_url = \"https://t.example\"\n";
        fs::write(site.path().join("config.toml"), config).expect("a config");
        for (file, head) in [
            ("a.md", "date = 2025-11-01"),
            ("b.md", "date = 2025-11-02"),
            ("c.md", "date = 2025-11-03\ndraft = true"),
        ] {
            let text = format!("+++\ntitle = \"{file}\"\n{head}\n+++\nText.\n");
            fs::write(site.path().join("content").join(file), text).expect("an article");
        }
        site
    }

    #[test]
    fn options_reach_the_build() {
        let site = site();
        let report = Builder::new(site.path()).build().expect("a site");
        assert_eq!((report.articles, report.hidden), (2, 1));
        assert!(report.warnings.is_empty(), "{}", report.warnings);
        let again = Builder::new(site.path()).build().expect("a site");
        assert_eq!((again.written, again.rendered), (0, 0));
        let forced = Builder::new(site.path()).force().build().expect("a site");
        assert!(forced.rendered > 0);
        let with_drafts = Builder::new(site.path()).output("drafts").drafts().build().expect("a site");
        assert_eq!((with_drafts.articles, with_drafts.hidden), (3, 0));
        // 2025-11-01T12:00:00Z
        let moment = SystemTime::UNIX_EPOCH + Duration::from_hours(489_444);
        let earlier = Builder::new(site.path()).output("earlier").as_of(moment).build().expect("a site");
        assert_eq!((earlier.articles, earlier.hidden), (1, 2));
        let elsewhere = Builder::new(site.path()).output("other").base_url("https://o.example").build();
        assert!(elsewhere.is_ok());
        let front = fs::read_to_string(site.path().join("other/index.html")).expect("a front page");
        assert!(front.contains("https://o.example/"));
    }

    #[test]
    fn all_problems_are_returned_with_their_places() {
        let site = site();
        fs::write(site.path().join("content/a.md"), "+++\ntitel = \"A\"\n+++\n").expect("an article");
        let problems = Builder::new(site.path()).build().expect_err("errors");
        assert!(problems.has_errors());
        let problem = problems.iter().find(|problem| problem.line.is_some()).expect("a problem in a line");
        assert_eq!(problem.file.as_deref(), Some(std::path::Path::new("content/a.md")));
        assert_eq!((problem.line, problem.column), (Some(2), Some(1)));
        assert!(problem.hint.is_some());
        assert!(problems.to_string().contains("content/a.md:2:1"), "{problems}");
    }

    #[test]
    fn a_lost_address_is_refused_unless_it_is_allowed() {
        let site = site();
        fs::write(site.path().join("ledger.txt"), "/2025/11/04/gone/\n").expect("a ledger");
        assert!(Builder::new(site.path()).build().is_err());
        let report = Builder::new(site.path()).allow_lost().build().expect("a site");
        assert!(!report.warnings.is_empty());
    }

    #[test]
    fn files_of_others_are_replaced_on_demand() {
        let site = site();
        fs::create_dir(site.path().join("public")).expect("a folder");
        fs::write(site.path().join("public/index.html"), "other").expect("a file");
        assert!(Builder::new(site.path()).build().is_err());
        assert!(Builder::new(site.path()).adopt().build().is_ok());
    }
}
