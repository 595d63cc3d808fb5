//! Builds hostile sites, and checks the laws that no site may break.

use super::bout::Bout;
use super::kit::{Site, same, snapshot};

pub(crate) fn run(bout: &Bout) {
    bout.one("harmless", |_, _| {
        let site = Site::new();
        site.write_stories(9);
        let before = snapshot(site.outside(), &["site/public", "site/.dateline"]);
        let said = site.build();
        if let Some(disgrace) = said.disgrace() {
            return Err(disgrace);
        }
        if said.code != Some(0) {
            return Err(said.stderr);
        }
        same("outside", &before, &snapshot(site.outside(), &["site/public", "site/.dateline"]))
    });
}
