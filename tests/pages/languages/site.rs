//! A small site in a folder of its own, with the default theme and two stories to a page.

use crate::files::is_page;
use crate::site;
use dateline::diagnostic::Diagnostics;

pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// A site of which the config says this.
    pub(crate) fn new(config: &str) -> Self {
        let mut site = site::Site::new(&Self::config(config));
        site.set_now("2025-12-01T00:00:00Z");
        Self(site)
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

    /// A story of this file name, with this front matter.
    pub(crate) fn story(&self, name: &str, front: &str) {
        self.write(&format!("content/{name}.md"), format!("+++\n{front}\n+++\n\nText.\n"));
    }

    /// Builds the site, and gives the addresses of the pages that were made again.
    pub(crate) fn made_again(&self) -> Vec<String> {
        self.build().rebuilt.iter().map(|(address, _)| address.to_string()).collect()
    }

    /// Builds the site, and returns its warnings, or else its errors.
    pub(crate) fn built(&self) -> Result<Vec<String>, Vec<String>> {
        let said = |found: &Diagnostics| found.iter().map(ToString::to_string).collect();
        self.try_build().map(|outcome| said(&outcome.warnings)).map_err(|found| said(&found))
    }

    /// Everything that is in the output.
    pub(crate) fn all(&self) -> String {
        self.output().values().map(|bytes| String::from_utf8_lossy(bytes)).collect()
    }

    /// What is the same in every language: names, and what programs read.
    const NAMES: [&str; 6] = ["BibTeX", "CSL-JSON", "Bluesky", "Facebook", "WhatsApp", "X"];

    /// Checks that no page has an English word that a reader would meet.
    pub(crate) fn speaks_no_english(&self) {
        for (file, bytes) in self.output().iter().filter(|(file, _)| is_page(file)) {
            let page = String::from_utf8_lossy(bytes);
            let body = page.split_once("<body").expect("a body").1;
            for text in body.split('>').filter_map(|part| part.split_once('<')).map(|(text, _)| text.trim()) {
                let is_name = Self::NAMES.contains(&text);
                let is_of_the_test = ["Text.", "https://", "@article{", "[{&quot;id&quot;"]
                    .iter()
                    .any(|own| text.starts_with(own));
                let has_latin = text.chars().any(|c| c.is_ascii_alphabetic());
                assert!(is_of_the_test || is_name || !has_latin, "{file}: {text}");
            }
        }
    }
}
