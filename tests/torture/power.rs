//! Cuts the power in the middle of builds: an ext4 on a loop device is shut down with nothing flushed and mounted again.
//! The next command has to find or make the old site or the new one. It needs root and a loop device.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::bout::Bout;
use super::dice::Dice;
use super::kit;
use super::mount::{Disk, command};
use super::pair::Pair;

/// Program that has an ext4 stop at once: `EXT4_IOC_SHUTDOWN` without a flush of its journal.
const SHUTDOWN: &str = "import fcntl, os, struct, sys\n\
    folder = os.open(sys.argv[1], os.O_RDONLY)\n\
    fcntl.ioctl(folder, 0x8004587D, struct.pack('I', 2))\n";

pub(crate) fn run(bout: &Bout) {
    let temp = tempfile::tempdir().expect("a folder");
    let can_be_cut = || {
        let disk = Disk::ext4(&temp.path().join("try.img"), "16M", temp.path().join("try"))?;
        cut_power(&disk)
    };
    if let Err(why) = can_be_cut() {
        bout.skip("loss of power", &why);
        return;
    }
    let pair = Pair::new(bout.count(40, 120, 200));
    let base = temp.path().join("base.img");
    let takes = prepare(&pair, &base, temp.path());
    let names: Vec<String> = (0..bout.count(4, 60, 200)).map(|number| format!("cut {number}")).collect();
    let ends = std::sync::Mutex::new([0, 0]);
    bout.each(&names, 1, |_, dice| {
        let end = cut(&pair, &base, temp.path(), takes, dice)?;
        ends.lock().expect("no thread panicked")[end] += 1;
        Ok(())
    });
    let [old, new] = ends.into_inner().expect("no thread panicked");
    bout.note(format!("after the power came back, {old} found the old site and {new} the new one"));
}

fn cut_power(disk: &Disk) -> Result<(), String> {
    let folder = disk.folder().to_string_lossy();
    command("python3", &["-c", SHUTDOWN, &folder])
}

/// Puts the old site, built, and the sources of the new one onto a disk. Returns how long the build takes.
fn prepare(pair: &Pair, base: &Path, temp: &Path) -> Duration {
    let disk = Disk::ext4(base, "192M", temp.join("disk")).expect("a disk is made");
    pair.lay(0, &disk.site());
    pair.build_whole(0, &disk.site()).expect("the old site is built");
    pair.lay(1, &disk.site());
    drop(disk);
    let disk = of_copy(base, temp);
    let began = Instant::now();
    pair.build_whole(1, &disk.site()).expect("the new site is built");
    began.elapsed()
}

fn of_copy(base: &Path, temp: &Path) -> Disk {
    let image = temp.join("copy.img");
    let names = [base, &image].map(|path| path.to_string_lossy().into_owned());
    command("cp", &["--sparse=always", &names[0], &names[1]]).expect("copied");
    Disk::of_image(&image, temp.join("disk")).expect("the disk is mounted")
}

/// Cuts the power once. Returns which edition the next command finds.
fn cut(pair: &Pair, base: &Path, temp: &Path, takes: Duration, dice: &mut Dice) -> Result<usize, String> {
    let disk = of_copy(base, temp);
    let mut build: Command = Pair::command(&disk.site(), &["build", "-q"]);
    let mut build = build.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("dateline runs");
    let end = Instant::now() + takes.mul_f64(0.2 + dice.part());
    // Another program that has its own data flushed takes some of the build's with it.
    let other = (!dice.once_in(3)).then(|| File::create(disk.folder().join("other")).expect("made"));
    while Instant::now() < end {
        if let Some(mut other) = other.as_ref() {
            other.write_all(b"x").and_then(|()| other.sync_all()).expect("flushed");
        }
        std::thread::sleep(Duration::from_millis(1 + dice.below(20) as u64));
    }
    let is_cut = cut_power(&disk);
    let _ = build.kill();
    let _ = build.wait();
    is_cut?;
    drop(other);
    drop(disk);

    let disk = Disk::of_image(&temp.join("copy.img"), temp.join("disk"))?;
    let site = disk.site();
    let mut found = 1;
    if dice.once_in(2) {
        Pair::build_in_vain(&site)?;
        found = pair.which(&site).map_err(|why| format!("after a failing build: {why}"))?;
    }
    pair.build_whole(1, &site)?;
    assert!(kit::snapshot(&site.join("public"), &[]).len() > 10);
    Ok(found)
}
