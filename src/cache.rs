//! Build cache in `.dateline/`.
//!
//! The cache holds parsed sources ([`ParsedSources`]), shared by all outputs of a site, and for
//! each output the records of its files ([`PreviousOutput`]), a stamp that detects builds without
//! changes ([`BuildStamp`]), and the addresses for the ledger ([`LedgerAddresses`]). Large lists
//! are split into content-defined chunks ([`ChunkStore`]), so a build writes only the chunks that
//! changed ([`OutputDelta`]). The list of an output's files is stored in the output itself
//! ([`Manifest`]).
//!
//! Measured against a database, redb 4.6, with 100,000 rows of 400 bytes, best of 40 runs on a busy
//! machine: all rows are read in 77 ms in place of 22 ms, on one thread, and written in 2.8 s in
//! place of 0.3 s; they take 68 MB in place of 43.
//!
//! The cache may be deleted at any time. A cache that is damaged, or that another version of
//! Dateline wrote, is ignored: it never leads to a wrong site.

mod build_stamp;
mod chunk_store;
mod chunking;
mod delta;
mod file_record;
mod format;
mod fs;
mod images;
mod ledger_addresses;
mod manifest;
mod parsed_sources;
mod previous_output;

pub use crate::plan::UploadGroup;
pub use build_stamp::BuildStamp;
pub use chunk_store::{ChunkDigests, ChunkStore};
pub use delta::OutputDelta;
pub use file_record::{Dependencies, FileRecord, FileStamp, InputFingerprint, OutputRecord, PreviousRecord};
pub use format::CacheError;
pub use images::{ImageCache, ImageProbe, ProbeCache};
pub use ledger_addresses::{BuildKind, LedgerAddress, LedgerAddresses, LedgerRow};
pub use manifest::{Manifest, ManifestChunks, ManifestUpdate, WrittenChunk};
pub use parsed_sources::{ChunkList, ParsedSource, ParsedSources, SourceBatch, mtime_is_reliable, now_ns};
pub use previous_output::PreviousOutput;

use std::path::Path;

use std::io;

use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Digest;
use crate::known_problems;
use crate::ledger;
use crate::path::SitePath;
use crate::sources::ManagedDir;

/// Path of the cache in a site.
pub const FOLDER: &str = ".dateline";

/// Checks that the cache folder is a folder without symlinks.
///
/// A symlink there would let a site have files outside it written or removed.
///
/// # Errors
/// Returns an error if the folder or one of its entries is a symlink, or if it is not a folder.
pub fn check(root: &Path) -> Result<(), Box<Diagnostic>> {
    match ManagedDir::open(root, FOLDER).and_then(|folder| folder.check_no_symlinks()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let place = Place::File(SitePath::known(FOLDER));
            let message = format!("the cache folder can't be used: {error}");
            Err(Box::new(
                Diagnostic::error(place, message).hint("delete it; the next build creates it again"),
            ))
        }
        _ => Ok(()),
    }
}

/// Removes temporary files that killed processes have left in a site.
///
/// They can be in the cache and, for the ledger and the known problems, at the site's root. The
/// files of an output's records are removed only if `output` is given: the caller holds its lock
/// then.
pub fn sweep(root: &Path, output: Option<&Path>) {
    if let Ok(folder) = ManagedDir::open(root, "") {
        folder.remove_stale_temp_files(|name| [ledger::FILE, known_problems::FILE].contains(&name));
    }
    for path in [FOLDER.to_owned(), parsed_sources::folder(), images::folder()] {
        if let Ok(folder) = ManagedDir::open(root, &path) {
            folder.remove_stale_temp_files(|_| true);
        }
    }
    if let (Some(output), Ok(folder)) = (output, ManagedDir::open(root, FOLDER)) {
        for name in [PreviousOutput::name(output), LedgerAddresses::name(output), BuildStamp::name(output)] {
            let _ = folder.remove_file(&format!("{name}.new"));
        }
    }
}

/// Removes chunks of an output's records that no index names.
///
/// A killed build leaves such chunks.
pub fn remove_unreferenced_chunks(root: &Path, output: &Path) {
    if let Ok(published) = PreviousOutput::read(root, output) {
        let referenced: Vec<ChunkDigests> = published.chunk_digests().collect();
        ChunkStore::open(root, output).retain(&referenced);
    }
}

/// Reads a file of the cache. Returns `None` if it can't be read.
fn read(root: &Path, name: &str) -> Option<Vec<u8>> {
    ManagedDir::open(root, FOLDER).ok()?.read(name).ok()
}

/// Digest of Dateline's sources.
///
/// A cache that a program with another digest wrote is not read.
pub const PROGRAM: &str = env!("DATELINE_BUILD");

/// Returns how many kinds of cache data can be decoded from `bytes`.
///
/// For fuzzing, which can't produce valid checksums: tries the data both with and without them.
#[doc(hidden)]
pub fn kinds_in(bytes: &[u8]) -> usize {
    let whole = format::decode::<ParsedSource>(Digest::default(), bytes).is_ok();
    let parsed = postcard::from_bytes::<Vec<ParsedSource>>(bytes).is_ok();
    let looked = postcard::from_bytes::<Vec<ImageProbe>>(bytes).is_ok();
    let still = postcard::from_bytes::<BuildStamp>(bytes).is_ok();
    [whole, parsed, looked, still].into_iter().filter(|is_one| *is_one).count()
}

/// Returns the context of an output's files in the cache: the digest of its path.
fn context(output: &Path) -> Digest {
    Digest::of(output.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::address::{Address, QueryAddress, Slug};
    use crate::article::{ImageSource, OriginalPublication};
    use crate::diagnostic::Excerpt;
    use crate::language::Language;

    /// Returns whether a type can be read from the bytes of these values.
    fn is_read<T: DeserializeOwned>(written: impl serde::Serialize) -> bool {
        postcard::from_bytes::<T>(&postcard::to_stdvec(&written).expect("plain data")).is_ok()
    }

    #[test]
    fn a_strangers_cache_holds_no_unchecked_value() {
        for path in ["", "/etc/passwd", "../a", "content/../../a", "content//a", "content/a/", "./a", "a\0"] {
            assert!(!is_read::<SitePath>(path), "{path}");
            let source = (0_u32, path);
            assert!(!is_read::<ImageSource>(source), "{path}");
        }
        for slug in ["", ".", "..", "a/b", "a\\b", "a:b", "a\n", "index.html"] {
            assert!(!is_read::<Slug>(slug), "{slug}");
        }
        for address in ["a", "/../a/", "//a/", "/a/./", "/a\0/"] {
            assert!(!is_read::<Address>(address), "{address}");
        }
        for address in ["/a", "/?", "/a?b=2&a=1", "/a/?b=1", "/../a?b=1", "/a?b=1#c", "javascript:a?b=1"] {
            assert!(!is_read::<QueryAddress>(address), "{address}");
        }
        for tag in ["", "e", "en-", "en\" onload=\"a", "../en"] {
            assert!(!is_read::<Language>(tag), "{tag}");
        }
        for url in ["javascript:alert(1)", "data:text/html,a", "//a.example/", "https://a.example/\"onload="]
        {
            assert!(!is_read::<OriginalPublication>(("A", Some(url))), "{url}");
            assert!(!is_read::<ImageSource>((2_u32, url)), "{url}");
        }
        for (line, column, text, start, end) in [
            (0_usize, 1_usize, "a", 0_usize, 1_usize),
            (1, 0, "a", 0, 1),
            (1, 1, "a", 0, 2),
            (1, 1, "ab", 2, 1),
            (1, 1, "é", 1, 2),
        ] {
            assert!(!is_read::<Excerpt>((line, column, text, start, end)), "{text} {start}..{end}");
        }
    }

    #[test]
    fn the_sites_own_values_are_read() {
        assert!(is_read::<SitePath>("content/2025/a.md") && is_read::<SitePath>("config.toml"));
        assert!(is_read::<Slug>("são-paulo") && is_read::<Slug>("x".repeat(300)));
        assert!(is_read::<QueryAddress>("/news?a=1&b=%20") && is_read::<Language>("pt-BR"));
        assert!(is_read::<OriginalPublication>(("A", None::<&str>)));
        assert!(is_read::<OriginalPublication>(("A", Some("https://a.example/b"))));
        assert!(is_read::<ImageSource>((0_u32, "content/a.png")));
        assert!(is_read::<Excerpt>((1_usize, 1_usize, "aé", 1_usize, 3_usize)));
    }
}
