//! Remote operations over `ssh` that rsync lacks: atomic writes, exclusive creation, deletion.
//!
//! The remote side runs `sh`. File names are passed as quoted arguments or on standard input, never
//! inside a script.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::deploy::DeployError;
use crate::deploy::cache_dir::CacheDir;
use crate::deploy::lock;
use crate::deploy::subprocess::{self, ProgramOutput, retry};

/// Exit code of a script: no such file.
const MISSING: i32 = 44;

/// Exit code of a script: the name is taken.
const TAKEN: i32 = 45;

/// Exit code of ssh: no connection.
const NO_CONNECTION: i32 = 255;

/// Messages of permanent connection errors.
const FINAL: [&str; 6] = [
    "Permission denied",
    "Host key verification failed",
    "REMOTE HOST IDENTIFICATION HAS CHANGED",
    "Could not resolve hostname",
    "Bad owner or permissions",
    "Bad configuration option",
];

/// Prefix of a socket name, before the process id.
const SOCKET: &str = "ssh-";

/// Longest path of a socket, without the suffix that ssh adds.
const MAX_SOCKET_BYTES: usize = 80;

/// A remote folder and the ssh command for it.
pub(super) struct Ssh {
    /// Host, optionally with a user.
    pub(super) host: String,
    /// Remote path.
    pub(super) path: String,
    /// Command: `ssh` or `RSYNC_RSH`, with arguments.
    words: Vec<String>,
    /// Socket of the shared connection.
    socket: Option<PathBuf>,
}

impl Ssh {
    /// Returns the connection to a folder.
    ///
    /// Its socket is in the cache folder of the target.
    pub(super) fn new(host: &str, path: &str, place: &CacheDir) -> Self {
        let named = std::env::var("RSYNC_RSH").ok().filter(|named| !named.trim().is_empty());
        let mut words: Vec<String> =
            named.as_deref().unwrap_or("ssh").split_whitespace().map(str::to_owned).collect();
        let is_ssh = words.first().is_some_and(|program| program.rsplit('/').next() == Some("ssh"));
        let mut socket = None;
        if is_ssh {
            words.extend(["-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=15"].map(str::to_owned));
            if !std::io::stdin().is_terminal() {
                // Nobody can enter a passphrase.
                words.extend(["-o", "BatchMode=yes"].map(str::to_owned));
            }
            socket = shared(place, &words, host);
        }
        if let Some(socket) = &socket {
            let path = format!("ControlPath={}", socket.display());
            let options = ["-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", &path];
            words.extend(options.map(str::to_owned));
        }
        Self { host: host.to_owned(), path: path.to_owned(), words, socket }
    }

    /// Returns the remote shell for rsync.
    pub(super) fn through(&self) -> String {
        self.words.join(" ")
    }

    /// Creates the folder and `.dateline/`, which is not public.
    pub(super) fn prepare(&self) -> Result<(), DeployError> {
        let script = "umask 022; mkdir -p \"$1\" && cd \"$1\" && \
                      { [ -d .dateline ] || { mkdir .dateline && chmod o-rwx .dateline; }; } && \
                      mkdir -p .dateline/tmp";
        self.surely(script, &[], b"", "make the folder").map(|_| ())
    }

    /// Removes partial files. The caller holds the lock of the target.
    pub(super) fn sweep(&self) -> Result<(), DeployError> {
        let script = "cd \"$1\" && find .dateline/tmp -type f -exec rm -f {} +";
        self.surely(script, &[], b"", "remove what an earlier deploy has left").map(|_| ())
    }

    /// Reads a file, if it exists.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let script = "cd \"$1\" 2>/dev/null || exit 44; [ -e \"$2\" ] || exit 44; cat \"$2\"";
        let answer = self.ask(script, &[name], b"")?;
        if answer.code == Some(MISSING) {
            return Ok(None);
        }
        self.good(answer, &format!("read {name}")).map(|answer| Some(answer.output))
    }

    /// Writes a file atomically.
    pub(super) fn write(&self, name: &str, part: &str, bytes: &[u8]) -> Result<(), DeployError> {
        // `cat` takes a broken connection for the end of input, so the length is checked.
        let script = "cd \"$1\" && cat > \"$3\" && [ $(wc -c < \"$3\") -eq \"$4\" ] && mv -f \"$3\" \"$2\"";
        let length = bytes.len().to_string();
        self.surely(script, &[name, part, &length], bytes, &format!("write {name}")).map(|_| ())
    }

    /// Creates a file exclusively. Returns whether it was created.
    pub(super) fn create(&self, name: &str, part: &str, bytes: &[u8]) -> Result<bool, DeployError> {
        // `ln` is atomic: one of two concurrent calls succeeds.
        let script = "cd \"$1\" && cat > \"$3\" && [ $(wc -c < \"$3\") -eq \"$4\" ] || exit 1; \
                      ln \"$3\" \"$2\" 2>/dev/null; made=$?; rm -f \"$3\"; \
                      [ $made -eq 0 ] && exit 0; [ -e \"$2\" ] && exit 45; exit 1";
        let length = bytes.len().to_string();
        let answer = self.ask(script, &[name, part, &length], bytes)?;
        if answer.code == Some(TAKEN) {
            return Ok(false);
        }
        self.good(answer, &format!("create {name}")).map(|_| true)
    }

    /// Deletes files, then empty folders, deepest first.
    pub(super) fn remove(&self, files: &[&str], folders: &[&str]) -> Result<(), DeployError> {
        let list = |paths: &[&str]| -> Vec<u8> {
            paths.iter().flat_map(|path| [b"./", path.as_bytes(), b"\0"].concat()).collect()
        };
        self.surely("cd \"$1\" && xargs -0 rm -f --", &[], &list(files), "delete files")?;
        if !folders.is_empty() {
            let script = "cd \"$1\" && xargs -0 rmdir -- 2>/dev/null; exit 0";
            self.surely(script, &[], &list(folders), "delete empty folders")?;
        }
        Ok(())
    }

    /// Runs a script in `sh`. `$1` is the folder, followed by the arguments.
    fn ask(&self, script: &str, arguments: &[&str], input: &[u8]) -> Result<ProgramOutput, DeployError> {
        let words = [script, "sh", self.path.as_str()].into_iter().chain(arguments.iter().copied());
        let told = words.map(quoted).fold("exec sh -c".to_owned(), |told, word| format!("{told} {word}"));
        let ask = || {
            let mut command = Command::new(&self.words[0]);
            command.env("LC_ALL", "C").args(&self.words[1..]).args(["--", &self.host, &told]);
            subprocess::run_with_input(&mut command, |to: &mut dyn Write| {
                to.write_all(input).map_err(DeployError::system("write", "ssh"))
            })
        };
        retry(ask, |answer| answer.code == Some(NO_CONNECTION) && !answer.stderr_contains(&FINAL))
    }

    fn surely(
        &self,
        script: &str,
        arguments: &[&str],
        input: &[u8],
        doing: &str,
    ) -> Result<ProgramOutput, DeployError> {
        let answer = self.ask(script, arguments, input)?;
        self.good(answer, doing)
    }

    /// Converts a failure to an error.
    pub(super) fn good(&self, answer: ProgramOutput, doing: &str) -> Result<ProgramOutput, DeployError> {
        if answer.is_success() {
            return Ok(answer);
        }
        let doing = format!("{doing} at {}:{}", self.host, self.path);
        if is_passing(&answer) {
            return Err(DeployError::Failed { doing, cause: answer.stderr_summary() });
        }
        let hint = format!(
            "see that `ssh {}` lets you in from here without asking, that the folder may be written to, and that rsync \
             is installed there",
            self.host
        );
        Err(DeployError::Refused { doing, cause: answer.stderr_summary(), hint })
    }
}

impl Drop for Ssh {
    fn drop(&mut self) {
        let Some(socket) = &self.socket else { return };
        if socket.exists() {
            end(&self.words, &self.host, socket);
        }
        let _ = fs::remove_file(socket);
    }
}

/// Returns whether an error of ssh or rsync is transient.
pub(super) fn is_passing(answer: &ProgramOutput) -> bool {
    /// Exit codes of rsync: socket I/O, protocol stream, timeouts.
    const PASSING: [i32; 4] = [10, 12, 30, 35];
    let code = answer.code.unwrap_or(NO_CONNECTION);
    (PASSING.contains(&code) || code == NO_CONNECTION) && !answer.stderr_contains(&FINAL)
}

/// Returns the socket of the shared connection.
///
/// Closes the connections of killed deploys.
fn shared(place: &CacheDir, ssh: &[String], host: &str) -> Option<PathBuf> {
    let folder = place.path("");
    for entry in folder.read_dir().into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let process =
            name.to_str().and_then(|name| name.strip_prefix(SOCKET)?.split('.').next()?.parse().ok());
        if process.is_some_and(|process| !lock::process_exists(process)) {
            end(ssh, host, &entry.path());
            let _ = fs::remove_file(entry.path());
        }
    }
    let socket = folder.join(format!("{SOCKET}{}", std::process::id()));
    let written = socket.to_str()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    (written.len() <= MAX_SOCKET_BYTES && written.chars().all(is_plain)).then_some(socket)
}

/// Closes the connection of a socket.
fn end(ssh: &[String], host: &str, socket: &Path) {
    let Some((program, words)) = ssh.split_first() else { return };
    let mut command = Command::new(program);
    command.args(words).arg("-o").arg(format!("ControlPath={}", socket.display()));
    let _ = subprocess::run(command.args(["-O", "exit", "--", host]));
}

/// Quotes a word for any shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_itself_to_a_shell() {
        for word in ["", "a b", "it's", "$(id)", "`id`", "a\"b\\c", "*", "-rf", "é\t"] {
            let script = format!("printf %s {}", quoted(word));
            let answer = subprocess::run(Command::new("sh").args(["-c", &script])).unwrap();
            assert_eq!(String::from_utf8(answer.output).unwrap(), word);
        }
    }
}
