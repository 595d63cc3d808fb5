//! Reads this process's use of memory and its threads' CPU time from `/proc`.

/// Returns the CPU time of a thread in seconds.
///
/// The times in `/proc` are in hundredths of a second (proc(5): `utime` and `stime`).
pub fn cpu_seconds(thread: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")).unwrap_or_default();
    let Some((_, fields)) = stat.rsplit_once(')') else { return 0 };
    let times = fields.split_whitespace().skip(11).take(2);
    times.filter_map(|time| time.parse::<u64>().ok()).sum::<u64>() / 100
}

/// Returns the resident memory of the process in bytes; 0 if unknown.
pub fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0).saturating_mul(crate::platform::page_size() as u64)
}
