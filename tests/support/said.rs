//! Exit code and output of a command.

use std::process::Output;

/// Exit code and output of a command.
#[derive(Debug)]
pub(crate) struct Said {
    /// `None` if a signal ended the command.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Returns the standard output of a command that succeeded.
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Returns the messages of a command that failed, in one line.
    pub(crate) fn ill(self) -> String {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        self.stderr.replace("\n  │", "").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Returns the messages of a command that succeeded.
    pub(crate) fn told(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stderr
    }
}
