//! Where scenes are made and kept. In goes the word that something has changed; out comes the site as it now is, or, where it
//! has errors, what is wrong over the site as it last was. A new scene takes the old one's place at once, and who is
//! still reading the old one keeps it as long as that takes. Slow: to be called where waiting is allowed.

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
use crate::pipeline::{self, Adoption, Known, Quiet, Request};
use crate::publish::Wait;
use crate::sources::SiteDir;

use super::scene::Scene;
use super::{Embargoes, Event, Now, Settings, Tell};

/// How many scenes of other moments are kept.
const MOST_MOMENTS: usize = 2;

/// The site as it now is, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct State {
    /// How many times the site was looked at anew.
    pub(super) number: u64,
    /// The site as it was when it was last without errors.
    pub(super) scene: Option<Arc<Scene>>,
    /// What is wrong with it now.
    pub(super) faults: Diagnostics,
}

/// Makes scenes, and keeps the last good one.
pub(super) struct Studio {
    settings: Settings,
    texts: Arc<SiteDir>,
    state: watch::Sender<Arc<State>>,
    moments: Mutex<Vec<Kept>>,
    /// What all scenes have in common. They are made one after the other.
    known: Mutex<Known>,
    tell: Tell,
}

/// The scene of another moment.
struct Kept {
    written: String,
    number: u64,
    scene: Arc<Scene>,
}

impl Studio {
    /// A studio with nothing in it yet.
    pub(super) fn new(settings: Settings, texts: Arc<SiteDir>, tell: Tell) -> Self {
        let state = watch::Sender::new(Arc::default());
        Self { settings, texts, state, moments: Mutex::default(), known: Mutex::default(), tell }
    }

    /// The site as it now is.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.borrow())
    }

    /// Is told of every change.
    pub(super) fn subscribe(&self) -> watch::Receiver<Arc<State>> {
        self.state.subscribe()
    }

    /// Looks at the site anew.
    pub(super) fn renew(&self) {
        let before = self.state();
        let (scene, faults) = match self.scene(self.now()) {
            Ok(scene) => (Some(Arc::new(scene)), Diagnostics::new()),
            Err(faults) => (before.scene.clone(), faults),
        };
        if faults.has_errors() && faults != before.faults {
            (self.tell)(Event::Broken(&faults));
        } else if before.number > 0 && !faults.has_errors() {
            (self.tell)(if before.faults.has_errors() { Event::Mended } else { Event::Renewed });
        }
        if let (None, Some(scene)) = (&before.scene, &scene) {
            (self.tell)(Event::Ready(scene.hidden()));
        }
        self.state.send_replace(Arc::new(State { number: before.number + 1, scene, faults }));
    }

    /// Looks at the site anew after these files were edited, and no others. Where only bodies changed, the scene is
    /// as it was, and its pages are not.
    pub(super) fn renew_after(&self, edited: &BTreeSet<SitePath>) {
        let before = self.state();
        let scene = before
            .scene
            .as_ref()
            .filter(|scene| before.faults.is_empty() && edited.iter().all(|file| scene.survives(file)));
        match scene {
            Some(scene) => {
                (self.tell)(Event::Renewed);
                let (number, scene) = (before.number + 1, Some(Arc::clone(scene)));
                self.state.send_replace(Arc::new(State { number, scene, faults: Diagnostics::new() }));
            }
            None => self.renew(),
        }
    }

    /// The site as it stands at a moment that an editor wrote.
    ///
    /// # Errors
    /// In words, where it is no moment or the site has errors.
    pub(super) fn at(&self, written: &str) -> Result<Arc<Scene>, String> {
        let state = self.state();
        let Some(now) = &state.scene else { return Err("the site has errors".to_owned()) };
        let moment = Moment::parse(written, &now.world().site.time_zone)?;
        let mut moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
        moments.retain(|kept| kept.number == state.number);
        if let Some(kept) = moments.iter().find(|kept| kept.written == written) {
            return Ok(Arc::clone(&kept.scene));
        }
        let scene = self.scene(moment.instant());
        let scene = Arc::new(scene.map_err(|_| "the site has errors at that moment".to_owned())?);
        if moments.len() == MOST_MOMENTS {
            moments.remove(0);
        }
        moments.push(Kept { written: written.to_owned(), number: state.number, scene: Arc::clone(&scene) });
        Ok(scene)
    }

    /// How long it is until the site changes by itself: a story appears, or leaves.
    pub(super) fn until_next_change(&self) -> Option<Duration> {
        if !matches!(self.settings.now, Now::Always) {
            return None;
        }
        let state = self.state();
        let next = state.scene.as_ref()?.world().archive.next_change()?;
        let left = next.duration_since(Timestamp::now());
        Some(Duration::try_from(left).unwrap_or_default() + Duration::from_millis(5))
    }

    fn now(&self) -> Timestamp {
        match self.settings.now {
            Now::Always => Timestamp::now(),
            Now::Fixed(moment) => moment,
        }
    }

    /// The site as it stands at a moment.
    fn scene(&self, now: Timestamp) -> Result<Scene, Diagnostics> {
        let scene = self.prepare(now)?;
        match (self.settings.embargoes, scene.last_embargo()) {
            (Embargoes::Lifted, Some(last)) => self.prepare(last),
            _ => Ok(scene),
        }
    }

    fn prepare(&self, now: Timestamp) -> Result<Scene, Diagnostics> {
        let request = Request {
            site: self.texts.root().to_owned(),
            output: None,
            overrides: self.settings.overrides.clone(),
            clock: Clock { now, drafts: self.settings.drafts },
            wait: Wait::No,
            memory: pipeline::Memory::Used,
            ledger_check: LedgerCheck::Off,
            adoption: Adoption::Refused,
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = pipeline::prepare(&request, &mut known, &Quiet)?;
        drop(known);
        if prepared.found.has_errors() {
            let errors = prepared.found.into_iter().filter(|found| found.severity == Severity::Error);
            return Err(errors.collect());
        }
        Ok(Scene::new(prepared, Arc::clone(&self.texts)))
    }
}
