//! Real archives of other generators, moved to Dateline by converting their front matter alone: every story is on the site, its
//! text has the words of the source, and every old address is answered by a page or a redirect.
//!
//! The archives are not part of this repository. The tests look for them in `../shared/archives`, or where
//! `DATELINE_ARCHIVES` says; where they are missing, each test says that it was skipped.

mod eleventy;
mod front;
mod html;
mod hugo;
mod jekyll;
mod site;
mod story;
mod words;
mod wxr;
mod zola;

use std::path::PathBuf;

use site::Site;
use story::Archive;

/// Returns the folder of the archives; nothing, and a note, where it is missing.
fn archives() -> Option<PathBuf> {
    let folder = match std::env::var_os("DATELINE_ARCHIVES") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/archives"),
    };
    if !folder.is_dir() {
        eprintln!("skipped: there is no folder {}", folder.display());
        return None;
    }
    Some(folder)
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
    eprintln!("{name}: {} stories, {}", archive.stories.len(), report.warnings);
    let again = site.build();
    assert_eq!((again.rendered, again.written), (0, 0), "{name}: nothing is made again");
}

#[test]
fn a_blog_of_zola_moves() {
    let Some(folder) = archives() else { return };
    moves("zola/rust-blog", &zola::archive(&folder.join("zola/rust-blog")));
}

#[test]
fn a_site_of_hugo_moves() {
    let Some(folder) = archives() else { return };
    moves("hugo/digitalgov", &hugo::archive(&folder.join("hugo/digitalgov")));
}

#[test]
fn a_blog_of_eleventy_moves() {
    let Some(folder) = archives() else { return };
    moves("eleventy/18f", &eleventy::archive(&folder.join("eleventy/18f")));
}

#[test]
fn a_site_of_jekyll_in_three_languages_moves() {
    let Some(folder) = archives() else { return };
    moves("jekyll/ruby-lang", &jekyll::archive(&folder.join("jekyll/ruby-lang")));
}

#[test]
fn an_export_of_wordpress_moves() {
    let Some(folder) = archives() else { return };
    moves(
        "wxr/theme-test-data",
        &wxr::archive(&folder.join("wxr/theme-test-data/themeunittestdata.wordpress.xml")),
    );
}

#[test]
fn saved_news_pages_move() {
    let Some(folder) = archives() else { return };
    moves("html/readability", &html::archive(&folder.join("html/readability/test/test-pages")));
}
