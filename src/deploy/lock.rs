//! Owner of a lock: names the person and machine to ask, and lets Dateline detect a dead process on
//! the same machine.

use std::fmt;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Digester};

/// Owner of a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// Id of the deploy.
    pub id: String,
    /// User and host: `eva@desk-3`.
    pub who: String,
    /// Boot id and PID namespace; `None` if unknown.
    machine: Option<String>,
    /// Process id.
    process: u32,
    /// Start of the deploy.
    pub since: Timestamp,
}

/// Age after which a lock is probably abandoned.
const STALE_AFTER_SECONDS: i64 = 6 * 60 * 60;

impl LockHolder {
    /// Returns this process as the owner of a deploy.
    pub fn this(id: Digest, since: Timestamp) -> Self {
        Self { id: format!("{id:?}"), who: who(), machine: machine(), process: std::process::id(), since }
    }

    /// Encodes the owner as JSON.
    ///
    /// # Panics
    /// Never: its fields are texts and numbers.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("texts and numbers are JSON")
    }

    /// Decodes an owner.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Returns whether the owner was a process of this machine that has ended.
    pub fn is_dead(&self) -> bool {
        let is_here = self.machine.is_some() && self.machine == machine();
        is_here && !process_exists(self.process)
    }

    /// Returns whether the lock is probably abandoned.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.as_second() - self.since.as_second() > STALE_AFTER_SECONDS
    }
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.since.strftime("%Y-%m-%d %H:%M UTC");
        write!(f, "{}, process {}, since {since}", self.who, self.process)?;
        match Timestamp::now().duration_since(self.since).as_mins() {
            ..1 => Ok(()),
            minutes if minutes < 60 => write!(f, " ({minutes} min ago)"),
            minutes => write!(f, " ({} h {} min ago)", minutes / 60, minutes % 60),
        }
    }
}

/// Returns a unique id for a deploy.
pub(super) fn new_deploy_id(now: Timestamp) -> Digest {
    let mut chance = [0; 16];
    // Without randomness, process id and time are still unique on this machine.
    let _ = getrandom::fill(&mut chance);
    let mut digester = Digester::new();
    digester.digest(Digest::of(&chance)).number(u64::from(std::process::id()));
    digester.text(&now.to_string()).text(&who()).finish()
}

/// Returns user and host.
fn who() -> String {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let user = ["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME"].into_iter().find_map(variable);
    let host = crate::platform::host_name();
    let who = format!("{}@{host}", user.as_deref().unwrap_or("somebody"));
    who.chars().filter(|c| !c.is_control()).collect()
}

/// Returns boot id and PID namespace.
fn machine() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let processes = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), processes.display()))
}

/// Returns whether a process exists; `true` without `/proc`.
pub(super) fn process_exists(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists() || !Path::new("/proc/self").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_of_this_machine_that_is_no_more_is_dead() {
        let now = Timestamp::now();
        let this = LockHolder::this(new_deploy_id(now), now);
        assert!(!this.is_dead());
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let process = child.id();
        child.wait().unwrap();
        assert!(LockHolder { process, ..this.clone() }.is_dead());
        let elsewhere = Some("another machine".to_owned());
        assert!(!LockHolder { process, machine: elsewhere, ..this.clone() }.is_dead());
        assert!(!LockHolder { process, machine: None, ..this.clone() }.is_dead());
        assert_eq!(LockHolder::from_bytes(&this.to_bytes()), Some(this));
    }
}
