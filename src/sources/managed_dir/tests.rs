//! Tests of the folders that Dateline writes to.

use std::fs;

use crate::platform::fs::symlink;

use super::*;

fn desk() -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("site")).unwrap();
    fs::create_dir(temp.path().join("victim")).unwrap();
    fs::write(temp.path().join("victim/diary"), "dear diary").unwrap();
    let root = temp.path().join("site");
    (temp, root)
}

#[test]
fn no_symlink_leads_to_a_folder_of_ones_own() {
    let (_temp, root) = desk();
    symlink("../victim", root.join(".dateline")).unwrap();
    for path in [".dateline", ".dateline/parsed"] {
        let made = ManagedDir::create(&root, path).unwrap_err().to_string();
        assert!(made.contains("site/.dateline is a symlink"), "{made}");
        let opened = ManagedDir::open(&root, path).unwrap_err().to_string();
        assert!(opened.contains("site/.dateline is a symlink"), "{opened}");
    }
    assert!(!root.join("../victim/parsed").exists());
}

#[test]
fn a_file_is_written_in_place_of_a_link_or_a_pipe_and_not_into_it() {
    let (temp, root) = desk();
    let victim = temp.path().join("victim/diary");
    let own = ManagedDir::create(&root, ".dateline/parsed").unwrap();
    for name in ["symbolic", "hard", "pipe", &format!(".put.{}", std::process::id())] {
        let path = root.join(".dateline/parsed").join(name);
        match name {
            "hard" => fs::hard_link(&victim, path).unwrap(),
            "pipe" => {
                crate::platform::fs::mknodat(&own, name, FileType::Fifo, Mode::from_raw_mode(0o600), 0)
                    .unwrap();
            }
            _ => symlink(&victim, path).unwrap(),
        }
    }
    for name in ["symbolic", "hard", "pipe"] {
        assert!(name == "hard" || own.read(name).is_err(), "{name} was read");
        own.write(name, b"new").unwrap();
    }
    own.write_atomic("put", b"new", |_| Ok(())).unwrap();
    for name in ["symbolic", "hard", "pipe", "put"] {
        assert_eq!(own.read(name).unwrap(), b"new", "{name}");
    }
    assert_eq!(fs::read_to_string(victim).unwrap(), "dear diary");
}

#[test]
fn what_a_killed_process_left_is_swept_and_nothing_else() {
    let (_temp, root) = desk();
    let own = ManagedDir::create(&root, ".dateline/parsed").unwrap();
    for name in ["ab12", ".ab12.77", "ab12.77", ".ledger.txt.8", "notes.txt", "1.2.x", ".77", "x."] {
        own.write(name, b"x").unwrap();
    }
    let busy = own.create_locked_file(".busy.9").unwrap();
    own.remove_stale_temp_files(|name| name != "ledger.txt");
    let mut names = own.list().unwrap();
    names.sort();
    assert_eq!(names, [".busy.9", ".ledger.txt.8", "1.2.x", "ab12", "notes.txt", "x."]);
    drop(busy);
    own.remove_stale_temp_files(|_| true);
    assert!(!own.contains(".busy.9") && !own.contains(".ledger.txt.8"));
}

#[test]
fn what_an_editor_will_find_may_be_behind_a_link_that_stays_in_the_site() {
    let (_temp, root) = desk();
    fs::create_dir_all(root.join("archive")).unwrap();
    fs::create_dir_all(root.join(".git/content")).unwrap();
    fs::create_dir(root.join("content")).unwrap();
    symlink("../archive", root.join("content/2025")).unwrap();
    symlink("../../victim", root.join("content/2026")).unwrap();
    symlink("../.git", root.join("content/2027")).unwrap();
    let made = ManagedDir::create_following_symlinks(&root, "content/2025/11").unwrap();
    made.create_new_file("a.md").unwrap();
    assert!(root.join("archive/11/a.md").exists());
    for folder in ["content/2026/11", "content/2027/11"] {
        assert!(ManagedDir::create_following_symlinks(&root, folder).is_err(), "{folder}");
    }
    assert!(!root.join("../victim/11").exists() && !root.join(".git/11").exists());
}
