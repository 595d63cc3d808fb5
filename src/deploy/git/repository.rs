//! A small repository in the user's cache, in which the commits of one target are made without a checkout. In go remotes,
//! refs and streams; out come objects. It is made by this program on this machine and comes with no site; the remotes of
//! the site's own repository are known in it, and nothing in that one is changed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::deploy::program::{self, Answer, patiently};
use crate::deploy::workplace::Workplace;
use crate::deploy::{Fault, Holder, lock};

use super::leftovers;
use super::program::{Setting, git, settings_of, with_settings};
use super::remote::{self, Grounds, Hooks, WITHOUT_HOOKS};

/// Where a tip that is known is kept, so that its objects stay.
const THERE: &str = "refs/dateline/there";

/// What git says where another moment may bring another answer.
const PASSING: [&str; 9] = [
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

/// Words of git's where its repository is damaged, as after a loss of power.
const DAMAGED: [&str; 10] = [
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

/// A repository in which the commits of one target are made.
pub(super) struct Repository {
    folder: PathBuf,
    /// Where a relative path of a remote begins.
    from: PathBuf,
    settings: Vec<Setting>,
    remote: String,
    branch: String,
    hooks: Hooks,
    _lock: lock::Guard,
}

/// A remote, before anything is asked of it.
#[derive(Clone)]
pub(in crate::deploy) struct Address {
    /// Where a relative path of it begins.
    from: PathBuf,
    site: PathBuf,
    settings: Vec<Setting>,
    /// Addresses at which git fetches and pushes.
    found: Vec<String>,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pushed {
    /// The branch is at the new commit.
    There,
    /// The branch was no longer where it had been.
    Overtaken,
}

impl Address {
    /// Finds the address of a remote by the settings of the site's repository and the user's.
    pub(in crate::deploy) fn find(site: &Path, remote: &str) -> Result<Self, Fault> {
        let site = site.canonicalize().map_err(Fault::system("find", site))?;
        let top = program::ask(git(&site).args(["rev-parse", "--show-toplevel"]))?;
        let from = if top.is_good() { PathBuf::from(top.text()) } else { site.clone() };
        let settings = settings_of(&site)?;
        let ask = |args: &[&str]| {
            let mut command = git(&from);
            with_settings(&mut command, &settings);
            program::ask(command.args(args).arg(remote))
        };
        let fetched = ask(&["ls-remote", "--get-url", "--"])?.text();
        // Only of a remote that has a name there is a second one.
        let pushed = ask(&["remote", "get-url", "--push", "--all", "--"])?;
        let pushed = if pushed.is_good() { pushed.text() } else { fetched.clone() };
        let mut found: Vec<String> = pushed.lines().map(str::to_owned).collect();
        if !found.contains(&fetched) {
            found.push(fetched);
        }
        Ok(Self { from, site, settings, found })
    }

    /// Returns the addresses, those at which git pushes first.
    pub(in crate::deploy) fn found(&self) -> &[String] {
        &self.found
    }
}

impl Repository {
    /// Opens the repository of a target, or makes it, and removes what an earlier deploy has left in it.
    pub(super) fn open(
        place: &Workplace,
        address: Address,
        (remote, branch): (&str, &str),
        holder: &Holder,
    ) -> Result<Self, Fault> {
        let Address { from, site, settings, found } = address;
        let hooks = remote::check(&found, &Grounds { site: &site, top: &from })?;
        let lock = lock::Guard::take(&place.path("branch.lock"), holder)?;
        let folder = place.path("branch.git");
        let (remote, branch) = (remote.to_owned(), branch.to_owned());
        let repository = Self { folder, from, settings, remote, branch, hooks, _lock: lock };
        leftovers::sweep(&repository.folder)?;
        repository.make()?;
        Ok(repository)
    }

    /// Makes the repository, unless it is there.
    fn make(&self) -> Result<(), Fault> {
        if self.folder.join("HEAD").is_file() {
            return Ok(());
        }
        // One that was not complete.
        self.remove()?;
        let new = self.folder.with_extension("new");
        clear(&new)?;
        let args = ["init", "--quiet", "--bare", "--template="];
        let made = program::ask(git(&self.from).args(args).arg(&new))?;
        self.good(made, "make a repository of its own")?;
        fs::rename(&new, &self.folder).map_err(Fault::system("create", &self.folder))
    }

    fn remove(&self) -> Result<(), Fault> {
        clear(&self.folder)
    }

    /// Git, at work in this repository.
    fn git(&self) -> Command {
        let mut command = git(&self.from);
        with_settings(&mut command, &self.settings);
        command.env("GIT_DIR", &self.folder);
        command
    }

    /// Runs git, feeding it.
    pub(super) fn run(
        &self,
        args: &[&str],
        feed: impl FnOnce(&mut dyn Write) -> Result<(), Fault> + Send,
    ) -> Result<Answer, Fault> {
        program::run(self.git().args(args), feed)
    }

    /// Runs git, which reads nothing.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Answer, Fault> {
        self.run(args, |_| Ok(()))
    }

    /// Runs git where it can't fail but by a fault of the machine.
    pub(super) fn surely(&self, args: &[&str]) -> Result<Answer, Fault> {
        let answer = self.ask(args)?;
        self.good(answer, &format!("run git {}", args[0]))
    }

    /// The answer, if it is a good one.
    pub(super) fn good(&self, answer: Answer, doing: &str) -> Result<Answer, Fault> {
        if answer.is_good() {
            return Ok(answer);
        }
        let doing = doing.to_owned();
        if answer.says(&PASSING) {
            return Err(Fault::Failed { doing, cause: answer.cause() });
        }
        if answer.says(&DAMAGED) {
            self.remove()?;
            return Err(Fault::Damaged { doing, cause: answer.cause() });
        }
        Err(Fault::Refused {
            doing,
            cause: answer.cause(),
            hint: format!(
                "see that `git push {} HEAD:{}` would be let in from here",
                self.remote, self.branch
            ),
        })
    }

    fn remotely(&self, args: &[&str], doing: &str) -> Result<Answer, Fault> {
        let answer = patiently(|| self.ask(args), |answer| !answer.is_good() && answer.says(&PASSING))?;
        self.good(answer, doing)
    }

    /// The branch's ref.
    pub(super) fn branch(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    /// The commit that the branch is at, if there is such a branch, with all of its folders at hand.
    pub(super) fn tip(&self) -> Result<Option<String>, Fault> {
        let branch = self.branch();
        let doing = "ask the remote for its branch";
        let listed = self.remotely(&["ls-remote", "--quiet", "--", &self.remote, &branch], doing)?.text();
        let tip = listed.lines().find_map(|line| line.split_once('\t').filter(|(_, name)| *name == branch));
        let Some((tip, _)) = tip else { return Ok(None) };
        if self.resolve(THERE)?.as_deref() != Some(tip) {
            self.fetch("--depth=1", "--filter=blob:none")?;
        }
        // It may have moved on in between.
        self.resolve(THERE)
    }

    /// Brings the branch here: so many commits of it, and so much of them.
    pub(super) fn fetch(&self, depth: &str, filter: &str) -> Result<(), Fault> {
        let refspec = format!("+{}:{THERE}", self.branch());
        let mut args =
            vec!["fetch", "--quiet", "--no-tags", "--no-auto-maintenance", "--refmap=", depth, filter];
        args.push("--no-recurse-submodules");
        if filter == "--no-filter" {
            args.push("--refetch");
        }
        args.extend(["--", &self.remote, &refspec]);
        self.remotely(&args, "fetch the branch").map(|_| ())
    }

    /// The commit that a name is for.
    pub(super) fn resolve(&self, name: &str) -> Result<Option<String>, Fault> {
        let commit = format!("{name}^{{commit}}");
        let answer = self.ask(&["rev-parse", "--quiet", "--verify", "--end-of-options", &commit])?;
        Ok(answer.is_good().then(|| answer.text()))
    }

    /// Sends a commit, unless the branch is no longer at `before`.
    pub(super) fn push(&self, commit: &str, before: Option<&str>) -> Result<Pushed, Fault> {
        let lease = format!("--force-with-lease={}:{}", self.branch(), before.unwrap_or_default());
        let refspec = format!("{commit}:{}", self.branch());
        let mut args = vec!["push", "--quiet", "--porcelain", "--no-verify", "--no-follow-tags", &lease];
        args.push("--no-signed");
        if self.hooks == Hooks::None {
            args.push(WITHOUT_HOOKS);
        }
        args.extend(["--", &self.remote, &refspec]);
        let is_overtaken = |answer: &Answer| {
            let told = String::from_utf8_lossy(&answer.output);
            let overtaken = ["(stale info)", "(fetch first)", "(non-fast-forward)", "cannot lock ref"];
            told.lines().any(|line| line.starts_with('!') && overtaken.iter().any(|why| line.contains(why)))
        };
        let may_pass = |answer: &Answer| !answer.is_good() && !is_overtaken(answer) && answer.says(&PASSING);
        let answer = patiently(|| self.ask(&args), may_pass)?;
        if is_overtaken(&answer) {
            // Our own push may have been heard, and its answer lost on the way.
            let is_there = self.is_at(commit)?;
            return Ok(if is_there { Pushed::There } else { Pushed::Overtaken });
        }
        self.good(answer, "push the branch")?;
        self.keep(commit)?;
        Ok(Pushed::There)
    }

    /// Has git take the files of a commit for known at the remote, even where the commit that is sent does not follow
    /// it. It looks at what such a commit has only in a history that is cut off.
    pub(super) fn cut_at(&self, commit: &str) -> Result<(), Fault> {
        let file = self.folder.join("shallow");
        let mut text = fs::read_to_string(&file).unwrap_or_default();
        if !text.contains(commit) {
            text.push_str(commit);
            text.push('\n');
            fs::write(&file, text).map_err(Fault::system("write", &file))?;
        }
        Ok(())
    }

    fn is_at(&self, commit: &str) -> Result<bool, Fault> {
        let listed = self.remotely(
            &["ls-remote", "--quiet", "--", &self.remote, &self.branch()],
            "ask the remote for its branch",
        )?;
        Ok(listed.text().starts_with(commit))
    }

    /// Notes that the branch is at this commit.
    fn keep(&self, commit: &str) -> Result<(), Fault> {
        self.surely(&["update-ref", THERE, commit]).map(|_| ())
    }

    /// Who commits, as the user's settings say.
    pub(super) fn committer(&self) -> Result<String, Fault> {
        let answer = self.ask(&["var", "GIT_COMMITTER_IDENT"])?;
        let text = answer.text();
        let who = text.rsplit_once('>').map(|(who, _)| format!("{who}>")).filter(|_| answer.is_good());
        Ok(who.unwrap_or_else(|| "Dateline <dateline@localhost>".to_owned()))
    }
}

/// Removes a folder, if it is there.
fn clear(folder: &Path) -> Result<(), Fault> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Fault::system("remove", folder)(error))
        }
        _ => Ok(()),
    }
}
