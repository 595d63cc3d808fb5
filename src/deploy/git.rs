//! A git branch as a target (`git:origin#gh-pages`).
//!
//! Each deploy is one commit, streamed by `git fast-import` into a bare repository in the cache,
//! without a checkout. Only trees are fetched, and only changed blobs are pushed. The push uses a
//! lease, so the second of two concurrent deploys is refused. Files that others committed, such as
//! a `CNAME`, stay.
//!
//! ```text
//! .dateline/manifest     files that Dateline owns
//! .nojekyll              makes GitHub publish files unchanged
//! ```

mod command;
mod fast_import;
mod remote;
mod repository;
mod stale_files;
mod tree;

use jiff::Timestamp;

use crate::config::deploy::GitHistory;

use super::build_output::BuildOutput;
use super::manifest::Manifest;
use super::plan::Plan;
use super::plan_check;
use super::target::{Listing, Tree, Verify};
use super::target_file::{ServedBy, TargetFile};
use super::{DeployContext, DeployError, Progress};

use fast_import::{Commit, FastImport};
pub(super) use repository::{BranchLocation, RemoteUrls};
use repository::{PushResult, Repository};

/// Path of the manifest.
const MANIFEST: &str = ".dateline/manifest";

/// File that disables Jekyll at GitHub Pages.
const NO_JEKYLL: &str = ".nojekyll";

/// Trailer with the id of the deploy.
const DEPLOY_TRAILER: &str = "Dateline-Deploy: ";

/// Trailer with the commit that a rollback restores.
const RESTORES_TRAILER: &str = "Dateline-Restores: ";

/// Fetch depth of a rollback.
const ROLLBACK_DEPTH: &str = "--depth=100";

/// A git branch as a target.
pub(super) struct GitBranch {
    repository: Repository,
    history: GitHistory,
    tip: Option<BranchTip>,
    now: Timestamp,
    /// Ref of the new commit.
    next: String,
}

/// Tip of the branch.
struct BranchTip {
    commit: String,
    /// Manifest in the commit.
    manifest: Option<Manifest>,
    /// Whether Dateline made the commit, so that the manifest is complete.
    is_ours: bool,
}

impl GitBranch {
    /// Opens a branch, which may not exist.
    pub(super) fn open(
        location: BranchLocation<'_>,
        history: GitHistory,
        context: &DeployContext<'_>,
    ) -> Result<Self, DeployError> {
        let repository = Repository::open(location, &context.holder)?;
        let tip = repository.tip()?.map(|commit| BranchTip::read(&repository, commit)).transpose()?;
        let next = format!("refs/dateline/next/{:?}", context.id);
        Ok(Self { repository, history, tip, now: context.now, next })
    }

    /// Commits the plan. Returns the commit id.
    fn commit(
        &self,
        plan: &Plan,
        next: &Manifest,
        built: &BuildOutput,
        progress: &dyn Progress,
    ) -> Result<String, DeployError> {
        let before = self.tip.as_ref().map(|tip| tip.commit.as_str());
        let entries = before.map(|before| tree::entries(&self.repository, before)).transpose()?;
        let entries = entries.unwrap_or_default();
        let none = Manifest::default();
        let ours = self.tip.as_ref().and_then(|tip| tip.manifest.as_ref()).unwrap_or(&none);
        let unmanaged = tree::unmanaged_files(&self.repository, &entries, ours, plan, built)?;
        if !unmanaged.is_empty() {
            return Err(plan_check::unmanaged_files(unmanaged.iter().map(|path| &**path)));
        }
        let has_jekyll_off = entries.contains_key(NO_JEKYLL) || next.rows.contains_key(NO_JEKYLL);
        let tree = before.map(|before| self.tree_of(before)).transpose()?;
        let by = self.committer_line()?;
        let message = message(plan, next);
        let commit = Commit {
            name: &self.next,
            by: &by,
            message: &message,
            follows: before.filter(|_| self.history == GitHistory::Kept),
            tree: tree.as_deref(),
        };
        let answer = self.repository.run(&["fast-import", "--quiet", "--done", "--force"], |to| {
            let failed = |error| DeployError::system("write", "git")(error);
            let mut stream = FastImport::begin(to, commit).map_err(failed)?;
            for delete in &plan.deletes {
                stream.delete(&delete.path).map_err(failed)?;
            }
            for upload in plan.uploads() {
                send_file(&mut stream, upload.file, built)?;
                progress.sent(upload.file.size);
            }
            if !has_jekyll_off {
                stream.file(NO_JEKYLL, b"").map_err(failed)?;
            }
            stream.file(MANIFEST, next.to_text().as_bytes()).map_err(failed)?;
            stream.end().map_err(failed)
        })?;
        self.repository.check(answer, "make a commit")?;
        let made = self.repository.resolve(&self.next)?;
        made.ok_or_else(|| DeployError::Failed {
            doing: "make a commit".to_owned(),
            cause: "git has not kept it".to_owned(),
        })
    }

    fn tree_of(&self, commit: &str) -> Result<String, DeployError> {
        let tree = format!("{commit}^{{tree}}");
        Ok(self.repository.run_ok(&["rev-parse", "--verify", "--end-of-options", &tree])?.text())
    }

    fn committer_line(&self) -> Result<String, DeployError> {
        Ok(format!("{} {} +0000", self.repository.committer()?, self.now.as_second()))
    }

    /// Pushes a commit, if the branch has not moved.
    fn push(&self, commit: &str) -> Result<(), DeployError> {
        let before = self.tip.as_ref().map(|tip| tip.commit.as_str());
        if let (Some(before), GitHistory::Squashed) = (before, self.history) {
            self.repository.mark_shallow(before)?;
        }
        let pushed = self.repository.push(commit, before);
        self.repository.run_ok(&["update-ref", "-d", &self.next])?;
        match pushed? {
            PushResult::Updated => Ok(()),
            PushResult::Rejected => Err(DeployError::LockLost),
        }
    }
}

impl BranchTip {
    fn read(repository: &Repository, commit: String) -> Result<Self, DeployError> {
        let manifest = match tree::bytes(repository, &commit, MANIFEST)? {
            Some(bytes) => {
                let read = Manifest::from_text(&String::from_utf8_lossy(&bytes));
                Some(read.map_err(|error| super::unreadable(MANIFEST, error))?)
            }
            None => None,
        };
        let said = trailer(repository, &commit, DEPLOY_TRAILER)?;
        let is_ours = manifest.as_ref().is_some_and(|manifest| said == Some(format!("{:?}", manifest.id)));
        Ok(Self { commit, manifest, is_ours })
    }
}

impl Tree for GitBranch {
    fn served_by(&self) -> ServedBy {
        ServedBy::WebServer
    }

    fn manifest(&self) -> Result<Option<Manifest>, DeployError> {
        Ok(self.tip.as_ref().and_then(|tip| tip.manifest.clone()))
    }

    fn list(&self, verify: Verify) -> Result<Option<Listing>, DeployError> {
        let Some(tip) = &self.tip else { return Ok(Some(Listing::new())) };
        // Our own commit matches its manifest.
        if verify == Verify::Quick && tip.is_ours {
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
        built: &BuildOutput,
        progress: &dyn Progress,
    ) -> Result<(), DeployError> {
        let commit = self.commit(plan, next, built, progress)?;
        self.push(&commit)
    }

    fn roll_back(&self) -> Result<String, DeployError> {
        let nothing = || {
            DeployError::Impossible(
                "the branch has no earlier deploy to go back to".to_owned(),
                "build the site as it was, from the repository, and deploy that; with history = \"squashed\" a \
                 branch has only the last",
            )
        };
        let tip = self.tip.as_ref().filter(|tip| tip.is_ours).ok_or_else(nothing)?;
        self.repository.fetch(ROLLBACK_DEPTH, "--filter=blob:none")?;
        // A repeated rollback continues from the restored commit.
        let from =
            trailer(&self.repository, &tip.commit, RESTORES_TRAILER)?.unwrap_or_else(|| tip.commit.clone());
        let back = self.repository.resolve(&format!("{from}^"))?.ok_or_else(nothing)?;
        let back_manifest = BranchTip::read(&self.repository, back.clone())?.manifest.ok_or_else(nothing)?;
        let message = format!(
            "Go back to {back}\n\n{DEPLOY_TRAILER}{:?}\n{RESTORES_TRAILER}{back}\n",
            back_manifest.id
        );
        let by = self.committer_line()?;
        let tree = self.tree_of(&back)?;
        let commit = Commit {
            name: &self.next,
            by: &by,
            message: &message,
            follows: Some(&tip.commit),
            tree: Some(&tree),
        };
        let answer = self.repository.run(&["fast-import", "--quiet", "--done", "--force"], |to| {
            let failed = |error| DeployError::system("write", "git")(error);
            FastImport::begin(to, commit).and_then(FastImport::end).map_err(failed)
        })?;
        self.repository.check(answer, "make a commit")?;
        self.push(&self.repository.resolve(&self.next)?.ok_or_else(nothing)?)?;
        Ok(back)
    }
}

/// Returns the value of a trailer of a commit.
fn trailer(repository: &Repository, commit: &str, line: &str) -> Result<Option<String>, DeployError> {
    let text = repository.run_ok(&["cat-file", "commit", commit])?.text();
    Ok(text.lines().rev().find_map(|said| said.strip_prefix(line)).map(str::to_owned))
}

/// Adds a file to a commit. Uncompressed files are streamed.
fn send_file(stream: &mut FastImport<'_>, item: &TargetFile, built: &BuildOutput) -> Result<(), DeployError> {
    let failed = |error| DeployError::system("write", "git")(error);
    if item.form.coding().is_some() {
        return stream.file(&item.path, &built.bytes(item)?).map_err(failed);
    }
    stream.large_file(&item.path, item.size, failed, |to| built.write(item, to, failed))
}

fn message(plan: &Plan, next: &Manifest) -> String {
    let Manifest { site, id, .. } = next;
    let (sent, deleted) = (plan.uploads().len(), plan.deletes.len());
    format!("Publish {site}\n\nSent: {sent}\nDeleted: {deleted}\n\n{DEPLOY_TRAILER}{id:?}\n")
}
