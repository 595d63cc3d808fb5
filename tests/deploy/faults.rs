//! Every single request of a deploy goes wrong in turn, in every way. Whoever reads the site meanwhile has to find, for
//! each page, the old one or the new one with all its parts; running it again has to make the target what was built; and
//! once more has to send nothing.

use crate::bucket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::bucket::{Extent, Fault, Saved, When, Wrong};
use crate::office::{Office, Said};
use crate::reader::Reader;
use crate::site::Tree;

/// An office whose bucket has the old site, while the new one is built.
struct Scene {
    office: Office,
    before: Saved,
    new: Tree,
    /// Whether the reader found anything wrong; the server's thread can't fail the test by itself.
    is_broken: Arc<AtomicBool>,
    /// How many requests a deploy makes where nothing goes wrong.
    requests: usize,
}

impl Scene {
    fn new() -> Self {
        let office = Office::new("");
        office.deployed(&[]);
        let old = office.output();
        assert_eq!(office.bucket.objects(), old);
        office.edit();
        let new = office.output();
        let reader = Reader::new(&old, &new);
        assert!(reader.watched() > 50, "the reader looks at nothing");
        let is_broken = Arc::new(AtomicBool::new(false));
        let broken = Arc::clone(&is_broken);
        let before = office.bucket.save();
        office.bucket.set(None);
        office.bucket.observe(move |folder| {
            if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| reader.read(folder))).is_err() {
                broken.store(true, Ordering::SeqCst);
            }
        });
        let mut scene = Self { office, before, new, is_broken, requests: 0 };
        scene.office.deployed(&[]);
        scene.requests = scene.office.bucket.count();
        scene.check("where nothing went wrong");
        scene
    }

    /// Sees that the reader is content and the target is what was built, but for what is kept for readers of old pages.
    fn check(&self, said: &str) {
        assert!(!self.is_broken.load(Ordering::SeqCst), "a reader met half a page {said}");
        let objects = self.office.bucket.objects();
        for (path, bytes) in &self.new {
            assert!(objects.get(path) == Some(bytes), "{path} is not what was built {said}");
        }
        let extra: Vec<_> = objects.keys().filter(|path| !self.new.contains_key(*path)).collect();
        // The styles' former names, for readers of former pages.
        let is_kept = |path: &&String| path.starts_with("css/");
        assert!(!extra.is_empty() && extra.iter().all(is_kept), "{extra:?} is there {said}");
        assert!(!self.office.bucket.folder().join(".dateline/lock").exists(), "a lock stays behind {said}");
        assert!(!self.office.bucket.folder().join(".dateline/journal").exists(), "a journal stays {said}");
    }

    /// Brings the old site back to the bucket.
    fn again(&self) {
        self.office.bucket.unobserved_while(|| self.office.bucket.restore(&self.before));
    }

    /// A deploy of which one request goes wrong.
    fn deploy(&self, fault: Fault) -> Said {
        self.office.bucket.set(Some(fault));
        let args = ["deploy", "--retries", "1", "--timeout", "0.4"];
        let child = self.office.command(&args).spawn().expect("dateline runs");
        self.office.bucket.victim(child.id());
        let said = Said::of(child.wait_with_output().expect("dateline ends"));
        self.office.bucket.set(None);
        said
    }

    /// Deploys again, and once more.
    fn heal(&self, said: &str) {
        let healed = self.office.deploy(&[]);
        assert_eq!(healed.code, Some(0), "{said}: {}", healed.stderr);
        self.check(said);
        self.office.bucket.set(None);
        let once_more = self.office.deploy(&[]);
        assert_eq!(once_more.code, Some(0), "{said}: {}", once_more.stderr);
        assert_eq!(self.office.bucket.sent(), [""; 0], "{said}: something is sent once more");
    }

    /// Lets every request in turn of this share go wrong from then on. Gives how many deploys that were.
    fn sweep(&self, share: usize, wrong: Wrong, when: When) -> usize {
        let requests = (share..self.requests).step_by(SHARES);
        let runs = requests.len();
        for at in requests {
            self.again();
            let fault = Fault { at, wrong, when, extent: Extent::FromThenOn };
            let said = self.deploy(fault);
            let told = format!("after {fault:?}");
            match wrong {
                Wrong::Kill => assert_eq!(said.code, None, "it was not killed {told}"),
                _ => assert_eq!(said.code, Some(1), "it did not fail {told}: {}", said.stderr),
            }
            assert!(!said.stderr.contains(bucket::SECRET), "{}", said.stderr);
            self.heal(&told);
        }
        runs
    }
}

/// How many sites are deployed at once, each with its share of the requests: most of the time somebody waits.
const SHARES: usize = 4;

/// Does the same in as many scenes as there are shares of the requests. Gives how many deploys that were.
fn in_shares(trial: impl Fn(&Scene, usize) -> usize + Sync) -> usize {
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..SHARES)
            .map(|share| {
                scope.spawn({
                    let trial = &trial;
                    move || trial(&Scene::new(), share)
                })
            })
            .collect();
        shares.into_iter().map(|share| share.join().expect("all went well")).sum()
    })
}

/// Every request in turn goes wrong in this way, at each of these moments.
fn sweep(wrong: Wrong, moments: &[When]) {
    let _runs = in_shares(|scene, share| moments.iter().map(|when| scene.sweep(share, wrong, *when)).sum());
}

#[test]
fn a_store_that_fails_at_any_request_leaves_whole_pages() {
    sweep(Wrong::Status500, &[When::Before, When::After]);
}

#[test]
fn a_connection_that_is_cut_at_any_request_leaves_whole_pages() {
    sweep(Wrong::Cut, &[When::Before, When::After]);
}

#[test]
fn a_store_that_falls_silent_at_any_request_leaves_whole_pages() {
    sweep(Wrong::Silence, &[When::After]);
}

#[test]
fn a_deploy_that_is_killed_at_any_request_leaves_whole_pages() {
    sweep(Wrong::Kill, &[When::Before, When::After]);
}

#[test]
fn what_goes_wrong_once_is_tried_again_and_nobody_notices() {
    let _runs = in_shares(|scene, share| {
        let requests = (share..scene.requests).step_by(SHARES);
        let faults =
            requests.flat_map(|at| [(at, Wrong::Status500, When::Before), (at, Wrong::Cut, When::After)]);
        faults
            .map(|(at, wrong, when)| {
                scene.again();
                let fault = Fault { at, wrong, when, extent: Extent::Once };
                let said = scene.deploy(fault);
                assert_eq!(said.code, Some(0), "after {fault:?}: {}", said.stderr);
                scene.check(&format!("after {fault:?}"));
            })
            .count()
    });
}
