//! Checks the links in the config's menus and the literal links in templates, once per build. A
//! link to a missing page or file is an error with its line. Computed links are checked by `url()`.

mod literal;

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::config::MenuLink;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Lines, Place};
use crate::model::SiteModel;
use crate::model::anchors::{anchors_at, has_anchor};
use crate::sources::SourceReader;
use crate::templates::Engine;

use super::links::{LinkParts, stripped};

use literal::literals;

/// Checks the links of the menus and the templates.
pub(crate) fn check(engine: &Engine, texts: &dyn SourceReader) -> Diagnostics {
    let check = LinkCheck { model: engine.model(), texts };
    let mut found = Diagnostics::new();
    for edition in engine.model().site.editions() {
        let links = edition.menu.into_iter().chain(edition.footer).flatten();
        found.extend(links.filter_map(|link| check.menu_link(link)));
    }
    for template in engine.templates_in_use() {
        let lines = Lines::of(&template.text);
        for literal in literals(&template.text) {
            if let Err(LinkError { message, hint }) = check.literal(&literal.value) {
                let place = Place::Line(template.file.clone(), lines.excerpt(literal.at.clone()));
                let error = Diagnostic::error(place, message).hint(hint);
                found.push(error.about(Kind::BrokenSiteLink, literal.value));
            }
        }
    }
    found
}

/// Message and hint for a broken link.
struct LinkError {
    message: String,
    hint: String,
}

struct LinkCheck<'a> {
    model: &'a SiteModel,
    texts: &'a dyn SourceReader,
}

impl LinkCheck<'_> {
    fn menu_link(&self, link: &MenuLink) -> Option<Diagnostic> {
        let own = if link.url.starts_with('/') { Some(&*link.url) } else { self.below_base_url(&link.url) };
        let Err(LinkError { message, hint }) = self.address(own?, &link.url) else { return None };
        let error = Diagnostic::error(link.place.clone(), message).hint(hint);
        Some(error.about(Kind::BrokenSiteLink, link.url.as_str()))
    }

    /// Checks a literal address in a template.
    ///
    /// A relative one has another target on every page, and is skipped.
    fn literal(&self, written: &str) -> Result<(), LinkError> {
        let written = stripped(written);
        let own = if written.starts_with('/') && !written.starts_with("//") {
            // Literal addresses in templates include the site's base path.
            written.strip_prefix(&*self.model.site.base_path).filter(|path| path.starts_with('/'))
        } else {
            self.below_base_url(&written)
        };
        own.map_or(Ok(()), |own| self.address(own, &written))
    }

    /// Returns the path in a full URL of the site.
    fn below_base_url<'l>(&self, url: &'l str) -> Option<&'l str> {
        let below = self.model.site.path_of(url)?;
        match below.chars().next() {
            None => Some("/"),
            Some('/') => Some(below),
            Some(_) => None,
        }
    }

    /// Checks that an address of the site and its anchor exist.
    fn address(&self, own: &str, written: &str) -> Result<(), LinkError> {
        let SiteModel { site, plan, template_ids, .. } = self.model;
        let parts = LinkParts::of(own);
        let decoded = percent_decode_str(parts.path).decode_utf8_lossy();
        let address = match Address::parse(parts.path) {
            Ok(address) => address,
            Err(_) if site.elsewhere.serves(&decoded) => return Ok(()),
            Err(error) => {
                let message = format!("`{written}` is no address: {error}");
                return Err(LinkError { message, hint: "correct the link".to_owned() });
            }
        };
        if plan.find(&address).is_none() {
            if site.elsewhere.serves(address.as_str()) {
                return Ok(());
            }
            let what = if address.is_page() {
                "write the page in content/pages/, or correct the address"
            } else {
                "put the file in static/, or correct its name"
            };
            return Err(LinkError {
                message: format!("`{written}` leads nowhere: the site has no page or file {address}"),
                hint: format!("{what}; what something else serves on this host goes into [links] elsewhere"),
            });
        }
        let Some(anchor) = parts.anchor() else { return Ok(()) };
        match anchors_at(&address, self.model, self.texts) {
            Some(anchors) if !has_anchor(&anchors, template_ids, anchor) => Err(LinkError {
                message: format!("{address} has no anchor `#{anchor}`"),
                hint: "correct the part after the `#`: it is the id of a heading".to_owned(),
            }),
            _ => Ok(()),
        }
    }
}
