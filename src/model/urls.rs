//! URLs of the site's addresses, as links (`/paper/about/`) and in full (`https://…`).

use crate::address::Address;
use crate::config::Site;

/// Returns an address as it stands in a link.
pub(crate) fn href(site: &Site, address: &Address) -> String {
    if site.base_path.is_empty() {
        address.href().into_owned()
    } else {
        [&*site.base_path, &address.href()].concat()
    }
}

/// Returns an address as a full URL.
pub(crate) fn permalink(site: &Site, address: &Address) -> String {
    [&*site.base_url, &address.href()].concat()
}

/// Returns a link of the site as a full URL. Links to other sites stay as they are.
pub(crate) fn absolute(link: &str, base_url: &str, base_path: &str) -> String {
    match link.strip_prefix(base_path) {
        Some(path) if path.starts_with('/') => format!("{base_url}{path}"),
        _ => link.to_owned(),
    }
}
