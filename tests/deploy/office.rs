//! A newsroom that deploys: a small site, a bucket, and the command with its credentials in the environment.

use std::process::{Command, Stdio};

use crate::bucket::{Bucket, KEY, SECRET};
use crate::site::{Site, Tree};

pub(crate) use crate::said::Said;

/// A site with a bucket.
pub(crate) struct Office {
    pub(crate) town: Site,
    pub(crate) bucket: Bucket,
}

impl Office {
    /// A site of three stories that is built and not deployed yet.
    pub(crate) fn new(more: &str) -> Self {
        let office = Self { town: Site::town(), bucket: Bucket::start() };
        office.configure(more);
        for day in 1..=3 {
            office.story(day, "The old text.");
        }
        office.town.write("static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        office.build();
        office
    }

    /// Writes the settings, with more keys for the target.
    pub(crate) fn configure(&self, more: &str) {
        let endpoint = self.bucket.endpoint();
        self.town.write(
            "config.toml",
            format!(
                "title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 3\n\
                 [deploy.bucket]\nto = \"s3://news\"\nendpoint = \"{endpoint}\"\n{more}\n"
            ),
        );
    }

    pub(crate) fn story(&self, day: usize, text: &str) {
        let head = format!("+++\ntitle = \"Story {day}\"\ndate = 2025-11-{day:02}\ntags = [\"town\"]\n+++\n");
        self.town.write(&format!("content/story-{day}.md"), format!("{head}{text}\n"));
    }

    /// The changes between the old site and the new one: a story more, one changed, one gone, and another style sheet.
    pub(crate) fn edit(&self) {
        self.story(2, "The new text.");
        self.story(4, "Another story.");
        self.town.write(
            "content/story-1.md",
            "+++\ntitle = \"Story 1\"\ndate = 2025-11-01\ntags = [\"town\"]\nwithdrawn = { date = 2025-12-01, reason = \"Wrong.\" }\n+++\n",
        );
        self.town.write("static/css/broadsheet.css", "body { color: black }\n");
        self.build();
    }

    pub(crate) fn build(&self) -> Tree {
        let said = self.run(&["build"]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        self.output()
    }

    /// Returns what was built, as a bucket has it: without the output's manifest.
    pub(crate) fn output(&self) -> Tree {
        let mut output = self.town.output();
        output.retain(|file, _| !file.starts_with(".dateline/"));
        output
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(["--site"]).arg(self.town.path("")).args(args);
        command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
        // 2025-12-31T00:00:00Z
        command.env("SOURCE_DATE_EPOCH", "1767139200");
        command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
        for variable in
            ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT"]
        {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::of(self.command(args).output().expect("dateline runs"))
    }

    /// Deploys without much patience.
    pub(crate) fn deploy(&self, args: &[&str]) -> Said {
        self.run(&[&["deploy", "--retries", "1", "--timeout", "0.4"], args].concat())
    }

    /// Deploys with more patience than a busy machine asks for, and sees that it ends well.
    pub(crate) fn deployed(&self, args: &[&str]) -> Said {
        let said = self.run(&[&["deploy", "--retries", "1", "--timeout", "10"], args].concat());
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        said
    }
}
