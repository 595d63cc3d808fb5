//! Attributes the time of slow requests to phases: queue, rebuild, lock, files, rendering.
//!
//! Other threads can read the current phase of a request, so a request that is stuck is reported
//! before its response.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time after which a request is reported.
pub(super) const SLOW: Duration = Duration::from_secs(5);

/// Phase of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for a thread.
    Queue,
    /// Waiting for the rebuild after an edit.
    Rebuild,
    /// Waiting for a lock.
    Lock,
    /// Reading files.
    Files,
    /// Making the response.
    Rendering,
}

/// Phases in the order of their numbers.
const PHASES: [Phase; 5] = [Phase::Queue, Phase::Rebuild, Phase::Lock, Phase::Files, Phase::Rendering];

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Rebuild => "rebuild",
            Self::Lock => "lock",
            Self::Files => "files",
            Self::Rendering => "rendering",
        }
    }
}

/// Request without a quick response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlowRequest {
    /// Method and path.
    pub request: String,
    /// Current phase; `None` if the response is ready.
    pub current: Option<Phase>,
    /// Time in each phase so far, in the order of [`Phase`].
    pub times: [Duration; PHASES.len()],
}

impl SlowRequest {
    /// Returns the time in a phase so far.
    pub fn time_in(&self, phase: Phase) -> Duration {
        self.times[phase as usize]
    }
}

impl fmt::Display for SlowRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, current, times } = self;
        let seconds = times.iter().sum::<Duration>().as_secs_f64();
        match current {
            Some(phase) => write!(f, "{request}: no response for {seconds:.1} s, now in {}", phase.name())?,
            None => write!(f, "{request}: response after {seconds:.1} s")?,
        }
        for (index, phase) in PHASES.into_iter().enumerate() {
            let begin = if index == 0 { " (" } else { ", " };
            write!(f, "{begin}{} {:.1} s", phase.name(), self.time_in(phase).as_secs_f64())?;
        }
        f.write_str(")")
    }
}

/// Times of one request.
#[derive(Debug)]
pub(super) struct RequestTrace(Mutex<Times>);

#[derive(Debug)]
struct Times {
    phase: Phase,
    since: Instant,
    /// Time in each earlier phase.
    spent: [Duration; PHASES.len()],
}

thread_local! {
    /// Request for which this thread works.
    static CURRENT: RefCell<Option<Arc<RequestTrace>>> = const { RefCell::new(None) };
}

tokio::task_local! {
    /// Request that this task answers.
    static REQUEST: Arc<RequestTrace>;
}

impl RequestTrace {
    fn new() -> Self {
        let times = Times { phase: Phase::Queue, since: Instant::now(), spent: Default::default() };
        Self(Mutex::new(times))
    }

    /// Begins a phase, and returns the one before.
    fn enter(&self, phase: Phase) -> Phase {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let before = std::mem::replace(&mut state.phase, phase);
        let spent = now - std::mem::replace(&mut state.since, now);
        state.spent[before as usize] += spent;
        before
    }

    fn in_progress(&self, request: &str) -> SlowRequest {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut times = state.spent;
        times[state.phase as usize] += state.since.elapsed();
        SlowRequest { request: request.to_owned(), current: Some(state.phase), times }
    }
}

/// Returns the trace of the request that this task answers.
pub(super) fn of_this_task() -> Option<Arc<RequestTrace>> {
    REQUEST.try_with(Arc::clone).ok()
}

/// Runs the work of a request on this thread.
pub(super) fn on_this_thread<T>(trace: Option<Arc<RequestTrace>>, work: impl FnOnce() -> T) -> T {
    if let Some(trace) = &trace {
        trace.enter(Phase::Rendering);
    }
    CURRENT.set(trace);
    let result = work();
    if let Some(trace) = CURRENT.take() {
        trace.enter(Phase::Queue);
    }
    result
}

/// Runs a part of the work on this thread, as a phase of the request.
pub(super) fn in_phase<T>(phase: Phase, work: impl FnOnce() -> T) -> T {
    let enter = |phase| CURRENT.with_borrow(|trace| trace.as_ref().map(|trace| trace.enter(phase)));
    let before = enter(phase);
    let result = work();
    before.and_then(enter);
    result
}

/// Awaits a future, as a phase of the request.
pub(super) async fn await_in_phase<F: Future>(phase: Phase, future: F) -> F::Output {
    let trace = of_this_task();
    let before = trace.as_ref().map(|trace| trace.enter(phase));
    let output = future.await;
    if let (Some(trace), Some(before)) = (trace, before) {
        trace.enter(before);
    }
    output
}

/// Awaits a response, and reports a slow one.
///
/// A response that takes longer than `slow` is reported twice: then, and when it is ready.
pub(super) async fn observed<F: Future>(
    request: String,
    slow: Duration,
    report: impl Fn(&SlowRequest),
    response: F,
) -> F::Output {
    let trace = Arc::new(RequestTrace::new());
    let mut response = std::pin::pin!(REQUEST.scope(Arc::clone(&trace), response));
    if let Ok(ready) = tokio::time::timeout(slow, &mut response).await {
        return ready;
    }
    report(&trace.in_progress(&request));
    let ready = response.await;
    report(&SlowRequest { current: None, ..trace.in_progress(&request) });
    ready
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_millis(300);
    const SLOW: Duration = Duration::from_millis(100);

    /// Returns the two reports about a request of a server with one thread.
    fn reports(response: impl Future<Output = ()>) -> [SlowRequest; 2] {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .enable_time()
            .build()
            .expect("a runtime");
        let heard = Mutex::new(Vec::new());
        let report = |slow: &SlowRequest| heard.lock().expect("no panic").push(slow.clone());
        runtime.block_on(observed("GET /a/".to_owned(), SLOW, report, response));
        heard.into_inner().expect("no panic").try_into().expect("two reports")
    }

    /// Runs work on the only thread, as the server does.
    async fn blocking(work: impl FnOnce() + Send + 'static) {
        let trace = of_this_task();
        tokio::task::spawn_blocking(move || on_this_thread(trace, work)).await.expect("no panic");
    }

    /// Checks that the time was spent in this phase.
    fn assert_spent_in(phase: Phase, response: impl Future<Output = ()>) {
        let [stuck, done] = reports(response);
        assert_eq!((stuck.current, done.current), (Some(phase), None), "{stuck}");
        assert!(stuck.time_in(phase) >= SLOW / 2 && done.time_in(phase) >= PAUSE, "{done}");
        for other in PHASES.into_iter().filter(|other| *other != phase) {
            assert!(done.time_in(other) < done.time_in(phase), "{done}");
        }
    }

    #[test]
    fn a_slow_file_is_the_cause() {
        assert_spent_in(Phase::Files, blocking(|| in_phase(Phase::Files, || std::thread::sleep(PAUSE))));
    }

    #[test]
    fn a_held_lock_is_the_cause() {
        static LOCK: Mutex<()> = Mutex::new(());
        assert_spent_in(Phase::Lock, async {
            let (held, holds) = std::sync::mpsc::channel();
            let holder = std::thread::spawn(move || {
                let _guard = LOCK.lock();
                let _ = held.send(());
                std::thread::sleep(PAUSE + PAUSE / 2);
            });
            holds.recv().expect("the lock is held");
            blocking(|| drop(in_phase(Phase::Lock, || LOCK.lock()))).await;
            holder.join().expect("no panic");
        });
    }

    #[test]
    fn a_busy_thread_is_the_cause() {
        assert_spent_in(Phase::Queue, async {
            let other = tokio::task::spawn_blocking(|| std::thread::sleep(PAUSE + PAUSE / 2));
            blocking(|| {}).await;
            other.await.expect("no panic");
        });
    }

    #[test]
    fn a_slow_page_and_a_slow_rebuild_are_the_cause() {
        assert_spent_in(Phase::Rendering, blocking(|| std::thread::sleep(PAUSE)));
        let rebuild = async { tokio::time::sleep(PAUSE).await };
        assert_spent_in(Phase::Rebuild, await_in_phase(Phase::Rebuild, rebuild));
    }

    #[test]
    fn a_report_names_the_request_and_its_phases() {
        let times = [0, 0, 0, 4900, 200].map(Duration::from_millis);
        let slow = SlowRequest { request: "GET /a/".into(), current: Some(Phase::Files), times };
        assert_eq!(
            slow.to_string(),
            "GET /a/: no response for 5.1 s, now in files (queue 0.0 s, rebuild 0.0 s, lock 0.0 s, files 4.9 s, rendering 0.2 s)"
        );
        let done = SlowRequest { current: None, ..slow };
        assert!(done.to_string().starts_with("GET /a/: response after 5.1 s ("), "{done}");
    }
}
