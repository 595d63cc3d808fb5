//! Ten thousand files to an S3 server on this machine, beside the clients that others use. Run by hand, with programs that
//! are compiled for speed:
//!
//! ```sh
//! cargo build --profile quick && apt-get install rclone && pip install awscli
//! DATELINE_BIN=target/quick/dateline cargo test --test deploy speed:: -- --ignored --nocapture
//! ```

use crate::bucket;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::office::Office;

/// How many files.
const FILES: usize = 10_000;

/// How often each client has its turn. The best one counts: whatever else the machine does only makes it slower.
const ROUNDS: usize = 3;

#[test]
#[ignore = "takes minutes, and programs of others"]
fn ten_thousand_files_beside_other_clients() {
    let office = Office::new("");
    for number in 0..FILES {
        let text = format!("{number} ").repeat(1 + (number * 7919) % 2_000);
        office.town.write(&format!("static/files/{}/{number}.html", number % 100), &text);
    }
    office.build();
    let size: usize = office.output().values().map(Vec::len).sum();
    println!("{} files, {} MB", office.output().len(), size / 1_000_000);
    let empty = office.bucket.save();
    let program = std::env::var("DATELINE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_dateline").to_owned());
    for concurrency in ["32", "64"] {
        let mut command = office.command(&[]);
        let mut dateline = Command::new(&program);
        dateline.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        dateline.arg("--site").arg(office.town.path("")).args([
            "--quiet",
            "deploy",
            "--concurrency",
            concurrency,
        ]);
        command = dateline;
        time(&office, &empty, &format!("dateline, {concurrency} at once"), &mut command);
        time(
            &office,
            &empty,
            &format!("rclone copy, {concurrency} at once"),
            &mut rclone(&office, concurrency),
        );
    }
    time(&office, &empty, "aws s3 sync", &mut aws(&office));
}

/// Has a client send everything, several times, and says how long it took.
fn time(office: &Office, empty: &bucket::Saved, name: &str, command: &mut Command) {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        office.bucket.restore(empty);
        // What a deploy adds to the ledger is a part of what was built.
        let start = Instant::now();
        let output = command.env_remove("AWS_CA_BUNDLE").stdin(Stdio::null()).output();
        let Ok(output) = output else { return println!("{name}: not there") };
        let took = start.elapsed().as_secs_f64();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(office.bucket.objects().len() >= FILES, "{name} did not send everything");
        best = best.min(took);
    }
    #[expect(clippy::cast_precision_loss, reason = "thousands of files")]
    let rate = FILES as f64 / best;
    println!("{name}: {best:.1} s, {rate:.0} files a second");
}

fn rclone(office: &Office, concurrency: &str) -> Command {
    let mut command = Command::new("rclone");
    command.arg("copy").arg(office.town.path("public")).arg("there:news");
    command.args([
        "--transfers",
        concurrency,
        "--checkers",
        concurrency,
        "--s3-no-check-bucket",
        "--no-traverse",
    ]);
    command.env("RCLONE_CONFIG", "/dev/null").env("RCLONE_CONFIG_THERE_TYPE", "s3");
    command
        .env("RCLONE_CONFIG_THERE_PROVIDER", "Other")
        .env("RCLONE_CONFIG_THERE_ENDPOINT", office.bucket.endpoint());
    command.env("RCLONE_CONFIG_THERE_ACCESS_KEY_ID", bucket::KEY);
    command.env("RCLONE_CONFIG_THERE_SECRET_ACCESS_KEY", bucket::SECRET);
    command
}

fn aws(office: &Office) -> Command {
    let mut command = Command::new("aws");
    command.args(["s3", "sync", "--only-show-errors", "--endpoint-url", &office.bucket.endpoint()]);
    command.arg(office.town.path("public")).arg("s3://news");
    command.env("AWS_ACCESS_KEY_ID", bucket::KEY).env("AWS_SECRET_ACCESS_KEY", bucket::SECRET);
    command.env("AWS_DEFAULT_REGION", "us-east-1").env("AWS_EC2_METADATA_DISABLED", "true");
    command
}
