//! The site's files, read so that none outside the site can be. In goes a path below the site's root; out come its
//! bytes. The root is opened once and files are opened beneath it, so a symlink that is put in place between a look and
//! a read leads nowhere; one that stays in the site is followed, as the build follows it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::path::SitePath;
use crate::read::Texts;

/// The site's folder.
#[derive(Debug)]
pub(super) struct Beneath {
    root: PathBuf,
    folder: Dir,
}

impl Beneath {
    /// Opens the site's folder.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        let folder = Dir::open_ambient_dir(&root, ambient_authority())?;
        Ok(Self { root, folder })
    }

    /// The folder's path.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }
}

impl Texts for Beneath {
    fn bytes(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn open(&self, path: &SitePath) -> io::Result<File> {
        let open = |path: &Path| {
            let file = self.folder.open(path)?;
            // A pipe would be read for ever.
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("it is no file"));
            }
            Ok(file.into_std())
        };
        open(Path::new(path.as_str())).or_else(|error| {
            // A link may name its target from the system's root and stay in the site.
            let target = path.under(&self.root).canonicalize().map_err(|_| error)?;
            let below = target.strip_prefix(&self.root).map_err(io::Error::other)?;
            open(below)
        })
    }
}
