//! Deploys of a site that a stranger made: what such a site brings along runs nothing and has nothing outside it written or
//! removed; what its config has run is said first. And what a killed deploy leaves is gone after the next.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desk::{Desk, need, tree};

/// Runs git.
fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git").current_dir(folder).args(args).output().expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A desk with a bare repository beside the site, and a file that is there once something has run that should not.
fn branch() -> (Desk, PathBuf, PathBuf) {
    need("git", "git");
    let desk = Desk::new("to = \"git:REMOTE#pages\"");
    let remote = desk.beside("remote.git");
    git(&desk.beside(""), &["init", "--quiet", "--bare", "remote.git"]);
    aim(&desk, "REMOTE", &remote.display().to_string());
    let proof = desk.beside("proof");
    (desk, remote, proof)
}

fn aim(desk: &Desk, from: &str, to: &str) {
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    assert!(config.contains(from), "{config}");
    desk.write("config.toml", config.replace(from, to));
}

fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(path, format!("#!/bin/sh\n{text}\n")).expect("a file is written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it can be run");
}

#[test]
fn a_repository_that_a_site_brings_along_is_not_used() {
    let (desk, remote, proof) = branch();
    for name in ["live.git", "branch.git"] {
        let theirs = desk.path(".dateline/deploy").join(name);
        fs::create_dir_all(&theirs).expect("a folder");
        git(&theirs, &["init", "--quiet", "--bare"]);
        let evil = format!("touch {}", proof.display());
        for key in [
            "core.sshCommand",
            "core.gitProxy",
            "core.fsmonitor",
            "credential.helper",
            "core.alternateRefsCommand",
        ] {
            git(&theirs, &["config", key, &evil]);
        }
        script(&theirs.join("hooks/pre-push"), &evil);
        script(&theirs.join("hooks/reference-transaction"), &evil);
        fs::write(theirs.join("shallow.lock"), "").expect("a lock");
    }
    desk.publish();
    aim(&desk, &remote.display().to_string(), "ssh://u@127.0.0.1:1/x");
    desk.build();
    desk.dateline(&["deploy"]).ill();
    assert!(!proof.exists());
}

#[test]
fn settings_of_the_sites_repository_run_nothing() {
    let (desk, remote, proof) = branch();
    git(&desk.path(""), &["init", "--quiet"]);
    let evil = format!("touch {}; false", proof.display());
    for key in [
        "core.sshCommand",
        "core.fsmonitor",
        "core.askPass",
        "core.pager",
        "credential.helper",
        "remote.origin.uploadpack",
        "remote.origin.receivepack",
        "alias.ls-remote",
        "alias.push",
        "gpg.program",
    ] {
        git(&desk.path(""), &["config", "--add", key, &format!("!{evil}")]);
        git(&desk.path(""), &["config", "--add", key, &evil]);
    }
    for (key, value) in
        [("push.gpgSign", "true"), ("protocol.allow", "always"), ("protocol.ext.allow", "always")]
    {
        git(&desk.path(""), &["config", key, value]);
    }
    let hooks = desk.path("hooks");
    git(&desk.path(""), &["config", "core.hooksPath", hooks.to_str().expect("text")]);
    for hook in ["pre-push", "reference-transaction", "post-update"] {
        script(&hooks.join(hook), &evil);
    }
    git(&desk.path(""), &["config", "remote.origin.url", remote.to_str().expect("text")]);
    aim(&desk, &remote.display().to_string(), "origin");
    desk.publish();
    assert!(!proof.exists());
    // An address that is another in truth.
    let url = format!("url.ext::sh -c touch% {} .insteadOf", proof.display());
    git(&desk.path(""), &["config", &url, "https://town.example/"]);
    aim(&desk, "git:origin", "git:https://town.example/x.git");
    desk.build();
    desk.dateline(&["deploy"]).ill();
    git(&desk.path(""), &["remote", "set-url", "origin", "ssh://u@127.0.0.1:1/x"]);
    aim(&desk, "git:https://town.example/x.git", "git:origin");
    desk.build();
    desk.dateline(&["deploy"]).ill();
    assert!(!proof.exists());
}

#[test]
fn variables_of_gits_lead_nowhere_else() {
    let (mut desk, _, proof) = branch();
    let theirs = desk.beside("theirs.git");
    git(&desk.beside(""), &["init", "--quiet", "--bare", "theirs.git"]);
    script(&theirs.join("hooks/pre-push"), &format!("touch {}", proof.display()));
    for name in ["GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_TEMPLATE_DIR", "GIT_ATTR_SOURCE"] {
        desk.set(name, theirs.clone());
    }
    desk.set("GIT_ALLOW_PROTOCOL", "file:ext");
    let before = tree(&theirs);
    desk.publish();
    assert!(tree(&theirs) == before);
    assert!(!proof.exists());
}

#[test]
fn a_remote_that_comes_with_the_site_is_refused() {
    let (desk, remote, proof) = branch();
    let theirs = desk.path("theirs.git");
    fs::create_dir_all(&theirs).expect("a folder");
    git(&theirs, &["init", "--quiet", "--bare"]);
    for hook in ["pre-receive", "update", "post-receive", "post-update", "reference-transaction"] {
        script(&theirs.join("hooks").join(hook), &format!("touch {}", proof.display()));
        script(&remote.join("hooks").join(hook), &format!("touch {}", proof.display()));
    }
    let mut now = remote.display().to_string();
    for address in [
        "theirs.git".to_owned(),
        "./theirs.git".to_owned(),
        theirs.display().to_string(),
        format!("file://{}", theirs.display()),
    ] {
        aim(&desk, &format!("git:{now}#"), &format!("git:{address}#"));
        now = address;
        desk.build();
        let said = desk.dateline(&["deploy"]).ill();
        assert!(said.contains("comes with the site"), "{said}");
    }
    // One beside the site, named from there: its hooks do not run.
    aim(&desk, &format!("git:{now}#"), "git:../remote.git#");
    desk.publish();
    assert!(!proof.exists());
    // One that is named from the root is this machine's own.
    aim(&desk, "git:../remote.git#", &format!("git:{}#", remote.display()));
    desk.story("three", "Third");
    desk.publish();
    assert!(proof.exists());
}

#[test]
fn what_is_run_is_said_before_the_first_deploy() {
    let (desk, remote, proof) = branch();
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    desk.write("config.toml", format!("{config}after = \"sh -c 'cat > /dev/null'\"\n"));
    desk.build();
    let said = |args: &[&str]| desk.dateline(args).told();
    for _ in 0..2 {
        let shown = said(&["deploy", "--dry-run"]);
        assert!(shown.contains(&format!("pushes the branch pages to {}", remote.display())), "{shown}");
        assert!(shown.contains("runs git") && shown.contains("runs sh -c"), "{shown}");
    }
    assert!(said(&["-q", "deploy"]).contains("runs git"));
    assert!(!said(&["deploy"]).contains("runs git"));
    aim(&desk, "cat > /dev/null", "cat");
    desk.build();
    assert!(said(&["deploy"]).contains("runs sh -c cat,"));
    desk.forget();
    let first = said(&["deploy"]);
    assert!(first.contains("First deploy to"), "{first}");
    assert!(!proof.exists());
}

#[test]
fn what_a_killed_git_leaves_stops_no_later_deploy() {
    let (desk, _, _) = branch();
    desk.publish();
    let ours = desk.workplace().join("branch.git");
    for left in [
        "shallow.lock",
        "config.lock",
        "packed-refs.lock",
        "HEAD.lock",
        "refs/dateline/there.lock",
        "objects/pack/tmp_pack_x",
    ] {
        fs::write(ours.join(left), "").expect("a file");
    }
    fs::create_dir_all(ours.join("objects/tmp_objdir-incoming-x/pack")).expect("a folder");
    desk.story("three", "Third");
    desk.publish();
    let names: Vec<String> = tree(&ours).into_keys().collect();
    let left = names.iter().find(|name| name.split('.').next_back() == Some("lock") || name.contains("tmp_"));
    assert_eq!(left, None);
    // Nor does a repository that a loss of power has damaged.
    for damaged in ["HEAD", "config", "packed-refs"] {
        fs::write(ours.join(damaged), "").expect("a file");
        desk.story("four", &format!("Fourth, {damaged}"));
        desk.publish();
    }
    for pack in fs::read_dir(ours.join("objects/pack")).expect("packs").flatten() {
        fs::set_permissions(pack.path(), fs::Permissions::from_mode(0o644)).expect("it can be written");
        fs::write(pack.path(), "").expect("a file");
    }
    desk.story("five", "Fifth");
    desk.publish();
}

#[test]
fn releases_that_a_site_brings_along_lead_nowhere() {
    let desk = Desk::new("to = \"dir:live\"\nkeep = 1");
    desk.build();
    let photos = desk.beside("photos");
    for year in ["000001-2019-01-01T00-00-00Z", "000002-2020-01-01T00-00-00Z", "000003-2021-01-01T00-00-00Z"]
    {
        fs::create_dir_all(photos.join(year)).expect("a folder");
        fs::write(photos.join(year).join("x.jpg"), "x").expect("a file");
        fs::write(photos.join(format!("{year}.manifest")), "x").expect("a file");
    }
    let before = tree(&photos);
    let releases = desk.path(".live.releases");
    symlink("../photos", &releases).expect("a link");
    symlink(".live.releases/000003-2021-01-01T00-00-00Z", desk.path("live")).expect("a link");
    let said = desk.dateline(&["deploy"]).ill();
    assert!(said.contains("Dateline did not make it"), "{said}");
    fs::remove_file(&releases).expect("a link");
    fs::create_dir(&releases).expect("a folder");
    symlink("../../photos/000003-2021-01-01T00-00-00Z", releases.join("000003-2021-01-01T00-00-00Z"))
        .expect("a link");
    desk.dateline(&["deploy"]).ill();
    fs::remove_file(desk.path("live")).expect("a link");
    let precious = desk.beside("precious");
    fs::write(&precious, "mine").expect("a file");
    symlink(&precious, releases.join("lock")).expect("a link");
    let _ = fs::remove_file(releases.join("lock.x"));
    desk.dateline(&["deploy"]).ill();
    assert_eq!(fs::read_to_string(&precious).expect("a file"), "mine");
    fs::remove_file(releases.join("lock")).expect("a link");
    symlink(&photos, releases.join("part")).expect("a link");
    symlink(&photos, releases.join("gone")).expect("a link");
    desk.dateline(&["deploy"]).well();
    assert!(tree(&photos) == before);
    // Nor does a folder of the site through which the target is named.
    symlink("../photos", desk.path("www")).expect("a link");
    aim(&desk, "dir:live", "dir:www/live");
    desk.build();
    let said = desk.dateline(&["deploy"]).ill();
    assert!(said.contains("is a symbolic link in the site"), "{said}");
    assert!(tree(&photos) == before);
}

#[test]
fn what_a_killed_deploy_to_a_folder_leaves_is_removed() {
    let desk = Desk::new("to = \"dir:../www\"\nkeep = 2");
    desk.publish();
    let releases = desk.beside(".www.releases");
    let names = || {
        let mut names: Vec<String> = fs::read_dir(&releases)
            .expect("releases")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
            .collect();
        names.sort();
        names
    };
    let clean = names();
    let never = "000009-2026-01-01T00-00-00Z";
    fs::create_dir_all(releases.join("part/x")).expect("a folder");
    fs::create_dir_all(releases.join("gone/x")).expect("a folder");
    fs::create_dir_all(releases.join(never).join("x")).expect("a folder");
    fs::write(releases.join(format!("{never}.manifest")), "x").expect("a file");
    fs::write(releases.join("000008-2026-01-01T00-00-00Z.manifest"), "x").expect("a file");
    symlink(format!(".www.releases/{never}"), releases.join("link")).expect("a link");
    symlink(format!(".www.releases/{}", clean[0]), releases.join("back")).expect("a link");
    desk.dateline(&["deploy"]).well();
    assert_eq!(names(), clean);
}

#[test]
fn folders_of_datelines_own_that_a_site_brings_along_lead_nowhere() {
    for (target, link) in [
        ("to = \"rsync:127.0.0.1:/srv/www\"", ".dateline/deploy"),
        ("to = \"rsync:127.0.0.1:/srv/www\"", ".dateline/deploy/live.stage"),
        ("to = \"dir:../www\"\nafter = \"cat\"", ".dateline/live.changes"),
    ] {
        let mut desk = Desk::new(target);
        desk.set("RSYNC_RSH", "false");
        desk.build();
        let victim = desk.beside("victim");
        fs::create_dir_all(victim.join("live.stage")).expect("a folder");
        fs::write(victim.join("live.stage/diary"), "dear diary").expect("a file");
        let path = desk.path(link);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let to = if link.ends_with("changes") { victim.join("live.stage/diary") } else { victim.clone() };
        symlink(to, &path).expect("a link");
        let before = tree(&victim);
        let said = desk.dateline(&["deploy"]).ill();
        assert!(said.contains("symlink"), "{link}: {said}");
        assert!(tree(&victim) == before, "{link}");
    }
}

#[test]
fn a_token_is_not_sent_to_whoever_a_config_names() {
    for (kind, key) in [("gs", ""), ("az", "account = \"news\"\n")] {
        let mut desk =
            Desk::new(&format!("to = \"{kind}://news\"\nendpoint = \"https://evil.example\"\n{key}"));
        desk.set("GOOGLE_SERVICE_ACCOUNT", "/dev/null");
        desk.build();
        let said = desk.dateline(&["deploy"]).ill();
        assert!(said.contains("your token would be sent to https://evil.example"), "{said}");
    }
}
