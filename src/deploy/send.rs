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

mod claim;
mod journal;

use super::after::Changes;
use super::survey::{Place, survey};
use super::{Built, Fault, Note, Orders, Plan, Progress, Store, Task, manifest};

use claim::Claim;
use journal::{Journal, Memory, Reason};

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
    built: &Built,
    orders: &Orders<'_>,
    changes: &Changes<'_>,
    progress: &dyn Progress,
) -> Result<Plan, Fault> {
    if orders.request.task == Task::Show {
        return draw_up(store, &Memory::read(store)?, built, orders, progress);
    }
    let claim = Claim::take(store, orders, progress)?;
    let sent = send(store, &claim, built, orders, changes, progress);
    let given_back = claim.give_back();
    let plan = sent?;
    given_back.map(|()| plan)
}

fn draw_up(
    store: &dyn Store,
    memory: &Memory,
    built: &Built,
    orders: &Orders<'_>,
    progress: &dyn Progress,
) -> Result<Plan, Fault> {
    let told = |item: &super::Item| store.told(item);
    let list = |depth| match depth {
        super::Depth::Glance => Ok(None),
        super::Depth::Scrutiny => store.list().map(Some),
    };
    let place = Place { audience: store.audience(), told: &told, list: &list };
    survey(&place, memory.manifest(), built, orders, progress)
}

fn send(
    store: &dyn Store,
    claim: &Claim<'_>,
    built: &Built,
    orders: &Orders<'_>,
    changes: &Changes<'_>,
    progress: &dyn Progress,
) -> Result<Plan, Fault> {
    store.sweep()?;
    let memory = Memory::read(store)?;
    if memory.is_unfinished() {
        progress.note(Note::Resumed);
    }
    let wanted = built.last().files.iter().map(|file| &*file.file).collect();
    let memory = memory.settled(store, &wanted)?;
    let plan = draw_up(store, &memory, built, orders, progress)?;
    if plan.is_nothing() && !memory.is_unfinished() {
        return Ok(plan);
    }
    built.check(plan.sends().map(|send| send.item))?;
    // What an earlier deploy sent is not sent again, but nobody may have been told of it.
    changes.note_paths(memory.unfinished())?;
    changes.note(&plan)?;
    let journal = Journal::begin(store, &plan, &memory, orders)?;
    progress.begin(plan.sends().len(), plan.bytes());
    for (role, files) in plan.groups() {
        claim.check()?;
        progress.group(role);
        for some in files.chunks(AT_ONCE) {
            let sent = store.put(some, built, &|item| journal.sent(item), progress);
            journal.checkpoint(if sent.is_ok() { Reason::Progress } else { Reason::Fault });
            sent?;
        }
    }
    claim.check()?;
    let next = manifest::Manifest { site: orders.site.to_owned(), id: orders.id, rows: plan.rows.clone() };
    store.write(MANIFEST, next.to_bytes())?;
    if !plan.deletes.is_empty() {
        progress.note(Note::Deleting(plan.deletes.len()));
        let paths: Vec<&str> = plan.deletes.iter().map(|delete| &*delete.path).collect();
        store.remove(&paths)?;
    }
    journal.end()?;
    Ok(plan)
}
