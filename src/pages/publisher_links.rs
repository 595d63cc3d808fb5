//! Checks the links of the config's section `[publisher]`.

use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::model::SiteModel;

/// Checks that the pages and files in `[publisher]` exist.
///
/// The structured data of every page links to them.
pub(crate) fn check(model: &SiteModel) -> Diagnostics {
    let lost = model.site.publisher.references().filter_map(|reference| {
        let address = reference.own().filter(|address| model.plan.find(address).is_none())?;
        if model.site.elsewhere.serves(address.as_str()) {
            return None;
        }
        let hint = if address.is_page() {
            "write the page in content/pages/, or name another address; one elsewhere begins with https://"
        } else {
            "put the file in static/, or correct its name"
        };
        let message = format!("`{}` leads nowhere: the site has no page or file {address}", reference.url);
        let error = Diagnostic::error(reference.place.clone(), message).hint(hint);
        Some(error.about(Kind::BrokenSiteLink, reference.url.as_str()))
    });
    lost.collect()
}
