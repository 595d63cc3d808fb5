//! `dateline init --ci HOST`: the files that have a host build the site and publish it, on a push and by a schedule. In go a
//! site's folder and a host; out come files that were not there before. None that is there is touched.

use std::io::{self, Write};
use std::path::Path;

use dateline::diagnostic::{Diagnostic, Diagnostics, Place};
use dateline::sources::{ManagedDir, hint};

use crate::cli::Ci;

use super::{Failure, refused};

/// A file, as it is in the program: `@BRANCH@` and `@VERSION@` stand for the branch that is published and for this
/// version of Dateline, `@CORE@` for the steps of a lookup.
struct Template {
    path: &'static str,
    text: &'static str,
}

const GITHUB_PAGES: [Template; 1] =
    [Template { path: ".github/workflows/github-pages.yml", text: include_str!("ci/github-pages.yml") }];

const CLOUDFLARE_PAGES: [Template; 2] = [
    Template {
        path: ".github/workflows/cloudflare-pages.yml",
        text: include_str!("ci/cloudflare-pages.yml"),
    },
    Template { path: "functions/_middleware.js", text: include_str!("ci/cloudflare-function.js") },
];

/// Steps by which old addresses with a query are looked up, for the place `@CORE@` of a template.
const LOOKUP: &str = include_str!("../pages/query_lookup/core.js");

const GITLAB_PAGES: [Template; 1] =
    [Template { path: ".gitlab-ci.yml", text: include_str!("ci/gitlab-pages.yml") }];

const NETLIFY: [Template; 5] = [
    Template { path: "netlify.toml", text: include_str!("ci/netlify/netlify.toml") },
    Template {
        path: "netlify/plugins/dateline-cache/manifest.yml",
        text: include_str!("ci/netlify/manifest.yml"),
    },
    Template {
        path: "netlify/plugins/dateline-cache/package.json",
        text: include_str!("ci/netlify/package.json"),
    },
    Template { path: "netlify/plugins/dateline-cache/index.js", text: include_str!("ci/netlify/index.js") },
    Template { path: "netlify/functions/rebuild.mjs", text: include_str!("ci/netlify/rebuild.mjs") },
];

/// The branch that is published where the site's repository names none.
const BRANCH: &str = "main";

fn templates(ci: Ci) -> &'static [Template] {
    match ci {
        Ci::CloudflarePages => &CLOUDFLARE_PAGES,
        Ci::Netlify => &NETLIFY,
        Ci::GithubPages => &GITHUB_PAGES,
        Ci::GitlabPages => &GITLAB_PAGES,
    }
}

/// Whether all of a host's files can be written.
pub(super) fn check(dir: &Path, ci: Ci) -> Result<(), Failure> {
    // Even a link that leads nowhere is something of the user's.
    let are_there = templates(ci).iter().filter(|file| dir.join(file.path).symlink_metadata().is_ok());
    let found: Diagnostics = are_there.map(|file| is_there(file.path)).collect();
    if found.is_empty() { Ok(()) } else { Err(found.into()) }
}

/// Writes a host's files, and gives their paths.
pub(super) fn write(dir: &Path, ci: Ci) -> Result<Vec<&'static str>, Failure> {
    let branch = branch(dir).unwrap_or_else(|| BRANCH.to_owned());
    let mut paths = Vec::new();
    for Template { path, text } in templates(ci) {
        let text = text
            .replace("@BRANCH@", &branch)
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
            .replace("@CORE@", LOOKUP.trim_end());
        match create(dir, path, text.as_bytes()) {
            Ok(()) => paths.push(*path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(is_there(path).into()),
            Err(error) => {
                let hint = hint(&error, "see that the folder may be written to");
                return Err(refused(&format!("{path} can't be written"), &error, hint));
            }
        }
    }
    Ok(paths)
}

/// What to say where hosts would not look for the files: they do so in a repository's own folder alone.
pub(super) fn where_hosts_look(dir: &Path) -> Option<String> {
    let dir = dir.canonicalize().ok()?;
    let repository = dir.ancestors().find(|above| above.join(".git").exists())?;
    let below = dir.strip_prefix(repository).ok().filter(|below| !below.as_os_str().is_empty())?;
    Some(format!(
        "\nThe site is in {} of the repository in {}, and hosts look for these files there: move them, and have\n\
         their steps run in the site's folder.\n",
        below.display(),
        repository.display()
    ))
}

fn is_there(path: &str) -> Diagnostic {
    Diagnostic::error(Place::Site, format!("{path} is there already, and stays as it is"))
        .hint("move it away, and take from it afterwards what is still wanted")
}

fn create(dir: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    ManagedDir::create_following_symlinks(dir, folder)?.create_new_file(name)?.write_all(bytes)
}

/// The branch that is checked out, if its name needs no quoting wherever it will stand.
fn branch(dir: &Path) -> Option<String> {
    let head = ManagedDir::open(dir, ".git").and_then(|folder| folder.read("HEAD")).ok()?;
    let head = String::from_utf8(head).ok()?;
    let name = head.trim_end().strip_prefix("ref: refs/heads/")?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    (!name.starts_with('-') && name.chars().all(is_plain)).then(|| name.to_owned())
}
