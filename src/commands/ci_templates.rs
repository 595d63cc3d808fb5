//! `dateline init --ci HOST`: writes CI configuration that builds and publishes the site on a push
//! and on a schedule. Existing files are never overwritten.

use std::io::{self, Write};
use std::path::Path;

use dateline::diagnostic::{Diagnostic, Diagnostics, Place};
use dateline::sources::{ManagedDir, hint};

use crate::cli::Ci;

use super::{Failure, refused};

/// Built-in template. `@BRANCH@` is replaced by the branch to publish, `@VERSION@`
/// by this version of Dateline, `@CORE@` by the redirect lookup.
struct Template {
    path: &'static str,
    text: &'static str,
}

const GITHUB_PAGES: [Template; 1] = [Template {
    path: ".github/workflows/github-pages.yml",
    text: include_str!("ci_templates/github-pages.yml"),
}];

const CLOUDFLARE_PAGES: [Template; 2] = [
    Template {
        path: ".github/workflows/cloudflare-pages.yml",
        text: include_str!("ci_templates/cloudflare-pages.yml"),
    },
    Template { path: "functions/_middleware.js", text: include_str!("ci_templates/cloudflare-function.js") },
];

/// Lookup of redirects from addresses with a query, for `@CORE@`.
const LOOKUP: &str = include_str!("../pages/query_lookup/core.js");

const GITLAB_PAGES: [Template; 1] =
    [Template { path: ".gitlab-ci.yml", text: include_str!("ci_templates/gitlab-pages.yml") }];

const NETLIFY: [Template; 5] = [
    Template { path: "netlify.toml", text: include_str!("ci_templates/netlify/netlify.toml") },
    Template {
        path: "netlify/plugins/dateline-cache/manifest.yml",
        text: include_str!("ci_templates/netlify/manifest.yml"),
    },
    Template {
        path: "netlify/plugins/dateline-cache/package.json",
        text: include_str!("ci_templates/netlify/package.json"),
    },
    Template {
        path: "netlify/plugins/dateline-cache/index.js",
        text: include_str!("ci_templates/netlify/index.js"),
    },
    Template {
        path: "netlify/functions/rebuild.mjs",
        text: include_str!("ci_templates/netlify/rebuild.mjs"),
    },
];

/// Branch to publish if the repository names none.
const BRANCH: &str = "main";

fn templates(ci: Ci) -> &'static [Template] {
    match ci {
        Ci::CloudflarePages => &CLOUDFLARE_PAGES,
        Ci::Netlify => &NETLIFY,
        Ci::GithubPages => &GITHUB_PAGES,
        Ci::GitlabPages => &GITLAB_PAGES,
    }
}

/// Checks that none of a host's files exists.
pub(super) fn check(dir: &Path, ci: Ci) -> Result<(), Failure> {
    // A dangling symlink counts as existing.
    let are_there = templates(ci).iter().filter(|file| dir.join(file.path).symlink_metadata().is_ok());
    let found: Diagnostics = are_there.map(|file| is_there(file.path)).collect();
    if found.is_empty() { Ok(()) } else { Err(found.into()) }
}

/// Writes a host's files and returns their paths.
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
                let hint = hint(&error, "check that the folder is writable");
                return Err(refused(&format!("cannot write {path}"), &error, hint));
            }
        }
    }
    Ok(paths)
}

/// Returns a warning if the site is not at the root of its repository, where hosts
/// look for the files.
pub(super) fn where_hosts_look(dir: &Path) -> Option<String> {
    let dir = dir.canonicalize().ok()?;
    let repository = dir.ancestors().find(|above| above.join(".git").exists())?;
    let below = dir.strip_prefix(repository).ok().filter(|below| !below.as_os_str().is_empty())?;
    Some(format!(
        "\nThe site is in {} of the repository in {}. Hosts look for these files at the repository's root:\n\
         move them there, and let their steps run in the site's folder.\n",
        below.display(),
        repository.display()
    ))
}

fn is_there(path: &str) -> Diagnostic {
    Diagnostic::error(Place::Site, format!("{path} already exists and was not changed"))
        .hint("move it away, run the command again, and merge your changes")
}

fn create(dir: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    ManagedDir::create_following_symlinks(dir, folder)?.create_new_file(name)?.write_all(bytes)
}

/// Returns the checked-out branch if its name needs no quoting.
fn branch(dir: &Path) -> Option<String> {
    let head = ManagedDir::open(dir, ".git").and_then(|folder| folder.read("HEAD")).ok()?;
    let head = String::from_utf8(head).ok()?;
    let name = head.trim_end().strip_prefix("ref: refs/heads/")?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    (!name.starts_with('-') && name.chars().all(is_plain)).then(|| name.to_owned())
}
