//! Checks a plan before it is carried out.

use super::DeployError;
use super::plan::Plan;

/// Number of files that may always be removed.
const ALWAYS_ALLOWED_DELETES: usize = 256;

/// Percentage of the files that may be removed.
const MAX_DELETED_PERCENT: usize = 10;

/// Number of unmanaged files that an error names.
const MAX_NAMED_FILES: usize = 5;

/// Checks a plan.
///
/// # Errors
/// Fails if the plan overwrites files of others, or deletes more than the limit allows.
pub(super) fn check(plan: &Plan, allowed: Option<usize>) -> Result<(), DeployError> {
    if !plan.unmanaged.is_empty() {
        return Err(unmanaged_files(plan.unmanaged.iter().map(|path| &**path)));
    }
    let most =
        allowed.unwrap_or_else(|| ALWAYS_ALLOWED_DELETES.max(plan.managed * MAX_DELETED_PERCENT / 100));
    if plan.removed > most {
        return Err(DeployError::TooManyDeletes { count: plan.removed, held: plan.managed });
    }
    Ok(())
}

/// Returns the error that names the first unmanaged files.
pub(super) fn unmanaged_files<'a>(paths: impl ExactSizeIterator<Item = &'a str>) -> DeployError {
    let count = match paths.len() {
        1 => "a file".to_owned(),
        count => format!("{count} files"),
    };
    let more = (paths.len() > MAX_NAMED_FILES).then(|| "…".to_owned());
    DeployError::UnmanagedFiles {
        count,
        paths: paths.take(MAX_NAMED_FILES).map(str::to_owned).chain(more).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_deletion_is_refused_until_it_is_meant() {
        let refused = |leaving, held, allowed| {
            let mut plan = Plan::default();
            (plan.removed, plan.managed) = (leaving, held);
            check(&plan, allowed).is_err()
        };
        assert!(!refused(256, 300, None));
        assert!(refused(257, 300, None));
        assert!(!refused(1_000, 10_000, None));
        assert!(refused(1_001, 10_000, None));
        assert!(!refused(1_001, 10_000, Some(1_001)));
        assert!(refused(1_001, 10_000, Some(1_000)));
        assert!(refused(1, 10_000, Some(0)));
    }
}
