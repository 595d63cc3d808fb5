//! A site in a folder of its own, with the theme that comes with the program.

use crate::site;
use dateline::pipeline::{NoProgress, build};
use std::collections::BTreeMap;
use std::fs;

/// A site that files are written to.
pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

/// The files of an output, by their addresses.
pub(crate) type Output = BTreeMap<String, String>;

pub(crate) const CONFIG: &str =
    "title = \"The <Evening> & \\\"Post\\\"\"\nbase_url = \"https://post.example\"\nlanguage = \"en-GB\"\n";

impl Site {
    /// A site with these settings and these files.
    pub(crate) fn new(config: &str, files: &[(&str, &str)]) -> Self {
        let site = Self(site::Site::new(config));
        for (file, text) in files {
            site.write(file, text);
        }
        site
    }

    /// Takes away what was built, and what is remembered of it.
    pub(crate) fn forget(&self) {
        for folder in ["public", ".dateline"] {
            fs::remove_dir_all(self.path(folder)).expect("a folder is removed");
        }
    }

    /// What the site is at a moment.
    pub(crate) fn at(&self, moment: &str) -> Output {
        let mut request = self.request.clone();
        request.clock.now = moment.parse().expect("a moment");
        let outcome = build(&request, &NoProgress);
        assert!(outcome.is_ok(), "{outcome:?}");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        self.output().into_iter().map(|(file, bytes)| (format!("/{file}"), text(bytes))).collect()
    }
}

/// What stands between two marks, wherever it does.
pub(crate) fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    let parts = text.split(open).skip(1);
    parts.filter_map(|part| part.split_once(close)).map(|(inner, _)| inner).collect()
}
