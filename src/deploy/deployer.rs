//! Options of a deploy for users of the library.

use std::path::PathBuf;

use crate::build;
use crate::report::Problems;

use super::{
    DeployEvent, DeployOutcome, DeployResult, LockPolicy, Ownership, Plan, Progress, Request, RetryPolicy,
    Task, UploadGroup, Verify, deploy,
};

/// Default number of concurrent uploads.
const CONCURRENCY: usize = 32;

/// Options of a deploy.
///
/// The defaults are those of `dateline deploy`. A deploy uploads the last build.
#[derive(Debug, Clone)]
#[must_use]
pub struct Deployer {
    request: Request,
}

/// Result of a deploy or of a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeployReport {
    /// Name of the target.
    pub target: String,
    /// Number of uploaded files.
    pub uploaded: usize,
    /// Number of uploaded bytes, before compression.
    pub bytes: u64,
    /// Number of deleted files.
    pub deleted: usize,
    /// Number of files that were up to date.
    pub unchanged: usize,
}

impl Deployer {
    /// Prepares a deploy of the site in a folder, which has a `config.toml`.
    pub fn new(site: impl Into<PathBuf>) -> Self {
        let request = Request {
            build: build::request(site.into()),
            target: None,
            task: Task::Deploy,
            verify: Verify::Quick,
            ownership: Ownership::Strict,
            lock: LockPolicy::Respect,
            allow_deletes: None,
            concurrency: CONCURRENCY,
            retry_policy: RetryPolicy::default(),
        };
        Self { request }
    }

    /// Deploys to the target with this name. It is needed if the config has several.
    pub fn target(mut self, name: impl Into<String>) -> Self {
        self.request.target = Some(name.into());
        self
    }

    /// Deploys the build in this folder, in place of the one in the config.
    pub fn output(mut self, folder: impl Into<PathBuf>) -> Self {
        self.request.build.output = Some(folder.into());
        self
    }

    /// Compares with the files that are really at the target.
    pub fn verify(mut self) -> Self {
        self.request.verify = Verify::Full;
        self
    }

    /// Takes over files at the target that Dateline did not upload.
    pub fn adopt(mut self) -> Self {
        self.request.ownership = Ownership::Adopt;
        self
    }

    /// Takes over the lock of another deploy, which must have ended.
    pub fn take_lock(mut self) -> Self {
        self.request.lock = LockPolicy::Take;
        self
    }

    /// Allows the removal of up to this many files.
    pub fn allow_deletes(mut self, files: usize) -> Self {
        self.request.allow_deletes = Some(files);
        self
    }

    /// Returns the result of a deploy without changing the target.
    ///
    /// # Errors
    /// Fails as [`Deployer::deploy`] does.
    pub fn dry_run(&self) -> Result<DeployReport, Problems> {
        self.run(Task::DryRun)
    }

    /// Uploads the last build.
    ///
    /// # Errors
    /// Fails if the build must not be deployed, the plan is refused, or the target fails. Then
    /// nothing was deleted, and every page at the target is complete.
    pub fn deploy(&self) -> Result<DeployReport, Problems> {
        self.run(Task::Deploy)
    }

    fn run(&self, task: Task) -> Result<DeployReport, Problems> {
        let DeployOutcome { target, done } = deploy(&Request { task, ..self.request.clone() }, &Silent)?;
        let plan = match done {
            DeployResult::DryRun(plan) | DeployResult::Deployed { plan, .. } => plan,
            DeployResult::RolledBack(_) => Plan::default(),
        };
        Ok(DeployReport {
            target,
            uploaded: plan.uploads().len(),
            bytes: plan.bytes(),
            deleted: plan.deletes.len(),
            unchanged: plan.unchanged,
        })
    }
}

/// Receiver that ignores all progress.
struct Silent;

impl Progress for Silent {
    fn begin(&self, _: usize, _: u64) {}
    fn group(&self, _: UploadGroup) {}
    fn sent(&self, _: u64) {}
    fn note(&self, _: DeployEvent) {}
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::build::Builder;

    #[test]
    fn a_build_is_deployed_to_a_folder() {
        let place = tempfile::tempdir().expect("a folder");
        let site = place.path().join("site");
        fs::create_dir_all(site.join("content")).expect("a folder");
        let config = "title = \"T\"\nbase_url = \"https://t.example\"\n[deploy.web]\nto = \"dir:../www\"\n";
        fs::write(site.join("config.toml"), config).expect("a config");
        assert!(Deployer::new(&site).dry_run().is_err(), "there is no build yet");
        Builder::new(&site).build().expect("a site");
        let planned = Deployer::new(&site).target("web").dry_run().expect("a plan");
        assert!(planned.uploaded > 0 && !place.path().join("www").exists());
        let done = Deployer::new(&site).deploy().expect("a deploy");
        assert_eq!(done, planned);
        assert!(place.path().join("www/index.html").is_file());
        let again = Deployer::new(&site).verify().deploy().expect("a deploy");
        assert_eq!((again.uploaded, again.deleted), (0, 0));
        assert!(Deployer::new(&site).target("other").deploy().is_err());
    }
}
