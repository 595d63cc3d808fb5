//! A site in a folder of its own, which the library builds in this process or a command in its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, Paint, Severity, print};
use dateline::ledger::LedgerCheck;
use dateline::pipeline::{Adoption, BuildOutcome, CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;

use crate::files;
pub(crate) use crate::files::Tree;
use crate::said::Said;

/// Moment at which a site is built, if its test sets no other.
pub(crate) const NOW: &str = "2025-12-31T00:00:00Z";

/// A site with the default theme.
pub(crate) struct Site {
    folder: tempfile::TempDir,
    pub(crate) request: Request,
}

impl Site {
    /// Creates a site of a `config.toml` alone.
    pub(crate) fn new(config: &str) -> Self {
        Self::in_folder(files::folder(), config)
    }

    /// Creates a site with three articles to a page.
    pub(crate) fn town() -> Self {
        Self::new("title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 3\n")
    }

    /// Creates a site in a folder of this machine's disk, as [`files::folder`] may be in memory.
    pub(crate) fn in_folder(folder: tempfile::TempDir, config: &str) -> Self {
        let request = Request {
            site: folder.path().join("site"),
            output: None,
            overrides: Overrides::default(),
            clock: Clock { now: NOW.parse().expect("a moment"), drafts: Drafts::Hidden },
            wait: Wait::No,
            cache_mode: CacheMode::ReadWrite,
            ledger_check: LedgerCheck::Error,
            adoption: Adoption::Refused,
        };
        let site = Self { folder, request };
        site.write("config.toml", config);
        site
    }

    /// Builds the site at another moment from now on.
    pub(crate) fn set_now(&mut self, now: &str) {
        self.request.clock.now = now.parse().expect("a moment");
    }

    /// Copies files and folders of this repository, which is a site too.
    pub(crate) fn copy(&self, parts: &[&str]) {
        for part in parts {
            files::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &self.path(part));
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.request.site
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root().join(file)
    }

    /// Returns a path beside the site.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        files::write(&self.path(file), bytes);
    }

    pub(crate) fn read(&self, file: &str) -> String {
        let path = self.path(file);
        let bytes = fs::read(&path).unwrap_or_else(|error| unreachable!("{}: {error}", path.display()));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).expect("a file is removed");
    }

    pub(crate) fn try_build(&self) -> Result<BuildOutcome, Diagnostics> {
        build(&self.request, &NoProgress)
    }

    pub(crate) fn build(&self) -> BuildOutcome {
        self.try_build().unwrap_or_else(|found| unreachable!("{}", print(&found, Paint::Plain)))
    }

    /// Builds the site without a warning.
    pub(crate) fn build_quietly(&self) -> &Self {
        assert_eq!(said(&self.build().warnings), Vec::<String>::new());
        self
    }

    /// Builds the site, and returns the warnings, or else the errors, each with its hint.
    pub(crate) fn built(&self) -> Result<Vec<String>, Vec<String>> {
        self.try_build().map(|outcome| said(&outcome.warnings)).map_err(|found| said(&found))
    }

    /// Builds the site, and returns the errors, each with its hint.
    pub(crate) fn errors(&self) -> Vec<String> {
        let found = self.try_build().err().unwrap_or_default();
        said(&found.into_iter().filter(|found| found.severity == Severity::Error).collect())
    }

    /// Returns all files of the output.
    pub(crate) fn output(&self) -> Tree {
        files::tree(&self.path("public"))
    }

    /// Returns a file of the output.
    pub(crate) fn file(&self, file: &str) -> String {
        self.read(&format!("public/{file}"))
    }

    /// Returns the page at an address.
    pub(crate) fn page(&self, address: &str) -> String {
        self.file(&format!("{}/index.html", address.trim_matches('/')))
    }

    /// Returns whether the output has a file.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.path("public").join(file).is_file()
    }

    /// Returns a command on the site, at its moment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.env("SOURCE_DATE_EPOCH", self.request.clock.now.as_second().to_string());
        command.current_dir(self.root()).args(args).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().expect("dateline runs"))
    }
}

/// Returns each diagnostic with its hint, as one line.
pub(crate) fn said(found: &Diagnostics) -> Vec<String> {
    found.iter().map(|d| format!("{d} | {}", d.hint.as_deref().unwrap_or("no hint"))).collect()
}
