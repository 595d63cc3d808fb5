//! Links between saved files.

use std::collections::BTreeMap;

use crate::convert::{Addresses, FileAddress, OldPage};
use crate::paths;
use crate::story::MediaFile;

/// Addresses on a saved page: relative links name files beside the page's own.
pub(super) struct SavedLinks<'a> {
    /// Name of the page's file.
    pub(super) file: &'a str,
    /// Address of each saved page by the name of its file.
    pub(super) pages: &'a BTreeMap<String, String>,
    /// Names of the other files, with the address of each.
    pub(super) files: &'a BTreeMap<String, String>,
    /// Addresses on the page's own place on the web.
    pub(super) page: OldPage<'a>,
}

impl SavedLinks<'_> {
    /// Returns the name of the file that a relative link leads to.
    fn name(&self, address: &str) -> Option<String> {
        let path =
            address.split(['?', '#']).next().filter(|path| !path.is_empty() && !path.starts_with('/'))?;
        if path.split('/').next().is_some_and(|first| first.contains(':')) {
            return None;
        }
        let folder = self.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        let decoded = paths::decode(path)?;
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." => _ = parts.pop()?,
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }
}

impl Addresses for SavedLinks<'_> {
    fn link(&self, href: &str) -> String {
        let fragment = href.split_once('#').map(|(_, fragment)| format!("#{fragment}")).unwrap_or_default();
        match self.name(href).and_then(|name| self.pages.get(&name)) {
            Some(address) => format!("{}{fragment}", self.page.link(address)),
            None => self.page.link(href),
        }
    }

    fn file(&self, src: &str) -> FileAddress {
        let name = self.name(src).filter(|name| self.files.contains_key(name));
        let Some((name, address)) = name.and_then(|name| Some((name.clone(), self.files.get(&name)?))) else {
            return self.page.file(src);
        };
        let mut file = self.page.file(address);
        if let Some(media) = &mut file.media {
            media.source_path = Some(name);
        } else if let Some(site_path) = paths::static_path(&format!("/{name}")) {
            // A file of another host, saved with the page.
            let address = format!("/{}", name.replace(' ', "%20"));
            let media = MediaFile { url: file.address, source_path: Some(name), site_path };
            return FileAddress { address, media: Some(media) };
        }
        file
    }
}
