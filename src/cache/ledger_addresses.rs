//! The addresses of one output that the ledger keeps, with what each was made from. `dateline ledger accept` takes them
//! from here; and when one would be lost, this is how its file is known. It is read only then, and written when the
//! record of the output is: in the same parts, and with an index that also says what the site was built for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::address::{Address, QueryAddress};
use crate::digest::{Digest, Digester};
use crate::ledger::{Ledger, PreviousSource};
use crate::sources::ManagedDir;

use super::chunk_store::ChunkStore;
use super::previous_output::ChunkDigests;
use super::{FOLDER, format};

/// What a site was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildKind {
    /// To be published.
    Publication,
    /// To be looked at: with its drafts, or as it stands at another moment.
    Preview,
}

/// The addresses of an output.
#[derive(Debug, Default)]
pub struct LedgerAddresses {
    rows: Vec<LedgerRow<'static>>,
}

/// An address, with what it was made from where that was one file.
#[derive(Debug, Serialize, Deserialize)]
pub struct LedgerRow<'a> {
    /// The address.
    pub address: LedgerAddress<'a>,
    /// What it was made from.
    pub from: Option<PreviousSource>,
}

/// LedgerAddress address.
#[derive(Debug, Serialize, Deserialize)]
pub enum LedgerAddress<'a> {
    /// Address of a page or file.
    Path(Cow<'a, Address>),
    /// Address with a query.
    Query(Cow<'a, QueryAddress>),
}

impl LedgerAddresses {
    /// The name of the file in which they are kept.
    pub fn name(output: &Path) -> String {
        format!("{:?}.addresses", Digest::of(output.as_os_str().as_encoded_bytes()))
    }

    /// The occasion of the last build of an output, if it is remembered.
    pub fn occasion(root: &Path, output: &Path) -> Option<BuildKind> {
        let mut head = [0; format::HEAD_BYTES];
        let folder = ManagedDir::open(root, FOLDER).ok()?;
        folder.open_file(&Self::name(output)).ok()?.read_exact(&mut head).ok()?;
        [BuildKind::Publication, BuildKind::Preview]
            .into_iter()
            .find(|occasion| format::is_of(context(output, *occasion), &head))
    }

    /// What is kept of an output, and on what occasion it was built; nothing where nothing is, or it can't be trusted.
    pub fn read(root: &Path, output: &Path) -> Option<(Self, BuildKind)> {
        let occasion = Self::occasion(root, output)?;
        let index = super::read(root, &Self::name(output))?;
        let index: Vec<Digest> = format::decode(context(output, occasion), &index).ok()?;
        let parts = ChunkStore::of(root, output);
        let mut rows = Vec::new();
        for name in index {
            rows.append(&mut postcard::from_bytes(&parts.get(name)?).ok()?);
        }
        Some((Self { rows }, occasion))
    }

    /// The index of these parts, as it is kept.
    pub fn index(parts: &[ChunkDigests], (output, occasion): (&Path, BuildKind)) -> Vec<u8> {
        let names: Vec<Digest> = parts.iter().map(|part| part.addresses).collect();
        format::to_bytes(context(output, occasion), &names)
    }

    /// What each was made from.
    pub fn into_previous_sources(self) -> HashMap<Address, PreviousSource> {
        let of_paths = self.rows.into_iter().filter_map(|row| match row.address {
            LedgerAddress::Path(address) => Some((address.into_owned(), row.from?)),
            LedgerAddress::Query(_) => None,
        });
        of_paths.collect()
    }

    /// The addresses.
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

/// A part, as it is kept.
pub(super) fn encode_chunk(rows: &[LedgerRow<'_>]) -> Vec<u8> {
    postcard::to_stdvec(rows).expect("a record's rows are texts and numbers")
}

fn context(output: &Path, occasion: BuildKind) -> Digest {
    let mut digester = Digester::new();
    digester.text("addresses").digest(Digest::of(output.as_os_str().as_encoded_bytes()));
    digester.number(u64::from(occasion == BuildKind::Preview)).finish()
}
