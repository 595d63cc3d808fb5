//! Two pages at one address, for each pair of kinds: what an editor can put anywhere, and what Dateline makes itself.

use super::case::{Case, Exit};

/// Everything that can be put at an address of choice: a name, a file, its text. `§` is the address without slashes
/// around it.
const MOVABLE: [(&str, &str, &str); 8] = [
    (
        "article",
        "content/2025/one.md",
        "+++\ntitle = \"One\"\ndate = 2025-03-04\naddress = \"/§/\"\n+++\nText.\n",
    ),
    (
        "article's alias",
        "content/2025/two.md",
        "+++\ntitle = \"Two\"\ndate = 2025-03-04\naliases = [\"/§/\"]\n+++\nText.\n",
    ),
    ("page", "content/pages/three.md", "+++\ntitle = \"Three\"\naddress = \"/§/\"\n+++\nText.\n"),
    ("page's alias", "content/pages/four.md", "+++\ntitle = \"Four\"\naliases = [\"/§/\"]\n+++\nText.\n"),
    ("term's alias", "content/tags/five.md", "+++\ntitle = \"Five\"\naliases = [\"/§/\"]\n+++\nText.\n"),
    ("static file", "static/§/index.html", "<p>static</p>\n"),
    ("theme's file", "themes/own/static/§/index.html", "<p>theme</p>\n"),
    ("old address", "addresses.csv", "old,new\n/§/,/2025/02/03/good/\n"),
];

/// What Dateline makes itself: a name, its address.
const FIXED: [(&str, &str); 20] = [
    ("twin", "twin"),
    ("story", "2025/02/03/good"),
    ("day", "2025/02/03"),
    ("month", "2025/02"),
    ("year", "2025"),
    ("all years", "archive"),
    ("tag", "tags/t"),
    ("all tags", "tags"),
    ("author", "authors/ann"),
    ("all authors", "authors"),
    ("section", "sections/world"),
    ("series", "series/long"),
    ("corrections", "corrections"),
    ("on this day", "on-this-day/02-03"),
    ("all days", "on-this-day"),
    ("search", "search"),
    ("translation", "ar/2025/02/03/good"),
    ("front page in Arabic", "ar"),
    ("a folder with a file's name", "atom.xml"),
    ("a folder of the feeds", "tags/t/atom.xml"),
];

/// Pairs that are no error: a site's own file replaces the theme's; a row of `addresses.csv` from a story's address to the
/// same address redirects nothing.
const ALLOWED: [(&str, &str); 2] = [("static file", "theme's file"), ("old address", "story")];

/// Returns a case for each kind at each address, and for each two kinds at one.
pub(super) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, kind) in MOVABLE.iter().enumerate() {
        for (other, (name, address)) in FIXED.iter().enumerate().skip(1) {
            let is_quick = (number + other) % 3 == 0;
            cases.push(case(&format!("{} and {name}", kind.0), address, &[kind], is_quick));
        }
        for other in &MOVABLE[number + 1..] {
            cases.push(case(&format!("{} and {}", kind.0, other.0), "twin", &[kind, other], true));
        }
    }
    cases
}

fn case(name: &str, address: &str, kinds: &[&(&str, &str, &str)], is_quick: bool) -> Case {
    let fill = |text: &str| text.replace('§', address);
    let mut files: Vec<(String, String)> = vec![
        ("config.toml".into(), CONFIG.into()),
        ("themes/own/theme.toml".into(), "extends = \"broadsheet\"\n".into()),
        ("content/2025/good.md".into(), STORY.into()),
        ("content/2025/good.ar.md".into(), STORY.into()),
    ];
    files.extend(kinds.iter().map(|(_, file, text)| (fill(file), fill(text))));
    let is_allowed = ALLOWED.iter().any(|(one, other)| name == format!("{one} and {other}"));
    Case {
        name: format!("collisions/{name}"),
        exit: if is_allowed { Exit::Good } else { Exit::Bad },
        says: kinds.iter().map(|(_, file, _)| fill(file)).collect(),
        is_quick,
        is_counted: false,
        files: files.into_iter().map(|(file, text)| (file.into(), text.into_bytes())).collect(),
        odd: Vec::new(),
    }
}

const CONFIG: &str =
    "title = \"Twins\"\nbase_url = \"https://twins.example\"\ntheme = \"own\"\n[languages.ar]\n";

const STORY: &str = "+++\ntitle = \"Good\"\ndate = 2025-02-03\ntags = [\"T\"]\nauthors = [\"Ann\"]\nsection = \"World\"\n\
    series = \"Long\"\ncorrections = [{ date = 2025-02-04, text = \"Mended.\" }]\n+++\nText.\n";
