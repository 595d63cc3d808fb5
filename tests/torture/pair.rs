//! Two editions of a site, what each is when it is built, and whether a folder has one of them, whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::files;
use super::kit::{self, LIMIT, NOW, Said, Snapshot, run, same, snapshot};

/// Two editions of a site: some texts differ in bytes and not in length, some come, some go, one changes its address.
pub(crate) struct Pair {
    stories: usize,
    /// The outputs.
    sites: [Snapshot; 2],
    /// How many files each folder of the cache has.
    caches: [BTreeMap<PathBuf, usize>; 2],
}

/// An edition: the first or the second.
pub(crate) type Edition = usize;

impl Pair {
    pub(crate) fn new(stories: usize) -> Self {
        let mut pair = Self { stories, sites: Default::default(), caches: Default::default() };
        for edition in [0, 1] {
            let temp = files::folder();
            pair.lay(edition, temp.path());
            let said = Pair::build(temp.path());
            assert_eq!(said.code, Some(0), "{}", said.all());
            pair.sites[edition] = snapshot(&temp.path().join("public"), &[]);
            pair.caches[edition] = cache(temp.path());
        }
        assert!(pair.sites[0] != pair.sites[1]);
        pair
    }

    /// Writes the sources of an edition in place of what is there.
    pub(crate) fn lay(&self, edition: Edition, root: &Path) {
        for folder in ["content", "static"] {
            let _ = fs::remove_dir_all(root.join(folder));
        }
        let config = "title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 5\n";
        files::write(&root.join("config.toml"), config);
        for number in 0..self.stories {
            // Every fifth is in one edition only.
            if number % 5 == 0 && number % 2 != edition {
                continue;
            }
            let title = if number % 3 == 0 { edition } else { 7 };
            let has_picture = number % 10 == 1;
            let picture = if has_picture { "![A map](map.png)\n\n" } else { "" };
            let text = format!(
                "+++\ntitle = \"Story {number} of {title}\"\ndate = 2025-{:02}-{:02}\ntags = [\"t{}\"]\n+++\n\
                 {picture}The text of story {number} in edition {edition}.\n",
                1 + number % 12,
                1 + number % 28,
                number % 7
            );
            files::write(&root.join(format!("content/s{number}/index.md")), text);
            if has_picture {
                let picture = root.join(format!("content/s{number}/map.png"));
                files::write(&picture, include_bytes!("map.png"));
            }
        }
        files::write(&root.join("static/notice.txt"), format!("Edition {edition}\n"));
        files::write(&root.join(format!("static/only-{edition}.bin")), vec![b'x'; 300_000]);
        // A file in one edition, a folder in the other.
        let mixed = if edition == 0 { "static/mixed" } else { "static/mixed/index.html" };
        files::write(&root.join(mixed), format!("Mixed {edition}\n"));
    }

    /// Returns a command of Dateline on a site.
    pub(crate) fn command(root: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(kit::program());
        command.arg("--site").arg(root).args(arguments).env("SOURCE_DATE_EPOCH", NOW);
        command
    }

    pub(crate) fn build(root: &Path) -> Said {
        run(&mut Self::command(root, &["build", "-q"]), LIMIT * 6)
    }

    /// Runs a build that fails, since a text is broken.
    pub(crate) fn build_in_vain(root: &Path) -> Result<(), String> {
        let broken = root.join("content/broken.md");
        fs::write(&broken, "+++\ntitle = 3\n+++\n").expect("written");
        let said = Self::build(root);
        fs::remove_file(broken).expect("removed");
        match said.code {
            Some(1) => said.disgrace().map_or(Ok(()), Err),
            code => Err(format!("a broken site is built: {code:?} {}", said.all())),
        }
    }

    /// Builds an edition, and checks that nothing else is there then.
    pub(crate) fn build_whole(&self, edition: Edition, root: &Path) -> Result<(), String> {
        let said = Self::build(root);
        if said.code != Some(0) {
            return Err(format!("the next build fails: {}", said.all()));
        }
        same("after the next build", &self.sites[edition], &snapshot(&root.join("public"), &[]))?;
        self.check_leftovers(edition, root)
    }

    /// Returns which edition is in place.
    pub(crate) fn which(&self, root: &Path) -> Result<Edition, String> {
        let site = snapshot(&root.join("public"), &[]);
        match self.sites.iter().position(|edition| *edition == site) {
            Some(edition) => Ok(edition),
            None => Err(format!(
                "neither edition: {} differ from the first, {} from the second, such as {:?}",
                kit::differing(&self.sites[0], &site).len(),
                kit::differing(&self.sites[1], &site).len(),
                kit::differing(&self.sites[1], &site).first(),
            )),
        }
    }

    /// Returns whether a build is said to have gone as the output shows.
    pub(crate) fn judge(&self, said: &Said, old: Edition, root: &Path) -> Result<(), String> {
        if let Some(disgrace) = said.disgrace() {
            return Err(disgrace);
        }
        let found = self.which(root)?;
        match said.code {
            Some(0) if found != old => Ok(()),
            Some(1) if found == old && !said.stderr.trim().is_empty() => Ok(()),
            code => Err(format!("code {code:?} with edition {found} in place: {}", said.stderr)),
        }
    }

    fn check_leftovers(&self, edition: Edition, root: &Path) -> Result<(), String> {
        let expected = [".dateline", "config.toml", "content", "public", "static"];
        let mut names: Vec<String> = fs::read_dir(root)
            .expect("a site")
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        if names != expected {
            return Err(format!("left over: {names:?}"));
        }
        let found = cache(root);
        if found == self.caches[edition] {
            return Ok(());
        }
        let expected = &self.caches[edition];
        Err(format!("left over in the cache: {found:?} and not {expected:?}"))
    }
}

/// Returns how many files each folder of the cache has. The names of those of an output are its path's.
fn cache(root: &Path) -> BTreeMap<PathBuf, usize> {
    let mut counts = BTreeMap::new();
    for path in snapshot(&root.join(".dateline"), &[]).keys() {
        let folder = path.parent().unwrap_or(Path::new(""));
        let is_of_output = folder.extension().is_some_and(|ending| ending == "parts");
        let folder = if is_of_output { Path::new("parts") } else { folder };
        *counts.entry(folder.to_owned()).or_default() += 1;
    }
    counts
}
