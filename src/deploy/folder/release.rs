//! Builds a release from the previous one and the build, in a folder that is not served yet.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use md5::{Digest as _, Md5};
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::deploy::build_output::BuildOutput;
use crate::deploy::manifest::Manifest;
use crate::deploy::plan::Plan;
use crate::deploy::target_file::TargetFile;
use crate::deploy::{DeployError, Progress};

/// A release under construction.
pub(super) struct ReleaseBuilder<'a> {
    /// Folder of the previous release.
    pub(super) before: Option<PathBuf>,
    /// Folder of the new release.
    pub(super) part: &'a Path,
}

impl ReleaseBuilder<'_> {
    /// Creates all files.
    pub(super) fn lay_out(
        &self,
        plan: &Plan,
        next: &Manifest,
        ours: &Manifest,
        built: &BuildOutput,
        progress: &dyn Progress,
    ) -> Result<(), DeployError> {
        let new: BTreeMap<&str, &TargetFile> =
            plan.uploads().map(|upload| (&*upload.file.path, upload.file)).collect();
        let others = self.others(next, ours)?;
        let paths: Vec<&str> =
            next.rows.keys().map(|path| &**path).chain(others.iter().map(String::as_str)).collect();
        self.make_folders(&paths)?;
        paths.par_iter().try_for_each(|path| {
            if let Some(item) = new.get(path) {
                let to = self.part.join(path);
                let failed = |error| DeployError::system("write", &to)(error);
                built.write(item, &mut File::create_new(&to).map_err(failed)?, failed)?;
                progress.sent(item.size);
                return Ok(());
            }
            self.take_along(path)
        })
    }

    /// Returns the files of others in the previous release.
    fn others(&self, next: &Manifest, ours: &Manifest) -> Result<Vec<String>, DeployError> {
        let Some(before) = &self.before else { return Ok(Vec::new()) };
        let is_others = |path: &str| !ours.rows.contains_key(path) && !next.rows.contains_key(path);
        Ok(files(before)?.into_iter().map(|(path, _)| path).filter(|path| is_others(path)).collect())
    }

    fn make_folders(&self, paths: &[&str]) -> Result<(), DeployError> {
        let parents = paths.iter().filter_map(|path| Some(path.rsplit_once('/')?.0));
        let folders: BTreeSet<&str> = parents.chain([""]).collect();
        for folder in folders {
            let folder = self.part.join(folder);
            fs::create_dir_all(&folder).map_err(DeployError::system("create", folder))?;
        }
        Ok(())
    }

    /// Links a file from the previous release; copies it if the link fails, as with too many links.
    fn take_along(&self, path: &str) -> Result<(), DeployError> {
        let to = self.part.join(path);
        let Some(from) = self.before.as_ref().map(|before| before.join(path)) else {
            return Err(DeployError::system("find", to)(io::ErrorKind::NotFound.into()));
        };
        match fs::hard_link(&from, &to) {
            Ok(()) => Ok(()),
            Err(_) => fs::copy(&from, &to).map(|_| ()).map_err(DeployError::system("copy", from)),
        }
    }
}

/// Lists the files of a release with sizes, sorted by path.
///
/// Symlinks count as files.
pub(super) fn files(folder: &Path) -> Result<Vec<(String, u64)>, DeployError> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let failed = |error: walkdir::Error| DeployError::system("read", folder)(error.into());
        let entry = entry.map_err(failed)?;
        if entry.file_type().is_dir() {
            continue;
        }
        // Paths that are not UTF-8 are never ours.
        let path = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
        if let Some(path) = path {
            files.push((path.to_owned(), entry.metadata().map_err(failed)?.len()));
        }
    }
    Ok(files)
}

/// Returns the MD5 of a file, the digest that all targets compare.
pub(super) fn md5(path: &Path) -> Result<[u8; 16], DeployError> {
    let mut hasher = Md5::new();
    let read = File::open(path).and_then(|mut file| {
        let mut buffer = vec![0; 1 << 16];
        loop {
            match io::Read::read(&mut file, &mut buffer)? {
                0 => return Ok(()),
                count => hasher.update(&buffer[..count]),
            }
        }
    });
    read.map_err(DeployError::system("read", path))?;
    Ok(hasher.finalize().into())
}

/// Removes an incomplete release.
pub(super) fn clear(part: &Path) -> Result<(), DeployError> {
    match fs::remove_dir_all(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(DeployError::system("remove", part)(error))
        }
        _ => Ok(()),
    }
}

/// Flushes the file system, so that the symlink never leads to files lost with the power. Errors
/// are ignored.
pub(super) fn flush(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = crate::platform::flush_file_system(folder);
    }
}
