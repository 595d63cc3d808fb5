//! Lists the files of a commit, with sizes and digests on request.

use std::collections::BTreeMap;

use md5::{Digest as _, Md5};

use crate::deploy::target::{Listing, RemoteFile};
use crate::deploy::{BuildOutput, DeployError, Manifest, Overwrite, Plan, TargetFile};

use super::repository::Repository;

/// A file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TreeEntry {
    /// Whether it is a regular file, not a link or a submodule.
    is_file: bool,
    /// Object id.
    object: String,
}

/// The files of a commit, by path.
pub(super) type Entries = BTreeMap<Box<str>, TreeEntry>;

/// Returns the files of a commit.
///
/// Paths that are not UTF-8 are never ours and are skipped.
pub(super) fn entries(repository: &Repository, commit: &str) -> Result<Entries, DeployError> {
    let listed = repository.run_ok(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let entries = listed.output.split(|byte| *byte == 0).filter_map(|line| {
        let (about, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
        let mut about = about.split(' ');
        let (mode, _, object) = (about.next()?, about.next()?, about.next()?);
        Some((path.into(), TreeEntry { is_file: mode.starts_with("100"), object: object.to_owned() }))
    });
    Ok(entries.collect())
}

/// Listing entry of a link or submodule; equals no built file.
const NOT_A_FILE: RemoteFile = RemoteFile { size: u64::MAX, md5: None, mark: None };

/// Lists the files of a commit by content. Fetches missing blobs.
pub(super) fn listing(repository: &Repository, commit: &str) -> Result<Listing, DeployError> {
    let entries = entries(repository, commit)?;
    let tree = format!("{commit}^{{tree}}");
    let comparison =
        repository.run_ok(&["rev-list", "--objects", "--missing=print", "--no-object-names", &tree])?;
    if comparison.text().lines().any(|line| line.starts_with('?')) {
        repository.fetch("--depth=1", "--no-filter")?;
    }
    let files: Vec<(&Box<str>, &TreeEntry)> = entries.iter().filter(|(_, entry)| entry.is_file).collect();
    let names: String = files.iter().flat_map(|(_, entry)| [entry.object.as_str(), "\n"]).collect();
    let answer = repository.run(&["cat-file", "--batch", "--buffer"], |to| {
        to.write_all(names.as_bytes()).map_err(DeployError::system("write", "git"))
    })?;
    let answer = repository.check(answer, "read the branch")?;
    let mut listing: Listing = entries.keys().map(|path| (path.clone(), NOT_A_FILE)).collect();
    let mut rest = answer.output.as_slice();
    for (path, _) in files {
        let Some((listed, after)) = object(rest) else { break };
        listing.insert(path.clone(), listed);
        rest = after;
    }
    Ok(listing)
}

/// Parses the first object of `cat-file --batch`. Returns the rest of the input.
fn object(bytes: &[u8]) -> Option<(RemoteFile, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let size: usize = head.rsplit_once(' ')?.1.parse().ok()?;
    let bytes = bytes.get(end + 1..)?;
    let listed =
        RemoteFile { size: size as u64, md5: Some(Md5::digest(bytes.get(..size)?).into()), mark: None };
    Some((listed, bytes.get(size + 1..)?))
}

/// Returns files of others in the way of new files: at the same path, at a parent, or below.
/// Identical content is accepted.
pub(super) fn unmanaged_files(
    repository: &Repository,
    entries: &Entries,
    ours: &Manifest,
    plan: &Plan,
    built: &BuildOutput,
) -> Result<Vec<Box<str>>, DeployError> {
    let others: BTreeMap<&str, &TreeEntry> = entries
        .iter()
        .filter(|(path, _)| !ours.rows.contains_key(&**path))
        .map(|(path, entry)| (&**path, entry))
        .collect();
    let mut unmanaged = Vec::new();
    for upload in plan.uploads().filter(|upload| upload.overwrite == Overwrite::Never) {
        let path = &*upload.file.path;
        if let Some(entry) = others.get(path) {
            if !is_same(repository, entry, upload.file, built)? {
                unmanaged.push(path.into());
            }
            continue;
        }
        let above =
            path.match_indices('/').map(|(at, _)| &path[..at]).find(|above| others.contains_key(above));
        let folder = format!("{path}/");
        let below = others.range(folder.as_str()..).next().map(|(path, _)| *path);
        let in_the_way = above.or(below.filter(|below| below.starts_with(&folder)));
        unmanaged.extend(in_the_way.map(Into::into));
    }
    unmanaged.dedup();
    Ok(unmanaged)
}

fn is_same(
    repository: &Repository,
    entry: &TreeEntry,
    item: &TargetFile,
    built: &BuildOutput,
) -> Result<bool, DeployError> {
    let answer = repository.run(&["hash-object", "--stdin"], |to| {
        built.write(item, to, |error| DeployError::system("write", "git")(error))
    })?;
    Ok(entry.is_file && repository.check(answer, "name the bytes of a file")?.text() == entry.object)
}

/// Returns the content of a file of a commit.
pub(super) fn bytes(
    repository: &Repository,
    commit: &str,
    path: &str,
) -> Result<Option<Vec<u8>>, DeployError> {
    let listed = repository.run_ok(&["ls-tree", "-z", "--full-tree", commit, "--", path])?;
    let text = String::from_utf8_lossy(&listed.output).into_owned();
    let Some(object) = text.split('\t').next().and_then(|about| about.split(' ').nth(2)) else {
        return Ok(None);
    };
    // Git fetches missing blobs by itself.
    let answer = repository.ask(&["cat-file", "blob", object])?;
    Ok(Some(repository.check(answer, "read the branch")?.output))
}
