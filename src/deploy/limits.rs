//! Checks the build against the limits of the configured host, before anything is uploaded.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::host_limits::{self, HostingProvider, SiteListing};

use super::{BuildOutput, DeployError};

/// Returns warnings about possible violations.
///
/// # Errors
/// When there is something that the host would refuse, or a file of the output can't be read.
pub(super) fn check(
    service: Option<HostingProvider>,
    built: &BuildOutput,
) -> Result<Diagnostics, Diagnostics> {
    let Some(service) = service else { return Ok(Diagnostics::new()) };
    let found = host_limits::check(service, &listing(built).map_err(Diagnostic::from)?);
    if found.has_errors() { Err(found) } else { Ok(found) }
}

fn listing(built: &BuildOutput) -> Result<SiteListing, DeployError> {
    let mut listing = SiteListing::default();
    for file in &built.last().files {
        if SiteListing::HOST_FILES.contains(&&*file.file) {
            let path = built.last().path(&file.file);
            let bytes = built.read(&file.file).map_err(DeployError::system("read", path))?;
            listing.host_files.push((file.file.clone(), String::from_utf8_lossy(&bytes).into_owned()));
        }
        listing.files.push((file.file.clone(), file.size));
    }
    Ok(listing)
}
