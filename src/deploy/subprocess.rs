//! Runs external programs (`git`, `rsync`, `ssh`) without a shell. Quoted stderr has its
//! credentials masked.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::diagnostic::masked;

use super::DeployError;

/// Output of a program.
#[derive(Debug)]
pub(super) struct ProgramOutput {
    /// Exit code; `None` after a signal.
    pub(super) code: Option<i32>,
    /// Standard output.
    pub(super) output: Vec<u8>,
    /// Standard error.
    said: String,
}

/// Number of attempts. The pause doubles after each.
const MAX_ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Length of quoted stderr, in characters.
const MAX_QUOTE_CHARS: usize = 400;

impl ProgramOutput {
    /// Returns whether the program succeeded.
    pub(super) fn is_success(&self) -> bool {
        self.code == Some(0)
    }

    /// Returns standard output as text, without trailing whitespace.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.output).trim_end().to_owned()
    }

    /// Returns the end of stderr on one line, masked.
    pub(super) fn stderr_summary(&self) -> String {
        let lines = self.said.lines().map(str::trim).filter(|line| !line.is_empty());
        let joined = lines.collect::<Vec<_>>().join("; ");
        let plain = masked(&joined);
        let surplus = plain.chars().count().saturating_sub(MAX_QUOTE_CHARS);
        let ended = match self.code {
            Some(code) => format!("it ended with {code}"),
            None => "it was ended by a signal".to_owned(),
        };
        match (plain.is_empty(), surplus) {
            (true, _) => ended,
            (_, 0) => plain.into_owned(),
            _ => format!("…{}", plain.chars().skip(surplus).collect::<String>()),
        }
    }

    /// Returns whether stderr contains any of these texts.
    pub(super) fn stderr_contains(&self, any: &[&str]) -> bool {
        any.iter().any(|words| self.said.contains(words))
    }
}

/// Runs a program. `feed` writes its standard input.
///
/// # Errors
/// Fails if the program can't be started, or if `feed` fails.
pub(super) fn run_with_input(
    command: &mut Command,
    feed: impl FnOnce(&mut dyn Write) -> Result<(), DeployError> + Send,
) -> Result<ProgramOutput, DeployError> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().map_err(|error| missing(&name, &error))?;
    let reads = child.stdin.take();
    let (given, output) = std::thread::scope(|scope| {
        let feeding = scope.spawn(move || {
            let Some(mut reads) = reads else { return Ok(()) };
            feed(&mut reads)
        });
        let output = child.wait_with_output();
        (feeding.join(), output)
    });
    let output = output.map_err(|error| missing(&name, &error))?;
    let answer = ProgramOutput {
        code: output.status.code(),
        output: output.stdout,
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    match given {
        // A program that closes its input early reports the reason itself.
        Ok(Err(DeployError::System { ref source, .. })) if source.kind() == io::ErrorKind::BrokenPipe => {
            Ok(answer)
        }
        Ok(Err(fault)) => Err(fault),
        Ok(Ok(())) | Err(_) => Ok(answer),
    }
}

/// Runs a program without input.
///
/// # Errors
/// When it can't be started.
pub(super) fn run(command: &mut Command) -> Result<ProgramOutput, DeployError> {
    run_with_input(command, |_| Ok(()))
}

/// Retries while the output shows a transient failure.
pub(super) fn retry(
    mut attempt: impl FnMut() -> Result<ProgramOutput, DeployError>,
    may_pass: impl Fn(&ProgramOutput) -> bool,
) -> Result<ProgramOutput, DeployError> {
    for round in 1..MAX_ATTEMPTS {
        let answer = attempt()?;
        if !may_pass(&answer) {
            return Ok(answer);
        }
        std::thread::sleep(FIRST_PAUSE * 2_u32.pow(round - 1));
    }
    attempt()
}

fn missing(name: &str, error: &io::Error) -> DeployError {
    DeployError::Refused {
        doing: format!("start {name}"),
        cause: error.to_string(),
        hint: format!("install {name}, or see that it is on the PATH"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(said: &str) -> ProgramOutput {
        ProgramOutput { code: Some(128), output: Vec::new(), said: said.to_owned() }
    }

    #[test]
    fn what_may_open_a_door_is_not_quoted() {
        let said =
            "fatal: unable to access 'https://eva:s3cret@git.example/a@b.git/': 403\nfatal: http://t0ken@x y";
        let cause = answer(said).stderr_summary();
        assert_eq!(
            cause,
            "fatal: unable to access 'https://***@git.example/a@b.git/': 403; fatal: http://***@x y"
        );
        assert_eq!(answer("").stderr_summary(), "it ended with 128");
        assert_eq!(answer(&"x".repeat(1_000)).stderr_summary().chars().count(), MAX_QUOTE_CHARS + 1);
    }

    #[test]
    fn a_program_that_does_not_read_to_its_end_says_why_itself() {
        let much = |to: &mut dyn Write| {
            to.write_all(&vec![0; 1 << 20]).map_err(DeployError::system("write", "its input"))
        };
        let answer = run_with_input(&mut Command::new("false"), much).unwrap();
        assert_eq!(answer.code, Some(1));
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        let mut tries = 0;
        let attempt = || {
            tries += 1;
            Ok(ProgramOutput { code: Some(i32::from(tries < 2)), ..answer("") })
        };
        let answer = retry(attempt, |answer| !answer.is_success()).unwrap();
        assert_eq!((answer.code, tries), (Some(0), 2));
    }

    #[test]
    fn a_program_that_is_not_there_is_told() {
        let fault = run(&mut Command::new("no-program-of-this-name")).unwrap_err();
        assert!(fault.to_string().starts_with("can't start no-program-of-this-name: "), "{fault}");
    }
}
