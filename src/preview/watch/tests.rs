use super::*;
use std::fs;

fn edited(file: &str, existed: Existed) -> Notice {
    Notice::Edited(SitePath::known(file), existed)
}

/// Returns the quiet period after these notices.
fn quiet(notices: &[Notice]) -> Duration {
    let mut burst = Debouncer::begin(notices[0].clone());
    notices[1..].iter().for_each(|notice| burst.add(notice.clone()));
    burst.end() - burst.last
}

#[test]
fn an_edit_shows_at_once_however_it_is_saved() {
    let in_place = [edited("content/a.md", Existed::Maybe)];
    let deleted_and_written_anew =
        [edited("content/a.md", Existed::Maybe), edited("content/a.md", Existed::No)];
    // A try whether the folder can be written to, the old file put aside, a new one in its place.
    let as_vim_does_it = [
        edited("content/4913", Existed::No),
        edited("content/4913", Existed::Maybe),
        edited("content/a.md", Existed::Maybe),
        edited("content/a.md", Existed::No),
    ];
    assert_eq!(quiet(&in_place), QUIET_PERIOD);
    assert_eq!(quiet(&deleted_and_written_anew), QUIET_PERIOD);
    assert_eq!(quiet(&as_vim_does_it), QUIET_PERIOD);
}

#[test]
fn what_is_seldom_alone_is_waited_for_longer() {
    assert_eq!(quiet(&[edited("content/new.md", Existed::No)]), QUIET_AFTER_SOME);
    assert_eq!(quiet(&[Notice::Folder]), QUIET_AFTER_MANY);
    assert_eq!(quiet(&[Notice::Folder, edited("content/many/1.md", Existed::No)]), QUIET_AFTER_MANY);
    let checkout: Vec<_> =
        (0..MANY_FILES).map(|number| edited(&format!("content/{number}.md"), Existed::Maybe)).collect();
    assert_eq!(quiet(&checkout), QUIET_AFTER_MANY);
}

#[test]
fn whoever_never_rests_is_looked_at_all_the_same() {
    let mut burst = Debouncer::begin(Notice::Folder);
    burst.first = burst.last.checked_sub(MAX_WAIT_FOR_MANY).unwrap_or(burst.last);
    burst.add(edited("content/many/1.md", Existed::No));
    assert!(burst.end() <= burst.first + MAX_WAIT_FOR_MANY);
}

/// Returns the notices of an edit, from the watcher of the systems without inotify.
fn noticed(root: &Path, edit: impl FnOnce()) -> Vec<Notice> {
    let watches = recursive::Watches::open(root).expect("watches");
    let (notices, heard) = channel();
    let forwarding = thread::spawn(move || watches.forward(&notices));
    edit();
    let is_anything = |notice: &Notice| *notice != Notice::Still;
    let mut found = vec![heard.recv_timeout(Duration::from_secs(20)).expect("a notice")];
    while !found.iter().any(is_anything) || found.last().is_some_and(is_anything) {
        found.push(heard.recv_timeout(Duration::from_secs(20)).expect("a notice"));
    }
    // One more silence, in which the last events arrive.
    found.extend(std::iter::from_fn(|| heard.recv_timeout(Duration::from_millis(100)).ok()).take(40));
    drop(heard);
    assert!(forwarding.join().expect("no panic").is_ok(), "it ends with its receiver");
    found.retain(is_anything);
    found
}

#[test]
fn systems_without_inotify_report_the_same_edits() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a path");
    let write = |file: &str, text: &str| {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("it is written");
    };
    write("content/a.md", "old");
    write("public/index.html", "old");
    let saved = noticed(&root, || write("content/a.md", "new"));
    assert!(saved.contains(&edited("content/a.md", Existed::Maybe)), "{saved:?}");
    let created = noticed(&root, || write("content/new.md", "new"));
    assert!(created.contains(&edited("content/new.md", Existed::No)), "{created:?}");
    let renamed = noticed(&root, || {
        fs::rename(root.join("content/new.md"), root.join("content/b.md")).expect("it is renamed");
    });
    assert!(renamed.contains(&edited("content/b.md", Existed::Maybe)), "{renamed:?}");
    let removed = noticed(&root, || fs::remove_file(root.join("content/b.md")).expect("it is removed"));
    assert!(removed.contains(&edited("content/b.md", Existed::Maybe)), "{removed:?}");
    let settings = noticed(&root, || write("config.toml", "title = \"T\""));
    assert!(settings.contains(&Notice::Changed), "{settings:?}");
    // A source folder that was not there is watched from then on, the output never.
    let folder_appeared = noticed(&root, || {
        write("public/index.html", "new");
        write("public/other/index.html", "new");
        write("static/logo.svg", "<svg/>");
    });
    assert!(folder_appeared.contains(&Notice::Changed), "{folder_appeared:?}");
    let many = noticed(&root, || write("content/2025/11/c.md", "new"));
    assert!(many.contains(&Notice::Folder), "{many:?}");
    fs::read(root.join("content/a.md")).expect("it is read");
    let only_read = noticed(&root, || {
        fs::read(root.join("content/a.md")).expect("it is read");
        write("config.toml", "title = \"T2\"");
    });
    assert!(only_read.iter().all(|notice| *notice == Notice::Changed), "{only_read:?}");
}
