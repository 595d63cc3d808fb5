//! The moment at which a command's site stands, and what that moment makes of the ledger.

use std::path::Path;

use dateline::archive::Drafts;
use dateline::config::Overrides;
use dateline::diagnostic::Diagnostics;
use dateline::ledger::LedgerCheck;
use dateline::moment::Moment;
use dateline::pipeline;
use jiff::Timestamp;

use super::Failure;

/// The build's moment where the command line says none: `SOURCE_DATE_EPOCH`, so that a build can be repeated byte for
/// byte (<https://reproducible-builds.org/specs/source-date-epoch/>), otherwise now.
pub(super) fn now() -> Result<Timestamp, String> {
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(Timestamp::now()) };
    let seconds = epoch.to_str().and_then(|text| text.trim().parse::<i64>().ok());
    let instant = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    instant.ok_or_else(|| {
        format!("SOURCE_DATE_EPOCH is `{}`, which is not a number of seconds since 1970", epoch.display())
    })
}

/// The moment that a command line asks for, in the site's time zone where it says none; otherwise now.
pub(super) fn asked(as_of: Option<&str>, site: &Path, overrides: &Overrides) -> Result<Timestamp, Failure> {
    let Some(written) = as_of else { return now().map_err(Failure::Usage) };
    let zone = pipeline::settings(site, overrides, &mut Diagnostics::new())?.0.time_zone;
    Ok(Moment::parse(written, &zone).map_err(Failure::Usage)?.instant())
}

/// What is to become of published addresses. A look at drafts or at another moment has nothing to do with them.
pub(super) fn ledger_check(as_of: Option<&str>, drafts: Drafts, allow_lost: bool) -> LedgerCheck {
    match (drafts, as_of, allow_lost) {
        (Drafts::Shown, ..) | (_, Some(_), _) => LedgerCheck::Off,
        (_, _, true) => LedgerCheck::Warn,
        _ => LedgerCheck::Error,
    }
}
