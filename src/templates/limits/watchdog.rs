//! Watchdog thread: ends the program when a page exceeds its limits by far and the guards in its
//! templates do not notice, as for a long text built without a loop. The error names the page.
//! Published files stay unchanged.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::config::Limits;
use crate::sources::{cpu_seconds, resident_bytes};

/// Interval between two checks.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// Time after which a page is watched, in milliseconds.
const WATCHED_AFTER_MILLIS: u64 = 300;

/// Factor of the output limit for the growth of memory while a page is rendered.
const MEMORY_FACTOR: u64 = 24;

/// Page that a thread renders.
struct Watched {
    /// Start of the page, in milliseconds of the program's run; 0 without a page.
    since: AtomicU64,
    thread: u32,
    page: Mutex<String>,
}

/// Pages of all rendering threads.
static WATCHED: LazyLock<(Instant, Mutex<Vec<Weak<Watched>>>)> =
    LazyLock::new(|| (Instant::now(), Mutex::default()));

thread_local! {
    /// Page of this thread.
    static PAGE: Arc<Watched> = watched();
}

fn watched() -> Arc<Watched> {
    let thread = crate::platform::thread_id();
    let watched = Arc::new(Watched { since: AtomicU64::new(0), thread, page: Mutex::default() });
    let mut all = WATCHED.1.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|watched| watched.strong_count() > 0);
    all.push(Arc::downgrade(&watched));
    watched
}

/// Returns the milliseconds since the program began, at least 1.
fn now() -> u64 {
    u64::try_from(WATCHED.0.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Page that is watched until this is dropped.
pub(super) struct Guarded(());

impl Drop for Guarded {
    fn drop(&mut self) {
        PAGE.with(|page| page.since.store(0, Ordering::Relaxed));
    }
}

/// Watches a page.
pub(super) fn watch(page: &str) -> Guarded {
    PAGE.with(|watched| {
        let mut name = watched.page.lock().unwrap_or_else(PoisonError::into_inner);
        name.clear();
        name.push_str(page);
        watched.since.store(now(), Ordering::Relaxed);
    });
    Guarded(())
}

/// Starts the watchdog. If no further thread can start, nothing is watched.
pub(super) fn start(limits: Limits) {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let _ = std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || look_on(limits));
    });
}

/// Slow page, with the program's CPU time and memory when it was first seen.
#[derive(Debug, Clone, Copy)]
struct Seen {
    thread: u32,
    since: u64,
    seconds: u64,
    resident_bytes: u64,
}

fn look_on(limits: Limits) {
    let mut seen: Vec<Seen> = Vec::new();
    loop {
        std::thread::sleep(CHECK_INTERVAL);
        let slow = slow();
        seen.retain(|seen| slow.iter().any(|page| page.is(seen)));
        if slow.is_empty() {
            continue;
        }
        let resident_bytes = resident_bytes();
        for page in slow {
            let seconds = cpu_seconds(page.thread);
            let Some(first) = seen.iter().find(|seen| page.is(seen)) else {
                let since = page.since.load(Ordering::Relaxed);
                seen.push(Seen { thread: page.thread, since, seconds, resident_bytes });
                continue;
            };
            // Usually the templates' guards notice first.
            if seconds.saturating_sub(first.seconds) > limits.template_seconds + 1 {
                let what = format!("takes more than {} seconds", limits.template_seconds);
                end(&page, &what, "template_seconds");
            }
            let most = limits.output().saturating_mul(MEMORY_FACTOR);
            if resident_bytes.saturating_sub(first.resident_bytes) > most {
                end(&page, &format!("takes more than {} MiB of memory", most >> 20), "template_mebibytes");
            }
        }
    }
}

impl Watched {
    fn is(&self, seen: &Seen) -> bool {
        (self.thread, self.since.load(Ordering::Relaxed)) == (seen.thread, seen.since)
    }
}

/// Returns the pages whose rendering takes longer than [`WATCHED_AFTER_MILLIS`].
fn slow() -> Vec<Arc<Watched>> {
    let all = WATCHED.1.lock().unwrap_or_else(PoisonError::into_inner);
    let is_slow = |page: &Arc<Watched>| match page.since.load(Ordering::Relaxed) {
        0 => false,
        since => now().saturating_sub(since) > WATCHED_AFTER_MILLIS,
    };
    all.iter().filter_map(Weak::upgrade).filter(is_slow).collect()
}

/// Ends the program.
fn end(page: &Watched, what: &str, key: &str) {
    let name = page.page.lock().unwrap_or_else(PoisonError::into_inner).clone();
    eprintln!(
        "error: {name}: this page {what}\n  help: see whether its templates have a loop, an include or a text without an \
         end; if the page has to be that large, write a larger {key} under [limits] in config.toml\nNothing was written."
    );
    std::process::exit(1);
}
