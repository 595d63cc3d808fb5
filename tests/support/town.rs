//! A small site in a folder of its own, with the default theme, for the tests that write texts and look at the output.

use std::fs;
use std::path::PathBuf;

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, Severity};
use dateline::ledger::LedgerCheck;
use dateline::pipeline::{Adoption, BuildOutcome, CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;

use crate::files;
pub(crate) use crate::files::Tree;

/// A site.
pub(crate) struct Town {
    folder: tempfile::TempDir,
    pub(crate) request: Request,
}

impl Town {
    /// A site without a text, at the end of 2025.
    pub(crate) fn new() -> Self {
        let folder = files::folder();
        let site = folder.path().join("site");
        let now = "2025-12-31T00:00:00Z".parse().expect("a moment");
        let request = Request {
            site,
            output: None,
            overrides: Overrides::default(),
            clock: Clock { now, drafts: Drafts::Hidden },
            wait: Wait::No,
            cache_mode: CacheMode::ReadWrite,
            ledger_check: LedgerCheck::Error,
            adoption: Adoption::Refused,
        };
        let town = Self { folder, request };
        town.write(
            "config.toml",
            "title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 3\n",
        );
        town
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("site").join(file)
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        files::write(&self.path(file), text);
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("a file is read")
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).expect("a file is removed");
    }

    pub(crate) fn try_build(&self) -> Result<BuildOutcome, Diagnostics> {
        build(&self.request, &NoProgress)
    }

    pub(crate) fn build(&self) -> BuildOutcome {
        match self.try_build() {
            Ok(outcome) => outcome,
            Err(found) => unreachable!("the town has no fault: {}", said(&found).join("\n")),
        }
    }

    /// What stops a build: each error, with what to do about it.
    pub(crate) fn errors(&self) -> Vec<String> {
        match self.try_build() {
            Ok(_) => Vec::new(),
            Err(found) => said(&found.into_iter().filter(|d| d.severity == Severity::Error).collect()),
        }
    }

    /// What is in the output.
    pub(crate) fn output(&self) -> Tree {
        files::tree(&self.path("public"))
    }
}

/// Each diagnostic as one line.
pub(crate) fn said(found: &Diagnostics) -> Vec<String> {
    found.iter().map(|d| format!("{d} | {}", d.hint.as_deref().unwrap_or("no hint"))).collect()
}
