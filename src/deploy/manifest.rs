//! What a target holds from us, as the target itself remembers it: plain text, one file a line, in a form for every
//! version of Dateline. There are two of them: the *manifest*, which is written when everything is in its place, and
//! the *journal*, which is there while something is being sent, and has only what that changes. Between them they say of
//! every file whether it is ours, whatever was cut short.
//!
//! ```text
//! dateline deploy 1
//! site https://news.example.org
//! by dateline 0.1.0
//! id 5f2c…
//! = 0b1e… 9a3c01f2 5120 article 2025/11/01/talks/index.html
//! sum 77d0…
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;

use crate::cache::UploadGroup;
use crate::digest::Digest;

/// How the text begins.
const HEAD: &str = "dateline deploy 1";

/// What any version begins with.
const ANY_HEAD: &str = "dateline deploy ";

/// How the last line begins.
const SUM: &str = "sum ";

/// More than a manifest of ten million files has.
const MOST_BYTES: u64 = 1 << 30;

/// What a target holds, or what of it is being changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The site, by its address.
    pub site: String,
    /// Which deploy wrote it.
    pub id: Digest,
    /// Each file, by its path at the target.
    pub rows: BTreeMap<Box<str>, ManifestEntry>,
}

/// A file that a target has from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestEntry {
    /// How sure that is.
    pub state: EntryState,
    /// The digest of its bytes as they were built.
    pub digest: Digest,
    /// What else would make it another file there: the headers that it has, the form in which it was sent.
    pub told: u32,
    /// How many bytes it had when it was built.
    pub size: u64,
    /// What it is to a reader.
    pub upload_group: UploadGroup,
}

/// How sure it is that a file is there as its row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// It is.
    Present,
    /// It is there, and no page asks for it since this moment. A reader's page may be older.
    Retired(Timestamp),
    /// It is being sent for the first time: it is there like this, or not at all, or what is there is not ours.
    Creating,
    /// It is being sent: it is there like this, or like before.
    Replacing,
    /// It is being deleted.
    Deleting,
}

/// Why a manifest can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestError {
    /// Another version of Dateline wrote it, in a form that this one does not know.
    Newer,
    /// It is not as it was written.
    Damaged,
}

impl Manifest {
    /// As it is kept: compressed text.
    ///
    /// # Panics
    /// Never: memory takes any bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(self.to_text().as_bytes()).expect("memory takes any bytes");
        encoder.finish().expect("memory takes any bytes")
    }

    /// Reads what is kept.
    ///
    /// # Errors
    /// When it is not as it was written, or was written by a version to come.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        let mut text = String::new();
        let mut decoder = GzDecoder::new(bytes).take(MOST_BYTES);
        decoder.read_to_string(&mut text).map_err(|_| ManifestError::Damaged)?;
        Self::from_text(&text)
    }

    /// The text itself, for a place that compresses by itself what changes little from one time to the next.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::with_capacity(256 + 112 * self.rows.len());
        let Self { site, id, rows } = self;
        let _ = write!(text, "{HEAD}\nsite {site}\nby dateline {}\nid {id:?}\n", env!("CARGO_PKG_VERSION"));
        for (path, ManifestEntry { state, digest, told, size, upload_group }) in rows {
            let state = match state {
                EntryState::Present => "=".to_owned(),
                EntryState::Retired(since) => format!("@{}", since.as_second()),
                EntryState::Creating => "+".to_owned(),
                EntryState::Replacing => "~".to_owned(),
                EntryState::Deleting => "-".to_owned(),
            };
            let _ = writeln!(text, "{state} {digest:?} {told:08x} {size} {} {path}", word(*upload_group));
        }
        let sum = Digest::of(text.as_bytes());
        let _ = writeln!(text, "{SUM}{sum:?}");
        text
    }

    /// Reads the text.
    ///
    /// # Errors
    /// When it is not as it was written, or was written by a version to come.
    pub(super) fn from_text(text: &str) -> Result<Self, ManifestError> {
        let damaged = ManifestError::Damaged;
        if text.starts_with(ANY_HEAD) && !text.starts_with(&format!("{HEAD}\n")) {
            return Err(ManifestError::Newer);
        }
        let (before, sum) = text.rsplit_once(SUM).ok_or(damaged)?;
        if sum.trim_end() != format!("{:?}", Digest::of(before.as_bytes())) {
            return Err(damaged);
        }
        let mut lines = before.lines().skip(1);
        let mut field = |name: &str| lines.next().and_then(|line| line.strip_prefix(name)).ok_or(damaged);
        let site = field("site ")?.to_owned();
        field("by ")?;
        let id = Digest::from_hex(field("id ")?).ok_or(damaged)?;
        let rows = lines.map(|line| row(line).ok_or(damaged)).collect::<Result<_, _>>()?;
        Ok(Self { site, id, rows })
    }
}

fn row(line: &str) -> Option<(Box<str>, ManifestEntry)> {
    let mut parts = line.splitn(6, ' ');
    let mut part = || parts.next();
    let state = match part()? {
        "=" => EntryState::Present,
        "+" => EntryState::Creating,
        "~" => EntryState::Replacing,
        "-" => EntryState::Deleting,
        since => EntryState::Retired(Timestamp::from_second(since.strip_prefix('@')?.parse().ok()?).ok()?),
    };
    let digest = Digest::from_hex(part()?)?;
    let told = u32::from_str_radix(part()?, 16).ok()?;
    let size = part()?.parse().ok()?;
    let upload_group = part()?;
    let upload_group = UPLOAD_GROUPS.iter().find(|(_, word)| *word == upload_group)?.0;
    let path = part()?;
    is_path(path).then(|| (path.into(), ManifestEntry { state, digest, told, size, upload_group }))
}

/// What a manifest says is done to a folder of somebody's machine, so it is looked at as closely as an address.
fn is_path(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']))
}

const UPLOAD_GROUPS: [(UploadGroup, &str); 6] = [
    (UploadGroup::Hashed, "hashed"),
    (UploadGroup::Asset, "asset"),
    (UploadGroup::Article, "article"),
    (UploadGroup::List, "list"),
    (UploadGroup::Front, "front"),
    (UploadGroup::Feed, "feed"),
];

/// What a role is called in a manifest.
pub(super) fn word(upload_group: UploadGroup) -> &'static str {
    UPLOAD_GROUPS.iter().find(|(known, _)| *known == upload_group).map_or("asset", |(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let row = |state, upload_group| ManifestEntry {
            state,
            digest: Digest::of(b"x"),
            told: 7,
            size: 12,
            upload_group,
        };
        let since = Timestamp::from_second(1_764_040_000).unwrap();
        let rows = [
            ("a b/index.html", row(EntryState::Present, UploadGroup::Article)),
            ("css/x.5f2c9a1b.css", row(EntryState::Retired(since), UploadGroup::Hashed)),
            ("sum of all/index.html", row(EntryState::Replacing, UploadGroup::List)),
            ("café.xml", row(EntryState::Deleting, UploadGroup::Feed)),
        ];
        let rows = rows.into_iter().map(|(path, row)| (path.into(), row)).collect();
        Manifest { site: "https://town.example".into(), id: Digest::of(b"id"), rows }
    }

    #[test]
    fn it_is_read_as_it_was_written_and_not_at_all_otherwise() {
        let bytes = manifest().to_bytes();
        assert_eq!(Manifest::from_bytes(&bytes), Ok(manifest()));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            // A few bytes of a gzip header (its time, its system) say nothing.
            assert!(Manifest::from_bytes(&changed).is_err() || at < 10, "byte {at}");
        }
        assert_eq!(Manifest::from_bytes(&bytes[..bytes.len() / 2]), Err(ManifestError::Damaged));
    }

    #[test]
    fn one_of_a_version_to_come_is_known_as_such() {
        let text = manifest().to_text().replace("deploy 1", "deploy 2");
        assert_eq!(Manifest::from_text(&text), Err(ManifestError::Newer));
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_not_read() {
        for path in ["../x", "a/../../x", "/etc/passwd", "a//b", "a\\b"] {
            assert_eq!(row(&format!("= {:?} 00000007 1 list {path}", Digest::of(b"x"))), None, "{path}");
        }
    }
}
