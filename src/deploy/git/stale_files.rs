//! Removes files of a killed git process from the repository of a target: locks, which would block
//! later processes, and partial files.
//!
//! The caller holds the lock of the repository. A git process of an earlier deploy that is still
//! running is awaited.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use walkdir::WalkDir;

use crate::deploy::DeployError;

/// Refs of unfinished commits.
const NEXT_COMMITS: &str = "refs/dateline/next";

/// Longest wait for a git process of an earlier deploy.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// Pause between two checks.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// Removes stale files of a repository.
///
/// # Errors
/// When a git of an earlier deploy does not end, or something can't be removed.
pub(super) fn sweep(repository: &Path) -> Result<(), DeployError> {
    let left = stale_files(repository);
    if left.is_empty() {
        return Ok(());
    }
    let began = Instant::now();
    while is_in_use(repository) {
        if began.elapsed() > MAX_WAIT {
            return Err(DeployError::Impossible(
                format!("git is still at work in {}, for a deploy that was ended", repository.display()),
                "end it (ps shows it), or wait until it is done; then deploy again",
            ));
        }
        std::thread::sleep(CHECK_INTERVAL);
    }
    for path in stale_files(repository) {
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(DeployError::system("remove", path)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Lists stale files: `shallow.lock`, `refs/heads/x.lock`, `objects/pack/tmp_pack_x`,
/// `objects/tmp_objdir-x`.
fn stale_files(repository: &Path) -> Vec<PathBuf> {
    let mut left = Vec::new();
    let mut entries = WalkDir::new(repository).into_iter();
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name().to_string_lossy();
        let is_next = entry.file_type().is_file() && entry.path().starts_with(repository.join(NEXT_COMMITS));
        let is_part =
            ["tmp_", ".tmp-", "incoming-", "fast_import_crash_"].iter().any(|part| name.starts_with(part));
        if is_next || is_part || name.ends_with(".lock") || name.ends_with(".keep") {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            left.push(entry.into_path());
        }
    }
    left
}

/// Returns whether a git process uses a repository, by its environment in `/proc`; `false` without
/// `/proc`.
fn is_in_use(repository: &Path) -> bool {
    let told = [b"GIT_DIR=".as_slice(), repository.as_os_str().as_encoded_bytes()].concat();
    let processes = Path::new("/proc").read_dir().into_iter().flatten().filter_map(Result::ok);
    let is_number = |name: &std::ffi::OsStr| name.as_encoded_bytes().iter().all(u8::is_ascii_digit);
    processes.filter(|process| is_number(&process.file_name())).any(|process| {
        let environment = fs::read(process.path().join("environ")).unwrap_or_default();
        // A credential cache may keep running.
        let stays = || {
            let words = fs::read(process.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&words).contains("credential")
        };
        environment.split(|byte| *byte == 0).any(|variable| variable == told) && !stays()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_and_parts_are_removed_and_nothing_else() {
        let temp = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = temp.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        let kept =
            ["HEAD", "config", "shallow", "packed-refs", "objects/pack/pack-1.pack", "refs/dateline/there"];
        let left = [
            "HEAD.lock",
            "config.lock",
            "shallow.lock",
            "packed-refs.lock",
            "refs/heads/x.lock",
            "refs/dateline/there.lock",
            "refs/dateline/next/0123",
            "objects/pack/pack-1.keep",
            "objects/pack/tmp_pack_x",
            "objects/pack/.tmp-1-pack-x.pack",
            "objects/ab/tmp_obj_x",
            "objects/tmp_objdir-incoming-x/pack/y",
            "fast_import_crash_17",
        ];
        kept.iter().chain(&left).for_each(|name| write(name));
        sweep(temp.path()).unwrap();
        assert!(kept.iter().all(|name| temp.path().join(name).exists()));
        assert_eq!(left.iter().find(|name| temp.path().join(name).exists()), None);
        assert!(stale_files(temp.path()).is_empty());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_program_at_work_in_a_repository_is_found() {
        let temp = tempfile::tempdir().unwrap();
        assert!(!is_in_use(temp.path()));
        let mut command = std::process::Command::new("sleep");
        let mut child = command.arg("60").env("GIT_DIR", temp.path()).spawn().unwrap();
        // Until it runs its own program, it shows the environment of this one.
        while !is_in_use(temp.path()) {
            assert!(child.try_wait().unwrap().is_none());
            std::thread::sleep(CHECK_INTERVAL);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!is_in_use(temp.path()));
    }
}
