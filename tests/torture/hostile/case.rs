//! Hostile sites as data: a family is a few files with a gap, and the values that go into it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::kit::{self, Site};

/// A story without a fault, which every site has.
pub(super) const GOOD: &str = "+++\ntitle = \"Good\"\ndate = 2025-02-03\ntags = [\"t\"]\n+++\n\nText.\n";

/// The gap in the files of a family.
const GAP: &str = "§";

/// How a build of a site must end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    Good,
    Bad,
    Either,
}

/// One hostile site.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) exit: Exit,
    /// What the message of a failure holds.
    pub(super) says: Vec<String>,
    pub(super) is_quick: bool,
    pub(super) is_counted: bool,
    pub(super) files: Vec<(PathBuf, Vec<u8>)>,
    pub(super) odd: Vec<(PathBuf, Odd)>,
}

/// What may be where a file is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Odd {
    Link(PathBuf),
    Fifo,
    Socket,
    /// The device that never ends.
    Device,
    Folder,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Families {
    family: Vec<Family>,
}

/// Cases that differ in one value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    name: String,
    /// Files of the site; the gap may stand in their paths too.
    files: BTreeMap<String, String>,
    /// How a value is put into the gap of a file.
    #[serde(default)]
    quote: Quote,
    /// What a message must hold; by default the path of the first file, unless the value is in it.
    says: Option<Vec<String>>,
    /// Whether the number of texts is compared with the report.
    #[serde(default = "yes")]
    counted: bool,
    #[serde(default)]
    good: Vec<Text>,
    #[serde(default)]
    bad: Vec<Text>,
    #[serde(default)]
    either: Vec<Text>,
}

fn yes() -> bool {
    true
}

#[derive(Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Quote {
    /// As a string of JSON, which TOML and YAML read as well.
    #[default]
    Json,
    Raw,
    /// Each character as one byte.
    Bytes,
}

/// A value: as it is, or made long.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Long {
        #[serde(default)]
        before: String,
        repeat: String,
        times: usize,
        #[serde(default)]
        after: String,
    },
}

impl Text {
    fn value(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Long { before, repeat, times, after } => {
                format!("{before}{}{after}", repeat.repeat(*times))
            }
        }
    }
}

/// Returns the cases of all files beside this one.
pub(super) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture/hostile");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file of cases");
        let families: Families =
            toml::from_str(&text).unwrap_or_else(|error| unreachable!("{}: {error}", file.display()));
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for family in &families.family {
            let kinds =
                [(Exit::Good, &family.good), (Exit::Bad, &family.bad), (Exit::Either, &family.either)];
            for (exit, values) in kinds {
                cases.extend(
                    values
                        .iter()
                        .enumerate()
                        .map(|(number, text)| family.case(&stem, exit, number, &text.value())),
                );
            }
        }
    }
    cases
}

impl Family {
    fn case(&self, stem: &str, exit: Exit, number: usize, value: &str) -> Case {
        let shown: String = value.chars().take(30).collect();
        let quoted = match self.quote {
            Quote::Json => json(value).into_bytes(),
            Quote::Raw => value.as_bytes().to_vec(),
            Quote::Bytes => bytes(value),
        };
        let in_path = if self.quote == Quote::Bytes { bytes(value) } else { value.as_bytes().to_vec() };
        let fill = |text: &str, value: &[u8]| text.as_bytes().split_str(GAP).join(value);
        let files: Vec<(PathBuf, Vec<u8>)> = self
            .files
            .iter()
            .map(|(path, text)| (OsStr::from_bytes(&fill(path, &in_path)).into(), fill(text, &quoted)))
            .collect();
        let first = self.files.keys().next().filter(|path| !path.contains(GAP)).cloned();
        Case {
            name: format!("{stem}/{}/{exit:?} {number} {shown:?}", self.name),
            exit,
            says: self.says.clone().unwrap_or_else(|| first.into_iter().collect()),
            is_quick: true,
            is_counted: self.counted,
            files,
            odd: Vec::new(),
        }
    }
}

/// Splits bytes where a text stands.
trait SplitStr {
    fn split_str(&self, at: &str) -> Vec<Vec<u8>>;
}

impl SplitStr for [u8] {
    fn split_str(&self, at: &str) -> Vec<Vec<u8>> {
        let text = std::str::from_utf8(self).expect("the data is text");
        text.split(at).map(|part| part.as_bytes().to_vec()).collect()
    }
}

/// Returns a text as a string that JSON, TOML and YAML read alike.
pub(super) fn json(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON").replace('\u{7f}', "\\u007f")
}

fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect()
}

impl Case {
    /// Writes the site's files over what is there.
    pub(super) fn lay(&self, site: &Site) -> Result<(), String> {
        for (path, bytes) in &self.files {
            let file = site.path(path);
            fs::create_dir_all(file.parent().unwrap_or(&file))
                .map_err(|error| format!("{}: {error}", file.display()))?;
            fs::write(&file, bytes).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        self.odd.iter().try_for_each(|(path, odd)| lay_odd(&site.path(path), odd))
    }

    /// Returns how many stories the site has, where that can be told by the names of files.
    pub(super) fn articles(&self, site: &Site) -> Option<u64> {
        if !self.is_counted || !self.odd.is_empty() {
            return None;
        }
        let files = kit::snapshot(&site.path("content"), &["pages", "tags", "authors", "sections", "series"]);
        let is_story = |path: &&PathBuf| {
            path.extension().is_some_and(|ending| ending == "md")
                && !path.file_name().is_some_and(|name| name.as_bytes().starts_with(b"."))
        };
        Some(files.keys().filter(is_story).count() as u64)
    }
}

/// Puts something odd where a file may already be.
fn lay_odd(path: &Path, odd: &Odd) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
    if path.is_dir() && !path.is_symlink() {
        fs::remove_dir_all(path).map_err(failed)?;
    } else {
        let _ = fs::remove_file(path);
    }
    match odd {
        Odd::Link(to) => symlink(to, path).map_err(failed),
        Odd::Folder => fs::create_dir(path).map_err(failed),
        Odd::Socket => std::os::unix::net::UnixListener::bind(path).map(drop).map_err(failed),
        Odd::Fifo => made(Command::new("mkfifo").arg(path)),
        Odd::Device => made(Command::new("mknod").arg(path).args(["c", "1", "5"])),
    }
}

fn made(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} fails")) }
}
