//! Manifest and journal of a target: the files that Dateline uploaded, one a line, as plain text.
//!
//! The *manifest* is written when a deploy is complete. The *journal* exists during a deploy and
//! lists pending changes. Together they give the owner of every file, wherever a deploy was
//! interrupted.
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

/// First line.
const HEAD: &str = "dateline deploy 1";

/// Beginning of the first line in every version.
const ANY_HEAD: &str = "dateline deploy ";

/// Prefix of the checksum line.
const SUM: &str = "sum ";

/// Maximum size of a decompressed manifest: enough for ten million files.
const MAX_MANIFEST_BYTES: u64 = 1 << 30;

/// Files of a target with their states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Base URL of the site.
    pub site: String,
    /// Id of the deploy.
    pub id: Digest,
    /// Entries by path at the target.
    pub rows: BTreeMap<Box<str>, ManifestEntry>,
}

/// A file that Dateline uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManifestEntry {
    /// State of the file.
    pub state: EntryState,
    /// Digest of its source.
    pub digest: Digest,
    /// Hash of its headers and encoding.
    pub told: u32,
    /// Size of its source in bytes.
    pub size: u64,
    /// Upload group.
    pub upload_group: UploadGroup,
}

/// State of a file at the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// Uploaded.
    Present,
    /// Uploaded, and not referred to by any page since this moment.
    Retired(Timestamp),
    /// First upload in progress: this file, none, or a file of others.
    Creating,
    /// Upload in progress: this file or the previous one.
    Replacing,
    /// Deletion in progress.
    Deleting,
}

/// Error of reading a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestError {
    /// Written by a newer version of Dateline.
    Newer,
    /// Damaged.
    Damaged,
}

impl Manifest {
    /// Encodes the manifest as compressed text.
    ///
    /// # Panics
    /// Never: memory takes any bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(self.to_text().as_bytes()).expect("memory takes any bytes");
        encoder.finish().expect("memory takes any bytes")
    }

    /// Decodes a compressed manifest.
    ///
    /// # Errors
    /// Fails if the manifest is damaged or written by a newer version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        let mut text = String::new();
        let mut decoder = GzDecoder::new(bytes).take(MAX_MANIFEST_BYTES);
        decoder.read_to_string(&mut text).map_err(|_| ManifestError::Damaged)?;
        Self::from_text(&text)
    }

    /// Returns the uncompressed text, for targets that compress by themselves.
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

    /// Parses the text.
    ///
    /// # Errors
    /// Fails if the manifest is damaged or written by a newer version.
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

/// Returns whether a path stays within the target. A manifest is untrusted input.
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

/// Returns the name of an upload group in a manifest.
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
