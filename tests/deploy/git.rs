//! A branch of a repository as the target of a deploy, against the real git: what is pushed, what is not sent again, what
//! happens to others' commits, to two deploys at once, and to one that is killed.

use crate::desk;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::desk::{Desk, Tree, need, tree};

const REMOTE: &str = "remote.git";

/// A desk with a bare repository beside the site, which keeps every push as a pack.
fn desk(more: &str, make: fn(&str) -> Desk) -> Desk {
    need("git", "git");
    // The place is not known before the desk is.
    let desk = make(&format!("to = \"git:REMOTE#gh-pages\"\n{more}"));
    let remote = desk.beside(REMOTE);
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    // By a URL, since only then may a fetch leave bytes out.
    desk.write("config.toml", config.replace("REMOTE", &format!("file://{}", remote.display())));
    git(&desk.beside(""), &["init", "--quiet", "--bare", REMOTE]);
    for setting in ["uploadpack.allowFilter=true", "receive.unpackLimit=1"] {
        let (key, value) = setting.split_once('=').expect("a setting");
        git(&remote, &["config", key, value]);
    }
    desk
}

/// Runs git, and gives what it said.
fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Other", "-c", "user.email=other@town.example"]);
    let output = command.args(args).output().expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim_end().to_owned()
}

fn remote(desk: &Desk, args: &[&str]) -> String {
    git(&desk.beside(REMOTE), args)
}

/// The commits of the branch, the newest first.
fn commits(desk: &Desk) -> Vec<String> {
    remote(desk, &["rev-list", "gh-pages"]).lines().map(str::to_owned).collect()
}

/// The branch, fetched back.
fn fetched(desk: &Desk) -> Tree {
    let folder = desk.beside("clone");
    let _ = fs::remove_dir_all(&folder);
    let url = format!("file://{}", desk.beside(REMOTE).display());
    git(&desk.beside(""), &["clone", "--quiet", "--branch", "gh-pages", &url, "clone"]);
    fs::remove_dir_all(folder.join(".git")).expect("it is a clone");
    tree(&folder)
}

/// What is fetched back is what was built, and what Dateline says of it.
fn assert_same(desk: &Desk) {
    let mut there = fetched(desk);
    assert!(there.remove(".dateline/manifest").is_some());
    assert!(there.remove(".nojekyll").is_some());
    assert!(there == desk.built(), "{:?}", there.keys().collect::<Vec<_>>());
}

/// Commits as somebody else on the branch.
fn commit_as_other(desk: &Desk, edit: impl Fn(&Path)) {
    let folder = desk.beside("other");
    let _ = fs::remove_dir_all(&folder);
    let url = format!("file://{}", desk.beside(REMOTE).display());
    if remote(desk, &["branch", "--list", "gh-pages"]).is_empty() {
        git(&desk.beside(""), &["init", "--quiet", "--initial-branch", "gh-pages", "other"]);
        git(&folder, &["remote", "add", "origin", &url]);
    } else {
        git(&desk.beside(""), &["clone", "--quiet", "--branch", "gh-pages", &url, "other"]);
    }
    edit(&folder);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "By hand"]);
    git(&folder, &["push", "--quiet", "origin", "gh-pages"]);
}

/// How many files' bytes the last push brought.
fn received(desk: &Desk) -> usize {
    let packs = fs::read_dir(desk.beside(REMOTE).join("objects/pack")).expect("packs").flatten();
    let indexes =
        packs.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ending| ending == "idx"));
    let time =
        |path: &std::path::PathBuf| path.metadata().and_then(|found| found.modified()).expect("a time");
    let newest = indexes.max_by_key(time).expect("a pack");
    let told = remote(desk, &["verify-pack", "--verbose", newest.to_str().expect("text")]);
    told.lines().filter(|line| line.split_whitespace().nth(1) == Some("blob")).count()
}

#[test]
fn the_demonstration_comes_back_byte_for_byte() {
    let desk = desk("", Desk::with_demonstration);
    desk.publish();
    assert_same(&desk);
    let before = commits(&desk);
    let said = desk.dateline(&["deploy"]).well();
    assert!(said.starts_with("live is up to date"), "{said}");
    desk.forget();
    let said = desk.dateline(&["deploy", "--verify"]).well();
    assert!(said.starts_with("live is up to date"), "{said}");
    assert_eq!(commits(&desk), before, "a second run sends nothing");
}

#[test]
fn one_story_sends_what_it_changes_even_from_a_machine_that_knows_nothing() {
    let desk = desk("", Desk::with_demonstration);
    desk.publish();
    let all = received(&desk);
    desk.story("three", "Third");
    desk.forget();
    desk.publish();
    assert_same(&desk);
    assert_eq!(commits(&desk).len(), 2);
    let changed = remote(&desk, &["diff", "--name-only", "gh-pages^", "gh-pages"]).lines().count();
    // What git takes as a base for a difference counts too.
    assert!(received(&desk) <= 2 * changed && received(&desk) * 4 < all, "{} of {all}", received(&desk));
    // Nor were the bytes fetched of what is there.
    let ours = desk.workplace().join("branch.git");
    let missing = git(&ours, &["rev-list", "--objects", "--missing=print", "refs/dateline/there"]);
    let missing = missing.lines().filter(|line| line.starts_with('?')).count();
    assert!(missing > all / 2, "{missing} of {all}");
}

#[test]
fn a_squashed_branch_has_one_commit_and_is_not_sent_whole() {
    let desk = desk("history = \"squashed\"", Desk::with_demonstration);
    desk.publish();
    let all = received(&desk);
    desk.story("three", "Third");
    desk.publish();
    assert_eq!(commits(&desk).len(), 1);
    assert_same(&desk);
    assert!(received(&desk) * 4 < all, "{} of {all}", received(&desk));
    let said = desk.dateline(&["deploy", "--rollback"]).ill();
    assert!(said.contains("the branch has no earlier deploy to go back to"), "{said}");
}

#[test]
fn a_dry_run_pushes_nothing() {
    let desk = desk("", Desk::new);
    desk.build();
    let said = desk.dateline(&["deploy", "--dry-run"]).well();
    assert!(said.contains("2025/11/01/one/index.html"), "{said}");
    assert_eq!(remote(&desk, &["for-each-ref"]), "");
}

#[test]
fn what_others_have_committed_stays() {
    let desk = desk("", Desk::new);
    commit_as_other(&desk, |folder| {
        fs::write(folder.join("CNAME"), "town.example\n").expect("a file");
        fs::create_dir(folder.join("2025")).expect("a folder");
        fs::write(folder.join("2025/notes.txt"), "mine\n").expect("a file");
    });
    desk.publish();
    desk.remove("content/one.md");
    desk.publish();
    let there = fetched(&desk);
    assert_eq!(there["CNAME"], b"town.example\n");
    assert_eq!(there["2025/notes.txt"], b"mine\n");
    assert!(!there.contains_key("2025/11/01/one/index.html"));
    assert_eq!(commits(&desk).len(), 3);
}

#[test]
fn what_others_have_where_the_site_belongs_is_not_overwritten() {
    for (theirs, told) in [
        ("index.html", "index.html"),
        // In the way of a folder; and a folder in the way.
        ("2025", "2025"),
        ("robots.txt/x", "robots.txt/x"),
    ] {
        let desk = desk("", Desk::new);
        commit_as_other(&desk, |folder| {
            let path = folder.join(theirs);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "mine\n").expect("a file");
        });
        let before = commits(&desk);
        desk.build();
        let said = desk.dateline(&["deploy"]).ill();
        assert!(said.contains("did not come from Dateline") && said.contains(told), "{said}");
        assert_eq!(commits(&desk), before);
        desk.dateline(&["deploy", "--adopt"]).well();
        assert!(fetched(&desk).contains_key("2025/11/01/one/index.html"));
    }
}

#[test]
fn what_others_put_there_between_two_deploys_is_not_overwritten() {
    let desk = desk("", Desk::new);
    desk.publish();
    commit_as_other(&desk, |folder| {
        fs::create_dir_all(folder.join("2025/11/01/three")).expect("a folder");
        fs::write(folder.join("2025/11/01/three/index.html"), "mine\n").expect("a file");
    });
    desk.story("three", "Third");
    desk.build();
    let said = desk.dateline(&["deploy"]).ill();
    assert!(said.contains("2025/11/01/three/index.html"), "{said}");
}

#[test]
fn what_others_changed_of_ours_is_mended() {
    let desk = desk("", Desk::new);
    desk.publish();
    commit_as_other(&desk, |folder| {
        fs::write(folder.join("index.html"), "mine\n").expect("a file");
        fs::remove_file(folder.join("atom.xml")).expect("a file");
    });
    let said = desk.dateline(&["deploy"]).well();
    assert!(said.contains("2 files sent"), "{said}");
    assert_same(&desk);
}

#[test]
fn of_two_at_once_the_second_is_refused() {
    let mut desk = desk("", Desk::new);
    desk.publish();
    desk.story("three", "Third");
    desk.build();
    commit_as_other(&desk, |folder| fs::write(folder.join("CNAME"), "x\n").expect("a file"));
    let other = commits(&desk)[0].clone();
    remote(&desk, &["update-ref", "refs/heads/gh-pages", &commits(&desk)[1]]);
    // Between the look and the push the branch moves on.
    let script = format!(
        "case \" $* \" in *' push '*) \"$REAL\" --git-dir \"$DESK/{REMOTE}\" update-ref refs/heads/gh-pages {other};; esac\n\
         exec \"$REAL\" \"$@\""
    );
    desk.stand_in("git", &script);
    let said = desk.dateline(&["deploy"]).ill();
    assert!(said.contains("another deploy has taken over the target"), "{said}");
    assert_eq!(commits(&desk)[0], other);
    desk.no_stand_ins();
    desk.dateline(&["deploy"]).well();
    assert_eq!(fetched(&desk)["CNAME"], b"x\n");
}

#[test]
fn a_deploy_that_is_killed_leaves_the_old_site_or_the_new() {
    let mut desk = desk("", Desk::new);
    desk.publish();
    for (number, (verb, when)) in [
        ("ls-remote", "before"),
        ("fetch", "before"),
        ("fast-import", "before"),
        ("fast-import", "after"),
        ("push", "before"),
        ("push", "after"),
    ]
    .into_iter()
    .enumerate()
    {
        desk.story(&format!("story-{number}"), "Another");
        desk.build();
        let before = fetched(&desk);
        let kill = "kill -9 $PPID; sleep 1; exit 1";
        let script = match when {
            "before" => format!("case \" $* \" in *' {verb} '*) {kill};; esac\nexec \"$REAL\" \"$@\""),
            _ => {
                format!("\"$REAL\" \"$@\"; code=$?\ncase \" $* \" in *' {verb} '*) {kill};; esac\nexit $code")
            }
        };
        desk.stand_in("git", &script);
        if verb == "fetch" {
            desk.forget();
        }
        assert_eq!(desk.dateline(&["deploy"]).code, None, "{verb}, {when}");
        desk.no_stand_ins();
        if (verb, when) == ("push", "after") {
            assert_same(&desk);
            let commits_before = commits(&desk);
            let said = desk.dateline(&["deploy"]).well();
            assert!(said.starts_with("live is up to date"), "{said}");
            assert_eq!(commits(&desk), commits_before);
        } else {
            assert!(fetched(&desk) == before, "{verb}, {when}");
            desk.dateline(&["deploy"]).well();
        }
        assert_same(&desk);
    }
}

#[test]
fn rolling_back_goes_back_deploy_by_deploy_and_forward_again() {
    let desk = desk("", Desk::new);
    let mut versions = Vec::new();
    for title in ["First", "Better", "Best"] {
        desk.story("one", title);
        desk.publish();
        versions.push(fetched(&desk));
    }
    desk.dateline(&["deploy", "--rollback"]).well();
    assert!(fetched(&desk) == versions[1]);
    desk.forget();
    desk.dateline(&["deploy", "--rollback"]).well();
    assert!(fetched(&desk) == versions[0]);
    let said = desk.dateline(&["deploy", "--rollback"]).ill();
    assert!(said.contains("no earlier deploy"), "{said}");
    desk.dateline(&["deploy"]).well();
    assert_same(&desk);
    assert_eq!(commits(&desk).len(), 6, "what was is never rewritten");
}

#[test]
fn a_remote_of_the_sites_own_repository_can_be_named() {
    let desk = desk("", Desk::new);
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    let url = format!("file://{}", desk.beside(REMOTE).display());
    desk.write("config.toml", config.replace(&url, "origin"));
    git(&desk.path(""), &["init", "--quiet"]);
    // A relative one begins at the repository.
    git(&desk.path(""), &["remote", "add", "origin", &format!("../{REMOTE}")]);
    let before = fs::read_to_string(desk.path(".git/config")).expect("settings");
    desk.publish();
    assert_same(&desk);
    assert_eq!(fs::read_to_string(desk.path(".git/config")).expect("settings"), before);
    assert_eq!(git(&desk.path(""), &["for-each-ref"]), "", "nothing is left in it");
}

#[test]
fn a_remote_that_would_start_a_program_starts_none() {
    let desk = desk("", Desk::new);
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    let url = format!("file://{}", desk.beside(REMOTE).display());
    let proof = desk.beside("proof");
    let touch = format!("touch {}", proof.display());
    for hostile in [format!("ext::{touch}"), format!("--upload-pack={touch}"), format!("-u{touch}")] {
        desk.write("config.toml", config.replace(&url, &hostile));
        let said = desk.dateline(&["deploy"]).ill();
        assert!(said.contains("names no remote that can be used"), "{said}");
    }
    // Nor by way of the repository's own settings.
    git(&desk.path(""), &["init", "--quiet"]);
    git(&desk.path(""), &["remote", "add", "origin", &format!("ext::sh -c {}", touch.replace(' ', "% "))]);
    desk.write("config.toml", config.replace(&url, "origin"));
    desk.build();
    let said = desk.dateline(&["deploy"]).ill();
    assert!(said.contains("transport 'ext' not allowed"), "{said}");
    assert!(!proof.exists());
}

#[test]
fn a_token_in_the_repositorys_settings_is_not_printed() {
    let desk = desk("", Desk::new);
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    let url = format!("file://{}", desk.beside(REMOTE).display());
    desk.write("config.toml", config.replace(&url, "origin"));
    git(&desk.path(""), &["init", "--quiet"]);
    let secret = format!("http://eva:t0ken@127.0.0.1:{}/news.git", desk::free_port());
    git(&desk.path(""), &["remote", "add", "origin", &secret]);
    desk.build();
    let said = desk.dateline(&["deploy"]).ill();
    assert!(said.contains("127.0.0.1") && !said.contains("t0ken"), "{said}");
}
