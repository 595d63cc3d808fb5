//! A small site in a folder of its own, with the default theme and two stories to a page.

use std::fs;
use std::path::{Path, PathBuf};

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::pipeline::{CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;

pub(crate) struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// A site of which the config says this.
    pub(crate) fn new(config: &str) -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        site.write("config.toml", &Self::config(config));
        site
    }

    /// An English site that is in Arabic and French too.
    pub(crate) fn in_three_languages() -> Self {
        let site = Self::new(
            "title = \"Post\"\ndescription = \"News\"\n\
             [languages.ar]\ntitle = \"البريد\"\ndescription = \"أخبار\"\nplace = \"القاهرة\"\n\
             [[languages.ar.menu]]\nname = \"حولنا\"\nurl = \"/about-ar/\"\n\
             [languages.fr]\n",
        );
        site.write("content/pages/about-ar.md", "+++\ntitle = \"حولنا\"\nlanguage = \"ar\"\n+++\n");
        site
    }

    /// The whole config, of which this is told.
    pub(crate) fn config(told: &str) -> String {
        let theme = if told.contains("theme = ") { "" } else { "theme = \"broadsheet\"\n" };
        format!("base_url = \"https://post.example\"\nper_page = 2\n{theme}{told}")
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }

    /// A story of this file name, with this front matter.
    pub(crate) fn story(&self, name: &str, front: &str) {
        self.write(&format!("content/{name}.md"), &format!("+++\n{front}\n+++\n\nText.\n"));
    }

    fn request(&self) -> Request {
        Request {
            site: self.folder.path().to_owned(),
            output: None,
            overrides: Overrides::default(),
            clock: Clock { now: "2025-12-01T00:00:00Z".parse().expect("a moment"), drafts: Drafts::Hidden },
            wait: Wait::No,
            cache_mode: CacheMode::ReadWrite,
            ledger_check: dateline::ledger::LedgerCheck::Error,
            adoption: dateline::pipeline::Adoption::Refused,
        }
    }

    /// Builds the site, and gives the addresses of the pages that were made again.
    pub(crate) fn made_again(&self) -> Vec<String> {
        let outcome = build(&self.request(), &NoProgress).unwrap_or_else(|found| unreachable!("{found:?}"));
        outcome.rebuilt.iter().map(|(address, _)| address.to_string()).collect()
    }

    /// Builds the site: its warnings, or its errors.
    pub(crate) fn built(&self) -> Result<Vec<String>, Vec<String>> {
        match build(&self.request(), &NoProgress) {
            Ok(outcome) => Ok(outcome.warnings.iter().map(ToString::to_string).collect()),
            Err(found) => Err(found.iter().map(ToString::to_string).collect()),
        }
    }

    /// Builds a site in which there is nothing to say.
    pub(crate) fn build(&self) {
        assert_eq!(self.built(), Ok(vec![]));
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// A file of the output.
    pub(crate) fn file(&self, file: &str) -> String {
        fs::read_to_string(self.output().join(file)).unwrap_or_else(|error| unreachable!("{file}: {error}"))
    }

    /// A page of the output.
    pub(crate) fn page(&self, folder: &str) -> String {
        self.file(format!("{folder}/index.html").trim_start_matches('/'))
    }

    pub(crate) fn is_there(&self, file: &str) -> bool {
        self.output().join(file).is_file()
    }

    /// Everything that is in the output.
    pub(crate) fn all(&self) -> String {
        let mut all = String::new();
        for file in files(&self.output()) {
            all.push_str(&String::from_utf8_lossy(&fs::read(&file).expect("a file")));
        }
        all
    }

    /// What is the same in every language: names, and what programs read.
    const NAMES: [&str; 6] = ["BibTeX", "CSL-JSON", "Bluesky", "Facebook", "WhatsApp", "X"];

    /// Checks that no page has an English word that a reader would meet.
    pub(crate) fn speaks_no_english(&self) {
        for file in files(&self.output()).iter().filter(|file| file.extension().is_some_and(|e| e == "html"))
        {
            let page = fs::read_to_string(file).expect("a page");
            let body = page.split_once("<body").expect("a body").1;
            for text in body.split('>').filter_map(|part| part.split_once('<')).map(|(text, _)| text.trim()) {
                let is_name = Self::NAMES.contains(&text);
                let is_of_the_test = ["Text.", "https://", "@article{", "[{&quot;id&quot;"]
                    .iter()
                    .any(|own| text.starts_with(own));
                let has_latin = text.chars().any(|c| c.is_ascii_alphabetic());
                assert!(is_of_the_test || is_name || !has_latin, "{}: {text}", file.display());
            }
        }
    }
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
