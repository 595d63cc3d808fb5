//! Content digests: BLAKE3 truncated to 128 bits, enough for a billion pages.
//!
//! Everywhere in the program, equal digests mean equal contents.

use std::fmt;
use std::io;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

/// Digest of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    /// Returns the digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::truncate(&blake3::hash(bytes))
    }

    /// Returns the digest of a value in the serialization of the cache, so that no field can be
    /// forgotten.
    pub(crate) fn of_value(thing: &impl Serialize) -> Self {
        let bytes = postcard::to_extend(thing, Vec::with_capacity(2 * INLINE_BYTES));
        Self::of(&bytes.expect("only texts, numbers and lists of them are serialized"))
    }

    /// Returns the digest of everything in a reader, and its number of bytes.
    ///
    /// # Errors
    /// Returns the error of the reader.
    pub fn of_reader(reader: &mut impl io::Read) -> io::Result<(Self, u64)> {
        let mut hasher = Self::hasher();
        io::copy(reader, &mut *hasher.0)?;
        Ok(hasher.finish())
    }

    /// Returns a hasher for bytes that arrive piece by piece.
    pub fn hasher() -> Hasher {
        Hasher(Box::default())
    }

    /// Parses 32 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        if text.len() != 2 * bytes.len() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, at) in bytes.iter_mut().zip((0..text.len()).step_by(2)) {
            *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    fn truncate(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }

    /// Returns the bytes of the digest.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Serialized as bytes, not as a sequence of numbers: the cache of a large archive contains a
/// million digests.
impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Digest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the sixteen bytes of a digest")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Digest, E> {
                bytes.try_into().map(Digest).map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// Hashes bytes that arrive piece by piece.
#[derive(Debug)]
pub struct Hasher(Box<blake3::Hasher>);

impl Hasher {
    /// Appends a piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// Returns the digest of all pieces as one byte string, and its number of bytes.
    pub fn finish(&self) -> (Digest, u64) {
        (Digest::truncate(&self.0.finalize()), self.0.count())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Hashes a sequence of fields.
///
/// Field boundaries are part of the input, so that fields can't run together.
///
/// Most sequences are short, and starting a hasher costs more than hashing a few hundred bytes.
/// Fields are therefore collected in an inline buffer first. A build computes three of these
/// digests for each page.
pub struct Digester {
    buffer: SmallVec<[u8; INLINE_BYTES]>,
    /// Hasher of the bytes already flushed from the buffer.
    hasher: Option<Box<blake3::Hasher>>,
}

/// Inline capacity of the buffer, which most sequences fit into.
const INLINE_BYTES: usize = 256;

/// Bytes collected before they are hashed.
const MAX_BUFFERED_BYTES: usize = 1 << 16;

impl Default for Digester {
    fn default() -> Self {
        Self::new()
    }
}

impl Digester {
    /// Returns a digester without fields.
    pub fn new() -> Self {
        Self { buffer: SmallVec::new(), hasher: None }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.buffer.len() + bytes.len() > MAX_BUFFERED_BYTES {
            let hasher = self.hasher.get_or_insert_with(Box::default);
            hasher.update(&self.buffer).update(bytes);
            self.buffer.clear();
        } else {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// Appends a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.number(text.len() as u64);
        self.push(text.as_bytes());
        self
    }

    /// Appends a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.push(&number.to_le_bytes());
        self
    }

    /// Appends four numbers.
    pub fn numbers(&mut self, numbers: [u64; 4]) -> &mut Self {
        let mut bytes = [0; 32];
        for (bytes, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            bytes.copy_from_slice(&number.to_le_bytes());
        }
        self.push(&bytes);
        self
    }

    /// Appends another digest.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.push(&digest.0);
        self
    }

    /// Returns the digest of all fields, or `Digest::default()` if there are none.
    pub fn finish(&self) -> Digest {
        Digest::truncate(&match &self.hasher {
            None if self.buffer.is_empty() => return Digest::default(),
            None => blake3::hash(&self.buffer),
            Some(hasher) => hasher.clone().update(&self.buffer).finalize(),
        })
    }
}
