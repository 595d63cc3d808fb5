//! Checked output directory: it never overlaps the sources of the site, even through symlinks.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Diagnostic, Place};
use crate::path::reserved_names;
use crate::platform::fs::MetadataExt;

/// A checked output directory, by its real path. It need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    site: PathBuf,
    path: PathBuf,
    parent: PathBuf,
    name: OsString,
}

impl Output {
    /// Returns the output directory `dir`, relative to the root of the site.
    ///
    /// # Errors
    /// Fails if publishing there would overwrite sources: for the site, a directory above it, and
    /// one that is in, or holds, a directory of the site. Fails for anything but a reachable
    /// directory.
    pub fn at(site_root: &Path, dir: &Path) -> Result<Self, Box<Diagnostic>> {
        let said = dir.display();
        let error =
            |message: String, hint: &str| Box::new(Diagnostic::error(Place::Site, message).hint(hint));
        let refused = |message, hint| Err(error(message, hint));
        let elsewhere = "choose a directory of its own, such as public";
        let unreachable = |path: &Path, cause: &io::Error| {
            error(
                format!("can't reach {}: {cause}", path.display()),
                "choose another output directory, or correct the link or the permission on the way to it",
            )
        };
        let root = real(site_root).map_err(|error| unreachable(site_root, &error))?;
        let asked = site_root.join(dir);
        let path = real(&asked).map_err(|error| unreachable(&asked, &error))?;

        if holds(&root, &path) && holds(&path, &root) {
            return refused(format!("the output directory {said} is the site itself"), elsewhere);
        }
        if holds(&path, &root) {
            return refused(format!("the output directory {said} holds the site"), elsewhere);
        }
        for name in reserved_names() {
            let kept = site_root.join(name);
            let kept = real(&kept).map_err(|error| unreachable(&kept, &error))?;
            if holds(&kept, &path) {
                return refused(format!("the output directory {said} is in the site's {name}"), elsewhere);
            }
            if holds(&path, &kept) {
                return refused(format!("the output directory {said} holds the site's {name}"), elsewhere);
            }
        }
        if path.exists() && !path.is_dir() {
            let hint = "remove it, or choose another output directory";
            return refused(format!("the output directory {said} is a file"), hint);
        }
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return refused(format!("the output directory {said} has no name"), elsewhere);
        };
        Ok(Self { parent: parent.to_owned(), name: name.to_owned(), path, site: root })
    }

    /// Returns the output directory of the command line or of the config.
    ///
    /// The command line may name any directory. A directory of the config must be inside the site
    /// after resolving symlinks, since the site may be untrusted.
    ///
    /// # Errors
    /// As [`Output::at`], and when the config's leads out of the site.
    pub fn choose(site_root: &Path, asked: Option<&Path>, configured: &str) -> Result<Self, Box<Diagnostic>> {
        if let Some(asked) = asked {
            return Self::at(site_root, asked);
        }
        let output = Self::at(site_root, Path::new(configured))?;
        if output.path.starts_with(&output.site) {
            return Ok(output);
        }
        let message =
            format!("the output directory {configured} leads out of the site, to {}", output.path.display());
        let hint =
            "remove the link; or, if you want to publish there, name the place on the command line: --output";
        Err(Box::new(Diagnostic::error(Place::Site, message).hint(hint)))
    }

    /// Returns the root of the site.
    pub(super) fn site(&self) -> &Path {
        &self.site
    }

    /// Returns the path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the parent directory.
    pub(super) fn parent(&self) -> &Path {
        &self.parent
    }

    /// Returns the name.
    pub(super) fn name(&self) -> &OsStr {
        &self.name
    }

    /// Returns the path of a file in the output.
    pub(super) fn file(&self, file: &str) -> PathBuf {
        if file.is_empty() { self.path.clone() } else { self.path.join(file) }
    }
}

/// Returns whether `inner` is `outer` or below.
///
/// Compares inodes, since file systems may ignore case and directories may be mounted twice.
fn holds(outer: &Path, inner: &Path) -> bool {
    let identity = |path: &Path| path.metadata().ok().map(|found| (found.dev(), found.ino()));
    let known = identity(outer);
    inner.ancestors().any(|above| above == outer || (known.is_some() && identity(above) == known))
}

/// Resolves symlinks and dots in a path that need not exist.
fn real(path: &Path) -> io::Result<PathBuf> {
    let mut real = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            // The collected path is real, so its parent is, too.
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir => {}
            part => {
                real.push(part);
                match real.symlink_metadata() {
                    // A dangling link is an error, not a free name.
                    Ok(found) if found.is_symlink() => real = real.canonicalize()?,
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use crate::platform::fs::symlink;
    use std::fs;

    use super::*;

    fn refusal(root: &Path, dir: &str) -> String {
        let diagnostic = Output::at(root, Path::new(dir)).unwrap_err();
        assert!(diagnostic.hint.is_some(), "{diagnostic} says nothing about what to do");
        diagnostic.message
    }

    fn site() -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().join("site");
        fs::create_dir_all(root.join("content/2025")).unwrap();
        (temp, root)
    }

    #[test]
    fn only_the_command_line_may_choose_a_place_outside_of_the_site() {
        let (temp, root) = site();
        let elsewhere = temp.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        symlink(&elsewhere, root.join("public")).unwrap();
        symlink("build", root.join("inside")).unwrap();
        fs::create_dir(root.join("build")).unwrap();
        let refusal = Output::choose(&root, None, "public").unwrap_err();
        assert!(refusal.message.contains("leads out of the site"), "{refusal}");
        assert!(Output::choose(&root, None, "public/deeper").is_err());
        assert!(Output::choose(&root, None, "inside").is_ok());
        assert!(Output::choose(&root, None, "new").is_ok());
        assert!(Output::choose(&root, Some(&root.join("public")), "public").is_ok());
    }

    #[test]
    fn takes_a_directory_of_its_own() {
        let (_temp, root) = site();
        assert!(Output::at(&root, Path::new("public")).is_ok());
        assert!(Output::at(&root, Path::new("../elsewhere/site")).is_ok());
        assert!(Output::at(&root, Path::new("content/../contents")).is_ok());
    }

    #[test]
    fn refuses_what_the_site_is_made_from() {
        let (_temp, root) = site();
        assert_eq!(refusal(&root, "."), "the output directory . is the site itself");
        assert_eq!(refusal(&root, "public/.."), "the output directory public/.. is the site itself");
        assert_eq!(refusal(&root, ".."), "the output directory .. holds the site");
        assert_eq!(refusal(&root, "/"), "the output directory / holds the site");
        assert_eq!(
            refusal(&root, "content/2025"),
            "the output directory content/2025 is in the site's content"
        );
        // What does not exist yet is kept all the same.
        assert_eq!(refusal(&root, "themes"), "the output directory themes is in the site's themes");
        assert_eq!(
            refusal(&root, ".dateline/x"),
            "the output directory .dateline/x is in the site's .dateline"
        );
    }

    #[test]
    fn sees_through_links() {
        let (temp, root) = site();
        symlink(&root, temp.path().join("other")).unwrap();
        assert_eq!(refusal(&root, "../other"), "the output directory ../other is the site itself");
        symlink("content", root.join("public")).unwrap();
        assert_eq!(refusal(&root, "public/a"), "the output directory public/a is in the site's content");
        symlink("nowhere", root.join("lost")).unwrap();
        assert!(refusal(&root, "lost").starts_with("can't reach "));
        // Photographs are often kept on another disk.
        fs::create_dir_all(temp.path().join("disk/static")).unwrap();
        symlink("../disk/static", root.join("static")).unwrap();
        assert_eq!(refusal(&root, "../disk"), "the output directory ../disk holds the site's static");
    }

    #[test]
    fn refuses_a_file() {
        let (_temp, root) = site();
        fs::write(root.join("public"), "").unwrap();
        assert_eq!(refusal(&root, "public"), "the output directory public is a file");
        assert!(refusal(&root, "public/a").starts_with("can't reach "));
    }
}
