//! `dateline init`: creates a new site from built-in files, or adds CI configuration to an existing
//! site.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use dateline::diagnostic::{Diagnostic, Place};
use dateline::sources::{ManagedDir, hint};
use dateline::theme::starter_files;

use crate::cli::Init;

use super::{Failure, Verbosity, ci_templates, print_text, refused};

/// Creates a site, or adds to one.
pub(super) fn run(args: &Init, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let dir = args.dir.as_deref().unwrap_or(site);
    let is_new = args.ci.is_none() || !dir.join("config.toml").is_file();
    if is_new {
        check(dir)?;
    }
    if let Some(host) = args.ci {
        ci_templates::check(dir, host)?;
    }
    let mut text = String::new();
    if is_new {
        make(dir)?;
        let typed = typed(&dir.to_string_lossy());
        let _ = write!(
            text,
            "Created a new site in {}\n\n  cd {typed}\n  dateline serve           shows it in a browser\n  dateline build           writes it to public/\n  \
             dateline new \"Headline\"  creates an article\n",
            dir.display()
        );
    }
    if let Some(host) = args.ci {
        let paths = ci_templates::write(dir, host)?;
        text.push_str(if is_new { "\nCI configuration:\n\n" } else { "Written:\n\n" });
        for path in &paths {
            let _ = writeln!(text, "  {path}");
        }
        let _ = writeln!(text, "\nThe settings to make at the host are listed at the top of {}.", paths[0]);
        text.extend(ci_templates::where_hosts_look(dir));
    }
    if verbosity != Verbosity::Quiet {
        print_text(&mut std::io::stdout(), &text);
    }
    Ok(())
}

/// Checks that a new site can be created in a folder.
fn check(dir: &Path) -> Result<(), Failure> {
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file() {
        let diagnostic =
            Diagnostic::error(Place::Site, format!("{} already exists and is not empty", dir.display()));
        return Err(diagnostic.hint("name a new or empty folder").into());
    }
    Ok(())
}

/// Creates the files of a new site.
fn make(dir: &Path) -> Result<(), Failure> {
    for file in starter_files() {
        // The repository stores it without the dot, so that Git does not apply it here.
        let path = if file.path == "gitignore" { ".gitignore" } else { &file.path };
        write(dir, path, &file.bytes)?;
    }
    Ok(())
}

/// Quotes a path for a shell.
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
        let hint = hint(&error, "check that the folder is writable");
        refused(&format!("cannot write {}", dir.join(path).display()), &error, hint)
    })
}
