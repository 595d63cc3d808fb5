//! The user's own `git`, and a small repository of ours in `.dateline/`, in which commits are made without a checkout. In go
//! remotes, refs and streams; out come objects. The settings of the site's repository (its remotes, its credentials) hold
//! here too, its hooks do not, and nothing in it is changed.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::deploy::Fault;
use crate::deploy::program::{self, Answer, patiently};
use crate::record;

/// Where a tip that is known is kept, so that its objects stay.
const THERE: &str = "refs/dateline/there";

/// What would have git look elsewhere than it is told to.
const ELSEWHERE: [&str; 11] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

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

/// A repository in which the commits of one target are made.
pub(super) struct Repository {
    folder: PathBuf,
    /// Where a relative path of a remote begins.
    from: PathBuf,
    remote: String,
    branch: String,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pushed {
    /// The branch is at the new commit.
    There,
    /// The branch was no longer where it had been.
    Overtaken,
}

impl Repository {
    /// Opens the repository of a target, or makes it.
    pub(super) fn open(root: &Path, target: &str, remote: &str, branch: &str) -> Result<Self, Fault> {
        let root = root.canonicalize().map_err(Fault::system("find", root))?;
        let folder = root.join(record::FOLDER).join("deploy").join(format!("{target}.git"));
        let said = |args: &[&str]| -> Result<Option<PathBuf>, Fault> {
            let answer = program::ask(git(&root).args(args))?;
            Ok(answer.is_good().then(|| PathBuf::from(answer.text())))
        };
        let top = said(&["rev-parse", "--show-toplevel"])?;
        let common = said(&["rev-parse", "--path-format=absolute", "--git-common-dir"])?;
        let from = top.unwrap_or(root);
        let repository = Self { folder, from, remote: remote.to_owned(), branch: branch.to_owned() };
        repository.make(common.map(|common| common.join("config")).as_deref())?;
        Ok(repository)
    }

    /// Makes the repository, unless it is there, and has it follow the settings of the site's own.
    fn make(&self, settings: Option<&Path>) -> Result<(), Fault> {
        let config = self.folder.join("config");
        if !config.is_file() {
            fs::create_dir_all(&self.folder).map_err(Fault::system("create", &self.folder))?;
            let args = ["init", "--quiet", "--bare", "--template="];
            let made = program::ask(git(&self.from).args(args).arg(&self.folder))?;
            self.good(made, "make a repository of its own")?;
            let mut written = fs::read_to_string(&config).map_err(Fault::system("read", &config))?;
            written.push_str("[include]\n\tpath = site\n");
            fs::write(&config, written).map_err(Fault::system("write", &config))?;
        }
        let site = self.folder.join("site");
        let text = settings.map_or_else(String::new, |settings| {
            let path = settings.to_string_lossy().replace('\\', r"\\").replace('"', "\\\"");
            format!("[include]\n\tpath = \"{path}\"\n")
        });
        fs::write(&site, text).map_err(Fault::system("write", site))
    }

    /// Git, at work in this repository.
    fn git(&self) -> Command {
        let mut command = git(&self.from);
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
        let args = ["push", "--quiet", "--porcelain", "--no-verify", &lease, "--", &self.remote, &refspec];
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

/// Git, told to ask nobody and to run nobody else's programs.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    // What it says is read: it has to be in one language.
    command.env("LC_ALL", "C").current_dir(folder).args([
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "protocol.ext.allow=never",
        "-c",
        "protocol.fd.allow=never",
        "-c",
        "advice.pushUpdateRejected=false",
    ]);
    command
}
