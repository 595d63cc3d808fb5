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

mod after;
mod announce;
mod built;
mod fault;
mod fit;
mod folder;
mod git;
mod guard;
mod item;
mod lock;
mod manifest;
mod objects;
mod plan;
mod program;
mod rsync;
mod send;
mod survey;
mod target;
mod whole;
mod workplace;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::address::OldAddress;
use crate::cache::UploadGroup;
use crate::config::deploy::{Destination, Target as Settings};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::pipeline::{self, NoProgress};

pub use built::Built;
pub use fault::Fault;
pub use item::{Audience, Coding, Form, Item, Kind};
pub use lock::Holder;
pub use manifest::{Manifest, Row, State, Unreadable};
pub use plan::{Delete, Ownership, Plan};
pub use target::{Creation, Depth, Listed, Listing, Over, Send, Store, Target, Tree};

use folder::{Folder, Purpose};
use git::{Address, Branch};
use objects::Objects;
use rsync::Remote;
use workplace::Workplace;

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
    pub depth: Depth,
    /// Whose the files are that the target does not remember.
    pub ownership: Ownership,
    /// What to do about another's lock.
    pub lock: Locking,
    /// How many files may leave; the usual number where this says nothing.
    pub allow_deletes: Option<usize>,
    /// How many files are sent at once.
    pub concurrency: usize,
    /// How long a store is waited for.
    pub patience: Patience,
}

/// How long a store is waited for, and how often asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often a request is tried again that may succeed the next time.
    pub retries: usize,
    /// How long is waited at most before that.
    pub longest_pause: Duration,
    /// How long nothing may come before a request is given up.
    pub silence: Duration,
    /// How long a request may take in all.
    pub longest_request: Duration,
}

impl Default for Patience {
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
    Send,
    /// Say what that would take.
    Show,
    /// Go back to what was there before.
    RollBack,
}

/// What to do about another's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    /// It is respected, unless its process is known to be dead.
    Respected,
    /// It is taken away.
    Taken,
}

/// What came of a deploy.
#[derive(Debug)]
pub struct Outcome {
    /// The target's name.
    pub target: String,
    /// What was done.
    pub done: Done,
}

/// What was done.
#[derive(Debug)]
pub enum Done {
    /// Nothing: this is what would be.
    Shown(Plan),
    /// The plan.
    Sent {
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
    fn group(&self, role: UploadGroup);
    /// A file of so many bytes is there.
    fn sent(&self, bytes: u64);
    /// Something that whoever watches should know.
    fn note(&self, note: Note);
}

/// Something that whoever watches a deploy should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
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
struct Orders<'a> {
    settings: &'a Settings,
    site: &'a str,
    holder: Holder,
    id: crate::digest::Digest,
    now: Timestamp,
    request: &'a Request,
}

/// Deploys a site.
///
/// # Errors
/// When what was built is not to be sent, a guard refuses, or the target does not take it. Then nothing was deleted at
/// the target, and every page there is whole.
pub fn deploy(request: &Request, progress: &dyn Progress) -> Result<Outcome, Diagnostics> {
    let root = request.build.site.as_path();
    let (site, _) = pipeline::settings(root, &request.build.overrides, &mut Diagnostics::new())?;
    let settings = choose(&site.deploy, request.target.as_deref())?;
    let now = Timestamp::now();
    let id = lock::new_id(now);
    let holder = Holder::this(id, now);
    let orders = Orders { settings, site: &site.written_base_url, holder, id, now, request };
    let ground = Ground::find(root, settings).map_err(Diagnostic::from)?;
    let done = match request.task {
        Task::RollBack => {
            ground.announce(root, &orders, progress);
            Done::RolledBack(
                again_if_damaged(|| roll_back(root, &ground, &orders)).map_err(Diagnostic::from)?,
            )
        }
        Task::Show | Task::Send => {
            // A build is not waited for: it would be another one that is sent than was there when this was begun.
            let built = Built::new(pipeline::last_build(&request.build, &NoProgress)?);
            run(&built, &ground, &orders, progress)?
        }
    };
    Ok(Outcome { target: settings.name.clone(), done })
}

/// Where a deploy works on this machine.
struct Ground {
    place: Workplace,
    /// Address of a branch's remote.
    address: Option<Address>,
}

impl Ground {
    fn find(root: &Path, settings: &Settings) -> Result<Self, Fault> {
        let place = Workplace::open(root, &settings.name)?;
        let address = match &settings.to {
            Destination::Git { remote, .. } => Some(Address::find(root, remote)?),
            _ => None,
        };
        Ok(Self { place, address })
    }

    /// Says what the deploy will run and where it will write, unless that has been said on this machine.
    fn announce(&self, root: &Path, orders: &Orders<'_>, progress: &dyn Progress) {
        let text = announce::announcement(root, orders.settings, self.address.as_ref());
        let is_shown = orders.request.task == Task::Show;
        if !is_shown && self.place.has_announced(&text) {
            return;
        }
        progress.note(Note::Announcement { target: orders.settings.name.clone(), text: text.clone() });
        if !is_shown {
            self.place.announced(&text);
        }
    }
}

fn run(
    built: &Built,
    ground: &Ground,
    orders: &Orders<'_>,
    progress: &dyn Progress,
) -> Result<Done, Diagnostics> {
    let doubtful = fit::fit(orders.settings.host, built)?;
    if !doubtful.is_empty() {
        progress.note(Note::Doubtful(doubtful));
    }
    ground.announce(&built.last().root, orders, progress);
    let changes = after::Changes::open(&built.last().root, orders);
    let plan = again_if_damaged(|| match open(&built.last().root, ground, orders)? {
        Target::Files(store) => send::run(&*store, built, orders, &changes, progress),
        Target::Whole(tree) => whole::run(&*tree, built, orders, &changes, progress),
    });
    let plan = plan.map_err(Diagnostic::from)?;
    if orders.request.task == Task::Show {
        return Ok(Done::Shown(plan));
    }
    let accepted = built.last().accept()?;
    let told = changes.tell().map_err(Diagnostic::from)?;
    Ok(Done::Sent { plan, accepted, told })
}

/// Does a thing once more if a repository was damaged, which then is made anew.
fn again_if_damaged<T>(attempt: impl Fn() -> Result<T, Fault>) -> Result<T, Fault> {
    match attempt() {
        Err(Fault::Damaged { .. }) => attempt(),
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
fn open(root: &Path, ground: &Ground, orders: &Orders<'_>) -> Result<Target, Fault> {
    let purpose = match orders.request.task {
        Task::Show => Purpose::Look,
        Task::Send | Task::RollBack => Purpose::Change(&orders.holder),
    };
    match &orders.settings.to {
        Destination::Folder { path, keep } => {
            let folder = Folder::open(root, path, *keep, &purpose, orders.now)?;
            Ok(Target::Whole(Box::new(folder)))
        }
        to @ (Destination::S3 { bucket, .. }
        | Destination::Google { bucket, .. }
        | Destination::Azure { bucket, .. }) => {
            let Request { concurrency, patience, .. } = *orders.request;
            let cache_control = &orders.settings.cache_control;
            let objects = Objects::open(to, bucket, cache_control, (concurrency, patience))?;
            Ok(Target::Files(Box::new(objects)))
        }
        Destination::Git { remote, branch, history } => {
            let Ground { place, address } = ground;
            let address = address.clone().map_or_else(|| Address::find(root, remote), Ok)?;
            let branch = Branch::open(place, address, (remote, branch, *history), orders)?;
            Ok(Target::Whole(Box::new(branch)))
        }
        Destination::Rsync { host, path } => {
            Ok(Target::Files(Box::new(Remote::open(root, &ground.place, (host, path), orders)?)))
        }
    }
}

fn roll_back(root: &Path, ground: &Ground, orders: &Orders<'_>) -> Result<String, Fault> {
    match open(root, ground, orders)? {
        Target::Whole(tree) => tree.roll_back(),
        Target::Files(_) => Err(Fault::Impossible(
            "this target keeps no earlier release".into(),
            "check out the site as it was, build it, and deploy that: only what differs is sent",
        )),
    }
}

/// The fault of a manifest that can't be read.
fn unreadable(name: &str, error: Unreadable) -> Fault {
    let why = match error {
        Unreadable::Newer => "was written by a newer version",
        Unreadable::Damaged => "is damaged",
    };
    Fault::Unreadable { name: name.to_owned(), why }
}
