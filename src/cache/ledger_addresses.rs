//! Addresses of one output that belong in the ledger, each with its source.
//!
//! `dateline ledger accept` adds them to the ledger. If an address would be lost, its source is the
//! basis for advice. Builds write the list and read it only when an address is missing. The list is
//! stored in the chunks of the output's records, with an index of its own that also holds the
//! [`BuildKind`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::address::{Address, QueryAddress};
use crate::digest::{Digest, Digester};
use crate::ledger::{Ledger, PreviousSource};
use crate::sources::ManagedDir;

use super::chunk_store::{ChunkDigests, ChunkStore};
use super::{FOLDER, format};

/// Purpose of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildKind {
    /// The site is to be published.
    Publication,
    /// The site is a preview: with drafts, or as of another moment.
    Preview,
}

/// Addresses of an output.
#[derive(Debug, Default)]
pub struct LedgerAddresses {
    rows: Vec<LedgerRow<'static>>,
}

/// Address with its source.
#[derive(Debug, Serialize, Deserialize)]
pub struct LedgerRow<'a> {
    /// The address.
    pub address: LedgerAddress<'a>,
    /// Source of the page, if it has exactly one.
    pub from: Option<PreviousSource>,
}

/// Address that belongs in the ledger.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerAddress<'a> {
    /// Address of a page or file.
    Path(Cow<'a, Address>),
    /// Address with a query.
    Query(Cow<'a, QueryAddress>),
}

impl LedgerAddresses {
    /// Returns the name of the index file.
    pub fn name(output: &Path) -> String {
        format!("{:?}.addresses", Digest::of(output.as_os_str().as_encoded_bytes()))
    }

    /// Returns the kind of an output's last build, if known.
    pub fn build_kind(root: &Path, output: &Path) -> Option<BuildKind> {
        let mut head = [0; format::HEAD_BYTES];
        let folder = ManagedDir::open(root, FOLDER).ok()?;
        folder.open_file(&Self::name(output)).ok()?.read_exact(&mut head).ok()?;
        [BuildKind::Publication, BuildKind::Preview]
            .into_iter()
            .find(|kind| format::is_of(context(output, *kind), &head))
    }

    /// Reads the addresses of an output, and the kind of its last build.
    ///
    /// Returns `None` if they are missing or unusable.
    pub fn read(root: &Path, output: &Path) -> Option<(Self, BuildKind)> {
        let kind = Self::build_kind(root, output)?;
        let index = super::read(root, &Self::name(output))?;
        let index: Vec<Digest> = format::decode(context(output, kind), &index).ok()?;
        let store = ChunkStore::open(root, output);
        let mut rows = Vec::new();
        for name in index {
            rows.append(&mut postcard::from_bytes(&store.read(name)?).ok()?);
        }
        Some((Self { rows }, kind))
    }

    /// Encodes the index of these chunks.
    pub fn index(parts: &[ChunkDigests], output: &Path, kind: BuildKind) -> Vec<u8> {
        let names: Vec<Digest> = parts.iter().map(|part| part.addresses).collect();
        format::to_bytes(context(output, kind), &names)
    }

    /// Returns the source of each address.
    pub fn into_previous_sources(self) -> HashMap<Address, PreviousSource> {
        let of_paths = self.rows.into_iter().filter_map(|row| match row.address {
            LedgerAddress::Path(address) => Some((address.into_owned(), row.from?)),
            LedgerAddress::Query(_) => None,
        });
        of_paths.collect()
    }

    /// Returns the addresses as a ledger.
    pub fn into_ledger(self) -> Ledger {
        let (mut addresses, mut queries) = (Vec::with_capacity(self.rows.len()), Vec::new());
        for row in self.rows {
            match row.address {
                LedgerAddress::Path(address) => addresses.push(address.into_owned()),
                LedgerAddress::Query(address) => queries.push(address.into_owned()),
            }
        }
        Ledger::of(addresses, queries)
    }
}

/// Encodes a chunk.
pub(super) fn encode_chunk(rows: &[LedgerRow<'_>]) -> Vec<u8> {
    postcard::to_stdvec(rows).expect("a record's rows are texts and numbers")
}

fn context(output: &Path, kind: BuildKind) -> Digest {
    let mut digester = Digester::new();
    digester.text("addresses").digest(Digest::of(output.as_os_str().as_encoded_bytes()));
    digester.number(u64::from(kind == BuildKind::Preview)).finish()
}
