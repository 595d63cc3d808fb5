//! A site in a folder of its own, with the theme that comes with the program, and pictures that are drawn for it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, Paint, print};
use dateline::pipeline::{BuildOutcome, CacheMode, NoProgress, Request, build};
use dateline::publish::Wait;
use image::{ImageFormat, Rgb, RgbImage};

pub(crate) const CONFIG: &str = "title = \"The Evening Post\"\nbase_url = \"https://post.example\"\n";

/// A site that files are written to.
pub(crate) struct Site(tempfile::TempDir);

impl Site {
    /// A site with these settings beside its title.
    pub(crate) fn new(settings: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let site = Self(folder.expect("a folder"));
        site.write("config.toml", format!("{CONFIG}{settings}"));
        site
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, bytes).expect("a file is written");
    }

    /// An article in a folder of its own, with this text.
    pub(crate) fn article(&self, front: &str, text: &str) {
        let whole = format!("+++\ntitle = \"Talks\"\ndate = 2025-11-01\n{front}+++\n{text}\n");
        self.write("content/talks/index.md", whole);
    }

    pub(crate) fn try_build(&self) -> Result<BuildOutcome, Diagnostics> {
        let request = Request {
            site: self.0.path().to_owned(),
            output: None,
            overrides: Overrides::default(),
            clock: Clock { now: "2025-12-01T00:00:00Z".parse().expect("a moment"), drafts: Drafts::Hidden },
            wait: Wait::No,
            cache_mode: CacheMode::ReadWrite,
            ledger_check: dateline::ledger::LedgerCheck::Error,
            adoption: dateline::pipeline::Adoption::Refused,
        };
        build(&request, &NoProgress)
    }

    pub(crate) fn build(&self) -> BuildOutcome {
        self.try_build().unwrap_or_else(|found| unreachable!("{}", print(&found, Paint::Plain)))
    }

    /// What is wrong with the site, as an editor reads it.
    #[allow(dead_code, reason = "not all who share this ask")]
    pub(crate) fn faults(&self) -> String {
        self.try_build().err().map_or_else(String::new, |found| print(&found, Paint::Plain))
    }

    /// The article's page.
    pub(crate) fn page(&self) -> String {
        self.output("2025/11/01/talks/index.html")
    }

    pub(crate) fn output(&self, file: &str) -> String {
        let bytes = fs::read(self.path("public").join(file)).unwrap_or_else(|_| unreachable!("no {file}"));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The files of a folder of the site, with their bytes.
    #[allow(dead_code, reason = "not all who share this ask")]
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.path().is_file());
        files
            .map(|entry| {
                let bytes = fs::read(entry.path()).expect("a file");
                (entry.file_name().into_string().expect("UTF-8"), bytes)
            })
            .collect()
    }
}

/// A picture of this size, in a shade of its own.
pub(crate) fn drawn(width: u32, height: u32, shade: u8, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([shade, u8::try_from(x % 200).unwrap_or(0), u8::try_from(y % 200).unwrap_or(0)])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture is encoded");
    bytes.into_inner()
}
