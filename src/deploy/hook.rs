//! Post-deploy hook: runs the configured command with the changed addresses.
//!
//! The addresses are written to a file before the deploy and removed when the command succeeds, so
//! an interrupted deploy or a failed command loses none.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::address::Address;
use crate::cache;
use crate::sources::ManagedDir;

use super::{DeployContext, DeployError, Plan};

/// Hook of a target, with its list of pending addresses.
pub(super) struct Hook<'a> {
    command: Option<&'a [String]>,
    site: &'a str,
    root: &'a Path,
    /// Name of the file with the pending addresses.
    name: String,
}

impl<'a> Hook<'a> {
    /// Returns the hook of a target.
    pub(super) fn open(root: &'a Path, context: &DeployContext<'a>) -> Self {
        let name = format!("{}.changes", context.settings.name);
        Self { command: context.settings.after.as_deref(), site: context.site, root, name }
    }

    fn file(&self) -> PathBuf {
        self.root.join(cache::FOLDER).join(&self.name)
    }

    /// Opens the folder of the file. Fails if a symlink of the site leads elsewhere.
    fn folder(&self) -> Result<ManagedDir, DeployError> {
        ManagedDir::create(self.root, cache::FOLDER)
            .map_err(DeployError::system("open", self.root.join(cache::FOLDER)))
    }

    /// Records the addresses that a plan changes, before it is carried out.
    pub(super) fn note(&self, plan: &Plan) -> Result<(), DeployError> {
        let sent = plan.uploads().map(|upload| &*upload.file.source);
        let deleted = plan.deletes.iter().map(|delete| &*delete.path);
        self.note_paths(sent.chain(deleted))
    }

    /// Records the addresses of changed paths.
    pub(super) fn note_paths<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), DeployError> {
        if self.command.is_none() {
            return Ok(());
        }
        let mut untold = self.untold()?;
        untold.extend(paths.filter_map(|path| self.address(path)));
        let text: String = untold.iter().flat_map(|address| [address, "\n"]).collect();
        let folder = self.folder()?;
        folder
            .write_atomic(&self.name, text.as_bytes(), |_| Ok(()))
            .map_err(DeployError::system("write", self.file()))
    }

    /// Returns the absolute URL of a file at the target.
    fn address(&self, path: &str) -> Option<String> {
        let address = Address::root().with_file(path).ok()?;
        Some(format!("{}{}", self.site, address.href()))
    }

    /// Reads the pending addresses of this site.
    fn untold(&self) -> Result<BTreeSet<String>, DeployError> {
        match self.folder()?.read(&self.name) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                let is_of_site =
                    |line: &&str| line.starts_with(self.site) && !line.contains(char::is_control);
                Ok(text.lines().filter(is_of_site).map(str::to_owned).collect())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(DeployError::system("read", self.file())(error)),
        }
    }

    /// Runs the command if addresses are pending. Returns their number.
    pub(super) fn tell(&self) -> Result<usize, DeployError> {
        let Some([program, arguments @ ..]) = self.command else { return Ok(0) };
        let untold = self.untold()?;
        if untold.is_empty() {
            return Ok(0);
        }
        let failed = |what: String| DeployError::After { program: program.clone(), what };
        let folder = self.folder()?;
        let list = folder.open_file(&self.name).map_err(DeployError::system("read", self.file()))?;
        // The list is on standard input and in the file named by the environment. No shell is
        // involved.
        let mut command = Command::new(program);
        command.args(arguments).env("DATELINE_CHANGES", self.file()).stdin(Stdio::from(list));
        let status = command.status().map_err(|error| failed(format!("can't be started: {error}")))?;
        if !status.success() {
            return Err(failed(format!("ended with {status}")));
        }
        folder.remove_file(&self.name).map_err(DeployError::system("remove", self.file()))?;
        Ok(untold.len())
    }
}
