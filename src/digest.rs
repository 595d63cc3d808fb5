//! What a thing is, in sixteen bytes: BLAKE3, cut to 128 bits, which is more than enough to tell a billion pages
//! apart. Two things with the same digest are taken to be the same everywhere in the program.

use serde::{Deserialize, Serialize};

/// The digest of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digester = Digester::new();
        digester.raw(bytes);
        digester.finish()
    }

    /// The digest's own bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Takes in the parts of a thing, one after the other; parts can't run into each other.
pub struct Digester(blake3::Hasher);

impl Digester {
    /// Nothing taken in yet.
    pub fn new() -> Self {
        Self(blake3::Hasher::new())
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
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

    /// Takes in another thing's digest.
    pub fn digest(&mut self, digest: Digest) -> &mut Self {
        self.raw(&digest.0);
        self
    }

    /// The digest of all that was taken in.
    pub fn finish(&self) -> Digest {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.0.finalize().as_bytes()[..16]);
        Digest(bytes)
    }
}

impl Default for Digester {
    fn default() -> Self {
        Self::new()
    }
}
