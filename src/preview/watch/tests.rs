use super::*;

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
