//! Deploys to a target that is replaced atomically.

use super::diff::{TargetView, survey};
use super::hook::Hook;
use super::target_file::TargetFile;
use super::{BuildOutput, DeployContext, DeployError, Manifest, Plan, Progress, Task, Tree};

/// Deploys the build. Returns the plan.
pub(super) fn run(
    tree: &dyn Tree,
    built: &BuildOutput,
    context: &DeployContext<'_>,
    changes: &Hook<'_>,
    progress: &dyn Progress,
) -> Result<Plan, DeployError> {
    let memory = tree.manifest()?;
    let told = |_: &TargetFile| 0;
    let list = |verify| tree.list(verify);
    let place = TargetView { served_by: tree.served_by(), told: &told, list: &list };
    let plan = survey(&place, memory.as_ref(), built, context, progress)?;
    if context.request.task == Task::DryRun || plan.is_nothing() {
        return Ok(plan);
    }
    built.check(plan.uploads().map(|upload| upload.file))?;
    changes.note(&plan)?;
    progress.begin(plan.uploads().len(), plan.bytes());
    let next = Manifest { site: context.site.to_owned(), id: context.id, rows: plan.rows.clone() };
    tree.replace(&plan, &next, built, progress)?;
    Ok(plan)
}
