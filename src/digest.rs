//! What a thing is, in sixteen bytes: BLAKE3, cut to 128 bits, which is more than enough to tell a billion pages
//! apart. Two things with the same digest are taken to be the same everywhere in the program.

use std::fmt;
use std::io;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

/// The digest of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::cut(&blake3::hash(bytes))
    }

    /// The digest of all that a thing has, in the record's own form, so that no field can be forgotten.
    pub(crate) fn of_fields(thing: &impl Serialize) -> Self {
        let bytes = postcard::to_extend(thing, Vec::with_capacity(2 * USUAL));
        Self::of(&bytes.expect("what is digested is texts, numbers and lists of them"))
    }

    /// The digest of what is read, with how many bytes that were.
    ///
    /// # Errors
    /// When it can't be read to its end.
    pub fn of_reader(reader: &mut impl io::Read) -> io::Result<(Self, u64)> {
        let mut hasher = Self::hasher();
        io::copy(reader, &mut *hasher.0)?;
        Ok(hasher.finish())
    }

    /// The digest of bytes that come piece by piece.
    pub fn hasher() -> Hasher {
        Hasher(Box::default())
    }

    /// The digest that is written like this.
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

    fn cut(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }

    /// The digest's own bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A record of a large archive has a million of them: they go as bytes, not one number after the other.
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

/// Takes in bytes, piece by piece.
#[derive(Debug)]
pub struct Hasher(Box<blake3::Hasher>);

impl Hasher {
    /// Takes in a piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces, as if they were one, with how many bytes that were.
    pub fn finish(&self) -> (Digest, u64) {
        (Digest::cut(&self.0.finalize()), self.0.count())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Takes in the parts of a thing, one after the other; parts can't run into each other. Most things are small, so they
/// are gathered first, in place: to begin a hash costs more than to make one of a few hundred bytes. A site's pages have
/// three of these each, in every build.
pub struct Digester {
    gathered: SmallVec<[u8; USUAL]>,
    /// What was gathered before, where it was much.
    before: Option<Box<blake3::Hasher>>,
}

/// How many bytes most things have, or fewer.
const USUAL: usize = 256;

/// How many bytes are gathered before they are hashed.
const MUCH: usize = 1 << 16;

impl Default for Digester {
    fn default() -> Self {
        Self::new()
    }
}

impl Digester {
    /// Nothing taken in yet.
    pub fn new() -> Self {
        Self { gathered: SmallVec::new(), before: None }
    }

    fn raw(&mut self, bytes: &[u8]) {
        if self.gathered.len() + bytes.len() > MUCH {
            let hasher = self.before.get_or_insert_with(Box::default);
            hasher.update(&self.gathered).update(bytes);
            self.gathered.clear();
        } else {
            self.gathered.extend_from_slice(bytes);
        }
    }

    /// Takes in a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.number(text.len() as u64);
        self.raw(text.as_bytes());
        self
    }

    /// Takes in a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.raw(&number.to_le_bytes());
        self
    }

    /// Takes in several numbers, as many each time.
    pub fn numbers(&mut self, numbers: [u64; 4]) -> &mut Self {
        let mut bytes = [0; 32];
        for (bytes, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            bytes.copy_from_slice(&number.to_le_bytes());
        }
        self.raw(&bytes);
        self
    }

    /// Takes in another thing's digest.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.raw(&digest.0);
        self
    }

    /// The digest of all that was taken in; of nothing it is no hash, as that is what many pages have.
    pub fn finish(&self) -> Digest {
        Digest::cut(&match &self.before {
            None if self.gathered.is_empty() => return Digest::default(),
            None => blake3::hash(&self.gathered),
            Some(before) => before.clone().update(&self.gathered).finalize(),
        })
    }
}
