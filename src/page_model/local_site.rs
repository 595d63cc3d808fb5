//! Settings of a site and its translations in one language.

use crate::address::Address;
use crate::config::Site;
use crate::model::language_context::LanguageContext;
use crate::model::{SiteModel, href, permalink};
use crate::theme::view;

use super::Place;

/// Settings and translations in the language of a page.
///
/// Every fingerprint covers all of them.
#[derive(Clone, Copy)]
pub(crate) struct LocalSite<'m> {
    /// Settings.
    pub(crate) site: &'m Site,
    /// Translations, title and menus.
    pub(crate) lang: &'m LanguageContext,
    /// Publisher, as templates get it.
    pub(crate) publisher: &'m view::Publisher,
    /// Host name from which the ids of feed entries are made.
    pub(crate) authority: &'m str,
}

impl<'m> LocalSite<'m> {
    /// Returns the site in the language of a page.
    pub(crate) fn of(place: &Place<'_>, model: &'m SiteModel) -> Self {
        Self {
            site: &model.site,
            lang: model.language_context(place.edition()),
            publisher: &model.publisher,
            authority: &model.authority,
        }
    }

    /// Returns an address as it stands in a link.
    pub(crate) fn href(self, address: &Address) -> String {
        href(self.site, address)
    }

    /// Returns an address as a full URL.
    pub(crate) fn permalink(self, address: &Address) -> String {
        permalink(self.site, address)
    }
}
