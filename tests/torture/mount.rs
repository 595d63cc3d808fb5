//! Small file systems for tests: ext4 on a loop device, and tmpfs. They need root.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A file system that is mounted as long as this is held.
pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Returns why no file system can be mounted here, if none can be.
    pub(crate) fn can_be_made(temp: &Path) -> Result<(), String> {
        Self::ext4(&temp.join("try.img"), "16M", temp.join("try")).map(drop)
    }

    /// Makes an ext4 in a file, and mounts it.
    pub(crate) fn ext4(image: &Path, size: &str, folder: PathBuf) -> Result<Self, String> {
        let _ = std::fs::remove_file(image);
        command("truncate", &["-s", size, &text(image)])?;
        command("mkfs.ext4", &["-q", "-F", "-m", "0", "-E", "lazy_itable_init=0", &text(image)])?;
        Self::of_image(image, folder)
    }

    /// Mounts the ext4 in a file.
    pub(crate) fn of_image(image: &Path, folder: PathBuf) -> Result<Self, String> {
        Self::mount(&["-o", "loop", &text(image)], folder)
    }

    /// Mounts a tmpfs.
    pub(crate) fn tmpfs(options: &str, folder: PathBuf) -> Result<Self, String> {
        Self::mount(&["-t", "tmpfs", "-o", options, "none"], folder)
    }

    fn mount(arguments: &[&str], folder: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        command("mount", &[arguments, &[&text(&folder)]].concat())?;
        Ok(Self { folder })
    }

    /// Makes it read-only.
    pub(crate) fn freeze(&self) -> Result<(), String> {
        command("mount", &["-o", "remount,ro", &text(&self.folder)])
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns where the site is on it.
    pub(crate) fn site(&self) -> PathBuf {
        self.folder.join("site")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A process that was killed may not have let go of it yet.
        for _ in 0..100 {
            if command("umount", &[&text(&self.folder)]).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        println!("{} can't be unmounted", self.folder.display());
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Runs a program, and returns what it says where it fails.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Result<(), String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("{program}: {error}")),
    }
}
