//! A site that is made ready again and again, as a preview does it: never built, and each time with what was known of it.

use dateline::pages::render;
use dateline::path::SitePath;
use dateline::pipeline::{NoProgress, ParseCache, PreparedSite, prepare};
use dateline::plan::{FileContents, PageKind};
use dateline::sources::{SiteDir, SourceReader};

use super::site::{Site, Tree};

/// Makes a site ready.
pub(crate) fn ready(site: &Site, known: &mut ParseCache) -> PreparedSite {
    let prepared = prepare(&site.request(site.path("public")), known, &NoProgress);
    match prepared {
        Ok(prepared) if !prepared.found.has_errors() => prepared,
        other => unreachable!("the small site has no fault: {other:?}"),
    }
}

/// Every page and file of a site that is ready.
pub(crate) fn shown(site: &Site, prepared: &PreparedSite) -> Tree {
    let folder = SiteDir::new(site.path(""));
    let pages = prepared.engine.model().plan.pages().iter().map(|page| {
        let bytes = match &page.kind {
            PageKind::File(copied) => match &copied.contents {
                FileContents::Memory(bytes) => bytes.to_vec(),
                FileContents::Disk(_) => folder.bytes(&copied.file).expect("a file is read"),
            },
            PageKind::ImageVariant(derived) => {
                prepared.images.bytes_of(derived, &folder).expect("a picture is made")
            }
            _ => render(page, &prepared.engine, &folder).expect("a page is rendered").bytes,
        };
        (page.file(), bytes)
    });
    pages.collect()
}

/// Whether two sites have the article of a file in memory once.
pub(crate) fn share(one: &PreparedSite, other: &PreparedSite, file: &str) -> bool {
    let file = SitePath::known(file);
    let [one, other] = [one, other].map(|prepared| {
        let archive = &prepared.engine.model().archive;
        archive
            .articles()
            .map(|(_, article)| article)
            .find(|article| article.file == file)
            .expect("an article")
    });
    std::ptr::eq(one, other)
}
