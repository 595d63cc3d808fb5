//! A system that grants little: no threads, few files, little memory.

use std::process::Command;

use super::run::{Site, run};

/// Runs a build under a limit of the shell.
fn build_under(site: &Site, limit: &str) -> super::run::Ran {
    run(&mut limited(site, Command::new("bash"), limit))
}

/// Adds a build under a limit to a command that ends with the name of the shell.
fn limited(site: &Site, mut command: Command, limit: &str) -> Command {
    let dateline = site.command(&["build", "-q"]);
    command.args(["-c", &format!("{limit} && exec \"$@\""), "bash"]).arg(dateline.get_program());
    command.args(dateline.get_args()).env("NO_COLOR", "1").current_dir(site.root());
    command
}

#[test]
fn few_files_may_be_open() {
    let site = Site::new();
    for number in 0..300 {
        let text = format!("+++\ntitle = \"N{number}\"\ndate = 2025-01-01\n+++\n[file](file.txt)\n");
        site.write(&format!("content/{}/{number}/index.md", number % 7), text);
        site.write(&format!("content/{}/{number}/file.txt", number % 7), "x");
        site.write(&format!("static/a/b/c/{number}/file.txt"), "x");
    }
    let ran = build_under(&site, "ulimit -n 64");
    assert_eq!((ran.code, ran.said.as_str()), (Some(0), ""));
}

#[test]
fn memory_that_is_not_granted_is_an_error() {
    let site = Site::new();
    let big = "{% set s = \"xxxxxxxxxxxxxxxx\" %}{% for i in range(end=30) %}{% set_global s = s ~ s %}{% endfor %}";
    site.write("templates/partials/footer.html", big);
    let limits = "[limits]\ntemplate_mebibytes = 4096\n";
    site.write("config.toml", format!("title = \"T\"\nbase_url = \"https://town.example\"\n{limits}"));
    let ran = build_under(&site, "ulimit -v 700000");
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(!ran.said.is_empty());
}

/// The limit of processes is not root's.
#[test]
fn no_thread_is_an_error() {
    let site = Site::new();
    let mut command = Command::new("bash");
    if fs_owner("/proc/self") == 0 {
        let opened = Command::new("chmod").args(["-R", "a+rwX"]).arg(site.beside("")).status();
        assert!(opened.is_ok_and(|status| status.success()));
        command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "bash"]);
    }
    let ran = run(&mut limited(&site, command, "ulimit -c 0 -u 1"));
    // A user of many programs may not even start this one.
    if ran.said.contains("fork") || ran.said.contains("ermission denied") {
        return;
    }
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.said.contains("refuses to start another thread"), "{}", ran.said);
}

fn fs_owner(path: &str) -> u32 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map_or(1, |found| found.uid())
}
