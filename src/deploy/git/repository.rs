//! Bare repository in the cache, in which the commits of a target are made. It knows the remotes of
//! the repository of the site, and never changes that one.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::deploy::cache_dir::CacheDir;
use crate::deploy::file_lock::FileLock;
use crate::deploy::subprocess::{self, ProgramOutput, retry};
use crate::deploy::{DeployError, LockHolder};

use super::command::{Setting, git, read_settings, with_settings};
use super::remote::{self, Hooks, RECEIVE_PACK_WITHOUT_HOOKS, SiteRoots};
use super::stale_files;

/// Ref that keeps the known tip and its objects.
const REMOTE_REF: &str = "refs/dateline/there";

/// Messages of transient errors.
const TRANSIENT_ERRORS: [&str; 9] = [
    "Connection reset",
    "Connection timed out",
    "Connection closed",
    "Could not resolve host",
    "Could not read from remote repository",
    "early EOF",
    "the remote end hung up",
    "The requested URL returned error: 5",
    "unexpected disconnect",
];

/// Messages of a damaged repository, as after a loss of power.
const DAMAGE_ERRORS: [&str; 10] = [
    "not a git repository",
    "bad object",
    "bad config",
    "corrupt",
    "is empty",
    "unable to read tree",
    "invalid object",
    "packfile",
    "too small",
    "error: Could not read ",
];

/// Repository of a target.
pub(super) struct Repository {
    folder: PathBuf,
    /// Base of relative paths.
    from: PathBuf,
    settings: Vec<Setting>,
    remote: String,
    branch: String,
    hooks: Hooks,
    _lock: FileLock,
}

/// URLs of a remote, resolved without a connection.
#[derive(Clone)]
pub(in crate::deploy) struct RemoteUrls {
    /// Base of relative paths.
    from: PathBuf,
    site: PathBuf,
    settings: Vec<Setting>,
    /// Push and fetch URLs.
    found: Vec<String>,
}

/// Result of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PushResult {
    /// The branch has the new commit.
    Updated,
    /// The branch had moved.
    Rejected,
}

impl RemoteUrls {
    /// Resolves a remote by the settings of the repository and the user.
    pub(in crate::deploy) fn find(site: &Path, remote: &str) -> Result<Self, DeployError> {
        let site = site.canonicalize().map_err(DeployError::system("find", site))?;
        let top = subprocess::run(git(&site).args(["rev-parse", "--show-toplevel"]))?;
        let from = if top.is_success() { PathBuf::from(top.text()) } else { site.clone() };
        let settings = read_settings(&site)?;
        let ask = |args: &[&str]| {
            let mut command = git(&from);
            with_settings(&mut command, &settings);
            subprocess::run(command.args(args).arg(remote))
        };
        let fetched = ask(&["ls-remote", "--get-url", "--"])?.text();
        // Only a named remote has separate push URLs.
        let pushed = ask(&["remote", "get-url", "--push", "--all", "--"])?;
        let pushed = if pushed.is_success() { pushed.text() } else { fetched.clone() };
        let mut found: Vec<String> = pushed.lines().map(str::to_owned).collect();
        if !found.contains(&fetched) {
            found.push(fetched);
        }
        Ok(Self { from, site, settings, found })
    }

    /// Returns the URLs, push URLs first.
    pub(in crate::deploy) fn found(&self) -> &[String] {
        &self.found
    }
}

/// Branch of a remote, and the folder for the repository that pushes it.
pub(in crate::deploy) struct BranchLocation<'a> {
    pub(in crate::deploy) place: &'a CacheDir,
    pub(in crate::deploy) urls: RemoteUrls,
    /// URL or name of the remote.
    pub(in crate::deploy) remote: &'a str,
    pub(in crate::deploy) branch: &'a str,
}

impl Repository {
    /// Opens or creates the repository, and removes stale files.
    pub(super) fn open(location: BranchLocation<'_>, holder: &LockHolder) -> Result<Self, DeployError> {
        let BranchLocation { place, urls: RemoteUrls { from, site, settings, found }, remote, branch } =
            location;
        let hooks = remote::check(&found, &SiteRoots { site: &site, top: &from })?;
        let lock = FileLock::take(&place.path("branch.lock"), holder)?;
        let folder = place.path("branch.git");
        let (remote, branch) = (remote.to_owned(), branch.to_owned());
        let repository = Self { folder, from, settings, remote, branch, hooks, _lock: lock };
        stale_files::sweep(&repository.folder)?;
        repository.make()?;
        Ok(repository)
    }

    /// Creates the repository, unless it exists.
    fn make(&self) -> Result<(), DeployError> {
        if self.folder.join("HEAD").is_file() {
            return Ok(());
        }
        // Remove an incomplete one.
        self.remove()?;
        let new = self.folder.with_extension("new");
        clear(&new)?;
        let args = ["init", "--quiet", "--bare", "--template="];
        let made = subprocess::run(git(&self.from).args(args).arg(&new))?;
        self.check(made, "make a repository of its own")?;
        fs::rename(&new, &self.folder).map_err(DeployError::system("create", &self.folder))
    }

    fn remove(&self) -> Result<(), DeployError> {
        clear(&self.folder)
    }

    /// Returns a git command for this repository.
    fn git(&self) -> Command {
        let mut command = git(&self.from);
        with_settings(&mut command, &self.settings);
        command.env("GIT_DIR", &self.folder);
        command
    }

    /// Runs git with input.
    pub(super) fn run(
        &self,
        args: &[&str],
        feed: impl FnOnce(&mut dyn Write) -> Result<(), DeployError> + Send,
    ) -> Result<ProgramOutput, DeployError> {
        subprocess::run_with_input(self.git().args(args), feed)
    }

    /// Runs git without input.
    pub(super) fn ask(&self, args: &[&str]) -> Result<ProgramOutput, DeployError> {
        self.run(args, |_| Ok(()))
    }

    /// Runs git and checks that it succeeded.
    pub(super) fn run_ok(&self, args: &[&str]) -> Result<ProgramOutput, DeployError> {
        let answer = self.ask(args)?;
        self.check(answer, &format!("run git {}", args[0]))
    }

    /// Converts a failure to an error.
    pub(super) fn check(&self, answer: ProgramOutput, doing: &str) -> Result<ProgramOutput, DeployError> {
        if answer.is_success() {
            return Ok(answer);
        }
        let doing = doing.to_owned();
        if answer.stderr_contains(&TRANSIENT_ERRORS) {
            return Err(DeployError::Failed { doing, cause: answer.stderr_summary() });
        }
        if answer.stderr_contains(&DAMAGE_ERRORS) {
            self.remove()?;
            return Err(DeployError::Damaged { doing, cause: answer.stderr_summary() });
        }
        Err(DeployError::Refused {
            doing,
            cause: answer.stderr_summary(),
            hint: format!(
                "see that `git push {} HEAD:{}` would be let in from here",
                self.remote, self.branch
            ),
        })
    }

    fn run_remote(&self, args: &[&str], doing: &str) -> Result<ProgramOutput, DeployError> {
        let answer = retry(
            || self.ask(args),
            |answer| !answer.is_success() && answer.stderr_contains(&TRANSIENT_ERRORS),
        )?;
        self.check(answer, doing)
    }

    /// Returns the ref of the branch.
    pub(super) fn branch(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    /// Fetches the tip of the branch with its trees, if the branch exists.
    pub(super) fn tip(&self) -> Result<Option<String>, DeployError> {
        let branch = self.branch();
        let doing = "ask the remote for its branch";
        let listed = self.run_remote(&["ls-remote", "--quiet", "--", &self.remote, &branch], doing)?.text();
        let tip = listed.lines().find_map(|line| line.split_once('\t').filter(|(_, name)| *name == branch));
        let Some((tip, _)) = tip else { return Ok(None) };
        if self.resolve(REMOTE_REF)?.as_deref() != Some(tip) {
            self.fetch("--depth=1", "--filter=blob:none")?;
        }
        // The branch may have moved meanwhile.
        self.resolve(REMOTE_REF)
    }

    /// Fetches the branch with a depth and a filter.
    pub(super) fn fetch(&self, depth: &str, filter: &str) -> Result<(), DeployError> {
        let refspec = format!("+{}:{REMOTE_REF}", self.branch());
        let mut args =
            vec!["fetch", "--quiet", "--no-tags", "--no-auto-maintenance", "--refmap=", depth, filter];
        args.push("--no-recurse-submodules");
        if filter == "--no-filter" {
            args.push("--refetch");
        }
        args.extend(["--", &self.remote, &refspec]);
        self.run_remote(&args, "fetch the branch").map(|_| ())
    }

    /// Resolves a name to a commit.
    pub(super) fn resolve(&self, name: &str) -> Result<Option<String>, DeployError> {
        let commit = format!("{name}^{{commit}}");
        let answer = self.ask(&["rev-parse", "--quiet", "--verify", "--end-of-options", &commit])?;
        Ok(answer.is_success().then(|| answer.text()))
    }

    /// Pushes a commit, unless the branch has left `before`.
    pub(super) fn push(&self, commit: &str, before: Option<&str>) -> Result<PushResult, DeployError> {
        let lease = format!("--force-with-lease={}:{}", self.branch(), before.unwrap_or_default());
        let refspec = format!("{commit}:{}", self.branch());
        let mut args = vec!["push", "--quiet", "--porcelain", "--no-verify", "--no-follow-tags", &lease];
        args.push("--no-signed");
        if self.hooks == Hooks::Disabled {
            args.push(RECEIVE_PACK_WITHOUT_HOOKS);
        }
        args.extend(["--", &self.remote, &refspec]);
        let is_overtaken = |answer: &ProgramOutput| {
            let told = String::from_utf8_lossy(&answer.output);
            let overtaken = ["(stale info)", "(fetch first)", "(non-fast-forward)", "cannot lock ref"];
            told.lines().any(|line| line.starts_with('!') && overtaken.iter().any(|why| line.contains(why)))
        };
        let may_pass = |answer: &ProgramOutput| {
            !answer.is_success() && !is_overtaken(answer) && answer.stderr_contains(&TRANSIENT_ERRORS)
        };
        let answer = retry(|| self.ask(&args), may_pass)?;
        if is_overtaken(&answer) {
            // Our own push may have succeeded with its response lost.
            let is_there = self.is_at(commit)?;
            return Ok(if is_there { PushResult::Updated } else { PushResult::Rejected });
        }
        self.check(answer, "push the branch")?;
        self.set_remote_ref(commit)?;
        Ok(PushResult::Updated)
    }

    /// Marks a commit as shallow, so that git treats its objects as known to the remote even if the
    /// new commit does not descend from it.
    pub(super) fn mark_shallow(&self, commit: &str) -> Result<(), DeployError> {
        let file = self.folder.join("shallow");
        let mut text = fs::read_to_string(&file).unwrap_or_default();
        if !text.contains(commit) {
            text.push_str(commit);
            text.push('\n');
            fs::write(&file, text).map_err(DeployError::system("write", &file))?;
        }
        Ok(())
    }

    fn is_at(&self, commit: &str) -> Result<bool, DeployError> {
        let listed = self.run_remote(
            &["ls-remote", "--quiet", "--", &self.remote, &self.branch()],
            "ask the remote for its branch",
        )?;
        Ok(listed.text().starts_with(commit))
    }

    /// Records the tip of the branch.
    fn set_remote_ref(&self, commit: &str) -> Result<(), DeployError> {
        self.run_ok(&["update-ref", REMOTE_REF, commit]).map(|_| ())
    }

    /// Returns the committer from the settings of the user.
    pub(super) fn committer(&self) -> Result<String, DeployError> {
        let answer = self.ask(&["var", "GIT_COMMITTER_IDENT"])?;
        let text = answer.text();
        let who = text.rsplit_once('>').map(|(who, _)| format!("{who}>")).filter(|_| answer.is_success());
        Ok(who.unwrap_or_else(|| "Dateline <dateline@localhost>".to_owned()))
    }
}

/// Removes a folder, if it exists.
fn clear(folder: &Path) -> Result<(), DeployError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(DeployError::system("remove", folder)(error))
        }
        _ => Ok(()),
    }
}
