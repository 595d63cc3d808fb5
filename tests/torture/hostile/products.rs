//! Every odd thing in every place: links that lead out, in circles or nowhere, FIFOs, sockets, devices and folders where
//! Dateline expects a file or a folder.

use super::case::{Case, Exit, Odd};
use crate::kit;

/// Places of a site, from its folder.
const PLACES: [&str; 26] = [
    "config.toml",
    "ledger.txt",
    "addresses.csv",
    "known-problems.toml",
    "content",
    "content/2025",
    "content/2025/odd.md",
    "content/2025/odd.jpg",
    "content/pages",
    "content/tags/t.md",
    "static",
    "static/odd.txt",
    "static/folder",
    "themes",
    "themes/own",
    "themes/own/theme.toml",
    "themes/own/templates/base.html",
    "themes/own/static",
    "templates",
    "templates/base.html",
    "i18n",
    "i18n/en.toml",
    ".dateline",
    ".dateline/parsed",
    ".dateline/pictures",
    "public",
];

/// Where a link may lead: out to a file or a folder, to itself, nowhere, and to what a site has and never publishes.
const TARGETS: [&str; 9] = [
    "outside/canary.txt",
    "outside/folder",
    "itself",
    "nowhere",
    ".git/config",
    ".env",
    "/etc/passwd",
    "/dev/zero",
    "/proc/self/environ",
];

/// Returns a case for each thing in each place.
pub(super) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, place) in PLACES.iter().enumerate() {
        for (other, target) in TARGETS.iter().enumerate() {
            let odd = Odd::Link(link(place, target).into());
            cases.push(case(place, &format!("link to {target}"), odd, (number + other) % 4 == 0));
        }
        let odd = [("a FIFO", Odd::Fifo), ("a socket", Odd::Socket), ("a folder", Odd::Folder)];
        let devices = kit::is_root().then_some(("a device", Odd::Device));
        for (other, (what, odd)) in odd.into_iter().chain(devices).enumerate() {
            cases.push(case(place, what, odd, (number + other) % 2 == 0));
        }
    }
    cases
}

/// Returns what a link says that stands in a place and leads to a target.
fn link(place: &str, target: &str) -> String {
    let up = "../".repeat(place.matches('/').count());
    match target {
        "itself" => place.rsplit('/').next().unwrap_or(place).to_owned(),
        target if target.starts_with('/') => target.to_owned(),
        target if target.starts_with("outside") => format!("{up}../{target}"),
        target => format!("{up}{target}"),
    }
}

fn case(place: &str, what: &str, odd: Odd, is_quick: bool) -> Case {
    let config = "title = \"Odd\"\nbase_url = \"https://odd.example\"\n";
    let theme = if place.starts_with("themes/") { "theme = \"own\"\n" } else { "" };
    let mut files = vec![("config.toml".into(), format!("{config}{theme}").into_bytes())];
    if place.starts_with("themes/own/") {
        files.push(("themes/own/theme.toml".into(), b"extends = \"broadsheet\"\n".to_vec()));
    }
    if place.starts_with("static/") {
        files.push(("static/other.txt".into(), b"other".to_vec()));
    }
    Case {
        name: format!("odd/{place} is {what}"),
        exit: Exit::Either,
        says: Vec::new(),
        is_quick,
        is_counted: false,
        files,
        odd: vec![(place.into(), odd)],
    }
}
