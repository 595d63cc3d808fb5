//! Addresses of pages in the build cache, each with its source.

use std::borrow::Cow;

use crate::cache::{LedgerAddress, LedgerRow};
use crate::digest::Digest;
use crate::ledger::PreviousSource;
use crate::model::SiteModel;
use crate::path::SitePath;
use crate::plan::{ListId, ListPage, Page, PageKind, QueryFile};

/// Returns the ledger rows of these pages.
///
/// They depend on nothing that is not in the pages' fingerprints.
pub(super) fn rows<'w>(pages: &'w [Page], model: &'w SiteModel) -> Vec<LedgerRow<'w>> {
    pages.iter().flat_map(|page| of_page(page, model)).collect()
}

fn of_page<'w>(page: &'w Page, model: &'w SiteModel) -> Vec<LedgerRow<'w>> {
    if let PageKind::QueryFile(QueryFile::Part(part)) = page.kind {
        let row = |from| LedgerRow { address: LedgerAddress::Query(Cow::Borrowed(from)), from: None };
        return model.queries_in(part).map(row).collect();
    }
    let row = || LedgerRow {
        address: LedgerAddress::Path(Cow::Borrowed(&page.address)),
        from: origin(page, model),
    };
    page.is_in_ledger().then(row).into_iter().collect()
}

/// Returns the source of a page, if it has exactly one.
fn origin(page: &Page, model: &SiteModel) -> Option<PreviousSource> {
    let archive = &model.archive;
    let of = |file: &SitePath, text: Digest, headline: &str| {
        Some(PreviousSource { file: file.clone(), text, headline: Digest::of(headline.as_bytes()), id: None })
    };
    match &page.kind {
        PageKind::Article(id) => {
            let article = archive.article(*id);
            let previous = of(&article.file, article.digest, &article.title)?;
            let is_uncertain = article.date.exactly().is_none() && article.id.is_none();
            Some(PreviousSource { id: is_uncertain.then(|| model.entry_id(*id).into()), ..previous })
        }
        PageKind::Standing(index) => {
            let page = &archive.standing()[*index];
            of(&page.file, page.digest, &page.title)
        }
        PageKind::List(ListId::Term(kind, id), ListPage::Latest) => {
            let file = &archive.terms(*kind).term(*id).definition.as_ref()?.file;
            of(&file.file, file.digest, &file.name)
        }
        PageKind::Gone(index) => of(&archive.tombstones()[*index].file, Digest::default(), ""),
        PageKind::File(copied) => of(&copied.file, Digest::default(), ""),
        _ => None,
    }
}
