//! The publisher as pages name it. In goes what the config says; out come its addresses made whole, and an error for
//! each of them that should be on the site and is not.

use crate::config::{Reference, Site};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::fields::ascii_address;
use crate::plan::Plan;
use crate::theme::view;

use super::world::{World, permalink};

/// The publisher as templates get it.
pub(super) fn view(site: &Site, plan: &Plan) -> view::Publisher {
    let publisher = &site.publisher;
    let whole = |reference: &Reference| whole(site, plan, reference);
    view::Publisher {
        name: publisher.name.clone(),
        url: publisher
            .url
            .as_deref()
            .map_or_else(|| format!("{}/", site.base_url), |url| ascii_address(url).into_owned()),
        logo: publisher.logo.as_ref().map(whole),
        image: publisher.image.as_ref().map(whole),
        same_as: publisher.same_as.iter().map(|url| ascii_address(url).into_owned()).collect(),
        founded: publisher.founded.clone(),
        policies: publisher.policies.as_ref().and_then(|reference| Some(whole(reference))),
    }
}

/// The address as the page that is there spells it; as it is written where there is none, which [`check`] tells of.
fn whole(site: &Site, plan: &Plan, reference: &Reference) -> String {
    let Some(address) = reference.own() else { return ascii_address(&reference.url).into_owned() };
    if plan.find(&address).is_none() && site.elsewhere.serves(address.as_str()) {
        let origin = site.base_url.strip_suffix(&site.base_path).unwrap_or(&site.base_url);
        return format!("{origin}{}", reference.url);
    }
    let address = plan.find(&address).map_or(&address, |page| &page.address);
    let rest = reference.url.find(['?', '#']).map_or("", |at| &reference.url[at..]);
    format!("{}{rest}", permalink(site, address))
}

/// Checks that what the config says of the publisher leads somewhere. Search engines are told of it on every page.
pub(crate) fn check(world: &World) -> Diagnostics {
    let lost = world.site.publisher.references().filter_map(|reference| {
        let address = reference.own().filter(|address| world.plan.find(address).is_none())?;
        if world.site.elsewhere.serves(address.as_str()) {
            return None;
        }
        let hint = if address.is_page() {
            "write the page in content/pages/, or name another address; one elsewhere begins with https://"
        } else {
            "put the file in static/, or mend its name"
        };
        let message = format!("`{}` leads nowhere: the site has no page or file {address}", reference.url);
        let error = Diagnostic::error(reference.place.clone(), message).hint(hint);
        Some(error.about(Kind::BrokenSiteLink, reference.url.as_str()))
    });
    lost.collect()
}
