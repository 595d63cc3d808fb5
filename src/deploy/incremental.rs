//! A target that takes files one by one. In go the target and what was built; out comes the target with it, by way of an
//! order in which every page finds its parts.
//!
//! 1. A *lock* is made there, unless there is one.
//! 2. A *journal* says what is going to be sent and deleted. So, whatever is cut short from here on, the next deploy
//!    knows which files are ours.
//! 3. Files are sent: what has a content hash, other parts of pages, articles, lists, front pages, feeds. A group
//!    begins when the one before is whole.
//! 4. The *manifest* says what the target now holds.
//! 5. What left the site is deleted, then the journal, then the lock.
//!
//! After a fault nothing more of this is begun, but that the journal is brought up to date and the lock given back.

mod journal;
mod lock;

use super::diff::{TargetView, survey};
use super::hook::Hook;
use super::{BuildOutput, DeployContext, DeployError, DeployEvent, Plan, Progress, Store, Task, manifest};

use journal::{Journal, Reason, RemoteState};
use lock::TargetLock;

/// What Dateline keeps at a target for itself.
pub(super) const OWN_FOLDER: &str = ".dateline/";
const MANIFEST: &str = ".dateline/manifest";
const JOURNAL: &str = ".dateline/journal";
const LOCK: &str = ".dateline/lock";

/// How many files are sent before the journal is looked to.
const AT_ONCE: usize = 1024;

/// Makes the target what was built. Gives what that took.
pub(super) fn run(
    store: &dyn Store,
    built: &BuildOutput,
    context: &DeployContext<'_>,
    changes: &Hook<'_>,
    progress: &dyn Progress,
) -> Result<Plan, DeployError> {
    if context.request.task == Task::DryRun {
        return draw_up(store, &RemoteState::read(store)?, built, context, progress);
    }
    let lock = TargetLock::take(store, context, progress)?;
    let sent = send(store, &lock, built, context, changes, progress);
    let released = lock.release();
    let plan = sent?;
    released.map(|()| plan)
}

fn draw_up(
    store: &dyn Store,
    memory: &RemoteState,
    built: &BuildOutput,
    context: &DeployContext<'_>,
    progress: &dyn Progress,
) -> Result<Plan, DeployError> {
    let told = |item: &super::TargetFile| store.headers_hash(item);
    let list = |verify| match verify {
        super::Verify::Quick => Ok(None),
        super::Verify::Full => store.list().map(Some),
    };
    let place = TargetView { served_by: store.served_by(), told: &told, list: &list };
    survey(&place, memory.manifest(), built, context, progress)
}

fn send(
    store: &dyn Store,
    lock: &TargetLock<'_>,
    built: &BuildOutput,
    context: &DeployContext<'_>,
    changes: &Hook<'_>,
    progress: &dyn Progress,
) -> Result<Plan, DeployError> {
    store.sweep()?;
    let memory = RemoteState::read(store)?;
    if memory.is_unfinished() {
        progress.note(DeployEvent::Resumed);
    }
    let wanted = built.last().files.iter().map(|file| &*file.file).collect();
    let memory = memory.settled(store, &wanted)?;
    let plan = draw_up(store, &memory, built, context, progress)?;
    if plan.is_nothing() && !memory.is_unfinished() {
        return Ok(plan);
    }
    built.check(plan.uploads().map(|upload| upload.file))?;
    // What an earlier deploy sent is not sent again, but nobody may have been told of it.
    changes.note_paths(memory.unfinished())?;
    changes.note(&plan)?;
    let journal = Journal::begin(store, &plan, &memory, context)?;
    progress.begin(plan.uploads().len(), plan.bytes());
    for (upload_group, files) in plan.groups() {
        lock.check()?;
        progress.group(upload_group);
        for some in files.chunks(AT_ONCE) {
            let sent = store.put(some, built, &|item| journal.sent(item), progress);
            journal.checkpoint(if sent.is_ok() { Reason::Progress } else { Reason::Error });
            sent?;
        }
    }
    lock.check()?;
    let next = manifest::Manifest { site: context.site.to_owned(), id: context.id, rows: plan.rows.clone() };
    store.write(MANIFEST, next.to_bytes())?;
    if !plan.deletes.is_empty() {
        progress.note(DeployEvent::Deleting(plan.deletes.len()));
        let paths: Vec<&str> = plan.deletes.iter().map(|delete| &*delete.path).collect();
        store.remove(&paths)?;
    }
    journal.end()?;
    Ok(plan)
}
