//! Clock of a command, and the ledger check that follows from it.

use std::path::Path;

use dateline::archive::Drafts;
use dateline::config::Overrides;
use dateline::diagnostic::Diagnostics;
use dateline::ledger::LedgerCheck;
use dateline::moment::Moment;
use dateline::pipeline;
use jiff::Timestamp;

use super::Failure;

/// Returns the default moment of a build: `SOURCE_DATE_EPOCH`, for reproducible
/// builds (<https://reproducible-builds.org/specs/source-date-epoch/>), otherwise now.
pub(super) fn now() -> Result<Timestamp, String> {
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else { return Ok(Timestamp::now()) };
    let seconds = epoch.to_str().and_then(|text| text.trim().parse::<i64>().ok());
    let instant = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    instant.ok_or_else(|| {
        format!("SOURCE_DATE_EPOCH is `{}`, which is not a number of seconds since 1970", epoch.display())
    })
}

/// Returns the moment of `--as-of`, in the site's time zone by default; otherwise
/// the default moment.
pub(super) fn asked(as_of: Option<&str>, site: &Path, overrides: &Overrides) -> Result<Timestamp, Failure> {
    let Some(written) = as_of else { return now().map_err(Failure::Usage) };
    let zone = pipeline::settings(site, overrides, &mut Diagnostics::new())?.0.time_zone;
    Ok(Moment::parse(written, &zone).map_err(Failure::Usage)?.instant())
}

/// Returns the ledger check. Builds of drafts or of another moment skip it.
pub(super) fn ledger_check(as_of: Option<&str>, drafts: Drafts, allow_lost: bool) -> LedgerCheck {
    match (drafts, as_of, allow_lost) {
        (Drafts::Shown, ..) | (_, Some(_), _) => LedgerCheck::Off,
        (_, _, true) => LedgerCheck::Warn,
        _ => LedgerCheck::Error,
    }
}
