//! Tests of builds that died after their journal was written, and whose waiting files were damaged
//! then, as by a loss of power: the old site stays, or each file is that of one of the two sites.

use crate::platform::ffi::OsStrExt as _;
use crate::platform::fs::symlink;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::crash::{NEW, OLD, build, fresh, run, scratch, state};
use crate::publish::{Output, Recovery, Stage, Wait};

/// A way to damage a file.
type Damage = fn(&Path);

const DAMAGES: [Damage; 5] = [
    |file| fs::write(file, "").unwrap(),
    |file| {
        let mut bytes = fs::read(file).unwrap();
        bytes[0] ^= 1;
        fs::write(file, bytes).unwrap();
    },
    |file| fs::write(file, [fs::read(file).unwrap(), b"more".to_vec()].concat()).unwrap(),
    |file| fs::remove_file(file).unwrap(),
    |file| {
        fs::remove_file(file).unwrap();
        symlink("/etc/hostname", file).unwrap();
    },
];

/// Returns the files that wait in the stage, sorted.
fn waiting(root: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root.join(".public.stage/new")).sort_by_file_name();
    let files = entries.into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

fn open(root: &Path) -> Recovery {
    Stage::open(&Output::at(root, Path::new("public")).unwrap(), Wait::No).unwrap().recovery()
}

/// More than there are points at which the build can die.
const MAX_CRASH_POINTS: usize = 10_000;

/// Returns how often the build can die with its journal written before it is done.
fn points_with_a_journal(temp: &Path) -> std::ops::Range<usize> {
    let has_journal = |point: usize| {
        let root = fresh(temp);
        let finished = run(&root, "new", point);
        (root.join(".public.stage/journal").exists(), finished)
    };
    let first = (1..MAX_CRASH_POINTS).find(|point| has_journal(*point).0).unwrap();
    let end = (first..MAX_CRASH_POINTS).find(|point| has_journal(*point).1).unwrap();
    first..end
}

#[test]
fn damaged_files_leave_the_old_site() {
    let temp = scratch();
    let first = points_with_a_journal(temp.path()).start;
    for (number, damage) in DAMAGES.into_iter().enumerate() {
        let root = fresh(temp.path());
        let old = state(&root);
        assert!(!run(&root, "new", first));
        let files = waiting(&root);
        damage(&files[number % files.len()]);
        let expected = if number == 3 { Recovery::Incomplete(1) } else { Recovery::Dropped(1) };
        assert_eq!(open(&root), expected, "damage {number}");
        assert!(!root.join(".public.stage").exists());
        assert!(!root.join(".dateline/record.new").exists());
        if number != 3 {
            assert_eq!(state(&root), old, "damage {number}");
        }
        build(&root, &NEW, &OLD, "new");
        assert_eq!(state(&root).1.as_deref(), Some("new"));
    }
}

#[test]
fn a_stranger_in_the_stage_is_not_published() {
    let temp = scratch();
    let first = points_with_a_journal(temp.path()).start;
    let root = fresh(temp.path());
    let old = state(&root);
    assert!(!run(&root, "new", first));
    symlink("/etc/hostname", waiting(&root)[0].parent().unwrap().join("planted")).unwrap();
    assert_eq!(open(&root), Recovery::Dropped(1));
    assert_eq!(state(&root), old);
}

/// Returns a name that is not UTF-8.
fn odd_name() -> &'static OsStr {
    OsStr::from_bytes(b"caf\xE9")
}

#[test]
fn a_stranger_with_a_name_that_is_not_utf_8_is_removed() {
    let temp = scratch();
    let first = points_with_a_journal(temp.path()).start;
    let root = fresh(temp.path());
    let old = state(&root);
    assert!(!run(&root, "new", first));
    let folder = waiting(&root)[0].parent().unwrap().join(odd_name());
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(odd_name()), "").unwrap();
    assert_eq!(open(&root), Recovery::Dropped(1));
    assert_eq!(state(&root), old);
    assert!(!root.join(".public.stage").exists());
}

#[test]
fn a_stage_with_a_name_that_is_not_utf_8_is_cleared() {
    let temp = scratch();
    let root = fresh(temp.path());
    let stage = root.join(".public.stage");
    fs::create_dir_all(stage.join("new").join(odd_name())).unwrap();
    fs::write(stage.join("lock"), "").unwrap();
    fs::write(stage.join(odd_name()), "").unwrap();
    build(&root, &NEW, &OLD, "new");
    assert!(!stage.exists());
}

#[test]
fn damaged_files_among_moved_ones_leave_no_torn_file() {
    let temp = scratch();
    let texts = |files: &[(&str, &str)]| -> BTreeMap<String, String> {
        files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
    };
    let (old, new) = (texts(&OLD), texts(&NEW));
    for point in points_with_a_journal(temp.path()) {
        for damage in DAMAGES {
            let root = fresh(temp.path());
            run(&root, "new", point);
            let files = waiting(&root);
            let Some(file) = files.last() else { continue };
            damage(file);
            assert_ne!(open(&root), Recovery::Finished);
            assert_ne!(state(&root).1.as_deref(), Some("new"), "the record says too much");
            for (path, text) in state(&root).0 {
                let name = path.strip_prefix(root.join("public")).unwrap().to_str().unwrap();
                let is_ours = old.contains_key(name) || new.contains_key(name);
                if let Some(text) = text.filter(|_| is_ours) {
                    assert!(old.get(name) == Some(&text) || new.get(name) == Some(&text), "{name}: {text:?}");
                }
            }
            build(&root, &NEW, &OLD, "new");
            let clean = fresh(temp.path());
            assert!(run(&clean, "new", usize::MAX));
            assert_eq!(state(&root).1.as_deref(), Some("new"));
        }
    }
}

/// A stage that a stranger's site brings along: a directory in it leads elsewhere, and the journal
/// knows the files there.
#[test]
fn nothing_behind_a_symlink_in_the_stage_is_removed() {
    let temp = scratch();
    let first = points_with_a_journal(temp.path()).start;
    let root = fresh(temp.path());
    assert!(!run(&root, "new", first));
    let folders: Vec<PathBuf> =
        waiting(&root).iter().filter_map(|file| file.parent()).map(Path::to_owned).collect();
    let folder = folders.iter().find(|folder| !folder.ends_with("new")).expect("a whole directory waits");
    let victim = temp.path().join("victim");
    fs::rename(folder, &victim).unwrap();
    let files: Vec<PathBuf> = walkdir::WalkDir::new(&victim)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    for file in &files {
        fs::write(file, "a stranger's").unwrap();
    }
    symlink(&victim, folder).unwrap();
    let _ = Stage::open(&Output::at(&root, Path::new("public")).unwrap(), Wait::No);
    for file in &files {
        assert_eq!(fs::read_to_string(file).unwrap(), "a stranger's");
    }
    assert!(!files.is_empty());
}
