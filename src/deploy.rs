//! The built site is put where readers are. In goes what the last build published, and the name of a target of the
//! config; out comes a target that has it, whole, with what left the site taken away. No reader meets a page whose parts
//! are missing, whatever is cut short, and running it again goes on from there.
//!
//! ```text
//! record ── built ──┐
//! target's memory ──┼── survey ── plan ── guard ──┬── send   (files one by one: objects, a folder by rsync)
//! target's listing ─┘                             └── whole  (a folder's releases, a commit)
//!                                                       └── after: the ledger, the command that is told
//! ```
//!
//! `target` is what the core asks of a target, in two shapes; each kind of target is a module of its own. What a target
//! holds from us it remembers itself (`manifest`), so that any machine can deploy, and a new one knows at once what has
//! changed. Files that we did not put there are never deleted, and never overwritten without being told to.

mod announce;
mod atomic;
mod build_output;
mod cache_dir;
mod diff;
mod error;
mod folder;
mod git;
mod hook;
mod incremental;
mod limits;
mod lock;
mod manifest;
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

pub use build_output::BuildOutput;
pub use error::DeployError;
pub use lock::LockHolder;
pub use manifest::{EntryState, Manifest, ManifestEntry, ManifestError};
pub use plan::{Delete, Overwrite, Ownership, Plan, Upload};
pub use target::{CreateResult, Listing, RemoteFile, Store, Target, Tree, Verify};
pub use target_file::{CacheClass, ContentCoding, Encoding, ServedBy, TargetFile};

use cache_dir::CacheDir;
use folder::{OpenMode, ReleaseFolder};
use git::{GitBranch, RemoteUrls};
use objects::ObjectStoreTarget;
use rsync::RsyncTarget;

/// What is to be deployed, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// The build that is to be there.
    pub build: pipeline::Request,
    /// The target's name; the only one's where this says nothing.
    pub target: Option<String>,
    /// What to do.
    pub task: Task,
    /// How closely to look at the target.
    pub verify: Verify,
    /// Whose the files are that the target does not remember.
    pub ownership: Ownership,
    /// What to do about another's lock.
    pub lock: LockPolicy,
    /// How many files may leave; the usual number where this says nothing.
    pub allow_deletes: Option<usize>,
    /// How many files are sent at once.
    pub concurrency: usize,
    /// How long a store is waited for.
    pub retry_policy: RetryPolicy,
}

/// How long a store is waited for, and how often asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a request is tried again that may succeed the next time.
    pub retries: usize,
    /// How long is waited at most before that.
    pub longest_pause: Duration,
    /// How long nothing may come before a request is given up.
    pub silence: Duration,
    /// How long a request may take in all.
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

/// What a deploy is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Make the target what was built.
    Deploy,
    /// Say what that would take.
    DryRun,
    /// Go back to what was there before.
    RollBack,
}

/// What to do about another's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockPolicy {
    /// It is respected, unless its process is known to be dead.
    Respect,
    /// It is taken away.
    Take,
}

/// What came of a deploy.
#[derive(Debug)]
pub struct DeployOutcome {
    /// The target's name.
    pub target: String,
    /// What was done.
    pub done: DeployResult,
}

/// What was done.
#[derive(Debug)]
pub enum DeployResult {
    /// Nothing: this is what would be.
    DryRun(Plan),
    /// The plan.
    Deployed {
        /// What it was.
        plan: Plan,
        /// The addresses that are new in the ledger.
        accepted: Vec<OldAddress>,
        /// How many addresses the command was told of.
        told: usize,
    },
    /// The target is as it was before, with this release.
    RolledBack(String),
}

/// Is told how a deploy gets on. Called from many threads.
pub trait Progress: Sync {
    /// So many files are to be sent, with so many bytes.
    fn begin(&self, files: usize, bytes: u64);
    /// Files of this role come next.
    fn group(&self, upload_group: UploadGroup);
    /// A file of so many bytes is there.
    fn sent(&self, bytes: u64);
    /// Something that whoever watches should know.
    fn note(&self, note: DeployEvent);
}

/// Something that whoever watches a deploy should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeployEvent {
    /// The target is not known to hold anything from us, and is looked at.
    Unknown,
    /// What a deploy to this target runs and where it writes: it has not been said on this machine, or is to be shown.
    Announcement {
        /// The target's name.
        target: String,
        /// What it does, a line each.
        text: String,
    },
    /// A deploy was cut short, and this one goes on from there.
    Resumed,
    /// What the host may not take, by what it has agreed on with its customer.
    Doubtful(Diagnostics),
    /// This lock was of a process that is no more.
    DeadLock(String),
    /// What left the site is deleted.
    Deleting(usize),
}

/// What all parts of a deploy go by.
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
/// When what was built is not to be sent, a guard refuses, or the target does not take it. Then nothing was deleted at
/// the target, and every page there is whole.
pub fn deploy(request: &Request, progress: &dyn Progress) -> Result<DeployOutcome, Diagnostics> {
    let root = request.build.site.as_path();
    let (site, _) = pipeline::settings(root, &request.build.overrides, &mut Diagnostics::new())?;
    let settings = choose(&site.deploy, request.target.as_deref())?;
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
            // A build is not waited for: it would be another one that is sent than was there when this was begun.
            let built = BuildOutput::new(pipeline::last_build(&request.build, &NoProgress)?);
            run(&built, &local, &context, progress)?
        }
    };
    Ok(DeployOutcome { target: settings.name.clone(), done })
}

/// Where a deploy works on this machine.
struct LocalState {
    place: CacheDir,
    /// RemoteUrls of a branch's remote.
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

    /// Says what the deploy will run and where it will write, unless that has been said on this machine.
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

/// Does a thing once more if a repository was damaged, which then is made anew.
fn again_if_damaged<T>(attempt: impl Fn() -> Result<T, DeployError>) -> Result<T, DeployError> {
    match attempt() {
        Err(DeployError::Damaged { .. }) => attempt(),
        answer => answer,
    }
}

/// The target that is meant.
fn choose<'a>(targets: &'a [Settings], name: Option<&str>) -> Result<&'a Settings, Diagnostics> {
    let names = || targets.iter().map(|target| target.name.as_str());
    let refused =
        |message: String, hint: String| Err(Diagnostic::error(Place::Site, message).hint(hint).into());
    match (name, targets) {
        (None, [only]) => Ok(only),
        (_, []) => refused(
            "the config names no place that the site could be sent to".into(),
            "add one to config.toml: [deploy.production] with to = \"s3://bucket/prefix\", or another; \
             see docs/deploy.md"
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

/// Opens a target: for this deploy alone, unless it is only looked at.
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
        to @ (Destination::S3 { bucket, .. }
        | Destination::Google { bucket, .. }
        | Destination::Azure { bucket, .. }) => {
            let Request { concurrency, retry_policy, .. } = *context.request;
            let cache_control = &context.settings.cache_control;
            let objects = ObjectStoreTarget::open(to, bucket, cache_control, (concurrency, retry_policy))?;
            Ok(Target::Incremental(Box::new(objects)))
        }
        Destination::Git { remote, branch, history } => {
            let LocalState { place, address } = local;
            let address = address.clone().map_or_else(|| RemoteUrls::find(root, remote), Ok)?;
            let branch = GitBranch::open(place, address, (remote, branch, *history), context)?;
            Ok(Target::Atomic(Box::new(branch)))
        }
        Destination::Rsync { host, path } => {
            Ok(Target::Incremental(Box::new(RsyncTarget::open(root, &local.place, (host, path), context)?)))
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

/// The fault of a manifest that can't be read.
fn unreadable(name: &str, error: ManifestError) -> DeployError {
    let why = match error {
        ManifestError::Newer => "was written by a newer version",
        ManifestError::Damaged => "is damaged",
    };
    DeployError::Unreadable { name: name.to_owned(), why }
}
