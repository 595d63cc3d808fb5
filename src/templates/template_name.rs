//! Name of the template for each kind of page.

use crate::plan::{ListId, ListPage, PageKind};

/// Returns the name of a page's template; `None` if the page is not HTML.
pub(super) fn template_name(kind: &PageKind) -> Option<&'static str> {
    Some(match kind {
        PageKind::Article(_) => "article.html",
        PageKind::Standing(_) => "page.html",
        PageKind::Gone(_) => "withdrawn.html",
        PageKind::List(ListId::Month(_), ListPage::Latest) => "month.html",
        PageKind::List(ListId::Year(_), ListPage::Latest) => "year.html",
        PageKind::List(..) => "list.html",
        PageKind::Archive => "archive.html",
        PageKind::Corrections(_) => "corrections.html",
        PageKind::TermIndex(_) | PageKind::OnThisDayIndex => "terms.html",
        PageKind::Redirect(_) => "redirect.html",
        PageKind::QueryPage | PageKind::GoneAddress => "old-address.html",
        PageKind::NotFound => "404.html",
        PageKind::SearchPage(_) => "search.html",
        PageKind::Feed(_)
        | PageKind::Sitemap(_)
        | PageKind::SearchFile(_)
        | PageKind::QueryFile(_)
        | PageKind::Robots
        | PageKind::HostFile(_)
        | PageKind::ImageVariant(_)
        | PageKind::File(_) => {
            return None;
        }
    })
}
