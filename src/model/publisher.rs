//! Publisher of the site, as templates get it.

use crate::config::{Reference, Site};
use crate::fields::ascii_url;
use crate::plan::Plan;
use crate::theme::view;

use super::permalink;

/// Returns the publisher as templates get it, with full URLs.
pub(super) fn view(site: &Site, plan: &Plan) -> view::Publisher {
    let publisher = &site.publisher;
    let url_of = |reference: &Reference| url_of(site, plan, reference);
    view::Publisher {
        name: publisher.name.clone(),
        url: publisher
            .url
            .as_deref()
            .map_or_else(|| format!("{}/", site.base_url), |url| ascii_url(url).into_owned()),
        logo: publisher.logo.as_ref().map(url_of),
        image: publisher.image.as_ref().map(url_of),
        same_as: publisher.same_as.iter().map(|url| ascii_url(url).into_owned()).collect(),
        founded: publisher.founded.clone(),
        policies: publisher.policies.as_ref().and_then(|reference| Some(url_of(reference))),
    }
}

/// Returns the full URL of a page or file.
///
/// If the site has none at the address, the URL is made from the address as written, and the check
/// of the publisher's links reports it.
fn url_of(site: &Site, plan: &Plan, reference: &Reference) -> String {
    let Some(address) = reference.own() else { return ascii_url(&reference.url).into_owned() };
    if plan.find(&address).is_none() && site.elsewhere.serves(address.as_str()) {
        let origin = site.base_url.strip_suffix(&site.base_path).unwrap_or(&site.base_url);
        return format!("{origin}{}", reference.url);
    }
    let address = plan.find(&address).map_or(&address, |page| &page.address);
    let rest = reference.url.find(['?', '#']).map_or("", |at| &reference.url[at..]);
    format!("{}{rest}", permalink(site, address))
}
