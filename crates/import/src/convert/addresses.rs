//! Rewrites addresses of the old site.

use std::collections::BTreeSet;

use url::Url;

use super::{Addresses, FileAddress};
use crate::paths::static_path;
use crate::story::MediaFile;

/// Old site with its known hosts.
///
/// Links to these hosts become paths of the new site, and their files are carried.
#[derive(Debug, Clone, Default)]
pub struct OldSite {
    /// Scheme and host, without a slash at its end: `https://example.org`.
    origin: Option<String>,
    /// Hosts in lower case, without `www.`.
    hosts: BTreeSet<String>,
    /// Beginning of the addresses of uploaded files.
    uploads: Option<String>,
    /// Use of sized variants of pictures.
    variants: Variants,
}

/// Use of sized variants of pictures: `a-300x200.jpg` for `a.jpg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Variants {
    /// Address stays as written.
    #[default]
    Keep,
    /// Address of the original is written.
    Original,
}

impl OldSite {
    /// Returns the site at `base_url`, known under further hosts.
    pub fn new(base_url: &str, hosts: &[String]) -> Self {
        let base = Url::parse(base_url).ok().filter(Url::has_host);
        let origin = base.as_ref().map(|url| url.origin().ascii_serialization());
        let own = base.as_ref().and_then(Url::host_str).map(bare_host);
        let hosts = hosts.iter().map(|host| bare_host(host)).chain(own).collect();
        Self { origin, hosts, uploads: None, variants: Variants::Keep }
    }

    /// Names the folder of uploads by its address, such as `/wp-content/uploads/`.
    ///
    /// Paths for `--uploads` are relative to it.
    #[must_use]
    pub fn with_uploads(self, prefix: &str) -> Self {
        Self { uploads: Some(prefix.to_owned()), ..self }
    }

    /// Leads sized variants of pictures back to the original.
    #[must_use]
    pub fn with_originals(self) -> Self {
        Self { variants: Variants::Original, ..self }
    }

    /// Returns the addresses as a page of the site writes them, at its own address.
    pub fn page(&self, address: &str) -> OldPage<'_> {
        let origin = self.origin.as_deref().unwrap_or("http://localhost");
        let url = Url::parse(address).or_else(|_| Url::parse(origin)?.join(address)).ok();
        OldPage { site: self, url }
    }

    /// Reports that no host of the site is known.
    pub fn is_unknown(&self) -> bool {
        self.hosts.is_empty()
    }

    /// Reports that a host is the old site's.
    pub fn has_host(&self, host: &str) -> bool {
        self.hosts.contains(&bare_host(host))
    }

    /// Returns the path of an address of the old site, with query and fragment.
    pub fn own_path<'a>(&self, address: &'a str) -> Option<&'a str> {
        let rest = address.split_once("//").and_then(|(scheme, rest)| {
            let is_web = scheme.is_empty()
                || scheme.eq_ignore_ascii_case("http:")
                || scheme.eq_ignore_ascii_case("https:");
            is_web.then_some(rest)
        });
        let Some(rest) = rest else {
            return address.starts_with('/').then_some(address);
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let host = host.rsplit('@').next().unwrap_or(host);
        self.has_host(host).then_some(if path.is_empty() { "/" } else { path })
    }

    /// Returns the absolute address of a path.
    fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.origin.as_deref().unwrap_or_default())
    }
}

impl Addresses for OldSite {
    fn link(&self, href: &str) -> String {
        match self.own_path(href) {
            Some(path) if path.starts_with('/') => path.to_owned(),
            Some(path) => format!("/{path}"),
            None => with_scheme(href),
        }
    }

    fn file(&self, src: &str) -> FileAddress {
        let own = self.own_path(src).map(|path| path.split(['?', '#']).next().unwrap_or(path));
        let Some(path) = own else { return FileAddress { address: with_scheme(src), media: None } };
        let original = match self.variants {
            Variants::Original => full_size(path),
            Variants::Keep => None,
        };
        let path = original.unwrap_or_else(|| path.to_owned());
        let Some(site_path) = static_path(&path) else { return FileAddress { address: path, media: None } };
        let decoded = site_path.strip_prefix("static/").unwrap_or(&site_path);
        let uploads = self.uploads.as_deref().map(|prefix| prefix.trim_start_matches('/'));
        let source_path = uploads.and_then(|prefix| decoded.strip_prefix(prefix)).unwrap_or(decoded);
        let media = MediaFile {
            url: self.absolute(&path),
            source_path: Some(source_path.to_owned()),
            site_path: site_path.clone(),
        };
        FileAddress { address: path, media: Some(media) }
    }
}

/// Page of the old site, for addresses that are relative to its own.
#[derive(Debug, Clone)]
pub struct OldPage<'a> {
    site: &'a OldSite,
    url: Option<Url>,
}

impl OldPage<'_> {
    /// Resolves an address that is relative to the page.
    fn resolve(&self, address: &str) -> Option<String> {
        let is_relative = !address.starts_with(['/', '#']) && !has_scheme(address);
        let url = self.url.as_ref().filter(|_| is_relative)?.join(address).ok()?;
        Some(match self.site.own_path(url.as_str()) {
            Some(path) => path.to_owned(),
            None if url.host_str() == Some("localhost") => url[url::Position::BeforePath..].to_owned(),
            None => url.into(),
        })
    }
}

impl Addresses for OldPage<'_> {
    fn link(&self, href: &str) -> String {
        match self.resolve(href) {
            Some(address) => self.site.link(&address),
            None => self.site.link(href),
        }
    }

    fn file(&self, src: &str) -> FileAddress {
        match self.resolve(src) {
            Some(address) => self.site.file(&address),
            None => self.site.file(src),
        }
    }
}

/// Reports that an address begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(address: &str) -> bool {
    address.find([':', '/', '?', '#']).is_some_and(|end| {
        end > 0
            && address[end..].starts_with(':')
            && address[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

/// Adds the scheme to an address that has a host and no scheme.
fn with_scheme(address: &str) -> String {
    if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() }
}

/// Returns a host in lower case, without `www.` and port.
fn bare_host(host: &str) -> String {
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// Removes the size that `WordPress` adds to the name of a picture.
///
/// ```
/// use dateline_import::convert::full_size;
/// assert_eq!(full_size("/a/cat-300x200.jpg").as_deref(), Some("/a/cat.jpg"));
/// assert_eq!(full_size("/a/cat.jpg"), None);
/// ```
pub fn full_size(path: &str) -> Option<String> {
    let (stem, ending) = path.rsplit_once('.')?;
    let (name, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_picture =
        ["jpg", "jpeg", "png", "gif", "webp", "avif"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    (is_number(width) && is_number(height) && is_picture && !name.is_empty() && !name.ends_with('/'))
        .then(|| format!("{name}.{ending}"))
}
