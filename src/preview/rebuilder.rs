//! Rebuilds and caches snapshots. After a change it publishes the new snapshot, or the errors with
//! the last good snapshot. Requests that hold the old snapshot keep it until they finish. All
//! methods may block.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::archive::Clock;
use crate::diagnostic::{Diagnostics, Severity};
use crate::ledger::LedgerCheck;
use crate::moment::Moment;
use crate::path::SitePath;
use crate::pipeline::{self, Adoption, NoProgress, ParseCache, Request};
use crate::publish::Wait;
use crate::sources::SiteDir;

use super::request_trace::{Phase, in_phase};
use super::snapshot::Snapshot;
use super::{ClockMode, Event, EventHandler, FutureArticles, Settings};

/// Maximum number of cached snapshots of other moments.
const MAX_SNAPSHOTS: usize = 2;

/// Current state of the site.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Number of rebuilds so far.
    pub(super) number: u64,
    /// Last snapshot without errors.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// Current errors.
    pub(super) faults: Diagnostics,
}

/// Makes snapshots, and keeps the last good one.
pub(super) struct Rebuilder {
    settings: Settings,
    site_dir: Arc<SiteDir>,
    state: watch::Sender<Arc<State>>,
    snapshots: Mutex<Vec<CachedSnapshot>>,
    /// Parse cache that all snapshots share.
    /// Its lock makes rebuilds run one after another.
    known: Mutex<ParseCache>,
    on_event: EventHandler,
}

/// Snapshot of another moment.
struct CachedSnapshot {
    written: String,
    number: u64,
    snapshot: Arc<Snapshot>,
}

impl Rebuilder {
    /// Returns a rebuilder that has no snapshot yet.
    pub(super) fn new(settings: Settings, site_dir: Arc<SiteDir>, on_event: EventHandler) -> Self {
        let state = watch::Sender::new(Arc::default());
        Self { settings, site_dir, state, snapshots: Mutex::default(), known: Mutex::default(), on_event }
    }

    /// Returns the current state.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.borrow())
    }

    /// Calls the event handler.
    pub(super) fn report(&self, event: Event<'_>) {
        (self.on_event)(event);
    }

    /// Subscribes to state changes.
    pub(super) fn subscribe(&self) -> watch::Receiver<Arc<State>> {
        self.state.subscribe()
    }

    /// Rebuilds the site.
    pub(super) fn rebuild(&self) {
        let before = self.state();
        let (snapshot, faults) = match self.snapshot(self.now()) {
            Ok(snapshot) => (Some(Arc::new(snapshot)), Diagnostics::new()),
            Err(faults) => (before.snapshot.clone(), faults),
        };
        if faults.has_errors() && faults != before.faults {
            (self.on_event)(Event::Broken(&faults));
        } else if before.number > 0 && !faults.has_errors() {
            (self.on_event)(if before.faults.has_errors() { Event::Fixed } else { Event::Rebuilt });
        }
        if let (None, Some(snapshot)) = (&before.snapshot, &snapshot) {
            (self.on_event)(Event::Ready(snapshot.hidden()));
        }
        self.state.send_replace(Arc::new(State { number: before.number + 1, snapshot, faults }));
    }

    /// Rebuilds the site after an edit of these files only.
    /// If only bodies changed, the snapshot is reused, since pages read bodies on request.
    pub(super) fn rebuild_after(&self, edited: &BTreeSet<SitePath>) {
        let before = self.state();
        let snapshot = before.snapshot.as_ref().filter(|snapshot| {
            before.faults.is_empty() && edited.iter().all(|file| snapshot.is_unaffected_by(file))
        });
        match snapshot {
            Some(snapshot) => {
                (self.on_event)(Event::Rebuilt);
                let (number, snapshot) = (before.number + 1, Some(Arc::clone(snapshot)));
                self.state.send_replace(Arc::new(State { number, snapshot, faults: Diagnostics::new() }));
            }
            None => self.rebuild(),
        }
    }

    /// Returns the site at a moment given as text.
    ///
    /// # Errors
    /// Returns a message if the text is not a date, or the site has errors.
    pub(super) fn at(&self, written: &str) -> Result<Arc<Snapshot>, String> {
        let state = self.state();
        let Some(now) = &state.snapshot else { return Err("the site has errors".to_owned()) };
        let moment = Moment::parse(written, &now.model().site.time_zone)?;
        let snapshots = in_phase(Phase::Lock, || self.snapshots.lock());
        let mut snapshots = snapshots.unwrap_or_else(PoisonError::into_inner);
        snapshots.retain(|cached| cached.number == state.number);
        if let Some(cached) = snapshots.iter().find(|cached| cached.written == written) {
            return Ok(Arc::clone(&cached.snapshot));
        }
        let snapshot = self.snapshot(moment.instant());
        let snapshot = Arc::new(snapshot.map_err(|_| "the site has errors at that moment".to_owned())?);
        if snapshots.len() == MAX_SNAPSHOTS {
            snapshots.remove(0);
        }
        snapshots.push(CachedSnapshot {
            written: written.to_owned(),
            number: state.number,
            snapshot: Arc::clone(&snapshot),
        });
        Ok(snapshot)
    }

    /// Returns the time until an article appears or expires by itself.
    pub(super) fn until_next_change(&self) -> Option<Duration> {
        if !matches!(self.settings.clock, ClockMode::System) {
            return None;
        }
        let state = self.state();
        let next = state.snapshot.as_ref()?.model().archive.next_change()?;
        let left = next.duration_since(Timestamp::now());
        Some(Duration::try_from(left).unwrap_or_default() + Duration::from_millis(5))
    }

    fn now(&self) -> Timestamp {
        match self.settings.clock {
            ClockMode::System => Timestamp::now(),
            ClockMode::Fixed(moment) => moment,
        }
    }

    /// Makes a snapshot of the site at a moment.
    fn snapshot(&self, now: Timestamp) -> Result<Snapshot, Diagnostics> {
        let snapshot = self.prepare(now)?;
        match (self.settings.future, snapshot.last_embargo()) {
            (FutureArticles::Shown, Some(last)) => self.prepare(last),
            _ => Ok(snapshot),
        }
    }

    fn prepare(&self, now: Timestamp) -> Result<Snapshot, Diagnostics> {
        let request = Request {
            site: self.site_dir.root().to_owned(),
            output: None,
            overrides: self.settings.overrides.clone(),
            clock: Clock { now, drafts: self.settings.drafts },
            wait: Wait::No,
            cache_mode: pipeline::CacheMode::ReadWrite,
            ledger_check: LedgerCheck::Off,
            adoption: Adoption::Refused,
        };
        let known = in_phase(Phase::Lock, || self.known.lock());
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        let prepared = pipeline::prepare(&request, &mut known, &NoProgress)?;
        drop(known);
        if prepared.found.has_errors() {
            let errors = prepared.found.into_iter().filter(|found| found.severity == Severity::Error);
            return Err(errors.collect());
        }
        Ok(Snapshot::new(prepared, Arc::clone(&self.site_dir)))
    }
}
