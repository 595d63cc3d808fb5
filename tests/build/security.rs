//! Enforces what `SECURITY.md` says of a build: it opens nothing but the site, contacts nobody and starts no program. And
//! every test that the policy names is there.

use crate::files::write;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

/// What the system's loader, the allocator and the thread pool read on any program's behalf.
const OF_THE_SYSTEM: [&str; 6] = ["/etc/ld.so.", "/lib", "/usr/lib", "/proc/", "/sys/", "/dev/"];

/// Returns the system calls of a program on a site, with the files behind the descriptors.
fn traced(site: &Path, arguments: &[&str]) -> String {
    let trace = site.with_file_name("trace");
    let output = Command::new("strace")
        .args(["-f", "-y", "-qq", "-e", "trace=%network,%process,%file", "-o"])
        .arg(&trace)
        .arg(cargo_bin("dateline"))
        .arg("--site")
        .arg(site)
        .args(arguments)
        .output()
        .expect("strace");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(trace).expect("a trace")
}

fn site() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let site = folder.path().canonicalize().expect("a path").join("site");
    let files = [
        (
            "config.toml",
            "title = \"T\"\nbase_url = \"https://t.example\"\n[feeds]\nhub = \"https://hub.example/\"\n[hosting]\nhosts = [\"netlify\", \"nginx\"]\n",
        ),
        (
            "content/a.md",
            "+++\ntitle = \"A\"\ndate = 2025-01-01\nimage = { src = \"p.svg\", alt = \"P\" }\n+++\n![x](https://other.example/x.png)\n\nhttps://www.youtube.com/watch?v=aqz-KE-bpKQ\n",
        ),
        ("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("static/s.txt", "S"),
        ("templates/404.html", "{{ site.title }}"),
        ("i18n/en.toml", "archive = \"All\"\n"),
        ("addresses.csv", "old,new\n/was/,/archive/\n"),
    ];
    for (file, text) in files {
        write(&site.join(file), text);
    }
    (folder, site)
}

#[test]
#[ignore = "needs strace: see .ci/run"]
fn a_build_contacts_nobody_and_starts_no_program() {
    let (_folder, site) = site();
    for arguments in [&["build"][..], &["check"], &["build", "--force"]] {
        let trace = traced(&site, arguments);
        let calls = |names: &[&str]| -> Vec<&str> {
            trace.lines().filter(|line| names.iter().any(|name| line.contains(name))).collect()
        };
        assert_eq!(
            calls(&[" socket(", " connect(", " sendto(", " bind("]),
            Vec::<&str>::new(),
            "{arguments:?}"
        );
        assert_eq!(calls(&[" execve(", " execveat(", " fork(", " vfork("]).len(), 1, "{arguments:?}");
    }
}

#[test]
#[ignore = "needs strace: see .ci/run"]
fn a_build_opens_nothing_outside_of_the_site() {
    let (folder, site) = site();
    let trace = traced(&site, &["build"]);
    // A call that another thread interrupts stands in two lines, of which the second has the path.
    let calls = [" openat(", " openat2(", " open(", "<... openat ", "<... openat2 ", "<... open "];
    let is_open = |line: &&str| calls.iter().any(|call| line.contains(call));
    let opened: BTreeSet<&str> = trace
        .lines()
        .filter(is_open)
        .filter_map(|line| {
            line.rsplit_once(" = ")?.1.split_once('<')?.1.split_once('>').map(|(path, _)| path)
        })
        .collect();
    assert!(opened.iter().any(|path| path.ends_with("content/a.md")), "{opened:?}");
    let program = cargo_bin("dateline");
    let is_allowed = |path: &&&str| {
        let path = Path::new(**path);
        // The folders above the site are looked through for links, and none of their files is read.
        path.starts_with(&site)
            || site.starts_with(path)
            || (path.starts_with(folder.path()) && path.to_string_lossy().contains(".dateline-stage"))
            || path == program
            || OF_THE_SYSTEM.iter().any(|start| path.to_string_lossy().starts_with(start))
    };
    let outside: Vec<&&str> = opened.iter().filter(|path| !is_allowed(path)).collect();
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn every_test_that_the_policy_names_is_there() {
    let policy = fs::read_to_string("SECURITY.md").expect("a policy");
    let mut named = 0;
    for (file, rest) in policy.split("`tests/").skip(1).filter_map(|part| part.split_once("::")) {
        let test = rest.split('`').next().unwrap_or_default();
        let source = fs::read_to_string(Path::new("tests").join(file)).expect("a file that the policy names");
        let is_there = source.contains(&format!("fn {test}(")) || source.contains(&format!("\"{test}\""));
        assert!(is_there, "there is no test {test} in tests/{file}");
        named += 1;
    }
    assert!(named > 20, "the policy names {named} tests");
}
