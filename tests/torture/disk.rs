//! Builds on full disks, with failing system calls and with scarce resources: the old site stays and a message says why, or
//! the new one is in place.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::bout::Bout;
use super::dice::Dice;
use super::files;
use super::kit::{self, LIMIT, Said, run as run_command};
use super::mount::{Disk, command};
use super::pair::Pair;

/// Sizes in KiB that are left free on a full disk.
const SIZES: [u64; 20] =
    [0, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192];

/// System calls that are made to fail, and how.
const FAULTS: [(&str, &str); 14] = [
    ("write", "EIO"),
    ("write", "ENOSPC"),
    ("openat", "ENOSPC"),
    ("openat", "EIO"),
    ("openat", "EMFILE"),
    ("mkdirat", "ENOSPC"),
    ("renameat", "EIO"),
    ("renameat", "ENOSPC"),
    ("unlinkat", "EIO"),
    ("syncfs", "EIO"),
    ("fsync", "EIO"),
    ("newfstatat", "EIO"),
    ("getdents64", "EIO"),
    ("flock", "ENOLCK"),
];

/// Calls of one kind, counted from the first, of which one fails.
const CALLS: usize = 120;

pub(crate) fn run(bout: &Bout) {
    let pair = Pair::new(40);
    full_disks(bout, &pair);
    failing_calls(bout, &pair);
    scarcity(bout, &pair);
}

fn full_disks(bout: &Bout, pair: &Pair) {
    let temp = tempfile::tempdir().expect("a folder");
    if let Err(why) = Disk::can_be_made(temp.path()) {
        bout.skip("full disks", &why);
        return;
    }
    let sizes = if bout.count(0, 1, 1) == 0 { &[16, 512][..] } else { &SIZES[..] };
    for kind in ["ext4", "tmpfs", "inodes"] {
        for size in sizes {
            bout.one(&format!("full {kind} {size}"), |_, _| full(pair, kind, *size, temp.path()));
        }
    }
}

fn full(pair: &Pair, kind: &str, free: u64, temp: &Path) -> Result<(), String> {
    let folder = temp.join("disk");
    let disk = match kind {
        "ext4" => Disk::ext4(&temp.join("full.img"), "80M", folder),
        "tmpfs" => Disk::tmpfs("size=64M,mode=755", folder),
        _ => Disk::tmpfs("size=256M,nr_inodes=6000,mode=755", folder),
    }?;
    let site = disk.site();
    pair.lay(0, &site);
    pair.build_whole(0, &site)?;
    pair.lay(1, &site);
    let fill = disk.folder().join("fill");
    match kind {
        "inodes" => fill_inodes(&fill, disk.folder(), free / 8)?,
        _ => fill_bytes(&fill, disk.folder(), free << 10)?,
    }
    let mut old = 0;
    for again in ["", "again "] {
        let said = Pair::build(&site);
        if said.code == Some(0) && old == 1 {
            break;
        }
        pair.judge(&said, old, &site).map_err(|why| format!("{again}full: {why}"))?;
        old = pair.which(&site)?;
        if old == 1 {
            break;
        }
        if !said.stderr.contains("full") && !said.stderr.contains("No space") {
            return Err(format!("the message does not say that the disk is full: {}", said.stderr));
        }
    }
    let _ = fs::remove_dir_all(&fill);
    let _ = fs::remove_file(&fill);
    pair.build_whole(1, &site)
}

fn fill_bytes(fill: &Path, folder: &Path, free: u64) -> Result<(), String> {
    command("sync", &["-f", &folder.to_string_lossy()])?;
    let stat = rustix::fs::statvfs(folder).map_err(|error| error.to_string())?;
    let mut left = (stat.f_bavail * stat.f_frsize).saturating_sub(free);
    let mut opened = fs::File::create(fill).map_err(|error| error.to_string())?;
    while left > 0 {
        let piece = left.min(1 << 20);
        if opened.write_all(&vec![0; usize::try_from(piece).expect("a MiB")]).is_err() {
            break;
        }
        left -= piece;
    }
    command("sync", &["-f", &folder.to_string_lossy()])
}

fn fill_inodes(fill: &Path, folder: &Path, free: u64) -> Result<(), String> {
    fs::create_dir(fill).map_err(|error| error.to_string())?;
    let stat = rustix::fs::statvfs(folder).map_err(|error| error.to_string())?;
    for number in 0..stat.f_favail.saturating_sub(free) {
        if fs::File::create(fill.join(number.to_string())).is_err() {
            break;
        }
    }
    Ok(())
}

fn failing_calls(bout: &Bout, pair: &Pair) {
    if !kit::has("strace") {
        bout.skip("failing system calls", "strace is not installed");
        return;
    }
    let each = bout.count(1, 16, 50);
    for (call, error) in FAULTS {
        for number in 0..each {
            bout.one(&format!("{call} {error} {number}"), |_, dice| failing(pair, call, error, dice));
        }
    }
}

fn failing(pair: &Pair, call: &str, error: &str, dice: &mut Dice) -> Result<(), String> {
    let temp = files::folder();
    let site = temp.path();
    pair.lay(0, site);
    pair.build_whole(0, site)?;
    pair.lay(1, site);
    let when = 1 + dice.below(match call {
        "syncfs" | "fsync" => 2,
        "flock" => 4,
        _ => CALLS,
    });
    let build = Pair::command(site, &["build", "-q"]);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"]);
    strace.arg(format!("inject={call}:error={error}:when={when}"));
    strace.arg(build.get_program()).args(build.get_args());
    strace.env("SOURCE_DATE_EPOCH", kit::NOW).env("RAYON_NUM_THREADS", "1");
    let said = run_command(&mut strace, LIMIT * 6);
    // The call was the system's, before the program began.
    if said.stderr.contains("error while loading shared libraries") {
        return pair.build_whole(1, site).map_err(|why| format!("the {when}th call: {why}"));
    }
    if call == "unlinkat" {
        remove_empty_folders(&site.join("public"));
    }
    let place = |why| format!("the {when}th call: {why}");
    pair.judge(&said, 0, site).map_err(place)?;
    pair.build_whole(1, site).map_err(place)
}

/// Removes empty folders, which do no harm where they could not be removed.
fn remove_empty_folders(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty_folders(&entry.path());
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// A build with less than it is used to.
struct Scarcity {
    name: &'static str,
    /// Commands of a shell before it becomes the build.
    before: &'static str,
    /// What is done to the site.
    prepare: fn(&Path),
    /// Commands that undo it.
    undo: fn(&Path),
}

const SCARCITIES: [Scarcity; 5] = [
    Scarcity { name: "64 files", before: "ulimit -n 64", prepare: |_| (), undo: |_| () },
    Scarcity { name: "no thread", before: "ulimit -u 1", prepare: |_| (), undo: |_| () },
    Scarcity {
        name: "an unreadable article",
        before: ":",
        prepare: |site| mode(&site.join("content/s3/index.md"), 0o000),
        undo: |site| mode(&site.join("content/s3/index.md"), 0o644),
    },
    Scarcity {
        name: "a read-only output",
        before: ":",
        prepare: |site| {
            command("chmod", &["-R", "a-w", &site.join("public").to_string_lossy()]).expect("done");
        },
        undo: |site| command("chmod", &["-R", "u+w", &site.join("public").to_string_lossy()]).expect("done"),
    },
    Scarcity {
        name: "a read-only site",
        before: ":",
        prepare: |site| command("chmod", &["-R", "a-w", &site.to_string_lossy()]).expect("done"),
        undo: |site| command("chmod", &["-R", "u+w", &site.to_string_lossy()]).expect("done"),
    },
];

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode is set");
}

fn scarcity(bout: &Bout, pair: &Pair) {
    if !kit::is_root() || !kit::has("setpriv") {
        bout.skip("scarce resources", "only root can become a user without rights, by setpriv");
        return;
    }
    for scarce in &SCARCITIES {
        bout.one(scarce.name, |_, _| with_little(pair, scarce));
    }
    bout.one("a frozen disk", |_, _| {
        let temp = tempfile::tempdir().expect("a folder");
        let disk = Disk::tmpfs("size=64M", temp.path().join("disk"))?;
        pair.lay(0, &disk.site());
        pair.build_whole(0, &disk.site())?;
        pair.lay(1, &disk.site());
        disk.freeze()?;
        pair.judge(&Pair::build(&disk.site()), 0, &disk.site())
    });
}

fn with_little(pair: &Pair, scarce: &Scarcity) -> Result<(), String> {
    let temp = files::folder();
    mode(temp.path(), 0o755);
    let site = temp.path().join("site");
    pair.lay(0, &site);
    command("chown", &["-R", "nobody", &temp.path().to_string_lossy()])?;
    let old = as_nobody("true", &site);
    if old.code != Some(0) {
        return Err(format!("a common user can't build: {}", old.all()));
    }
    pair.lay(1, &site);
    command("chown", &["-R", "nobody", &temp.path().to_string_lossy()])?;
    (scarce.prepare)(&site);
    let said = as_nobody(scarce.before, &site);
    (scarce.undo)(&site);
    pair.judge(&said, 0, &site)?;
    let said = as_nobody("true", &site);
    if said.code != Some(0) {
        return Err(format!("the next build fails: {}", said.all()));
    }
    pair.build_whole(1, &site)
}

/// Builds as a user without rights.
fn as_nobody(before: &str, site: &Path) -> Said {
    let build = Pair::command(site, &["build", "-q"]);
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid=nobody", "--clear-groups", "bash", "-c"]);
    setpriv.arg(format!("{before} && exec \"$0\" \"$@\"")).arg(build.get_program()).args(build.get_args());
    setpriv.env("SOURCE_DATE_EPOCH", kit::NOW).current_dir("/");
    run_command(&mut setpriv, LIMIT * 6)
}
