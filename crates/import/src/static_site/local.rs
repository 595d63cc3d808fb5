//! Addresses of links and pictures within the site.

use super::StaticSite;
use super::body::Site;
use super::fields::Fields;
use super::links::{self, Target};
use super::text::{Text, ending, text_at};
use crate::convert::{Addresses, FileAddress};
use crate::story::MediaFile;

impl StaticSite {
    /// Returns the new address of a link or picture, if it changes.
    pub(super) fn changed(
        &self,
        text: &Text,
        dest: &str,
        target: Target,
        media: &mut Vec<MediaFile>,
    ) -> Option<String> {
        let is_own = links::host_of(dest).is_some_and(|host| self.hosts.contains(&host));
        let local = if is_own { links::path_of(dest) } else { dest.to_owned() };
        if !links::is_path(&local) || local.contains(['{', '}']) {
            return None;
        }
        let end = local.find(['?', '#']).unwrap_or(local.len());
        let (path, rest) = local.split_at(end);
        let decoded = links::decoded(path);
        let is_text = matches!(ending(path).as_str(), "md" | "markdown");
        let found = (is_text || path.starts_with("@/")).then(|| self.index.find(text, &decoded)).flatten();
        let new = match found.and_then(|found| found.address.clone()) {
            Some(address) => format!("{address}{rest}"),
            None if path.is_empty() => return is_own.then_some(local),
            None => self.local_address(text, &decoded, path) + rest,
        };
        if (target == Target::File || super::text::is_media(&decoded))
            && let Some(file) = self.media_file(&new)
        {
            media.push(file);
        }
        (new != dest).then_some(new)
    }

    /// Returns the absolute path of a file or page that a relative path names.
    fn local_address(&self, text: &Text, decoded: &str, path: &str) -> String {
        if path.starts_with('/') {
            return path.to_owned();
        }
        let beside = links::join(&format!("/{}", text.path), decoded);
        if let Some(address) =
            beside.and_then(|beside| self.files_by_source.get(beside.trim_start_matches('/')))
        {
            return address.replace('%', "%25");
        }
        let base = text.address.as_deref().unwrap_or("/");
        links::join(base, path).unwrap_or_else(|| format!("/{}", path.trim_start_matches(['.', '/'])))
    }

    /// Returns the address of a picture of a shortcode or of front matter.
    pub(super) fn picture(&self, text: &Text, src: &str, media: &mut Vec<MediaFile>) -> String {
        let src = src.trim();
        let from_root = format!("/{}", src.trim_start_matches("./").trim_start_matches('/'));
        // Arguments of shortcodes are often paths from the root, without a slash.
        let is_in_root = self.index.files.contains_key(&links::decoded(&from_root));
        let is_bare = links::is_path(src) && !src.starts_with(['/', '.']);
        let beside = links::join(&format!("/{}", text.path), src).unwrap_or_default();
        let is_beside = self.files_by_source.contains_key(beside.trim_start_matches('/'));
        let src = if is_bare && !is_beside && (is_in_root || src.contains('/')) {
            from_root
        } else {
            src.to_owned()
        };
        self.changed(text, &src, Target::File, media).unwrap_or(src)
    }
}

/// Text with the site that it belongs to.
pub(super) struct View<'a> {
    pub(super) site: &'a StaticSite,
    pub(super) text: &'a Text,
    pub(super) fields: &'a Fields,
}

impl Site for View<'_> {
    fn reference(&self, reference: &str) -> String {
        let end = reference.find(['#', '?']).unwrap_or(reference.len());
        let (path, rest) = reference.split_at(end);
        if path.is_empty() {
            return rest.to_owned();
        }
        let address = match self.site.index.find(self.text, path).and_then(|found| found.address.clone()) {
            Some(address) => links::encoded(&address),
            // The target is not in the archive; the address is the one it had by default.
            None if super::text::is_media(path) => format!("/{}", path.trim_start_matches('/')),
            None => {
                let stem = path.strip_suffix(".md").unwrap_or(path);
                let stem =
                    stem.strip_suffix("/index").or_else(|| stem.strip_suffix("/_index")).unwrap_or(stem);
                format!("/{}/", stem.trim_matches('/').replace("_posts/", ""))
            }
        };
        address + rest
    }

    fn title(&self, reference: &str) -> Option<String> {
        let found = self.site.index.texts.iter().find(|text| text.address.as_deref() == Some(reference));
        found.map(|text| text.title.clone()).filter(|title| !title.is_empty())
    }

    fn parameter(&self, name: &str) -> Option<String> {
        let config = &self.site.folder.config;
        let found = self.fields.text(name).or_else(|| text_at(self.fields, &format!("params.{name}")));
        found
            .or_else(|| text_at(config, &format!("params.{name}")))
            .or_else(|| text_at(config, &format!("extra.{name}")))
    }

    fn picture(&self, src: &str) -> String {
        self.site.picture(self.text, src, &mut Vec::new())
    }
}

impl Addresses for View<'_> {
    fn link(&self, href: &str) -> String {
        self.site.changed(self.text, href, Target::Link, &mut Vec::new()).unwrap_or_else(|| href.to_owned())
    }

    fn file(&self, src: &str) -> FileAddress {
        let mut media = Vec::new();
        let address =
            self.site.changed(self.text, src, Target::File, &mut media).unwrap_or_else(|| src.to_owned());
        FileAddress { address, media: media.pop() }
    }
}
