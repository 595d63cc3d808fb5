//! What a page is to a reader, for whoever sends the site on. In goes a page of the plan, out comes its [`Role`].

use crate::plan::{Page, Part, Shows};
use crate::record::Role;

/// The role of a page.
pub(super) fn role(page: &Page) -> Role {
    match &page.shows {
        Shows::Picture(_) => Role::Hashed,
        Shows::File(file) if file.stands_for.is_some() => Role::Hashed,
        Shows::File(_) => Role::Asset,
        Shows::Article(_) | Shows::Standing(_) | Shows::Gone(_) => Role::Article,
        Shows::List(list, Part::Newest) if list.is_front() => Role::Front,
        // A redirect leads to an article or a list, which has to be there first.
        Shows::List(..)
        | Shows::Archive
        | Shows::Index(_)
        | Shows::Corrections(_)
        | Shows::DaysOfTheYear
        | Shows::Redirect(_)
        | Shows::Search(_)
        | Shows::QueryPage
        | Shows::GoneAddress
        | Shows::NotFound => Role::List,
        Shows::Feed(_)
        | Shows::QueryFile(_)
        | Shows::SearchFile(_)
        | Shows::Sitemap(_)
        | Shows::Robots
        | Shows::Hosting(_) => Role::Feed,
    }
}
