//! Deploys to a target that takes single files.
//!
//! Steps: (1) create the *lock*; (2) write the *journal* of the planned changes, so that the next
//! deploy knows the owner of each file after an interruption; (3) upload the groups in order, each
//! complete before the next: content-hashed files, assets, articles, lists, front pages, feeds; (4)
//! write the *manifest*; (5) delete removed files, the journal and the lock.
//!
//! After an error only the journal is updated and the lock released.

mod journal;
mod lock;

use super::diff::{TargetView, survey};
use super::hook::Hook;
use super::{BuildOutput, DeployContext, DeployError, DeployEvent, Plan, Progress, Store, Task, manifest};

use journal::{Journal, Reason, RemoteState};
use lock::TargetLock;

const MANIFEST: &str = ".dateline/manifest";
const JOURNAL: &str = ".dateline/journal";
const LOCK: &str = ".dateline/lock";

/// Number of files between two checkpoints of the journal.
const CHECKPOINT_FILES: usize = 1024;

/// Deploys the build. Returns the plan.
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
    // The interrupted deploy uploaded these; the hook may not have received them.
    changes.note_paths(memory.unfinished())?;
    changes.note(&plan)?;
    let journal = Journal::begin(store, &plan, &memory, context)?;
    progress.begin(plan.uploads().len(), plan.bytes());
    for (upload_group, files) in plan.groups() {
        lock.check()?;
        progress.group(upload_group);
        for some in files.chunks(CHECKPOINT_FILES) {
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
