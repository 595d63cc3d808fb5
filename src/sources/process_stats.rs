//! Reads what the system says of this process: its memory, and the processor time of its threads.

/// Returns the processor time that a thread has taken, in seconds (proc(5), `utime` and `stime` in hundredths).
pub fn cpu_seconds(thread: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/stat")).unwrap_or_default();
    let Some((_, fields)) = stat.rsplit_once(')') else { return 0 };
    let times = fields.split_whitespace().skip(11).take(2);
    times.filter_map(|time| time.parse::<u64>().ok()).sum::<u64>() / 100
}

/// Returns the memory that the program has, in bytes; 0 where the system doesn't say.
pub fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = status.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0).saturating_mul(rustix::param::page_size() as u64)
}
