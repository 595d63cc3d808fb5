//! How fast a site of 120,000 pages is published, beside `cp -r` of the same files. Not a test that can fail: it
//! prints what it measures. Run it where the disk does not decide:
//!
//! ```text
//! TMPDIR=/dev/shm cargo test --release --test build publish_speed:: -- --ignored --nocapture
//! ```

#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use dateline::publish::{CacheFile, Output, Stage, Wait};
use rayon::prelude::*;

const PAGES: usize = 120_000;

/// Eleven pages in ten directories, a few hundred stories a month.
fn page(number: usize) -> String {
    let (year, month, day) = (1990 + number / 3600, number / 300 % 12 + 1, number / 10 % 30 + 1);
    let file = if number.is_multiple_of(11) { "page.html" } else { "index.html" };
    let story = if number.is_multiple_of(11) { number + 1 } else { number };
    format!("{year}/{month:02}/{day:02}/a-story-of-some-length-{story}/{file}")
}

fn publish(output: &Output, bytes: &[u8]) {
    let begin = Instant::now();
    let stage = Stage::open(output, Wait::No).unwrap();
    (0..PAGES).into_par_iter().for_each(|number| stage.write(&page(number), bytes).unwrap());
    let written = begin.elapsed();
    stage.commit(&[CacheFile { name: "record".into(), bytes: b"record".into() }]).unwrap();
    println!("    written after {written:.2?}, in place after {:.2?}", begin.elapsed());
}

#[test]
#[ignore = "measures, and takes a while"]
fn speed_of_publishing() {
    let temp = tempfile::tempdir().unwrap();
    let output = Output::at(temp.path(), Path::new("public")).unwrap();
    println!("{} threads, {PAGES} pages", rayon::current_num_threads());

    println!("a first build");
    publish(&output, &[b'a'; 6000]);
    for round in 0..2 {
        let begin = Instant::now();
        let copy = temp.path().join(format!("copy{round}"));
        assert!(Command::new("cp").arg("-r").arg(output.path()).arg(copy).status().unwrap().success());
        println!("cp -r\n    {:.2?}", begin.elapsed());
    }
    println!("every page anew");
    publish(&output, &[b'b'; 6000]);

    println!("one page anew");
    let begin = Instant::now();
    let stage = Stage::open(&output, Wait::No).unwrap();
    stage.write(&page(7), b"c").unwrap();
    stage.commit(&[CacheFile { name: "record".into(), bytes: b"record".into() }]).unwrap();
    println!("    {:.2?}", begin.elapsed());

    println!("every page removed");
    let begin = Instant::now();
    let stage = Stage::open(&output, Wait::No).unwrap();
    (0..PAGES).for_each(|number| stage.remove(&page(number)));
    let published = stage.commit(&[CacheFile { name: "record".into(), bytes: b"record".into() }]).unwrap();
    println!("    {:.2?}", begin.elapsed());
    assert_eq!(published.removed, PAGES);

    println!("a build that is dropped");
    let stage = Stage::open(&output, Wait::No).unwrap();
    (0..PAGES).into_par_iter().for_each(|number| stage.write(&page(number), &[b'a'; 6000]).unwrap());
    let begin = Instant::now();
    drop(stage);
    println!("    deleted in {:.2?}", begin.elapsed());
}
