//! `dateline init`: a new site that builds at once, from files that are in the program.

use std::path::Path;

use dateline::diagnostic::{Diagnostic, Place};
use dateline::theme::starter_files;

use crate::cli::Init;

use super::{Failure, Voice, refused, say};

/// Makes a new site.
pub(super) fn run(args: &Init, voice: Voice) -> Result<(), Failure> {
    let dir = &args.dir;
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) || dir.is_file() {
        let diagnostic =
            Diagnostic::error(Place::Site, format!("{} is there already, and not empty", dir.display()));
        return Err(diagnostic.hint("name a folder that is empty, or not there yet").into());
    }
    for file in starter_files() {
        // Its dot is left out in our own repository, where it would hide files of ours.
        let path = if file.path == "gitignore" { ".gitignore" } else { &file.path };
        write(dir, path, &file.bytes)?;
    }
    if voice != Voice::Quiet {
        let typed = typed(&dir.to_string_lossy());
        let text = format!(
            "A new site is in {}\n\n  cd {typed}\n  dateline build           writes it to public/\n  \
             dateline new \"Headline\"  begins an article\n",
            dir.display()
        );
        say(&mut std::io::stdout(), &text);
    }
    Ok(())
}

/// A path as it is typed in a shell.
fn typed(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '-' | '_' | ':' | '~');
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

fn write(dir: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let to = dir.join(path);
    let folder = to.parent().unwrap_or(dir);
    std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&to, bytes)).map_err(|error| {
        refused(
            &format!("{} can't be written", to.display()),
            &error,
            "see that the folder may be written to",
        )
    })
}
