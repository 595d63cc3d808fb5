//! Transfers files with `rsync`. Each file is written to `.dateline/tmp/`, which no server serves,
//! and renamed. Rsync never deletes.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::deploy::subprocess::{self, ProgramOutput, retry};
use crate::deploy::target::{Listing, RemoteFile};
use crate::deploy::{BuildOutput, DeployError, Overwrite, TargetFile, Upload, plan_check};

use super::ssh::{Ssh, is_passing};

/// Exit code of a partial transfer.
const PARTIAL: i32 = 23;

/// I/O timeout, in seconds.
const TIMEOUT: &str = "--timeout=120";

/// Excludes the folder of Dateline.
const KEPT: &str = "--exclude=/.dateline/";

/// A transfer from the staging folder.
pub(super) struct Transfer<'a> {
    pub(super) ssh: &'a Ssh,
    /// Staging folder.
    pub(super) stage: &'a Path,
}

impl Transfer<'_> {
    /// Uploads files.
    pub(super) fn send(&self, files: &[Upload<'_>], built: &BuildOutput) -> Result<(), DeployError> {
        self.lay_out(files, built)?;
        let new = files
            .iter()
            .filter(|upload| upload.overwrite == Overwrite::Never)
            .map(|upload| &*upload.file.path);
        self.look(&list(new))?;
        let args = ["--ignore-times", "--perms", "--chmod=D755,F644", "--temp-dir=.dateline/tmp"];
        let sent = self.rsync(&args, &list(files.iter().map(|upload| &*upload.file.path)))?;
        let sent = self.ssh.good(sent, "send files").map(|_| ());
        clear(self.stage)?;
        sent
    }

    /// Stages files in the layout of the target.
    fn lay_out(&self, files: &[Upload<'_>], built: &BuildOutput) -> Result<(), DeployError> {
        for Upload { file: item, .. } in files {
            let to = self.stage.join(&*item.path);
            let folder = to.parent().unwrap_or(self.stage);
            fs::create_dir_all(folder).map_err(DeployError::system("create", folder))?;
            lay(item, &to, built)?;
        }
        Ok(())
    }

    /// Checks that new files replace no file of others.
    fn look(&self, list: &[u8]) -> Result<(), DeployError> {
        if list.is_empty() {
            return Ok(());
        }
        let args = ["--dry-run", "--existing", "--checksum", "--8-bit-output", "--out-format=%i %n"];
        let answer = self.ssh.good(self.rsync(&args, list)?, "look at what is there")?;
        let text = String::from_utf8_lossy(&answer.output).into_owned();
        let differing = text.lines().filter_map(|line| {
            let (about, path) = line.split_once(' ')?;
            (about.starts_with("<f") || about.starts_with("cd")).then(|| (about, unescaped(path)))
        });
        let differing: Vec<(&str, String)> = differing.collect();
        // A new entry that exists has another type.
        if let Some((_, path)) = differing.iter().find(|(about, _)| about.ends_with("+++++++++")) {
            let path = path.trim_end_matches('/');
            return Err(DeployError::Impossible(
                format!("{path} is a file at the target and would be a folder, or the other way round"),
                "take it away there by hand, then deploy again",
            ));
        }
        if differing.is_empty() {
            Ok(())
        } else {
            Err(plan_check::unmanaged_files(differing.iter().map(|(_, path)| &**path)))
        }
    }

    /// Runs rsync from the staging folder for a list of files.
    fn rsync(&self, args: &[&str], list: &[u8]) -> Result<ProgramOutput, DeployError> {
        let from = format!("{}/", self.stage.display());
        let to = format!("{}:{}/", self.ssh.host, self.ssh.path);
        let run = || {
            let mut command = self.command();
            command.args(args).args(["--from0", "--files-from=-", "--", &from, &to]);
            subprocess::run_with_input(&mut command, |input: &mut dyn Write| {
                input.write_all(list).map_err(DeployError::system("write", "rsync"))
            })
        };
        retry(run, is_passing)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("rsync");
        // Remove the user's rsync defaults.
        for name in ["RSYNC_PROTECT_ARGS", "RSYNC_OLD_ARGS", "RSYNC_PARTIAL_DIR", "RSYNC_MAX_ALLOC"] {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").env("RSYNC_RSH", self.ssh.through()).args(["--protect-args", TIMEOUT]);
        command
    }

    /// Lists the remote files by content.
    pub(super) fn list(&self) -> Result<Listing, DeployError> {
        fs::create_dir_all(self.stage).map_err(DeployError::system("create", self.stage))?;
        let from = format!("{}:{}/", self.ssh.host, self.ssh.path);
        let run = || {
            let mut command = self.command();
            command.args([
                "--dry-run",
                "--recursive",
                "--links",
                "--checksum",
                "--checksum-choice=md5",
                KEPT,
            ]);
            command.args(["--8-bit-output", "--out-format=%C %l %n", "--", &from]).arg(self.stage);
            subprocess::run(&mut command)
        };
        let answer = retry(run, is_passing)?;
        if answer.code == Some(PARTIAL)
            && answer.stderr_contains(&["change_dir", "No such file or directory"])
        {
            return Ok(Listing::new());
        }
        let answer = self.ssh.good(answer, "list what is there")?;
        let text = String::from_utf8_lossy(&answer.output).into_owned();
        Ok(text.lines().filter_map(listed).collect())
    }
}

/// Stages a file, as a hard link if it is uncompressed.
fn lay(item: &TargetFile, to: &Path, built: &BuildOutput) -> Result<(), DeployError> {
    if item.form.coding().is_none() && fs::hard_link(built.path(item), to).is_ok() {
        return Ok(());
    }
    let failed = |error| DeployError::system("write", to)(error);
    built.write(item, &mut File::create(to).map_err(failed)?, failed)
}

/// Parses a line of `%C %l %n`; `None` for a folder.
fn listed(line: &str) -> Option<(Box<str>, RemoteFile)> {
    const MD5_DIGITS: usize = 32;
    let (md5, rest) = line.split_at_checked(MD5_DIGITS)?;
    let (size, path) = rest.strip_prefix(' ')?.split_once(' ')?;
    let size = size.parse().ok()?;
    if path.ends_with('/') {
        return None;
    }
    // Links and devices have no MD5 and equal no built file.
    let listed = match hex(md5) {
        Some(md5) => RemoteFile { size, md5: Some(md5), mark: None },
        None => RemoteFile { size: u64::MAX, md5: None, mark: None },
    };
    Some((unescaped(path).into(), listed))
}

fn hex(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// Unescapes a path: rsync writes unprintable bytes as `\#012`.
fn unescaped(path: &str) -> String {
    const ESCAPE_BYTES: usize = "\\#012".len();
    let mut plain = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = rest.strip_prefix(b"\\#").and_then(|digits| digits.get(..3));
        let byte = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        if let Some(byte) = byte {
            plain.push(byte);
            rest = &rest[ESCAPE_BYTES..];
        } else {
            plain.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Encodes paths for `--from0`.
fn list<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<u8> {
    paths.flat_map(|path| [path.as_bytes(), b"\0"].concat()).collect()
}

/// Removes staged files.
pub(super) fn clear(stage: &Path) -> Result<(), DeployError> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(DeployError::system("remove", stage)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read_line_by_line() {
        let md5 = "c193497a1a06b2c72230e6146ff47080";
        let (path, found) = listed(&format!("{md5} 4 a b/\\#012x\\#134.txt")).unwrap();
        assert_eq!((&*path, found.size), ("a b/\nx\\.txt", 4));
        assert_eq!(found.md5.unwrap()[0], 0xc1);
        assert_eq!(listed(&format!("{} 4096 a b/", " ".repeat(32))), None);
        assert_eq!(listed(&format!("{} 1 link", " ".repeat(32))).unwrap().1.md5, None);
        assert_eq!(listed("skipping non-regular file \"x\""), None);
    }
}
