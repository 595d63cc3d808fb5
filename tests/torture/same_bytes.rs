//! Same input, same bytes: builds the same site with other numbers of threads, time zones, locales, folders, orders and
//! times of files, umasks and file systems, and compares the outputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::bout::Bout;
use super::dice::Dice;
use super::kit::{self, LIMIT, NOW, Site, Snapshot, Thing, run as run_command, snapshot};
use super::setting::Length;

/// Environments that a build may run in.
const ENVIRONMENTS: [(&str, &[(&str, &str)]); 8] = [
    ("one thread", &[("RAYON_NUM_THREADS", "1")]),
    ("two threads", &[("RAYON_NUM_THREADS", "2")]),
    ("eight threads", &[("RAYON_NUM_THREADS", "8")]),
    ("Tokyo", &[("TZ", "Asia/Tokyo"), ("LC_ALL", "ja_JP.UTF-8"), ("LANG", "ja_JP.UTF-8")]),
    ("Istanbul", &[("TZ", "Europe/Istanbul"), ("LC_ALL", "tr_TR.UTF-8")]),
    ("nowhere", &[("TZ", ":/nowhere"), ("LC_ALL", "C")]),
    ("Kiritimati", &[("TZ", "Pacific/Kiritimati"), ("LANGUAGE", "ar")]),
    ("nobody's home", &[("HOME", "/nonexistent"), ("XDG_CACHE_HOME", "/nonexistent"), ("USER", "")]),
];

pub(crate) fn run(bout: &Bout) {
    let sources = sources(bout);
    let plain = Site::new();
    lay(&plain.root(), &sources, &mut Dice::new(0, "plain"));
    let expected = match built(&plain.root(), Command::new(kit::program()), &[]) {
        Ok(expected) => expected,
        Err(why) => return bout.one("plain", |_, _| Err(why.clone())),
    };
    bout.note(format!("{} files of a site of {}", expected.len(), sources.len()));
    for (name, environment) in ENVIRONMENTS {
        bout.one(name, |_, dice| try_in(&sources, &expected, dice, environment));
    }
    for number in 0..bout.count(2, 10, 50) {
        bout.one(&format!("order and times {number}"), |_, dice| try_in(&sources, &expected, dice, &[]));
    }
    for umask in ["000", "027", "077"] {
        bout.one(&format!("umask {umask}"), |_, dice| {
            let site = Site::new();
            lay(&site.root(), &sources, dice);
            let mut shell = Command::new("sh");
            shell.args(["-c", "umask $0 && exec \"$@\"", umask]).arg(kit::program());
            compare(&expected, &built(&site.root(), shell, &[])?)
        });
    }
    for (name, mount) in
        [("tmpfs", tmpfs as fn(&Path) -> Result<Mount, String>), ("ext4", ext4), ("overlayfs", overlayfs)]
    {
        if !kit::is_root() {
            bout.skip(name, "only root can mount file systems");
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        match mount(folder.path()) {
            Err(why) => bout.skip(name, &why),
            Ok(mounted) => bout.one(name, |_, dice| {
                let site = mounted.0.join("site");
                lay(&site, &sources, dice);
                compare(&expected, &built(&site, Command::new(kit::program()), &[])?)
            }),
        }
    }
}

fn try_in(
    sources: &[(PathBuf, Vec<u8>)],
    expected: &Snapshot,
    dice: &mut Dice,
    environment: &[(&str, &str)],
) -> Result<(), String> {
    let site = Site::new();
    let folder = site.root().join("a folder/ü");
    lay(&folder, sources, dice);
    compare(expected, &built(&folder, Command::new(kit::program()), environment)?)
}

/// Returns the files of the site: the demonstration; in the short form, stories alone.
fn sources(bout: &Bout) -> Vec<(PathBuf, Vec<u8>)> {
    if bout.setting.length == Length::Short {
        let site = Site::new();
        site.write_stories(40);
        return files_of(&site.root(), &[""]);
    }
    files_of(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &["config.toml", "content", "static", "templates", "ledger.txt", "i18n", "addresses.csv", "themes"],
    )
}

fn files_of(root: &Path, parts: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let all = snapshot(root, &["target", "node_modules", ".git", "public", ".dateline", "-"]);
    let is_part = |path: &Path| parts.iter().any(|part| part.is_empty() || path.starts_with(part));
    all.into_iter()
        .filter(|(path, _)| is_part(path))
        .filter_map(|(path, thing)| match thing {
            Thing::File { bytes, .. } => Some((path, bytes)),
            _ => None,
        })
        .collect()
}

/// Writes the files in a random order, with random times.
fn lay(root: &Path, sources: &[(PathBuf, Vec<u8>)], dice: &mut Dice) {
    let mut order: Vec<&(PathBuf, Vec<u8>)> = sources.iter().collect();
    for at in (1..order.len()).rev() {
        order.swap(at, dice.below(at + 1));
    }
    for (path, bytes) in order {
        crate::files::write(&root.join(path), bytes);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(dice.below(1_700_000_000) as u64);
        let file = fs::File::options().write(true).open(root.join(path));
        file.and_then(|file| file.set_modified(time)).expect("a time is set");
    }
}

fn built(site: &Path, mut command: Command, environment: &[(&str, &str)]) -> Result<Snapshot, String> {
    command.arg("--site").arg(site).args(["build", "--as-of", "2025-11-02T12:00:00Z"]);
    command.env("SOURCE_DATE_EPOCH", NOW).envs(environment.iter().copied());
    let said = run_command(&mut command, LIMIT * 12);
    if said.code != Some(0) {
        return Err(format!("{:?} {}", said.code, said.all()));
    }
    Ok(snapshot(&site.join("public"), &[]))
}

/// Compares two outputs by the bytes of their files; a umask may give them other permissions.
fn compare(one: &Snapshot, other: &Snapshot) -> Result<(), String> {
    let bare = |all: &Snapshot| -> Snapshot {
        let bare = all.iter().map(|(path, thing)| match thing {
            Thing::File { bytes, .. } => (path.clone(), Thing::File { bytes: bytes.clone(), mode: 0 }),
            Thing::Folder { .. } => (path.clone(), Thing::Folder { mode: 0 }),
            other => (path.clone(), other.clone()),
        });
        bare.collect()
    };
    kit::same("output", &bare(one), &bare(other))
}

/// A file system, mounted until it is dropped.
struct Mount(PathBuf);

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn mounted(folder: &Path, arguments: &[&str]) -> Result<Mount, String> {
    let at = folder.join("mounted");
    fs::create_dir_all(&at).map_err(|error| error.to_string())?;
    done(Command::new("mount").args(arguments).arg(&at))?;
    Ok(Mount(at))
}

fn done(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

fn tmpfs(folder: &Path) -> Result<Mount, String> {
    mounted(folder, &["-t", "tmpfs", "tmpfs"])
}

fn ext4(folder: &Path) -> Result<Mount, String> {
    let image = folder.join("image");
    let file = fs::File::create(&image).map_err(|error| error.to_string())?;
    file.set_len(512 << 20).map_err(|error| error.to_string())?;
    done(Command::new("mkfs.ext4").arg("-q").arg(&image))?;
    mounted(folder, &["-o", "loop", &image.to_string_lossy()])
}

fn overlayfs(folder: &Path) -> Result<Mount, String> {
    for name in ["lower", "upper", "work"] {
        fs::create_dir_all(folder.join(name)).map_err(|error| error.to_string())?;
    }
    let at = folder.to_string_lossy();
    let options = format!("lowerdir={at}/lower,upperdir={at}/upper,workdir={at}/work");
    mounted(folder, &["-t", "overlay", "overlay", "-o", &options])
}
