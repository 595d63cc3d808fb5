//! Addresses of the old site: links within it, its uploads, and sized variants of pictures.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::index::Index;
use crate::convert::{Addresses, FileAddress};
use crate::paths;
use crate::story::MediaFile;

/// Folder of uploads in addresses.
const UPLOADS: &str = "/wp-content/uploads/";

/// Signs of a path that would end it, or that Markdown would read.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'(')
    .add(b')')
    .add(b'\\')
    .add(b'[')
    .add(b']');

/// Hosts and folder of the old site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OldSite {
    /// Address of the site, without a slash at its end.
    pub(super) base_url: Option<String>,
    /// Folder of the site: `/blog`, or nothing.
    folder: String,
    /// Hosts in lower case, without `www.`.
    hosts: BTreeSet<String>,
}

/// Path of an address of the old site, relative to the site's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OldPath {
    /// Path with percent-encoding as written.
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) fragment: Option<String>,
}

impl OldPath {
    /// Returns the path, decoded.
    pub(super) fn decoded(&self) -> String {
        paths::decode(&self.path).unwrap_or_else(|| self.path.clone())
    }

    /// Returns a number of the query: `p` of `?p=12`.
    pub(super) fn number(&self, key: &str) -> Option<u64> {
        let mut pairs = self.query.as_deref()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key)?.1.parse().ok()
    }
}

impl OldSite {
    /// Returns the site at an address, with further hosts.
    pub(super) fn new<'a>(base_url: Option<&str>, others: impl IntoIterator<Item = &'a str>) -> Self {
        let base = base_url.and_then(|url| Url::parse(url.trim()).ok()).filter(Url::has_host);
        let mut hosts = BTreeSet::new();
        for other in others {
            let parsed = Url::parse(other.trim()).ok();
            hosts.extend(parsed.as_ref().and_then(Url::host_str).or(Some(other.trim())).map(bare_host));
        }
        hosts.extend(base.as_ref().and_then(Url::host_str).map(bare_host));
        hosts.remove("");
        let folder = base.as_ref().map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
        let base_url = base.map(|url| {
            let origin = url.origin().ascii_serialization();
            format!("{origin}{folder}")
        });
        Self { base_url, folder, hosts }
    }

    /// Returns the path of an item's `<link>`, whatever its host.
    pub(super) fn path_of_link(&self, link: &str) -> Option<OldPath> {
        let url = Url::parse(link.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        Some(self.relative(&url).unwrap_or_else(|| old_path(&url, url.path())))
    }

    /// Returns the path of an address, if the address is the old site's.
    pub(super) fn own_path(&self, url: &Url) -> Option<OldPath> {
        let is_web = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().map(bare_host)?;
        let is_own = self.hosts.contains(&host) || (host.is_empty() && self.hosts.is_empty());
        if is_web && is_own { self.relative(url) } else { None }
    }

    /// Returns the path of an address relative to the site's folder.
    fn relative(&self, url: &Url) -> Option<OldPath> {
        let path = url.path().strip_prefix(&self.folder)?;
        if path.is_empty() {
            return Some(old_path(url, "/"));
        }
        path.starts_with('/').then(|| old_path(url, path))
    }

    /// Returns the path of a file of the site.
    ///
    /// The file may also be on WordPress.com's hosts for files, or on its network for pictures.
    pub(super) fn file_path(&self, url: &Url) -> Option<String> {
        if let Some(own) = self.own_path(url) {
            return Some(own.decoded());
        }
        let host = url.host_str()?;
        if matches!(host, "i0.wp.com" | "i1.wp.com" | "i2.wp.com" | "i3.wp.com") {
            let inner = Url::parse(&format!("https:/{}", url.path())).ok()?;
            return self.own_path(&inner).map(|own| own.decoded()).or_else(|| self.files_host(&inner));
        }
        self.files_host(url)
    }

    /// Returns the path of a file on `NAME.files.wordpress.com`.
    fn files_host(&self, url: &Url) -> Option<String> {
        let name = url.host_str()?.strip_suffix(".files.wordpress.com")?;
        let is_own = self.hosts.contains(&format!("{name}.wordpress.com"));
        let path = paths::decode(url.path())?;
        is_own.then(|| format!("{}{}", UPLOADS.trim_end_matches('/'), path))
    }
}

/// Returns the parts of an address after its host.
fn old_path(url: &Url, path: &str) -> OldPath {
    OldPath {
        path: path.to_owned(),
        query: url.query().filter(|query| !query.is_empty()).map(str::to_owned),
        fragment: url.fragment().map(str::to_owned),
    }
}

/// Returns a host in lower case without `www.`.
fn bare_host(host: &str) -> String {
    let host = host.trim().to_ascii_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// Returns a path percent-encoded for a link.
pub(super) fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Addresses of one text.
pub(super) struct TextAddresses<'a> {
    pub(super) index: &'a Index,
    /// Address of the text, for relative links.
    pub(super) page: Option<Url>,
}

impl TextAddresses<'_> {
    /// Returns an address as the page at its old place reads it.
    fn resolve(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        if let Ok(url) = Url::parse(address) {
            return Some(url);
        }
        let base = self.index.site.base_url.as_deref().unwrap_or("http://localhost");
        let base = Url::parse(&format!("{base}/")).ok();
        self.page.as_ref().or(base.as_ref())?.join(address).ok()
    }

    /// Returns the file of an address of a picture: the original of a sized variant.
    fn original(&self, path: String, is_variant: bool) -> String {
        let attachments = &self.index.attachments;
        if attachments.has_path(&path) {
            return path;
        }
        let Some(whole) = crate::convert::full_size(&path) else { return path };
        if attachments.has_path(&whole) {
            return whole;
        }
        let scaled = whole.rsplit_once('.').map(|(stem, ending)| format!("{stem}-scaled.{ending}"));
        match scaled.filter(|scaled| attachments.has_path(scaled)) {
            Some(scaled) => scaled,
            None if is_variant => whole,
            None => path,
        }
    }

    /// Returns a file of the old site.
    fn own_file(&self, url: &Url, path: &str) -> Option<MediaFile> {
        let site_path = paths::static_path(&encode(path))?;
        let address = site_path.strip_prefix("static").unwrap_or(&site_path);
        let source_path = address.strip_prefix(UPLOADS).unwrap_or(address.trim_start_matches('/'));
        let mut old = url.clone();
        old.set_query(None);
        old.set_fragment(None);
        if self.index.site.own_path(url).is_some_and(|own| own.decoded() != path) {
            // The original of a variant is beside it.
            let name = path.rsplit('/').next().unwrap_or_default();
            old = old.join(&encode(name)).unwrap_or(old);
        }
        Some(MediaFile { url: old.into(), source_path: Some(source_path.to_owned()), site_path })
    }
}

impl Addresses for TextAddresses<'_> {
    fn link(&self, href: &str) -> String {
        let written = href.trim();
        if written.starts_with('#') || written.is_empty() {
            return written.to_owned();
        }
        let Some(url) = self.resolve(written) else { return written.to_owned() };
        let Some(own) = self.index.site.own_path(&url) else { return written.to_owned() };
        let fragment = own.fragment.as_deref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let id = ["p", "page_id", "attachment_id"].iter().find_map(|key| own.number(key));
        if let Some(id) = id
            && own.path == "/"
        {
            if let Some(address) = self.index.address_of(id) {
                return format!("{}{fragment}", encode(address));
            }
            if let Some(attachment) = self.index.attachments.get(id) {
                return self.file(attachment.url).address;
            }
        }
        if paths::decode(&own.path).is_some_and(|path| path.contains(UPLOADS)) {
            return self.file(written).address;
        }
        let query = own.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}{fragment}", own.path)
    }

    fn file(&self, src: &str) -> FileAddress {
        let unchanged = || FileAddress { address: src.trim().to_owned(), media: None };
        let Some(url) = self.resolve(src) else { return unchanged() };
        let Some(path) = self.index.site.file_path(&url) else { return unchanged() };
        let is_upload = path.contains(UPLOADS);
        let path = if is_upload { self.original(path, false) } else { path };
        let Some(media) = self.own_file(&url, &path) else { return unchanged() };
        let address = media.site_path.strip_prefix("static").unwrap_or(&media.site_path);
        FileAddress { address: encode(address), media: Some(media) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> OldSite {
        OldSite::new(Some("https://www.example.org/blog/"), ["old.example"])
    }

    #[test]
    fn own_addresses_are_known_by_host_and_folder() {
        let own = |address: &str| {
            let path = site().own_path(&Url::parse(address).expect("a web address"))?;
            Some(format!("{}?{}", path.path, path.query.unwrap_or_default()))
        };
        assert_eq!(own("http://example.org/blog/2014/x/").as_deref(), Some("/2014/x/?"));
        assert_eq!(own("https://example.org/blog?p=1").as_deref(), Some("/?p=1"));
        assert_eq!(own("https://WWW.old.example/blog/a").as_deref(), Some("/a?"));
        assert_eq!(own("https://example.org/blogroll/"), None);
        assert_eq!(own("https://elsewhere.example/blog/"), None);
    }

    #[test]
    fn files_on_networks_are_own() {
        let site = OldSite::new(Some("https://paper.wordpress.com"), []);
        let path = |address: &str| site.file_path(&Url::parse(address).expect("a web address"));
        let expected = Some("/wp-content/uploads/2014/05/a.jpg".to_owned());
        assert_eq!(path("https://paper.files.wordpress.com/2014/05/a.jpg?w=300"), expected);
        assert_eq!(path("https://i1.wp.com/paper.files.wordpress.com/2014/05/a.jpg?resize=3"), expected);
        assert_eq!(path("https://paper.wordpress.com/wp-content/uploads/2014/05/a.jpg"), expected);
        assert_eq!(path("https://other.files.wordpress.com/2014/05/a.jpg"), None);
    }
}
