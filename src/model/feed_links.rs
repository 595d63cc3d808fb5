//! Links to feeds, and the style sheet with which browsers display them.

use crate::address::Address;
use crate::archive::Archive;
use crate::config::Site;
use crate::plan::{Feed, Plan};
use crate::theme::view;

use super::href;

/// Returns a feed as templates get it; `list` is the name of the list whose articles it has.
pub(crate) fn feed_view(feed: Feed, list: &str, site: &Site, archive: &Archive) -> view::Feed {
    view::Feed {
        title: format!("{list} ({})", feed.format.name()),
        media_type: feed.format.media_type(),
        url: href(site, &feed.address(archive)),
    }
}

/// Returns the address of the theme's style sheet for feeds, under its hashed name.
pub(super) fn style_sheet(plan: &Plan) -> Option<&Address> {
    let sheet = &plan.find(&Address::known("/css/feed.css"))?.address;
    Some(plan.hashed_address(sheet).unwrap_or(sheet))
}
