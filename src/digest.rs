//! Content digests: BLAKE3 truncated to 128 bits, enough for a billion pages.
//!
//! Everywhere in the program, equal digests mean equal contents.

use std::fmt;
use std::hash::Hash;
use std::io;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

/// Digest of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    /// Returns the digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::truncate(&blake3::hash(bytes))
    }

    /// Returns the digest of a value whose type derives [`Hash`].
    ///
    /// So no field can be forgotten. The digest is the same in all processes of one program on one machine, which is enough for
    /// the cache.
    pub fn of_value(value: &(impl Hash + ?Sized)) -> Self {
        let mut digester = Digester::new();
        value.hash(&mut digester);
        digester.finish()
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

/// Hashed without the length that an array has: all digests have the same.
impl Hash for Digest {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

/// Value with a digest that stands for the value: the digest alone is hashed.
///
/// Equal digests must mean equal values. All that pages show is hashed field by field, except for
/// these values, which are large or shared by many pages.
#[derive(Debug, Clone, Copy)]
pub struct Digested<T> {
    digest: Digest,
    value: T,
}

impl<T> Digested<T> {
    /// Returns a value with its digest.
    pub fn new(digest: Digest, value: T) -> Self {
        Self { digest, value }
    }

    /// Returns the value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the digest.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<T> Hash for Digested<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
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
const INLINE_BYTES: usize = 512;

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

    #[inline]
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

/// Takes the fields of types that derive [`Hash`].
///
/// The derived code writes the length of a list, an end of each text, and the number of an enum's
/// variant, so fields can't run together.
impl std::hash::Hasher for Digester {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        self.push(bytes);
    }

    /// Appends a length: one byte for most, since a page has dozens of them.
    #[inline]
    fn write_usize(&mut self, length: usize) {
        match u8::try_from(length) {
            Ok(byte) if byte < u8::MAX => self.push(&[byte]),
            _ => {
                self.push(&[u8::MAX]);
                self.number(length as u64);
            }
        }
    }

    /// Appends the number of an enum's variant.
    #[inline]
    fn write_isize(&mut self, variant: isize) {
        self.write_usize(variant.cast_unsigned());
    }

    /// Returns the first eight bytes of the digest.
    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&Digester::finish(self).0[..8]);
        u64::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Hash)]
    struct Fields<'a>(&'a str, &'a str, Vec<u32>, Option<u8>);

    #[test]
    fn fields_do_not_run_together() {
        let all = [
            Fields("ab", "c", vec![1, 2], None),
            Fields("a", "bc", vec![1, 2], None),
            Fields("ab", "c", vec![1], None),
            Fields("ab", "c", vec![1, 2], Some(0)),
            Fields("ab", "", vec![1, 2], None),
            Fields("ab", "c", vec![1; 254], None),
            Fields("ab", "c", vec![1; 255], None),
            Fields("ab", "c", vec![1; 256], None),
        ]
        .map(|fields| Digest::of_value(&fields));
        for (index, digest) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|other| other == digest), Some(index));
        }
    }

    #[test]
    fn long_values_are_hashed_piece_by_piece() {
        let long: Vec<u64> = (0..100_000).collect();
        let mut changed = long.clone();
        changed[99_999] = 0;
        assert_eq!(Digest::of_value(&long), Digest::of_value(&long.clone()));
        assert_ne!(Digest::of_value(&long), Digest::of_value(&changed));
    }

    #[test]
    fn a_value_with_a_digest_is_hashed_by_it() {
        let (one, other) = (Digest::of(b"1"), Digest::of(b"2"));
        assert_eq!(Digest::of_value(&Digested::new(one, "a")), Digest::of_value(&one));
        assert_ne!(Digest::of_value(&Digested::new(one, "a")), Digest::of_value(&Digested::new(other, "a")));
    }
}
