//! Describes the programs that a deploy runs and the places that it writes to.
//!
//! A cloned site brings its targets along, so the user sees them before the first deploy from a
//! machine and after each change.

use std::path::Path;

use crate::config::deploy::{Bucket, Destination, ObjectStore, StoreService, Target};
use crate::diagnostic::masked;

use super::folder;
use super::git::RemoteUrls;

/// Describes a deploy, one action a line. `address` has the URLs of a git remote.
pub(super) fn announcement(root: &Path, target: &Target, address: Option<&RemoteUrls>) -> String {
    let mut lines = match &target.to {
        Destination::Folder { path, .. } => {
            let path = folder::place(root, path);
            let path = std::path::absolute(&path).unwrap_or(path);
            vec![format!("writes to {} and beside it", path.display()), "runs no program".to_owned()]
        }
        Destination::ObjectStore(store) => objects(store),
        Destination::Git { remote, branch, .. } => {
            let found = address.map_or(&[][..], RemoteUrls::found);
            let mut lines: Vec<String> =
                found.iter().map(|address| format!("pushes the branch {branch} to {address}")).collect();
            if found.is_empty() {
                lines.push(format!("pushes the branch {branch} to {remote}"));
            }
            // Leave out the fetch URL.
            lines.truncate(found.len().max(2) - 1);
            lines.push("runs git, with your keys, credential helpers and settings".to_owned());
            lines
        }
        Destination::Rsync { host, path } => {
            let shell = std::env::var("RSYNC_RSH").ok().filter(|shell| !shell.trim().is_empty());
            vec![
                format!("writes to {path} at {host}"),
                format!("runs rsync and {}, with your keys and settings", shell.as_deref().unwrap_or("ssh")),
            ]
        }
    };
    if let Some(command) = &target.after {
        lines.retain(|line| line != "runs no program");
        let words = shlex::try_join(command.iter().map(String::as_str)).unwrap_or_else(|_| command.join(" "));
        lines.push(format!("runs {words}, which is told the addresses that changed"));
    }
    lines.iter().flat_map(|line| ["  ".into(), masked(line), "\n".into()]).collect()
}

/// Describes a deploy to an object store.
fn objects(ObjectStore { service, bucket, endpoint }: &ObjectStore) -> Vec<String> {
    let Bucket { name, prefix } = bucket;
    let (kind, account) = match service {
        StoreService::S3 { .. } => ("s3", None),
        StoreService::Google => ("gs", None),
        StoreService::Azure { account } => ("az", account.as_ref()),
    };
    let slash = if prefix.is_empty() { "" } else { "/" };
    let at = endpoint.as_ref().map_or_else(String::new, |endpoint| format!(" at {endpoint}"));
    let sent = format!(
        "sends files to {kind}://{name}{slash}{prefix}{at}, with the credentials of your environment"
    );
    let account = account.map(|account| format!("uses the storage account {account}"));
    [sent, "runs no program".to_owned()].into_iter().chain(account).collect()
}
