//! `dateline init`: a new site that builds at once, from files that are in the program; or, for a site that is there, only
//! what its host needs.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use dateline::diagnostic::{Diagnostic, Place};
use dateline::sources::{ManagedDir, hint};
use dateline::theme::starter_files;

use crate::cli::Init;

use super::{Failure, Voice, ci, refused, say};

/// Makes a new site, or adds to one.
pub(super) fn run(args: &Init, site: &Path, voice: Voice) -> Result<(), Failure> {
    let dir = args.dir.as_deref().unwrap_or(site);
    let is_new = args.ci.is_none() || !dir.join("config.toml").is_file();
    if is_new {
        check(dir)?;
    }
    if let Some(host) = args.ci {
        ci::check(dir, host)?;
    }
    let mut said = String::new();
    if is_new {
        make(dir)?;
        let typed = typed(&dir.to_string_lossy());
        let _ = write!(
            said,
            "A new site is in {}\n\n  cd {typed}\n  dateline build           writes it to public/\n  \
             dateline new \"Headline\"  begins an article\n",
            dir.display()
        );
    }
    if let Some(host) = args.ci {
        let paths = ci::write(dir, host)?;
        said.push_str(if is_new { "\nIts host is told what to do by\n\n" } else { "Written:\n\n" });
        for path in &paths {
            let _ = writeln!(said, "  {path}");
        }
        let _ = writeln!(said, "\nWhat has to be set at the host stands at the head of {}.", paths[0]);
        said.extend(ci::where_hosts_look(dir));
    }
    if voice != Voice::Quiet {
        say(&mut std::io::stdout(), &said);
    }
    Ok(())
}

/// Whether a new site can be made in a folder.
fn check(dir: &Path) -> Result<(), Failure> {
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file() {
        let diagnostic =
            Diagnostic::error(Place::Site, format!("{} is there already, and not empty", dir.display()));
        return Err(diagnostic.hint("name a folder that is empty, or not there yet").into());
    }
    Ok(())
}

/// Makes a new site.
fn make(dir: &Path) -> Result<(), Failure> {
    for file in starter_files() {
        // Its dot is left out in our own repository, where it would hide files of ours.
        let path = if file.path == "gitignore" { ".gitignore" } else { &file.path };
        write(dir, path, &file.bytes)?;
    }
    Ok(())
}

/// A path as it is typed in a shell.
fn typed(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '-' | '_' | ':' | '~');
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

fn write(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let written = std::fs::create_dir_all(dir).and_then(|()| {
        ManagedDir::create_following_symlinks(dir, folder)?.create_new_file(name)?.write_all(bytes)
    });
    written.map_err(|error| {
        let hint = hint(&error, "see that the folder may be written to");
        refused(&format!("{} can't be written", dir.join(path).display()), &error, hint)
    })
}
