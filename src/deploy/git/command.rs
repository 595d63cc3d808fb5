//! Starts `git` so that nothing that comes with a site can run: no hooks, no transports that start
//! programs, no variables that redirect git.
//!
//! Only the settings of remotes and identities are taken from the repository of the site. The
//! global settings of the user apply: credential helpers, ssh, proxies.

use std::path::Path;
use std::process::Command;

use crate::deploy::DeployError;
use crate::deploy::subprocess;

/// Allowed transports. Others start arbitrary programs.
const TRANSPORTS: [&str; 5] = ["file", "git", "http", "https", "ssh"];

/// Prefixes of allowed variables: connection, identity, and settings of the user.
///
/// Other `GIT_` variables redirect git.
const KEPT_VARIABLES: [&str; 13] = [
    "GIT_ASKPASS",
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_CONFIG_",
    "GIT_CURL_",
    "GIT_EXEC_PATH",
    "GIT_HTTP_",
    "GIT_PROXY_",
    "GIT_REDACT_",
    "GIT_SSH",
    "GIT_SSL_",
    "GIT_TERMINAL_PROMPT",
    "GIT_TRACE",
];

/// Settings that override the user's.
const FORCED_SETTINGS: [&str; 8] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "advice.pushUpdateRejected=false",
    "fetch.recurseSubmodules=false",
    "push.recurseSubmodules=no",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// An accepted setting of the repository of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) key: String,
    pub(super) value: String,
}

/// Returns a git command in a folder.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let may_stay = KEPT_VARIABLES.iter().any(|stays| name.starts_with(stays));
        if name.starts_with("GIT_") && !may_stay {
            command.env_remove(&*name);
        }
    }
    command.env("GIT_ALLOW_PROTOCOL", transports(std::env::var("GIT_ALLOW_PROTOCOL").ok().as_deref()));
    // Its output is parsed, so the language is fixed.
    command.env("LC_ALL", "C").current_dir(folder);
    for setting in FORCED_SETTINGS {
        command.args(["-c", setting]);
    }
    command
}

/// Returns the allowed transports, restricted to those that the user allows.
fn transports(allowed: Option<&str>) -> String {
    let is_allowed =
        |name: &&&str| allowed.is_none_or(|allowed| allowed.split(':').any(|other| other == **name));
    TRANSPORTS.iter().filter(is_allowed).copied().collect::<Vec<_>>().join(":")
}

/// Adds settings after those of the environment.
pub(super) fn with_settings(command: &mut Command, settings: &[Setting]) {
    let before =
        std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0_usize);
    for (number, Setting { key, value }) in (before..).zip(settings) {
        command.env(format!("GIT_CONFIG_KEY_{number}"), key);
        command.env(format!("GIT_CONFIG_VALUE_{number}"), value);
    }
    command.env("GIT_CONFIG_COUNT", (before + settings.len()).to_string());
}

/// Reads the accepted settings of the repository of a folder; none outside a trusted repository.
///
/// # Errors
/// When git can't be started.
pub(super) fn read_settings(folder: &Path) -> Result<Vec<Setting>, DeployError> {
    let listed = subprocess::run(git(folder).args(["config", "--local", "--includes", "--null", "--list"]))?;
    if !listed.is_success() {
        return Ok(Vec::new());
    }
    Ok(String::from_utf8_lossy(&listed.output).split('\0').filter_map(allowed_setting).collect())
}

/// Parses a setting and returns it if it is safe: it runs nothing and reads no other file.
fn allowed_setting(written: &str) -> Option<Setting> {
    let (key, value) = written.split_once('\n')?;
    let section = key.split('.').next().unwrap_or_default();
    let name = key.rsplit('.').next().unwrap_or_default();
    let holds = match (section, name) {
        ("remote", "url" | "pushurl")
        | ("url", "insteadof" | "pushinsteadof")
        | ("credential", "username" | "usehttppath") => true,
        ("user", "name" | "email") => key.matches('.').count() == 1,
        // CI stores its token here. A header for all URLs would leak to any host.
        ("http", "extraheader") => key.matches('.').count() > 1,
        _ => false,
    };
    holds.then(|| Setting { key: key.to_owned(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_run_something_do_not_hold() {
        for (written, holds) in [
            ("remote.origin.url\ngit@town.example:news.git", true),
            ("remote.a.b.pushurl\n/srv/x.git", true),
            ("url.https://x/.insteadof\ny:", true),
            ("http.https://github.com/.extraheader\nAUTHORIZATION: basic x", true),
            ("user.name\nEva", true),
            ("http.extraheader\nAUTHORIZATION: basic x", false),
            ("core.sshcommand\nevil", false),
            ("remote.origin.uploadpack\nevil", false),
            ("remote.origin.receivepack\nevil", false),
            ("remote.origin.vcs\next", false),
            ("credential.helper\n!evil", false),
            ("credential.https://x.helper\n!evil", false),
            ("protocol.ext.allow\nalways", false),
            ("http.proxy\nhttp://evil", false),
            ("http.https://x.sslverify\nfalse", false),
            ("include.path\n../x", false),
            ("gpg.program\nevil", false),
            ("user.name", false),
        ] {
            assert_eq!(allowed_setting(written).is_some(), holds, "{written}");
        }
    }

    #[test]
    fn of_the_users_transports_only_known_ones_are_used() {
        assert_eq!(transports(None), "file:git:http:https:ssh");
        assert_eq!(transports(Some("https:ext:ssh")), "https:ssh");
        assert_eq!(transports(Some("")), "");
    }
}
