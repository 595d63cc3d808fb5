//! Answers of the planned site to old addresses.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::address::{Address, Parameters, canonical_decoded_path};
use crate::model::SiteModel;
use crate::plan::{Destination, Page, PageKind, respelled_aliases};

/// Parameters that name no page: they tell where a reader came from.
const TRACKING: [&str; 10] =
    ["fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "ref", "share", "replytocom"];

/// Answer to an old address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A page or file.
    Page,
    /// A redirect.
    Redirect,
    /// A notice that the page is gone.
    Notice,
    /// No answer.
    Nothing,
}

/// Answers addresses from a plan, as a server of the built site does.
pub(super) struct Answers<'m> {
    model: &'m SiteModel,
    /// Further spellings of redirects.
    respelled: HashSet<&'m Address>,
}

impl<'m> Answers<'m> {
    /// Prepares the answers of a site.
    pub(super) fn of(model: &'m SiteModel) -> Self {
        let respelled = respelled_aliases(&model.archive).into_iter().map(|(from, _)| from).collect();
        Self { model, respelled }
    }

    /// Answers an address: a decoded path with a query as it was written.
    pub(super) fn answer(&self, address: &str) -> Answer {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let base = percent_decode_str(&self.model.site.base_path).decode_utf8_lossy();
        let path = path.strip_prefix(&*base).filter(|below| below.starts_with('/')).unwrap_or(path);
        let asks = query.split('&').filter(|pair| !pair.is_empty()).any(|pair| !is_tracking(pair));
        if !query.is_empty() {
            let queries = self.model.plan.query_redirects();
            let found = queries.asked(&canonical_decoded_path(path), &Parameters::parse(query));
            match found.map(|redirect| &redirect.to) {
                Some(Destination::Moved(_)) => return Answer::Redirect,
                Some(Destination::Gone(_)) => return Answer::Notice,
                None => {}
            }
        }
        match self.page(path) {
            // The front page answers `/?p=12` of a story that was never redirected.
            Answer::Page if asks && (path == "/" || self.has_queries(path)) => Answer::Nothing,
            answer => answer,
        }
    }

    /// Reports that addresses with this path redirect by their queries.
    fn has_queries(&self, path: &str) -> bool {
        let path = canonical_decoded_path(path);
        self.model.plan.query_redirects().shapes().any(|(known, _)| known == path)
    }

    /// Answers a path without a query.
    fn page(&self, path: &str) -> Answer {
        if path.contains("//") {
            return Answer::Nothing;
        }
        if path.ends_with('/') {
            return self.find(&format!("{path}index.html")).map_or(Answer::Nothing, kind);
        }
        if let Some(page) = self.find(path) {
            return kind(page);
        }
        // A server redirects a folder without a slash to the folder.
        match self.find(&format!("{path}/index.html")).map_or(Answer::Nothing, kind) {
            Answer::Page => Answer::Redirect,
            answer => answer,
        }
    }

    /// Finds the page whose file has this path.
    fn find(&self, path: &str) -> Option<&Page> {
        let address = Address::root().with_file(path.strip_prefix('/')?).ok()?;
        let page = self.model.plan.find(&address)?;
        let is_redirect = matches!(page.kind, PageKind::Redirect(_));
        let is_exact = page.is_answered_by(&path[1..])
            || is_redirect && (page.is_answered_by(&address.file()) || self.respelled.contains(&address));
        is_exact.then_some(page)
    }
}

/// Returns the answer that a page is.
fn kind(page: &Page) -> Answer {
    match page.kind {
        PageKind::Redirect(_) => Answer::Redirect,
        PageKind::Gone(_) | PageKind::GoneAddress => Answer::Notice,
        PageKind::NotFound | PageKind::QueryPage => Answer::Nothing,
        _ => Answer::Page,
    }
}

/// Reports that a parameter only tells where a reader came from.
fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair);
    name.starts_with("utm_") || TRACKING.contains(&name)
}
