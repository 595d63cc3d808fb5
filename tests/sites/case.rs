//! One golden site: built in a folder of its own, and compared.

use crate::files::tree;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde::Deserialize;
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

/// The moment at which every site stands whose case names no other: 2026-01-01T00:00:00Z.
const NOW: &str = "1767225600";

/// What `case.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The behaviour, in a sentence.
    #[expect(dead_code, reason = "it is for whoever reads the case")]
    about: String,
    /// Arguments of `dateline build`.
    #[serde(default)]
    args: Vec<String>,
    /// The exit code.
    #[serde(default)]
    exit: i32,
    /// The files of the output that are compared.
    #[serde(default)]
    files: Vec<String>,
    /// Files that must not be there.
    #[serde(default)]
    absent: Vec<String>,
    /// Whether the list of all files is compared, without those that a site has before its first article.
    #[serde(default)]
    list: bool,
    /// What is to be said, and where: `stdout`, `stderr`.
    #[serde(default)]
    says: Vec<Stream>,
}

/// Where a program says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Stream {
    Stdout,
    Stderr,
}

/// One golden site.
#[derive(Debug)]
pub(crate) struct Case {
    folder: PathBuf,
    settings: Settings,
}

impl Case {
    /// Reads `case.toml`.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let file = folder.join("case.toml");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let settings = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(Self { folder: folder.to_owned(), settings })
    }

    /// Builds the site, and says everything in which it is not as expected.
    pub(crate) fn check(&self) -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let root = folder.path().join("site");
        let base = self.folder.with_file_name("_base");
        for from in [base, self.folder.join("site")] {
            copy(&from, &root).map_err(|error| format!("{}: {error}", from.display()))?;
        }
        let said = build(&root, &self.settings.args)?;
        let mut differences = String::new();
        let code = said.status.code();
        if code != Some(self.settings.exit) {
            let said = String::from_utf8_lossy(&said.stderr);
            let _ = writeln!(differences, "it exits with {code:?}, not {}:\n{said}", self.settings.exit);
        }
        for difference in self.compare(&root, &said) {
            let _ = writeln!(differences, "{difference}");
        }
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    /// Every difference between what came out and what is expected.
    fn compare(&self, root: &Path, said: &Output) -> Vec<String> {
        let public = root.join("public");
        let mut expected = Vec::new();
        let mut differences = Vec::new();
        for file in &self.settings.files {
            expected.push(file.clone());
            match fs::read(public.join(file)) {
                Ok(bytes) => differences.extend(self.differs(&format!("expected/{file}"), &bytes)),
                Err(error) => differences.push(format!("public/{file}: {error}")),
            }
        }
        for file in self.settings.absent.iter().filter(|file| public.join(file).exists()) {
            differences.push(format!("public/{file} must not be there"));
        }
        if self.settings.list {
            let everywhere = base_pages();
            let is_own = |file: &String| !everywhere.contains(file) && !file.starts_with(".dateline/");
            let own = files(&public).into_iter().filter(is_own);
            let list = own.map(|file| file + "\n").collect::<String>();
            differences.extend(self.differs("expected.list", list.as_bytes()));
        }
        for stream in &self.settings.says {
            let (name, bytes) = match stream {
                Stream::Stdout => ("expected.stdout", &said.stdout),
                Stream::Stderr => ("expected.stderr", &said.stderr),
            };
            differences.extend(self.differs(name, bytes));
        }
        if !self.settings.says.contains(&Stream::Stderr) && !said.stderr.is_empty() {
            differences.push(format!("it says:\n{}", String::from_utf8_lossy(&said.stderr)));
        }
        let named = |file: &String| expected.contains(file);
        let stray = files(&self.folder.join("expected")).into_iter().filter(|file| !named(file));
        differences.extend(stray.map(|file| format!("expected/{file} is not named in case.toml")));
        differences
    }

    /// How bytes differ from a file of the case.
    fn differs(&self, name: &str, bytes: &[u8]) -> Option<String> {
        let assert = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
        let text = timeless(&String::from_utf8_lossy(bytes));
        let expected = Data::read_from(&self.folder.join(name), Some(DataFormat::Text));
        assert.try_eq(Some(&name), Data::text(text), expected).err().map(|error| error.to_string())
    }
}

fn build(root: &Path, args: &[String]) -> Result<Output, String> {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("--site")
        .arg(root)
        .arg("build")
        .args(args)
        .env("SOURCE_DATE_EPOCH", NOW)
        .output()
        .map_err(|error| format!("dateline can't be run: {error}"))
}

/// What every site has: the files of the small site alone.
fn base_pages() -> &'static BTreeSet<String> {
    static PAGES: OnceLock<BTreeSet<String>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/_base");
        copy(&base, folder.path()).expect("the small site is copied");
        build(folder.path(), &[]).expect("the small site is built");
        files(&folder.path().join("public")).into_iter().collect()
    })
}

/// The same without how long it took, which is the only thing a build says that no two builds share.
fn timeless(text: &str) -> String {
    match text
        .rsplit_once(" files written")
        .and_then(|(before, after)| Some((before, after.rsplit_once(", in ")?)))
    {
        Some((before, (removed, seconds))) if seconds.ends_with(" s\n") => {
            format!("{before} files written{removed}, in [..] s\n")
        }
        _ => text.to_owned(),
    }
}

/// Returns the paths of all files of a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}

/// Lays one folder over another. What is to be missing is a file whose name ends in `.gone`.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    for file in files(from) {
        let target = to.join(&file);
        if let Some(gone) = file.strip_suffix(".gone") {
            fs::remove_file(to.join(gone))?;
            continue;
        }
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::copy(from.join(&file), target)?;
    }
    Ok(())
}
