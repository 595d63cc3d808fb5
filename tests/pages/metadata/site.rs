//! A site in a folder of its own: files in, pages out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::Diagnostics;
use dateline::pipeline::{CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;

/// Every page of an output, by its address.
pub(crate) type Pages = BTreeMap<String, String>;

pub(crate) struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// A site with this config and nothing else.
    pub(crate) fn new(config: &str) -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        site.with("config.toml", config)
    }

    /// A copy of the site that this repository is.
    pub(crate) fn demonstration() -> Self {
        let (site, root) = (Self::new(""), Path::new(env!("CARGO_MANIFEST_DIR")));
        for part in ["config.toml", "content", "static"] {
            copy(&root.join(part), &site.folder.path().join(part));
        }
        site
    }

    /// Adds a file.
    pub(crate) fn with(self, file: &str, text: &str) -> Self {
        self.write(file, text);
        self
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }

    /// Every page of the site as it stands at the end of 2025.
    pub(crate) fn pages(&self) -> Pages {
        match self.build() {
            Ok(pages) => pages,
            Err(found) => unreachable!("the site has no fault: {found:?}"),
        }
    }

    /// What is wrong with the site, each with its place.
    pub(crate) fn faults(&self) -> Vec<String> {
        let found = self.build().expect_err("the site has a fault");
        found.iter().map(|fault| format!("{:?}: {fault}", fault.place)).collect()
    }

    fn build(&self) -> Result<Pages, Diagnostics> {
        let output = self.folder.path().join("public");
        let request = Request {
            site: self.folder.path().to_owned(),
            output: Some(output.clone()),
            overrides: Overrides::default(),
            clock: Clock { now: "2025-12-31T00:00:00Z".parse().expect("a moment"), drafts: Drafts::Hidden },
            wait: Wait::No,
            cache_mode: CacheMode::ReadWrite,
            ledger_check: dateline::ledger::LedgerCheck::Error,
            adoption: dateline::pipeline::Adoption::Refused,
        };
        build(&request, &NoProgress)?;
        let mut pages = Pages::new();
        gather(&output, &output, &mut pages);
        Ok(pages)
    }
}

fn gather(root: &Path, folder: &Path, pages: &mut Pages) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, pages);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let below = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            let address = format!("/{}", below.strip_suffix("index.html").unwrap_or(&below));
            pages.insert(address, fs::read_to_string(&path).expect("a page is UTF-8"));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder is made");
        fs::copy(from, to).expect("a file is copied");
    } else if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    }
}
