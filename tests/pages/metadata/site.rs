//! A site in a folder of its own: files in, pages out.

use crate::files::is_page;
use crate::site;
use std::collections::BTreeMap;

/// Every page of an output, by its address.
pub(crate) type Pages = BTreeMap<String, String>;

pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// A site with this config and nothing else.
    pub(crate) fn new(config: &str) -> Self {
        Self(site::Site::new(config))
    }

    /// A copy of the site that this repository is.
    pub(crate) fn demonstration() -> Self {
        let site = Self::new("");
        site.copy(&["config.toml", "content", "static"]);
        site
    }

    /// Adds a file.
    pub(crate) fn with(self, file: &str, text: &str) -> Self {
        self.write(file, text);
        self
    }

    /// Every page of the site as it stands at the end of 2025.
    pub(crate) fn pages(&self) -> Pages {
        self.build();
        let page = |(file, bytes): (String, Vec<u8>)| {
            let address = format!("/{}", file.strip_suffix("index.html").unwrap_or(&file));
            (address, String::from_utf8(bytes).expect("a page is UTF-8"))
        };
        self.output().into_iter().filter(|(file, _)| is_page(file)).map(page).collect()
    }

    /// What is wrong with the site, each with its place.
    pub(crate) fn faults(&self) -> Vec<String> {
        let found = self.try_build().expect_err("the site has a fault");
        found.iter().map(|fault| format!("{:?}: {fault}", fault.place)).collect()
    }
}
