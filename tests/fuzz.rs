//! Replays the corpora of the fuzz targets, and mutations of them, so that what was once found stays found, without a nightly
//! compiler. `fuzz/` has the targets; `docs/testing.md` says how they are run. `MUTATE_SECONDS=60 cargo test --test fuzz`
//! goes on mutating for a minute a target.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Mutations of each corpus where no time is given.
const MUTATIONS: u64 = 100;

/// Runs a target on every file of its corpus, and on pieces of each.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        fs::read_dir(&folder).expect("a corpus").flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert!(files.len() > 2, "the corpus of {name} is small");
    target(&[]);
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("a seed")).collect();
    for bytes in &seeds {
        target(bytes);
        target(&bytes[..bytes.len() / 2]);
        target(&bytes[bytes.len() / 2..]);
    }
    let seconds: u64 = std::env::var("MUTATE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let (began, time) = (Instant::now(), Duration::from_secs(seconds));
    for number in 0.. {
        if if seconds == 0 { number >= MUTATIONS } else { began.elapsed() >= time } {
            break;
        }
        let bytes = mutated(&seeds, number);
        let result = std::panic::catch_unwind(|| target(&bytes));
        assert!(result.is_ok(), "mutation {number} of {name}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

/// Returns two seeds put together, with some bytes changed: always the same for a number.
fn mutated(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let hash = blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof();
    let mut dice = std::io::Read::bytes(hash);
    let mut throw = |end: usize| {
        let mut byte = || usize::from(dice.next().expect("bytes without end").expect("a byte"));
        (byte() << 16 | byte() << 8 | byte()) % end.max(1)
    };
    let (one, other) = (&seeds[throw(seeds.len())], &seeds[throw(seeds.len())]);
    let mut bytes = one[..throw(one.len() + 1)].to_vec();
    bytes.extend_from_slice(&other[throw(other.len() + 1)..]);
    for _ in 0..throw(8) {
        let at = throw(bytes.len());
        match throw(4) {
            0 if !bytes.is_empty() => drop(bytes.remove(at)),
            1 => bytes.insert(at, u8::try_from(throw(256)).unwrap_or(0)),
            2 => bytes.extend_from_within(at..),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << throw(8)),
        }
    }
    bytes
}

#[test]
fn front_matter() {
    replay("front_matter", targets::front_matter);
}

#[test]
fn addresses() {
    replay("addresses", targets::addresses);
}

#[test]
fn markdown() {
    replay("markdown", targets::markdown);
}

#[test]
fn requests() {
    replay("requests", targets::requests);
}

#[test]
fn records() {
    replay("records", targets::records);
}

#[test]
fn manifest() {
    replay("manifest", targets::manifest);
}

#[test]
fn edits() {
    replay("edits", targets::edits);
}
