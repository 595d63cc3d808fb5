//! Assigns pages to upload groups.

use crate::cache::UploadGroup;
use crate::plan::{ListPage, Page, PageKind};

/// Returns the upload group of a page.
pub(super) fn upload_group(page: &Page) -> UploadGroup {
    match &page.kind {
        PageKind::ImageVariant(_) => UploadGroup::Hashed,
        PageKind::File(file) if file.plain_address.is_some() => UploadGroup::Hashed,
        PageKind::File(_) => UploadGroup::Asset,
        PageKind::Article(_) | PageKind::Standing(_) | PageKind::Gone(_) => UploadGroup::Article,
        PageKind::List(list, ListPage::Latest) if list.is_front() => UploadGroup::Front,
        // A redirect leads to an article or a list, which has to be uploaded first.
        PageKind::List(..)
        | PageKind::Archive
        | PageKind::TermIndex(_)
        | PageKind::Corrections(_)
        | PageKind::OnThisDayIndex
        | PageKind::Redirect(_)
        | PageKind::SearchPage(_)
        | PageKind::QueryPage
        | PageKind::GoneAddress
        | PageKind::NotFound => UploadGroup::List,
        PageKind::Feed(_)
        | PageKind::QueryFile(_)
        | PageKind::SearchFile(_)
        | PageKind::Sitemap(_)
        | PageKind::Robots
        | PageKind::HostFile(_) => UploadGroup::Feed,
    }
}
