//! Whether what was built fits the host that a target is, before anything is sent. In go the build and the host that the config
//! names; out comes nothing, or everything that the host would refuse or leave out.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::hosts::{self, Delivery, Service};

use super::{Built, Fault};

/// What will not fit. What only may not is no reason not to send it.
///
/// # Errors
/// When there is something that the host would refuse, or a file of the output can't be read.
pub(super) fn fit(service: Option<Service>, built: &Built) -> Result<Diagnostics, Diagnostics> {
    let Some(service) = service else { return Ok(Diagnostics::new()) };
    let found = hosts::fit(service, &delivery(built).map_err(Diagnostic::from)?);
    if found.has_errors() { Err(found) } else { Ok(found) }
}

fn delivery(built: &Built) -> Result<Delivery, Fault> {
    let mut delivery = Delivery::default();
    for file in &built.last().files {
        if Delivery::TELLING.contains(&&*file.file) {
            let path = built.last().path(&file.file);
            let bytes = built.read(&file.file).map_err(Fault::system("read", path))?;
            delivery.told.push((file.file.clone(), String::from_utf8_lossy(&bytes).into_owned()));
        }
        delivery.files.push((file.file.clone(), file.size));
    }
    Ok(delivery)
}
