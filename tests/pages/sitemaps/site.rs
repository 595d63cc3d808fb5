//! A site in a folder of its own, with the theme that comes with the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::pipeline::{Adoption, CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;

/// A site that files are written to.
pub(crate) struct Site(tempfile::TempDir);

/// The files of an output, by their addresses.
pub(crate) type Output = BTreeMap<String, String>;

pub(crate) const CONFIG: &str =
    "title = \"The <Evening> & \\\"Post\\\"\"\nbase_url = \"https://post.example\"\nlanguage = \"en-GB\"\n";

impl Site {
    /// A site with these settings and these files.
    pub(crate) fn new(config: &str, files: &[(&str, &str)]) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let site = Self(folder.expect("a folder"));
        site.write("config.toml", config);
        for (file, text) in files {
            site.write(file, text);
        }
        site
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }

    /// Takes away what was built, and what is remembered of it.
    pub(crate) fn forget(&self) {
        for folder in ["public", ".dateline"] {
            fs::remove_dir_all(self.0.path().join(folder)).expect("a folder is removed");
        }
    }

    /// What the site is at a moment.
    pub(crate) fn at(&self, moment: &str) -> Output {
        let request = Request {
            site: self.0.path().to_owned(),
            output: None,
            overrides: Overrides::default(),
            clock: Clock { now: moment.parse().expect("a moment"), drafts: Drafts::Hidden },
            wait: Wait::No,
            cache_mode: CacheMode::ReadWrite,
            ledger_check: dateline::ledger::LedgerCheck::Error,
            adoption: Adoption::Refused,
        };
        let outcome = build(&request, &NoProgress);
        assert!(outcome.is_ok(), "{outcome:?}");
        let mut output = Output::new();
        gather(&self.0.path().join("public"), "/", &mut output);
        output
    }
}

fn gather(folder: &Path, address: &str, output: &mut Output) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{address}{name}/"), output);
        } else {
            let bytes = fs::read(entry.path()).expect("a file");
            output.insert(format!("{address}{name}"), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
}

/// What stands between two marks, wherever it does.
pub(crate) fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    let parts = text.split(open).skip(1);
    parts.filter_map(|part| part.split_once(close)).map(|(inner, _)| inner).collect()
}
