//! What a page is to a reader, for whoever sends the site on. In goes a page of the plan, out comes its [`Role`].

use crate::plan::{ListPage, Page, PageKind};
use crate::record::Role;

/// The role of a page.
pub(super) fn role(page: &Page) -> Role {
    match &page.kind {
        PageKind::ImageVariant(_) => Role::Hashed,
        PageKind::File(file) if file.plain_address.is_some() => Role::Hashed,
        PageKind::File(_) => Role::Asset,
        PageKind::Article(_) | PageKind::Standing(_) | PageKind::Gone(_) => Role::Article,
        PageKind::List(list, ListPage::Latest) if list.is_front() => Role::Front,
        // A redirect leads to an article or a list, which has to be there first.
        PageKind::List(..)
        | PageKind::Archive
        | PageKind::TermIndex(_)
        | PageKind::Corrections(_)
        | PageKind::OnThisDayIndex
        | PageKind::Redirect(_)
        | PageKind::SearchPage(_)
        | PageKind::QueryPage
        | PageKind::GoneAddress
        | PageKind::NotFound => Role::List,
        PageKind::Feed(_)
        | PageKind::QueryFile(_)
        | PageKind::SearchFile(_)
        | PageKind::Sitemap(_)
        | PageKind::Robots
        | PageKind::HostFile(_) => Role::Feed,
    }
}
