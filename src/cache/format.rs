//! Binary format of cache files.
//!
//! A file has a header with the program and the context (the settings, for example) that it belongs
//! to. The rows follow in chunks, each with its length and checksum, so that all cores can encode
//! and decode them. A chunk of length zero ends the file.

use rayon::prelude::*;
use serde::Serialize;
use serde::de::Deserialize;

use crate::digest::{Digest, Digester};

use super::PROGRAM;

/// First bytes of a cache file.
const MAGIC: &[u8; 8] = b"dateline";

/// Number of rows in a chunk of the file.
const ROWS_PER_CHUNK: usize = 2048;

/// Length of a digest in bytes.
const DIGEST_BYTES: usize = 16;

/// Reason why a cache file can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheError {
    /// There is no file.
    Missing,
    /// The file belongs to another context (other settings, for example).
    ///
    /// Not an error.
    OtherSettings,
    /// Another version of Dateline wrote the file.
    OtherVersion,
    /// The file does not match its checksums.
    Damaged,
}

/// Returns the digest that identifies this program.
fn program() -> Digest {
    Digester::new().text(PROGRAM).finish()
}

/// Length in bytes of the magic bytes, the program and the context.
pub(super) const HEAD_BYTES: usize = MAGIC.len() + 2 * DIGEST_BYTES;

/// Returns whether a file that starts so belongs to this program and context.
pub(super) fn is_of(context: Digest, bytes: &[u8; HEAD_BYTES]) -> bool {
    let rest = bytes.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(program().as_bytes()));
    rest == Some(&context.as_bytes()[..])
}

/// Encodes rows, on all cores.
pub(super) fn to_bytes<T: Serialize + Sync>(context: Digest, rows: &[T]) -> Vec<u8> {
    let chunk = |rows: &[T]| postcard::to_stdvec(rows).expect("a record's rows are texts and numbers");
    let chunks: Vec<Vec<u8>> = rows.par_chunks(ROWS_PER_CHUNK).map(chunk).collect();
    let mut bytes = MAGIC.to_vec();
    // With its own checksum, a damaged header is not mistaken for another program's.
    for digest in [program(), context, checksum_of_head(context)] {
        bytes.extend(digest.as_bytes());
    }
    for chunk in chunks {
        bytes.extend((chunk.len() as u64).to_le_bytes());
        bytes.extend(Digest::of(&chunk).as_bytes());
        bytes.extend(chunk);
    }
    bytes.extend(0_u64.to_le_bytes());
    bytes
}

/// Returns the checksum of the header.
fn checksum_of_head(context: Digest) -> Digest {
    Digester::new().digest(program()).digest(context).finish()
}

/// Decodes rows.
///
/// # Errors
/// Returns an error if the file belongs to another context or program, or if a byte is damaged.
pub(super) fn decode<'b, T: Deserialize<'b> + Send>(
    context: Digest,
    bytes: &'b [u8],
) -> Result<Vec<T>, CacheError> {
    let rest = body(context, bytes)?;
    rows(rest).ok_or(CacheError::Damaged)
}

/// Checks the header, and returns the bytes that follow.
fn body(context: Digest, bytes: &[u8]) -> Result<&[u8], CacheError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(CacheError::OtherVersion)?;
    let (writer, rest) = rest.split_at_checked(DIGEST_BYTES).ok_or(CacheError::Damaged)?;
    let (made_under, rest) = rest.split_at_checked(DIGEST_BYTES).ok_or(CacheError::Damaged)?;
    let (checksum, rest) = rest.split_at_checked(DIGEST_BYTES).ok_or(CacheError::Damaged)?;
    if writer != program().as_bytes() {
        return Err(CacheError::OtherVersion);
    }
    if made_under == context.as_bytes() {
        return if checksum == checksum_of_head(context).as_bytes() {
            Ok(rest)
        } else {
            Err(CacheError::Damaged)
        };
    }
    Err(CacheError::OtherSettings)
}

fn rows<'b, T: Deserialize<'b> + Send>(rest: &'b [u8]) -> Option<Vec<T>> {
    let mut chunks = Vec::new();
    let (mut length, mut rest) = number(rest)?;
    while length > 0 {
        let (checksum, after) = rest.split_at_checked(DIGEST_BYTES)?;
        let (chunk, after) = after.split_at_checked(length)?;
        chunks.push((checksum, chunk));
        (length, rest) = number(after)?;
    }
    if !rest.is_empty() {
        return None;
    }
    let rows: Option<Vec<Vec<T>>> = chunks
        .into_par_iter()
        .map(|(checksum, chunk)| {
            if Digest::of(chunk).as_bytes() != checksum {
                return None;
            }
            postcard::from_bytes(chunk).ok()
        })
        .collect();
    let mut chunks = rows?.into_iter();
    let mut rows = chunks.next().unwrap_or_default();
    for mut more in chunks {
        rows.append(&mut more);
    }
    Some(rows)
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_at_checked(8)?;
    let number = u64::from_le_bytes(number.try_into().ok()?);
    Some((usize::try_from(number).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_written() {
        let rows: Vec<(u32, String)> = (0..5_000).map(|n| (n, format!("row {n}"))).collect();
        let context = Digest::of(b"a");
        let bytes = to_bytes(context, &rows);
        assert_eq!(decode(context, &bytes), Ok(rows));
        assert_eq!(decode::<(u32, String)>(Digest::of(b"b"), &bytes), Err(CacheError::OtherSettings));
        assert_eq!(decode::<(u32, String)>(context, b""), Err(CacheError::OtherVersion));
    }

    #[test]
    fn rows_that_were_changed_in_any_byte_are_none() {
        let context = Digest::of(b"a");
        let whole = to_bytes(context, &["one", "two"]);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(decode::<String>(context, &damaged).is_err(), "byte {at}");
            assert!(decode::<String>(context, &whole[..at]).is_err(), "cut at {at}");
        }
    }
}
