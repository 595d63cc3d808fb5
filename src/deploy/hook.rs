//! What comes after: the command of the config is told which addresses have changed, one a line, so that a cache in front
//! of the target can let go of exactly these. In go the plan and what an earlier deploy left untold; out comes the
//! command's success. What it was not told stays written down until it is, whatever is cut short.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::address::Address;
use crate::cache;
use crate::sources::ManagedDir;

use super::{DeployContext, DeployError, Plan};

/// The addresses that the command is to be told of.
pub(super) struct Hook<'a> {
    command: Option<&'a [String]>,
    site: &'a str,
    root: &'a Path,
    /// The file in which they are written down.
    name: String,
}

impl<'a> Hook<'a> {
    /// Those of a target.
    pub(super) fn open(root: &'a Path, context: &DeployContext<'a>) -> Self {
        let name = format!("{}.changes", context.settings.name);
        Self { command: context.settings.after.as_deref(), site: context.site, root, name }
    }

    fn file(&self) -> PathBuf {
        self.root.join(cache::FOLDER).join(&self.name)
    }

    /// Opens the folder of the file. A site may bring one along that leads elsewhere, and then it is refused.
    fn folder(&self) -> Result<ManagedDir, DeployError> {
        ManagedDir::create(self.root, cache::FOLDER)
            .map_err(DeployError::system("open", self.root.join(cache::FOLDER)))
    }

    /// Notes what a plan changes, before it is carried out.
    pub(super) fn note(&self, plan: &Plan) -> Result<(), DeployError> {
        let sent = plan.uploads().map(|upload| &*upload.file.source);
        let deleted = plan.deletes.iter().map(|delete| &*delete.path);
        self.note_paths(sent.chain(deleted))
    }

    /// Notes that what is at these paths has changed.
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

    /// The whole address, as it is asked for, of a file at the target.
    fn address(&self, path: &str) -> Option<String> {
        let address = Address::root().with_file(path).ok()?;
        Some(format!("{}{}", self.site, address.href()))
    }

    /// Reads the addresses of the site that the command was not told of.
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

    /// Tells the command, if there is one and something to tell. Gives how many addresses it was told.
    pub(super) fn tell(&self) -> Result<usize, DeployError> {
        let Some([program, arguments @ ..]) = self.command else { return Ok(0) };
        let untold = self.untold()?;
        if untold.is_empty() {
            return Ok(0);
        }
        let failed = |what: String| DeployError::After { program: program.clone(), what };
        let folder = self.folder()?;
        let list = folder.open_file(&self.name).map_err(DeployError::system("read", self.file()))?;
        // It reads the list from its standard input, or from the file that the environment names; no shell sees either.
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
