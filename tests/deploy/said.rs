//! What a command said.

use std::process::Output;

/// What a command said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Nothing where it was killed.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// What it said, if all went well.
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// What it said of what went wrong.
    pub(crate) fn ill(self) -> String {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        // As it stands in one line.
        self.stderr.replace("\n  │", "").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What it told beside its result, if all went well.
    pub(crate) fn told(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stderr
    }
}
