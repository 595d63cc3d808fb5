//! Links to feeds, and the style sheet with which browsers display them.

use crate::address::Address;
use crate::config::Site;
use crate::plan::{Format, ListPage, Plan};
use crate::theme::view;

use super::href;

/// Returns the subscription document of a list, as templates get it.
///
/// `list` is the name of the list, and `address` its address.
pub(crate) fn feed_view(format: Format, list: &str, address: &Address, site: &Site) -> view::Feed {
    view::Feed {
        title: format!("{list} ({})", format.name()),
        media_type: format.media_type(),
        url: href(site, &format.address(address, ListPage::Latest)),
    }
}

/// Returns the address of the theme's style sheet for feeds, under its hashed name.
pub(super) fn style_sheet(plan: &Plan) -> Option<&Address> {
    let sheet = &plan.find(&Address::known("/css/feed.css"))?.address;
    Some(plan.hashed_address(sheet).unwrap_or(sheet))
}
