//! Cache folder of one target of one site: its git repository, ssh sockets and announcements.
//!
//! The folder is in the user's cache, so a cloned site cannot bring programs or settings along. It
//! may be deleted at any time.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

use crate::digest::Digester;
use crate::platform::ffi::OsStrExt;
use crate::platform::fs::{DirBuilderExt, MetadataExt};

use super::DeployError;

/// File with the path of the site.
const SITE: &str = "site";

/// File with the digest of the last announcement.
const ANNOUNCED: &str = "announced";

/// Length of a folder name. Paths of sockets are short.
const NAME_DIGITS: usize = 16;

/// Cache folder of one target of one site.
pub(super) struct CacheDir {
    folder: PathBuf,
}

impl CacheDir {
    /// Opens or creates the folder.
    ///
    /// # Errors
    /// When neither the cache nor the system's folder for temporary files takes it.
    pub(super) fn open(root: &Path, target: &str) -> Result<Self, DeployError> {
        let root = root.canonicalize().map_err(DeployError::system("find", root))?;
        let bases = [cache(), Some(temporary())];
        let name = name(&root, target);
        let mut failed = io::Error::from(io::ErrorKind::NotFound);
        for base in bases.into_iter().flatten() {
            match make(&base, &name) {
                Ok((folder, is_new)) => {
                    if is_new {
                        sweep(&base);
                        let site = folder.join(SITE);
                        let written = fs::write(&site, root.as_os_str().as_bytes());
                        written.map_err(DeployError::system("write", &site))?;
                    }
                    return Ok(Self { folder });
                }
                Err(error) => failed = error,
            }
        }
        Err(DeployError::System { doing: "create", path: temporary().join(name), source: failed })
    }

    /// Returns a path in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns whether this text was the last announcement.
    pub(super) fn has_announced(&self, text: &str) -> bool {
        fs::read_to_string(self.path(ANNOUNCED)).is_ok_and(|said| said == digest(text))
    }

    /// Records an announcement. After a failure the text is announced again.
    pub(super) fn announced(&self, text: &str) {
        let _ = fs::write(self.path(ANNOUNCED), digest(text));
    }
}

fn digest(text: &str) -> String {
    format!("{:?}", Digester::new().text(text).finish())
}

/// Returns the folder name of a target.
fn name(root: &Path, target: &str) -> String {
    let mut digester = Digester::new();
    digester.digest(crate::digest::Digest::of(root.as_os_str().as_bytes())).text(target);
    format!("{:?}", digester.finish())[..NAME_DIGITS].to_owned()
}

/// Returns the folder of all targets in the user's cache
/// (<https://specifications.freedesktop.org/basedir-spec/>).
fn cache() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || {
        let home = std::env::home_dir().filter(|home| home.is_absolute() && *home != Path::new("/"))?;
        Some(home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
    };
    named.or_else(usual).map(|cache| cache.join("dateline/deploy"))
}

/// Returns the folder of all targets without a cache, as in a container without a home.
fn temporary() -> PathBuf {
    let user = crate::platform::user_id();
    std::env::temp_dir().join(format!("dateline-{user}")).join("deploy")
}

/// Creates the folder of a target, private to the user. Returns whether it is new.
fn make(base: &Path, name: &str) -> io::Result<(PathBuf, bool)> {
    DirBuilder::new().recursive(true).mode(0o700).create(base)?;
    let folder = base.join(name);
    let is_new = match DirBuilder::new().mode(0o700).create(&folder) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
        Err(error) => return Err(error),
    };
    let above = base.parent().unwrap_or(base);
    for folder in [above, base, folder.as_path()] {
        check(folder)?;
    }
    let is_new = is_new || !folder.join(SITE).exists();
    Ok((folder, is_new))
}

/// Checks that only this user can write to a folder.
fn check(folder: &Path) -> io::Result<()> {
    const OTHERS_MAY_WRITE: u32 = 0o022;
    let found = fs::symlink_metadata(folder)?;
    let is_ours = found.is_dir() && found.uid() == crate::platform::user_id();
    if is_ours && found.mode() & OTHERS_MAY_WRITE == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is not this user's folder alone"))
}

/// Removes the folders of deleted sites.
fn sweep(base: &Path) {
    for entry in base.read_dir().into_iter().flatten().filter_map(Result::ok) {
        let folder = entry.path();
        let Ok(site) = fs::read(folder.join(SITE)) else { continue };
        if !Path::new(OsStr::from_bytes(&site)).exists() {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_for_each_target_and_goes_with_its_site() {
        let temp = tempfile::tempdir().unwrap();
        let base = temp.path().join("cache/dateline/deploy");
        let (one, is_new) = make(&base, "one").unwrap();
        assert!(is_new);
        fs::write(one.join(SITE), "/no/such/site").unwrap();
        assert!(!make(&base, "one").unwrap().1);
        let (two, _) = make(&base, "two").unwrap();
        fs::write(two.join(SITE), temp.path().as_os_str().as_bytes()).unwrap();
        sweep(&base);
        assert!(!one.exists() && two.exists());
        assert_ne!(name(temp.path(), "a"), name(temp.path(), "b"));
        assert_ne!(name(temp.path(), "a"), name(&temp.path().join("x"), "a"));
    }

    #[test]
    fn a_folder_that_others_may_write_to_is_not_used() {
        use crate::platform::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let base = temp.path().join("dateline/deploy");
        make(&base, "one").unwrap();
        fs::set_permissions(&base, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(make(&base, "one").is_err());
        crate::platform::fs::symlink(temp.path(), temp.path().join("link")).unwrap();
        assert!(check(&temp.path().join("link")).is_err());
    }
}
