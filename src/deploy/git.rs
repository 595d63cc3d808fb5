//! A branch of a repository (`git:origin#gh-pages`). In goes the whole site; out comes one commit, pushed on the condition that
//! the branch is where it was: of two deploys at once the second is refused. The commit is streamed into a repository of
//! ours (`git fast-import`), without a checkout: of what has not changed only the names of folders are fetched, and
//! nothing is sent.
//!
//! ```text
//! .dateline/manifest     what of the branch is ours
//! .nojekyll              GitHub is to publish files as they are
//! ```
//!
//! What others have committed, such as a `CNAME`, stays as it is.

mod leftovers;
mod program;
mod remote;
mod repository;
mod stream;
mod tree;

use jiff::Timestamp;

use crate::config::deploy::GitHistory;

use super::built::Built;
use super::guard;
use super::item::{Audience, Item};
use super::manifest::Manifest;
use super::plan::Plan;
use super::target::{Depth, Listing, Tree};
use super::workplace::Workplace;
use super::{Fault, Orders, Progress};

pub(super) use repository::Address;
use repository::{Pushed, Repository};
use stream::{Commit, Stream};

/// What of a branch is ours.
const MANIFEST: &str = ".dateline/manifest";

/// What GitHub would do with the files, and is not to.
const NO_JEKYLL: &str = ".nojekyll";

/// How a commit of ours says which deploy it is of.
const DEPLOY: &str = "Dateline-Deploy: ";

/// How a commit says that it has what an earlier one had.
const RESTORES: &str = "Dateline-Restores: ";

/// How many commits are looked back for what was there before.
const BACK: &str = "--depth=100";

/// A branch that a site is published from.
pub(super) struct Branch {
    repository: Repository,
    history: GitHistory,
    tip: Option<Tip>,
    now: Timestamp,
    /// The ref of the commit that is being made.
    next: String,
}

/// Where the branch is.
struct Tip {
    commit: String,
    /// What it holds from us.
    manifest: Option<Manifest>,
    /// Whether it is a commit of ours, so that the manifest knows all about it.
    is_ours: bool,
}

impl Branch {
    /// Opens a branch, which need not be there.
    pub(super) fn open(
        place: &Workplace,
        address: Address,
        (remote, branch, history): (&str, &str, GitHistory),
        orders: &Orders<'_>,
    ) -> Result<Self, Fault> {
        let repository = Repository::open(place, address, (remote, branch), &orders.holder)?;
        let tip = repository.tip()?.map(|commit| Tip::read(&repository, commit)).transpose()?;
        let next = format!("refs/dateline/next/{:?}", orders.id);
        Ok(Self { repository, history, tip, now: orders.now, next })
    }

    /// Makes a commit of the plan. Gives its name.
    fn commit(
        &self,
        plan: &Plan,
        next: &Manifest,
        built: &Built,
        progress: &dyn Progress,
    ) -> Result<String, Fault> {
        let before = self.tip.as_ref().map(|tip| tip.commit.as_str());
        let entries = before.map(|before| tree::entries(&self.repository, before)).transpose()?;
        let entries = entries.unwrap_or_default();
        let none = Manifest::default();
        let ours = self.tip.as_ref().and_then(|tip| tip.manifest.as_ref()).unwrap_or(&none);
        let strangers = tree::strangers(&self.repository, &entries, ours, plan, built)?;
        if !strangers.is_empty() {
            return Err(guard::strangers(strangers.iter().map(|path| &**path)));
        }
        let has_jekyll_off = entries.contains_key(NO_JEKYLL) || next.rows.contains_key(NO_JEKYLL);
        let tree = before.map(|before| self.tree_of(before)).transpose()?;
        let by = self.by()?;
        let message = message(plan, next);
        let commit = Commit {
            name: &self.next,
            by: &by,
            message: &message,
            follows: before.filter(|_| self.history == GitHistory::Kept),
            tree: tree.as_deref(),
        };
        let answer = self.repository.run(&["fast-import", "--quiet", "--done", "--force"], |to| {
            let failed = |error| Fault::system("write", "git")(error);
            let mut stream = Stream::begin(to, commit).map_err(failed)?;
            for delete in &plan.deletes {
                stream.delete(&delete.path).map_err(failed)?;
            }
            for send in plan.sends() {
                send_file(&mut stream, send.item, built)?;
                progress.sent(send.item.size);
            }
            if !has_jekyll_off {
                stream.file(NO_JEKYLL, b"").map_err(failed)?;
            }
            stream.file(MANIFEST, next.to_text().as_bytes()).map_err(failed)?;
            stream.end().map_err(failed)
        })?;
        self.repository.good(answer, "make a commit")?;
        let made = self.repository.resolve(&self.next)?;
        made.ok_or_else(|| Fault::Failed {
            doing: "make a commit".to_owned(),
            cause: "git has not kept it".to_owned(),
        })
    }

    fn tree_of(&self, commit: &str) -> Result<String, Fault> {
        let tree = format!("{commit}^{{tree}}");
        Ok(self.repository.surely(&["rev-parse", "--verify", "--end-of-options", &tree])?.text())
    }

    fn by(&self) -> Result<String, Fault> {
        Ok(format!("{} {} +0000", self.repository.committer()?, self.now.as_second()))
    }

    /// Sends a commit on the condition that the branch is where it was when it was looked at.
    fn push(&self, commit: &str) -> Result<(), Fault> {
        let before = self.tip.as_ref().map(|tip| tip.commit.as_str());
        if let (Some(before), GitHistory::Squashed) = (before, self.history) {
            self.repository.cut_at(before)?;
        }
        let pushed = self.repository.push(commit, before);
        self.repository.surely(&["update-ref", "-d", &self.next])?;
        match pushed? {
            Pushed::There => Ok(()),
            Pushed::Overtaken => Err(Fault::LockLost),
        }
    }
}

impl Tip {
    fn read(repository: &Repository, commit: String) -> Result<Self, Fault> {
        let manifest = match tree::bytes(repository, &commit, MANIFEST)? {
            Some(bytes) => {
                let read = Manifest::from_text(&String::from_utf8_lossy(&bytes));
                Some(read.map_err(|error| super::unreadable(MANIFEST, error))?)
            }
            None => None,
        };
        let said = said(repository, &commit, DEPLOY)?;
        let is_ours = manifest.as_ref().is_some_and(|manifest| said == Some(format!("{:?}", manifest.id)));
        Ok(Self { commit, manifest, is_ours })
    }
}

impl Tree for Branch {
    fn audience(&self) -> Audience {
        Audience::Servers
    }

    fn manifest(&self) -> Result<Option<Manifest>, Fault> {
        Ok(self.tip.as_ref().and_then(|tip| tip.manifest.clone()))
    }

    fn list(&self, depth: Depth) -> Result<Option<Listing>, Fault> {
        let Some(tip) = &self.tip else { return Ok(Some(Listing::new())) };
        // Nobody has touched what a commit of ours says.
        if depth == Depth::Glance && tip.is_ours {
            return Ok(None);
        }
        let mut listing = tree::listing(&self.repository, &tip.commit)?;
        listing.remove(MANIFEST);
        Ok(Some(listing))
    }

    fn replace(
        &self,
        plan: &Plan,
        next: &Manifest,
        built: &Built,
        progress: &dyn Progress,
    ) -> Result<(), Fault> {
        let commit = self.commit(plan, next, built, progress)?;
        self.push(&commit)
    }

    fn roll_back(&self) -> Result<String, Fault> {
        let nothing = || {
            Fault::Impossible(
                "the branch has no earlier deploy to go back to".to_owned(),
                "build the site as it was, from the repository, and deploy that; with history = \"squashed\" a \
                 branch has only the last",
            )
        };
        let tip = self.tip.as_ref().filter(|tip| tip.is_ours).ok_or_else(nothing)?;
        self.repository.fetch(BACK, "--filter=blob:none")?;
        // Who has gone back before goes back from there.
        let from = said(&self.repository, &tip.commit, RESTORES)?.unwrap_or_else(|| tip.commit.clone());
        let back = self.repository.resolve(&format!("{from}^"))?.ok_or_else(nothing)?;
        let back_manifest = Tip::read(&self.repository, back.clone())?.manifest.ok_or_else(nothing)?;
        let message = format!("Go back to {back}\n\n{DEPLOY}{:?}\n{RESTORES}{back}\n", back_manifest.id);
        let by = self.by()?;
        let tree = self.tree_of(&back)?;
        let commit = Commit {
            name: &self.next,
            by: &by,
            message: &message,
            follows: Some(&tip.commit),
            tree: Some(&tree),
        };
        let answer = self.repository.run(&["fast-import", "--quiet", "--done", "--force"], |to| {
            let failed = |error| Fault::system("write", "git")(error);
            Stream::begin(to, commit).and_then(Stream::end).map_err(failed)
        })?;
        self.repository.good(answer, "make a commit")?;
        self.push(&self.repository.resolve(&self.next)?.ok_or_else(nothing)?)?;
        Ok(back)
    }
}

/// What a commit says on the line that begins so.
fn said(repository: &Repository, commit: &str, line: &str) -> Result<Option<String>, Fault> {
    let text = repository.surely(&["cat-file", "commit", commit])?.text();
    Ok(text.lines().rev().find_map(|said| said.strip_prefix(line)).map(str::to_owned))
}

/// Adds a file to a commit. One that is sent as it is goes in pieces.
fn send_file(stream: &mut Stream<'_>, item: &Item, built: &Built) -> Result<(), Fault> {
    let failed = |error| Fault::system("write", "git")(error);
    if item.form.coding().is_some() {
        return stream.file(&item.path, &built.bytes(item)?).map_err(failed);
    }
    stream.large_file(&item.path, item.size, failed, |to| built.write(item, to, failed))
}

fn message(plan: &Plan, next: &Manifest) -> String {
    let Manifest { site, id, .. } = next;
    let (sent, deleted) = (plan.sends().len(), plan.deletes.len());
    format!("Publish {site}\n\nSent: {sent}\nDeleted: {deleted}\n\n{DEPLOY}{id:?}\n")
}
