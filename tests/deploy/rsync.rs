//! A folder of another machine as the target of a deploy, by the real rsync and ssh, against an sshd of the test's own:
//! what comes over, what is left alone, and what readers meet while it is at work or after it was killed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::desk::{Desk, Tree, need, tree};
use crate::server::{HOST, Server};

/// A desk, and a server that its site is sent to.
struct Pair {
    desk: Desk,
    _server: Server,
}

impl Pair {
    fn new(more: &str, make: fn(&str) -> Desk) -> Self {
        need("rsync", "rsync");
        let mut desk = make(&format!("to = \"rsync:{HOST}:PLACE\"\n{more}"));
        let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
        let place = desk.beside("www/the news");
        desk.write("config.toml", config.replace("PLACE", place.to_str().expect("text")));
        let ssh = desk.beside("ssh");
        let server = Server::start(&ssh);
        desk.set("RSYNC_RSH", Server::through(&ssh));
        Self { desk, _server: server }
    }

    /// Where the site is over there.
    fn there(&self) -> PathBuf {
        self.desk.beside("www/the news")
    }

    /// What is there for readers.
    fn seen(&self) -> Tree {
        let mut seen = tree(&self.there());
        seen.retain(|path, _| !path.starts_with(".dateline/"));
        seen
    }

    fn assert_same(&self) {
        let (mut seen, built) = (self.seen(), self.desk.built());
        // What has a hash in its name stays for a day after the last page that asks for it.
        seen.retain(|path, _| built.contains_key(path) || !has_hash(path));
        let differing: Vec<&String> =
            seen.keys().filter(|path| built.get(*path) != seen.get(*path)).collect();
        assert!(seen == built, "{differing:?}");
    }
}

/// Whether a file's name has a hash of its bytes: `css/print.5f2c9a1b.css`.
fn has_hash(path: &str) -> bool {
    let hash = path.rsplit('.').nth(1).unwrap_or_default();
    path.starts_with("css/") && hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn the_demonstration_comes_over_byte_for_byte() {
    let pair = Pair::new("", Desk::with_demonstration);
    pair.desk.publish();
    pair.assert_same();
    let mode = |path: &str| pair.there().join(path).metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!((mode("index.html"), mode("2025"), mode(".dateline")), (0o644, 0o755, 0o750));
    for args in [&["deploy"] as &[&str], &["deploy", "--verify"]] {
        let said = pair.desk.dateline(args).well();
        assert!(said.starts_with("live is up to date"), "{said}");
    }
    assert!(
        !pair.there().join(".dateline/lock").exists() && !pair.there().join(".dateline/journal").exists()
    );
    assert!(tree(&pair.there().join(".dateline/tmp")).is_empty());
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn one_story_sends_what_it_changes_and_takes_away_only_what_was_ours() {
    let pair = Pair::new("", Desk::new);
    fs::create_dir_all(pair.there().join("2025/11/01/one")).expect("a folder");
    fs::write(pair.there().join("2025/11/01/notes.txt"), "mine\n").expect("a file");
    pair.desk.publish();
    pair.desk.story("three", "Third");
    pair.desk.remove("content/one.md");
    pair.desk.remove("content/two.md");
    let said = pair.desk.publish();
    let sent: usize = said.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    assert!(sent < pair.desk.built().len() / 2, "{said}");
    let mut seen = pair.seen();
    assert_eq!(seen.remove("2025/11/01/notes.txt").as_deref(), Some(b"mine\n" as &[u8]));
    assert!(seen == pair.desk.built());
    assert!(!pair.there().join("2025/11/01/one").exists(), "an empty folder goes with its last file");
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn a_dry_run_makes_nothing_there() {
    let pair = Pair::new("", Desk::new);
    pair.desk.build();
    let said = pair.desk.dateline(&["deploy", "--dry-run"]).well();
    assert!(said.contains("2025/11/01/one/index.html"), "{said}");
    assert!(!pair.there().exists());
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn what_others_have_where_the_site_belongs_is_not_overwritten() {
    let pair = Pair::new("", Desk::new);
    pair.desk.publish();
    // Between two deploys, where nobody looks until the file is sent.
    let path = pair.there().join("2025/11/01/three/index.html");
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(&path, "mine\n").expect("a file");
    pair.desk.story("three", "Third");
    pair.desk.build();
    let said = pair.desk.dateline(&["deploy"]).ill();
    assert!(said.contains("did not come from Dateline") && said.contains("three/index.html"), "{said}");
    assert_eq!(fs::read(&path).expect("a file"), b"mine\n");
    pair.desk.dateline(&["deploy", "--adopt"]).well();
    pair.assert_same();
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn a_file_where_a_folder_is_to_be_is_told() {
    let pair = Pair::new("", Desk::new);
    pair.desk.publish();
    fs::write(pair.there().join("2024"), "mine\n").expect("a file");
    pair.desk.write("content/old.md", "+++\ntitle = \"Old\"\ndate = 2024-01-01\n+++\nText.\n");
    pair.desk.build();
    let said = pair.desk.dateline(&["deploy"]).ill();
    assert!(said.contains("2024 is a file at the target"), "{said}");
    assert_eq!(fs::read(pair.there().join("2024")).expect("a file"), b"mine\n");
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn what_is_damaged_there_is_mended_when_somebody_looks() {
    let pair = Pair::new("", Desk::new);
    pair.desk.publish();
    let path = pair.there().join("index.html");
    let length = fs::read(&path).expect("a file").len();
    fs::write(&path, vec![b'x'; length]).expect("a file");
    fs::remove_file(pair.there().join("atom.xml")).expect("a file");
    let said = pair.desk.dateline(&["deploy"]).well();
    assert!(said.starts_with("live is up to date"), "{said}");
    let said = pair.desk.dateline(&["deploy", "--verify"]).well();
    assert!(said.contains("2 files sent"), "{said}");
    pair.assert_same();
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn compressed_files_stand_beside_the_plain_ones() {
    let pair = Pair::new("precompress = \"beside\"", Desk::new);
    pair.desk.publish();
    let seen = pair.seen();
    let mut plain = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(&*seen["index.html.gz"]);
    std::io::Read::read_to_end(&mut decoder, &mut plain).expect("gzip");
    assert!(plain == pair.desk.built()["index.html"]);
    assert!(seen.contains_key("index.html.br"));
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn of_two_at_once_the_second_is_refused() {
    let mut pair = Pair::new("", Desk::new);
    pair.desk.publish();
    pair.desk.story("three", "Third");
    pair.desk.build();
    // The first waits, in the midst of it, until it is told to go on.
    pair.desk.stand_in(
        "rsync",
        ": > \"$DESK/at-work\"\nwhile [ ! -e \"$DESK/go-on\" ]; do sleep 0.05; done\nexec \"$REAL\" \"$@\"",
    );
    let first = pair.desk.begin(&["deploy"]);
    let begun = Instant::now();
    while !pair.desk.beside("at-work").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the first is not at work");
        std::thread::sleep(Duration::from_millis(20));
    }
    // From another machine, as the output is another, and so the lock of builds is.
    pair.desk.dateline(&["build", "--output", pair.desk.beside("elsewhere").to_str().expect("text")]).well();
    let said = pair
        .desk
        .dateline(&["deploy", "--output", pair.desk.beside("elsewhere").to_str().expect("text")])
        .ill();
    assert!(said.contains("another deploy holds the target"), "{said}");
    fs::write(pair.desk.beside("go-on"), "").expect("a file");
    let first = first.wait_with_output().expect("an end");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    pair.assert_same();
}

/// What readers meet: each page is as it was or as it is to be, and every file with a hash that a page asks for is there.
fn assert_whole(pair: &Pair, before: &Tree, after: &Tree, told: &str) {
    let seen = pair.seen();
    for (path, bytes) in &seen {
        let is_known = before.get(path) == Some(bytes) || after.get(path) == Some(bytes);
        assert!(is_known || has_hash(path), "{told}: {path} is neither");
        if !path.ends_with("index.html") {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        for asked in text.split("=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_part = asked.starts_with("css/") || asked.starts_with("js/");
            assert!(!is_part || seen.contains_key(asked), "{told}: {path} asks for {asked}");
        }
    }
    // What is in both was never away.
    for path in before.keys().filter(|path| after.contains_key(*path)) {
        assert!(seen.contains_key(path), "{told}: {path} is away");
    }
}

/// What goes wrong with the programs that a deploy starts, one after the other.
const WAYS: [(&str, &str); 4] = [
    ("killed before", "kill -9 $PPID; sleep 0.2; exit 1"),
    ("killed after", "\"$REAL\" \"$@\"; kill -9 $PPID; sleep 0.2; exit 1"),
    ("refused", "echo 'Permission denied' >&2; exit 255"),
    ("done, and refused", "\"$REAL\" \"$@\"; echo 'Permission denied' >&2; exit 255"),
];

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn whatever_fails_on_the_way_readers_meet_whole_pages_and_the_next_run_goes_on() {
    let mut pair = Pair::new("", Desk::new);
    pair.desk.write("static/gone.txt", "gone\n");
    pair.desk.publish();
    let mut runs = 0;
    // Every third, each in another way: a deploy starts some forty, and every build and sshd takes its time.
    for at in (1..).step_by(3) {
        let (way, what) = WAYS[at % WAYS.len()];
        let told = format!("{way}, at {at}");
        let before = pair.desk.built();
        edit(&pair.desk, at);
        pair.desk.build();
        let after = pair.desk.built();
        let _ = fs::remove_file(pair.desk.beside("count"));
        let script = format!(
            "echo >> \"$DESK/count\"\nif [ $(wc -l < \"$DESK/count\") -eq {at} ]; then {what}; fi\nexec \"$REAL\" \"$@\""
        );
        for program in ["rsync", "ssh"] {
            pair.desk.stand_in(program, &script);
        }
        let said = pair.desk.dateline(&["deploy"]);
        pair.desk.no_stand_ins();
        let count = fs::read_to_string(pair.desk.beside("count")).unwrap_or_default().lines().count();
        assert_whole(&pair, &before, &after, &told);
        if said.code == Some(0) && count < at {
            break;
        }
        runs += 1;
        let said = pair.desk.dateline(&["deploy"]);
        assert_eq!(said.code, Some(0), "{told}: {}", said.stderr);
        pair.assert_same();
    }
    let said = pair.desk.dateline(&["deploy", "--verify"]).well();
    assert!(said.starts_with("live is up to date"), "{said}");
    assert!(runs >= 8, "{runs}");
}

/// A new story, a changed one, a changed style, and a file that leaves or comes back.
fn edit(desk: &Desk, number: usize) {
    desk.story("one", &format!("First {number}"));
    desk.story(&format!("new-{number}"), "New");
    desk.write("static/css/broadsheet.css", format!("p {{ order: {number} }}"));
    if number.is_multiple_of(2) {
        desk.write("static/gone.txt", "gone\n");
    } else {
        desk.remove("static/gone.txt");
    }
}

#[test]
#[ignore = "needs rsync, ssh and sshd: see .ci/run"]
fn a_machine_that_can_not_be_reached_is_told() {
    let mut pair = Pair::new("", Desk::new);
    pair.desk.build();
    pair.desk.set("RSYNC_RSH", "ssh -F /dev/null -o UserKnownHostsFile=/dev/null");
    let said = pair.desk.dateline(&["deploy"]).ill();
    assert!(said.contains("Could not resolve hostname box"), "{said}");
}

#[test]
fn a_machine_whose_name_would_be_an_option_is_refused() {
    for hostile in ["-oProxyCommand=id", "a b", "$(id)", "host;id"] {
        let desk = Desk::new(&format!("to = \"rsync:{hostile}:/srv/www\""));
        let said = desk.dateline(&["deploy"]).ill();
        assert!(said.contains("names no machine"), "{said}");
    }
}
