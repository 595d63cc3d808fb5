//! Changes that lengths and times do not show: an output that is put back from a backup, a file that is written with the
//! times of another. The next build finds them by inode, change time or bytes.

use crate::site;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

const CONFIG: &str = "title = \"N\"\nbase_url = \"https://n.example\"\n";
const PAGE: &str = "public/2025/11/01/a/index.html";

struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// Builds a site twice, with a backup of the output of the first build: its files have the lengths of the second's.
    fn with_backup() -> Self {
        let site = Self(site::Site::new(CONFIG));
        site.write("content/b.md", "+++\ntitle = \"B\"\ndate = 2025-11-02\n+++\nB.\n");
        site.write("static/s.txt", "AAAA\n");
        site.text("The dead are 11.");
        site.build();
        site.shell("cp -a public backup");
        std::thread::sleep(Duration::from_millis(20));
        site.text("The dead are 22.");
        site.write("static/s.txt", "BBBB\n");
        // Every source is settled when it is built.
        std::thread::sleep(Duration::from_millis(120));
        site.build();
        assert_eq!(site.length(PAGE), site.length(&PAGE.replace("public", "backup")));
        assert!(site.is_idle(), "the build after it has something to do");
        site
    }

    fn text(&self, text: &str) {
        self.write("content/a.md", format!("+++\ntitle = \"A\"\ndate = 2025-11-01\n+++\n{text}\n"));
    }

    fn length(&self, file: &str) -> u64 {
        fs::metadata(self.path(file)).expect("it is there").len()
    }

    fn shell(&self, commands: &str) {
        let status = Command::new("sh").args(["-ec", commands]).current_dir(self.root()).status();
        assert!(status.expect("sh runs").success(), "{commands}");
    }

    /// Builds the site, and returns what it says.
    fn build(&self) -> String {
        let said = self.run(&["build", "--as-of", "2025-12-01"]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        said.stdout + &said.stderr
    }

    /// Whether a build leaves even the record alone.
    fn is_idle(&self) -> bool {
        let record = || {
            let mut entries = fs::read_dir(self.path(".dateline")).expect("a folder").flatten();
            let still =
                entries.find(|entry| entry.path().extension().is_some_and(|ending| ending == "still"));
            still.expect("a record").metadata().expect("it is there").ino()
        };
        let before = record();
        self.build();
        before == record()
    }

    /// Builds, and compares the output with that of a build from nothing.
    fn check(&self, what: &str) {
        self.build();
        let there = self.output();
        let idle = self.is_idle() || self.is_idle();
        self.shell("mv public was; rm -r .dateline");
        self.build();
        let anew = self.output();
        assert!(there == anew, "{what}: the output is not what a build from nothing gives");
        assert!(idle, "{what}: every build has something to do");
    }
}

#[test]
fn an_output_put_back_from_a_backup_is_written_again() {
    for (what, commands) in [
        ("copied with times", "cp -a backup/. public/"),
        ("copied in place", "cp -r backup/. public/"),
        ("copied anew", "rm -r public; cp -a backup public"),
        ("moved", "rm -r public; mv backup public"),
        ("one folder moved", "rm -r public/2025; mv backup/2025 public/2025"),
        ("one file moved", "mv backup/2025/11/01/a/index.html public/2025/11/01/a/index.html"),
        ("one file linked", "ln -f backup/2025/11/01/a/index.html public/2025/11/01/a/index.html"),
        ("without its manifest", "rm -r public/2025; mv backup/2025 public/2025; rm -r public/.dateline"),
        ("copied with its own times", "cp -r public p2; rm -r public; mv p2 public"),
        ("other rights", "chmod -R go-w public"),
    ] {
        let site = Site::with_backup();
        site.shell(commands);
        if what == "without its manifest" {
            // Nothing says that Dateline wrote what is there now.
            site.run(&["build", "-q", "--adopt", "--as-of", "2025-12-01"]).well();
        }
        site.check(what);
    }
}

#[test]
fn a_file_changed_in_place_with_its_times_put_back_is_written_again() {
    let site = Site::with_backup();
    let path = site.path(PAGE);
    let times = path.metadata().expect("it is there");
    let text = fs::read_to_string(&path).expect("a page").replace("dead are 22", "dead are 33");
    let file = File::options().write(true).open(&path).expect("opened");
    std::io::Write::write_all(&mut &file, text.as_bytes()).expect("written");
    file.set_modified(times.modified().expect("a time")).expect("set");
    let now = path.metadata().expect("it is there");
    assert_eq!((now.len(), now.mtime_nsec(), now.ino()), (times.len(), times.mtime_nsec(), times.ino()));
    site.check("changed in place");
}

#[test]
fn an_output_that_was_copied_whole_is_known_by_its_bytes() {
    let site = Site::with_backup();
    site.shell("cp -r public copy; rm -r public; mv copy public");
    let ino = |file: &str| site.path(file).metadata().expect("it is there").ino();
    let before = ino(PAGE);
    site.build();
    assert_eq!(ino(PAGE), before, "a file of the same bytes was written again");
    assert!(site.is_idle(), "the build after it has something to do");
}

#[test]
fn a_source_with_a_time_to_come_keeps_no_build_busy() {
    let site = Site::with_backup();
    let file = File::options().append(true).open(site.path("content/b.md")).expect("opened");
    file.set_modified(SystemTime::now() + Duration::from_secs(1 << 20)).expect("set");
    std::thread::sleep(Duration::from_millis(60));
    site.build();
    assert!(site.is_idle());
}

#[test]
fn edits_in_one_step_of_the_clock_all_show() {
    let site = Site::with_backup();
    for number in 0..12 {
        site.text(&format!("The dead are {}.", 30 + number));
        site.write("static/s.txt", format!("A{number:03}\n"));
        site.build();
        site.text(&format!("The dead are {}.", 60 + number));
        site.write("static/s.txt", format!("B{number:03}\n"));
        site.build();
        let page = site.read(PAGE);
        assert!(page.contains(&format!("The dead are {}.", 60 + number)));
        let copied = site.read("public/s.txt");
        assert_eq!(copied, format!("B{number:03}\n"));
    }
}

/// File system whose times are whole seconds, on a loop device. It needs root.
struct WholeSeconds(std::path::PathBuf);

impl WholeSeconds {
    fn mount(temp: &Path) -> Self {
        let folder = temp.join("disk");
        fs::create_dir(&folder).expect("made");
        let commands = "truncate -s 64M image && mkfs.ext4 -q -I 128 -F image && mount -o loop image disk";
        let mounted = Command::new("sh").args(["-c", commands]).current_dir(temp).output().expect("sh runs");
        assert!(mounted.status.success(), "{}", String::from_utf8_lossy(&mounted.stderr));
        Self(folder)
    }
}

impl Drop for WholeSeconds {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
#[ignore = "needs root and a loop device: see .ci/run"]
fn edits_in_one_second_show_where_times_are_whole_seconds() {
    let temp = tempfile::tempdir().expect("a folder");
    let disk = WholeSeconds::mount(temp.path());
    let site = Site(site::Site::in_folder(tempfile::tempdir_in(&disk.0).expect("a folder"), CONFIG));
    let edit = |number: u32| {
        site.text(&format!("The dead are {number}."));
        site.write("static/s.txt", format!("{number}\n"));
    };
    for first in [10, 20] {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        std::thread::sleep(Duration::from_nanos(1_010_000_000 - u64::from(since.subsec_nanos())));
        for number in first..first + 3 {
            edit(number);
            site.build();
        }
        edit(first + 3);
        std::thread::sleep(Duration::from_secs(2));
        site.build();
        let expected = (first + 3).to_string();
        let page = site.read(PAGE);
        assert!(page.contains(&format!("The dead are {expected}.")), "the text is an old one");
        let copied = site.read("public/s.txt");
        assert_eq!(copied.trim(), expected, "the file is an old one");
    }
    std::thread::sleep(Duration::from_secs(3));
    site.build();
    std::thread::sleep(Duration::from_secs(3));
    assert!(site.is_idle() || site.is_idle(), "every build has something to do");
    drop(site);
}
