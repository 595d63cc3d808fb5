//! A target that takes the whole site at once. In go the target and what was built; out comes the target with it, from one
//! moment to the next.

use super::after::Changes;
use super::item::Item;
use super::survey::{Place, survey};
use super::{Built, Fault, Manifest, Orders, Plan, Progress, Task, Tree};

/// Makes the target what was built. Gives what that took.
pub(super) fn run(
    tree: &dyn Tree,
    built: &Built,
    orders: &Orders<'_>,
    changes: &Changes<'_>,
    progress: &dyn Progress,
) -> Result<Plan, Fault> {
    let memory = tree.manifest()?;
    let told = |_: &Item| 0;
    let list = |depth| tree.list(depth);
    let place = Place { audience: tree.audience(), told: &told, list: &list };
    let plan = survey(&place, memory.as_ref(), built, orders, progress)?;
    if orders.request.task == Task::Show || plan.is_nothing() {
        return Ok(plan);
    }
    built.check(plan.sends().map(|send| send.item))?;
    changes.note(&plan)?;
    progress.begin(plan.sends().len(), plan.bytes());
    let next = Manifest { site: orders.site.to_owned(), id: orders.id, rows: plan.rows.clone() };
    tree.replace(&plan, &next, built, progress)?;
    Ok(plan)
}
