//! Uploads the last build to a target of the config.
//!
//! A deploy never shows a page without its assets, never deletes or overwrites files that it did
//! not upload (unless told to), and can be interrupted at any point and run again.
//!
//! ```text
//! build cache ── build_output ──┐
//! manifest ─────────────────────┼── diff ── plan ── plan_check ──┬── incremental (object store, rsync)
//! listing ──────────────────────┘                                └── atomic (release folder, git)
//!                                                                      └── ledger, hook
//! ```
//!
//! `target` defines the two kinds of targets; each target is a module of its own. A target stores
//! its own manifest, so any machine can deploy to it.

mod announce;
mod atomic;
mod build_output;
mod cache_dir;
mod cloud;
mod deployer;
mod diff;
mod error;
mod file_lock;
mod folder;
mod git;
mod hook;
mod incremental;
mod limits;
mod lock;
mod manifest;
#[cfg(feature = "cloud")]
mod objects;
mod plan;
mod plan_check;
mod rsync;
mod subprocess;
mod target;
mod target_file;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::address::OldAddress;
use crate::cache::UploadGroup;
use crate::config::deploy::{Destination, Target as Settings};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::pipeline::{self, NoProgress};

pub use deployer::{DeployReport, Deployer};

#[doc(hidden)]
pub use build_output::BuildOutput;
#[doc(hidden)]
pub use error::DeployError;
#[doc(hidden)]
pub use lock::LockHolder;
#[doc(hidden)]
pub use manifest::{EntryState, Manifest, ManifestEntry, ManifestError};
#[doc(hidden)]
pub use plan::{Delete, Overwrite, Ownership, Plan, Upload};
#[doc(hidden)]
pub use target::{CreateResult, Listing, RemoteFile, Store, Target, Tree, Verify};
#[doc(hidden)]
pub use target_file::{CacheClass, ContentCoding, Encoding, ServedBy, TargetFile};

use cache_dir::CacheDir;
use folder::{OpenMode, ReleaseFolder};
use git::{BranchLocation, GitBranch, RemoteUrls};
use rsync::RsyncTarget;

/// Options of a deploy.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Request {
    /// The build to deploy.
    pub build: pipeline::Request,
    /// Name of the target; `None` selects the only one.
    pub target: Option<String>,
    /// Task to run.
    pub task: Task,
    /// Depth of verifying the files at the target.
    pub verify: Verify,
    /// Ownership of files that the manifest does not list.
    pub ownership: Ownership,
    /// Handling of another deploy's lock.
    pub lock: LockPolicy,
    /// Maximum number of removed files; `None` for the default limit.
    pub allow_deletes: Option<usize>,
    /// Number of concurrent uploads.
    pub concurrency: usize,
    /// Retries and timeouts of a store.
    pub retry_policy: RetryPolicy,
}

/// Retries and timeouts of requests to a store.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Number of retries of a request that may succeed later.
    pub retries: usize,
    /// Longest pause between two attempts.
    pub longest_pause: Duration,
    /// Time without data after which a request fails.
    pub silence: Duration,
    /// Longest duration of a request.
    pub longest_request: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 8,
            longest_pause: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            // A part of a large file over a slow line.
            longest_request: Duration::from_mins(10),
        }
    }
}

/// Task of a deploy.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Upload the build.
    Deploy,
    /// Return the plan without changing the target.
    DryRun,
    /// Restore the previous deploy.
    RollBack,
}

/// Handling of another deploy's lock.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockPolicy {
    /// Fail, unless the process of the lock is known to be dead.
    Respect,
    /// Take the lock over.
    Take,
}

/// Result of a deploy, with the name of its target.
#[doc(hidden)]
#[derive(Debug)]
pub struct DeployOutcome {
    /// The target's name.
    pub target: String,
    /// Result of the task.
    pub done: DeployResult,
}

/// Result of a task.
#[doc(hidden)]
#[derive(Debug)]
pub enum DeployResult {
    /// Nothing was changed: the plan of a dry run.
    DryRun(Plan),
    /// The plan was carried out.
    Deployed {
        /// The plan.
        plan: Plan,
        /// Addresses that were added to the ledger.
        accepted: Vec<OldAddress>,
        /// Number of addresses that the hook received.
        told: usize,
    },
    /// The target was restored to this release.
    RolledBack(String),
}

/// Receives the progress of a deploy. Called from many threads.
#[doc(hidden)]
pub trait Progress: Sync {
    /// The upload of `files` files with `bytes` bytes begins.
    fn begin(&self, files: usize, bytes: u64);
    /// The upload of a group begins.
    fn group(&self, upload_group: UploadGroup);
    /// A file of `bytes` bytes was uploaded.
    fn sent(&self, bytes: u64);
    /// Reports an event.
    fn note(&self, note: DeployEvent);
}

/// Event of a deploy, for the user.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeployEvent {
    /// The target has no manifest, so its files are listed.
    Unknown,
    /// Programs that the deploy runs and places that it writes to, before the first deploy from
    /// this machine and in a dry run.
    Announcement {
        /// The target's name.
        target: String,
        /// One action a line.
        text: String,
    },
    /// An interrupted deploy is resumed.
    Resumed,
    /// Warnings about limits of the host that depend on the plan of the customer.
    Doubtful(Diagnostics),
    /// The lock of a dead process was taken over.
    DeadLock(String),
    /// Deletion of this many files begins.
    Deleting(usize),
}

/// Settings and identity of a deploy, shared by its steps.
struct DeployContext<'a> {
    settings: &'a Settings,
    site: &'a str,
    holder: LockHolder,
    id: crate::digest::Digest,
    now: Timestamp,
    request: &'a Request,
}

/// Deploys a site.
///
/// # Errors
/// Fails if the build must not be deployed, the plan is refused, or the target fails. Then nothing
/// was deleted, and every page at the target is complete.
#[doc(hidden)]
pub fn deploy(request: &Request, progress: &dyn Progress) -> Result<DeployOutcome, Diagnostics> {
    let root = request.build.site.as_path();
    let (site, _) = pipeline::settings(root, &request.build.overrides, &mut Diagnostics::new())?;
    let settings = choose(&site.deploy, request.target.as_deref())?;
    cloud::check(settings)?;
    let now = Timestamp::now();
    let id = lock::new_deploy_id(now);
    let holder = LockHolder::this(id, now);
    let context = DeployContext { settings, site: &site.written_base_url, holder, id, now, request };
    let local = LocalState::find(root, settings).map_err(Diagnostic::from)?;
    let done = match request.task {
        Task::RollBack => {
            local.announce(root, &context, progress);
            DeployResult::RolledBack(
                again_if_damaged(|| roll_back(root, &local, &context)).map_err(Diagnostic::from)?,
            )
        }
        Task::DryRun | Task::Deploy => {
            // Do not wait for a running build: it would replace the build that was requested.
            let built = BuildOutput::new(pipeline::last_build(&request.build, &NoProgress)?);
            run(&built, &local, &context, progress)?
        }
    };
    Ok(DeployOutcome { target: settings.name.clone(), done })
}

/// State of a target on this machine.
struct LocalState {
    place: CacheDir,
    /// `RemoteUrls` of a branch's remote.
    address: Option<RemoteUrls>,
}

impl LocalState {
    fn find(root: &Path, settings: &Settings) -> Result<Self, DeployError> {
        let place = CacheDir::open(root, &settings.name)?;
        let address = match &settings.to {
            Destination::Git { remote, .. } => Some(RemoteUrls::find(root, remote)?),
            _ => None,
        };
        Ok(Self { place, address })
    }

    /// Announces the programs and places of the deploy, unless this machine has announced them
    /// before.
    fn announce(&self, root: &Path, context: &DeployContext<'_>, progress: &dyn Progress) {
        let text = announce::announcement(root, context.settings, self.address.as_ref());
        let is_shown = context.request.task == Task::DryRun;
        if !is_shown && self.place.has_announced(&text) {
            return;
        }
        progress
            .note(DeployEvent::Announcement { target: context.settings.name.clone(), text: text.clone() });
        if !is_shown {
            self.place.announced(&text);
        }
    }
}

fn run(
    built: &BuildOutput,
    local: &LocalState,
    context: &DeployContext<'_>,
    progress: &dyn Progress,
) -> Result<DeployResult, Diagnostics> {
    let doubtful = limits::check(context.settings.host, built)?;
    if !doubtful.is_empty() {
        progress.note(DeployEvent::Doubtful(doubtful));
    }
    local.announce(&built.last().root, context, progress);
    let changes = hook::Hook::open(&built.last().root, context);
    let plan = again_if_damaged(|| match open(&built.last().root, local, context)? {
        Target::Incremental(store) => incremental::run(&*store, built, context, &changes, progress),
        Target::Atomic(tree) => atomic::run(&*tree, built, context, &changes, progress),
    });
    let plan = plan.map_err(Diagnostic::from)?;
    if context.request.task == Task::DryRun {
        return Ok(DeployResult::DryRun(plan));
    }
    let accepted = built.last().accept()?;
    let told = changes.tell().map_err(Diagnostic::from)?;
    Ok(DeployResult::Deployed { plan, accepted, told })
}

/// Retries once after a damaged repository was removed.
fn again_if_damaged<T>(attempt: impl Fn() -> Result<T, DeployError>) -> Result<T, DeployError> {
    match attempt() {
        Err(DeployError::Damaged { .. }) => attempt(),
        answer => answer,
    }
}

/// Selects the target.
fn choose<'a>(targets: &'a [Settings], name: Option<&str>) -> Result<&'a Settings, Diagnostics> {
    let names = || targets.iter().map(|target| target.name.as_str());
    let refused =
        |message: String, hint: String| Err(Diagnostic::error(Place::Site, message).hint(hint).into());
    match (name, targets) {
        (None, [only]) => Ok(only),
        (_, []) => refused(
            "the config names no place that the site could be sent to".into(),
            "add one to config.toml: [deploy.production] with to = \"s3://bucket/prefix\", or another; \
             run dateline docs deploy"
                .into(),
        ),
        (None, _) => refused(
            "there are several targets".into(),
            format!("name one of them: dateline deploy {}", names().collect::<Vec<_>>().join(", or ")),
        ),
        (Some(name), _) => match targets.iter().find(|target| target.name == name) {
            Some(target) => Ok(target),
            None => refused(
                format!("there is no target `{name}`"),
                nearest(name, names()).map_or_else(
                    || format!("known are: {}", names().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            ),
        },
    }
}

/// Opens the target; takes its lock unless this is a dry run.
fn open(root: &Path, local: &LocalState, context: &DeployContext<'_>) -> Result<Target, DeployError> {
    let mode = match context.request.task {
        Task::DryRun => OpenMode::ReadOnly,
        Task::Deploy | Task::RollBack => OpenMode::Locked(&context.holder),
    };
    match &context.settings.to {
        Destination::Folder { path, keep } => {
            let folder = ReleaseFolder::open(root, path, *keep, &mode, context.now)?;
            Ok(Target::Atomic(Box::new(folder)))
        }
        Destination::ObjectStore(to) => cloud::open(to, context),
        Destination::Git { remote, branch, history } => {
            let LocalState { place, address } = local;
            let urls = address.clone().map_or_else(|| RemoteUrls::find(root, remote), Ok)?;
            let location = BranchLocation { place, urls, remote, branch };
            Ok(Target::Atomic(Box::new(GitBranch::open(location, *history, context)?)))
        }
        Destination::Rsync { host, path } => {
            Ok(Target::Incremental(Box::new(RsyncTarget::open(root, &local.place, host, path, context)?)))
        }
    }
}

fn roll_back(root: &Path, local: &LocalState, context: &DeployContext<'_>) -> Result<String, DeployError> {
    match open(root, local, context)? {
        Target::Atomic(tree) => tree.roll_back(),
        Target::Incremental(_) => Err(DeployError::Impossible(
            "this target keeps no earlier release".into(),
            "check out the site as it was, build it, and deploy that: only what differs is sent",
        )),
    }
}

/// Returns the error for an unreadable manifest.
fn unreadable(name: &str, error: ManifestError) -> DeployError {
    let why = match error {
        ManifestError::Newer => "was written by a newer version",
        ManifestError::Damaged => "is damaged",
    };
    DeployError::Unreadable { name: name.to_owned(), why }
}
