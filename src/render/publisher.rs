//! The publisher as pages name it. In goes what the config says; out come its addresses made whole, and an error for
//! each of them that should be on the site and is not.

use crate::config::{Reference, Site};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::theme::view;

use super::world::World;

/// The publisher as templates get it.
pub(super) fn view(site: &Site) -> view::Publisher {
    let publisher = &site.publisher;
    let whole = |reference: &Reference| whole(site, reference);
    view::Publisher {
        name: publisher.name.clone(),
        url: publisher.url.clone().unwrap_or_else(|| format!("{}/", site.base_url)),
        logo: publisher.logo.as_ref().map(whole),
        image: publisher.image.as_ref().map(whole),
        same_as: publisher.same_as.clone(),
        founded: publisher.founded.clone(),
        policies: publisher.policies.as_ref().and_then(|reference| Some(whole(reference))),
    }
}

fn whole(site: &Site, reference: &Reference) -> String {
    match reference.own() {
        Some(_) => format!("{}{}", site.base_url, reference.url),
        None => reference.url.clone(),
    }
}

/// Checks that what the config says of the publisher leads somewhere. Search engines are told of it on every page.
pub(crate) fn check(world: &World) -> Diagnostics {
    let lost = world.site.publisher.references().filter_map(|reference| {
        let address = reference.own().filter(|address| world.plan.find(address).is_none())?;
        let hint = if address.is_page() {
            "write the page in content/pages/, or name another address; one elsewhere begins with https://"
        } else {
            "put the file in static/, or mend its name (case counts)"
        };
        let message = format!("`{}` leads nowhere: the site has no page or file {address}", reference.url);
        Some(Diagnostic::error(reference.place.clone(), message).hint(hint))
    });
    lost.collect()
}
