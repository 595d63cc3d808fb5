//! The moment at which a command's site stands.

use jiff::Timestamp;

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
