//! Publishing where disks meet: an output that is a mount, a mount in the output, a disk that is full. Mounting needs
//! a privilege that a test should not ask for, so these run only where someone grants it, in a world of their own:
//!
//! ```text
//! unshare --mount --map-root-user cargo test --test build publish_mounts:: -- --ignored
//! ```

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::fs;
use std::path::Path;
use std::process::Command;

use dateline::publish::{CacheFile, Output, PublishError, Stage, Wait};

/// A mount that goes when the test does.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    fn new(arguments: &[&str], at: &'a Path) -> Self {
        fs::create_dir_all(at).unwrap();
        assert!(Command::new("mount").args(arguments).arg(at).status().unwrap().success());
        Self(at)
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

fn open(root: &Path) -> Stage {
    Stage::open(&Output::at(root, Path::new("public")).unwrap(), Wait::No).unwrap()
}

/// Publishes an old and a new site; only the new one may be left.
fn publish_twice(root: &Path) {
    for text in ["old", "new"] {
        let stage = open(root);
        for file in ["index.html", "a/index.html", "media/b/photo.jpg", "media/photo.jpg"] {
            stage.write(file, text.as_bytes()).unwrap();
        }
        stage.write(&format!("media/{text}/only.jpg"), text.as_bytes()).unwrap();
        stage.remove("media/old/only.jpg");
        stage.commit(&[CacheFile { name: "record".into(), bytes: text.into() }]).unwrap();
        assert!(!root.join("public/.public.stage").exists() && !root.join(".public.stage").exists());
    }
    for file in ["index.html", "a/index.html", "media/b/photo.jpg", "media/photo.jpg", "media/new/only.jpg"] {
        assert_eq!(fs::read_to_string(root.join("public").join(file)).unwrap(), "new", "{file}");
    }
    assert!(!root.join("public/media/old").exists());
    assert!(!root.join("public/media/.dateline.part").exists());
}

#[test]
#[ignore = "mounts"]
fn the_output_is_a_mount() {
    let temp = tempfile::tempdir().unwrap();
    let public = temp.path().join("public");
    let _mount = Mount::new(&["-t", "tmpfs", "none"], &public);
    let stage = open(temp.path());
    assert!(public.join(".public.stage").exists(), "files can't be moved from beside the output");
    drop(stage);
    publish_twice(temp.path());
}

#[test]
#[ignore = "mounts"]
fn the_output_is_a_part_of_the_same_disk_mounted_again() {
    let temp = tempfile::tempdir().unwrap();
    let (public, other) = (temp.path().join("public"), temp.path().join("other"));
    fs::create_dir(&other).unwrap();
    let _mount = Mount::new(&["--bind", other.to_str().unwrap()], &public);
    let stage = open(temp.path());
    assert!(public.join(".public.stage").exists(), "files can't be moved from beside the output");
    drop(stage);
    publish_twice(temp.path());
}

#[test]
#[ignore = "mounts"]
fn a_directory_of_the_output_is_a_mount() {
    let temp = tempfile::tempdir().unwrap();
    let media = temp.path().join("public/media");
    let _mount = Mount::new(&["-t", "tmpfs", "none"], &media);
    publish_twice(temp.path());
}

#[test]
#[ignore = "mounts"]
fn a_full_disk_leaves_the_old_site() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("site");
    let _mount = Mount::new(&["-t", "tmpfs", "-o", "size=1m", "none"], &root);
    let stage = open(&root);
    stage.write("index.html", b"old").unwrap();
    stage.commit(&[]).unwrap();
    let stage = open(&root);
    let page = vec![b'x'; 50_000];
    let full = (0..100).find_map(|n| stage.write(&format!("{n}/index.html"), &page).err());
    assert!(matches!(full, Some(PublishError::DiskFull { .. })), "{full:?}");
    drop(stage);
    assert_eq!(fs::read(root.join("public/index.html")).unwrap(), b"old");
    assert_eq!(fs::read_dir(root.join("public")).unwrap().count(), 1);
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1);
    // There is room again.
    publish_twice(&root);
}
