//! Real archives of other generators, moved to Dateline by converting their front matter alone: every story is on the site, its
//! text has the words of the source, and every old address is answered by a page or a redirect.
//!
//! The archives are not part of this repository. The tests look for them in `../shared/archives`, or where
//! `DATELINE_ARCHIVES` says.

mod eleventy;
mod front;
mod html;
mod hugo;
mod imported;
mod jekyll;
mod site;
mod story;
mod words;
mod wxr;
mod zola;

use std::path::PathBuf;

use site::Site;
use story::Archive;

/// Returns the folder of the archives.
fn archives() -> PathBuf {
    let folder = std::env::var_os("DATELINE_ARCHIVES").map(PathBuf::from);
    folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/archives"))
}

/// Builds an archive, and checks all that was promised of it.
fn moves(name: &str, archive: &Archive) {
    let site = Site::of(archive);
    site.accept_known_problems();
    let report = site.build();
    assert_eq!(report.articles, archive.stories.len(), "{name}: every story is an article");
    let unanswered = site.unanswered(archive);
    assert!(unanswered.is_empty(), "{name}: old addresses without an answer: {unanswered:#?}");
    let differing = site.differing(archive);
    assert!(differing.is_empty(), "{name}: texts that differ: {differing:#?}");
    let again = site.build();
    assert_eq!((again.rendered, again.written), (0, 0), "{name}: nothing is made again");
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_blog_of_zola_moves() {
    let folder = archives();
    moves("zola/rust-blog", &zola::archive(&folder.join("zola/rust-blog")));
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_site_of_hugo_moves() {
    let folder = archives();
    moves("hugo/digitalgov", &hugo::archive(&folder.join("hugo/digitalgov")));
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_blog_of_eleventy_moves() {
    let folder = archives();
    moves("eleventy/18f", &eleventy::archive(&folder.join("eleventy/18f")));
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_site_of_jekyll_in_three_languages_moves() {
    let folder = archives();
    moves("jekyll/ruby-lang", &jekyll::archive(&folder.join("jekyll/ruby-lang")));
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn an_export_of_wordpress_moves() {
    let folder = archives();
    moves(
        "wxr/theme-test-data",
        &wxr::archive(&folder.join("wxr/theme-test-data/themeunittestdata.wordpress.xml")),
    );
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn saved_news_pages_move() {
    let folder = archives();
    moves("html/readability", &html::archive(&folder.join("html/readability/test/test-pages")));
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_blog_of_zola_is_imported() {
    let folder = archives().join("zola/rust-blog");
    imported::imports(&folder, &zola::archive(&folder), 0);
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_site_of_hugo_is_imported() {
    let folder = archives().join("hugo/digitalgov");
    imported::imports(&folder, &hugo::archive(&folder), 20);
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_blog_of_eleventy_is_imported() {
    let folder = archives().join("eleventy/18f");
    imported::imports(&folder, &eleventy::archive(&folder), 20);
}

#[test]
#[ignore = "needs archives of other generators: see .ci/run"]
fn a_site_of_jekyll_in_three_languages_is_imported() {
    let folder = archives().join("jekyll/ruby-lang");
    imported::imports(&folder, &jekyll::archive(&folder), 22);
}
