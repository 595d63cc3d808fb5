//! Index of the captures: the newest good one of each address.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

use url::Url;

use crate::error::ImportError;
use crate::manifest::Hash;

use super::container::{Block, Container, Fault, Position};
use super::http::{self, AnswerHead};
use super::record::RecordHead;

/// Most bytes of a page that its hash counts.
const HASHED_BYTES: u64 = 64 << 20;

/// Captures of all containers.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Captures with status 200, by the key of their address.
    pub(super) good: BTreeMap<String, Good>,
    /// Targets of redirects, by the key of the old address.
    pub(super) redirects: BTreeMap<String, Moved>,
    /// Last status of the addresses that have no other capture.
    pub(super) bad: BTreeMap<String, Bad>,
    pub(super) faults: Vec<Fault>,
    /// Captures that say that nothing changed, until their content is found.
    revisits: Vec<Revisit>,
    /// Captures by the digest that the archive gives.
    digests: HashMap<String, (Position, [u8; 8])>,
    /// Number of records read.
    pub(super) records: u64,
}

/// Capture with status 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Good {
    pub(super) url: String,
    pub(super) date: String,
    pub(super) media_type: String,
    pub(super) position: Position,
    /// Hash of the content, to find equal pages.
    pub(super) hash: [u8; 8],
    pub(super) is_cut: bool,
}

/// Capture of a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) date: String,
    pub(super) to: String,
}

/// Capture with another status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) url: String,
    pub(super) date: String,
    pub(super) status: u16,
    pub(super) position: Position,
}

/// Capture that refers to an earlier one.
#[derive(Debug)]
struct Revisit {
    key: String,
    url: String,
    date: String,
    digest: String,
    refers_to: String,
}

impl Index {
    /// Reads the containers.
    ///
    /// # Errors
    ///
    /// Returns an error if a container can't be opened.
    pub(super) fn of(containers: &[Container]) -> Result<Self, ImportError> {
        let mut index = Self::default();
        for (number, container) in containers.iter().enumerate() {
            let faults = container.scan(number, &mut |position, head, block| {
                index.add(position, head, block);
                Ok(())
            })?;
            index.faults.extend(faults);
        }
        index.resolve_revisits();
        let (good, moved) = (&index.good, &index.redirects);
        index.bad.retain(|key, _| !good.contains_key(key) && !moved.contains_key(key));
        index.redirects.retain(|key, _| !good.contains_key(key));
        Ok(index)
    }

    /// Adds a record.
    fn add(&mut self, position: Position, head: &RecordHead, block: &mut Block<'_>) {
        self.records += 1;
        let Some(key) = key(&head.url) else { return };
        let is_http = head.content_type.contains("application/http") || !head.content_type.contains('/');
        let answer = match head.kind.as_str() {
            "response" if is_http || head.payload_digest.is_empty() => http::head(block).ok(),
            "resource" => Some(AnswerHead::of_resource(&head.content_type)),
            "revisit" => return self.add_revisit(key, head),
            _ => None,
        };
        let Some(answer) = answer else { return };
        match answer.status {
            200 => self.add_good(key, position, head, &answer, block),
            300..=399 if !answer.location.is_empty() => {
                let to = Url::parse(&head.url).and_then(|url| url.join(&answer.location));
                let Ok(to) = to else { return };
                let moved = Moved { date: head.date.clone(), to: to.into() };
                let known = self.redirects.entry(key).or_insert_with(|| moved.clone());
                if known.date < moved.date {
                    *known = moved;
                }
            }
            status => {
                let bad = Bad { url: head.url.clone(), date: head.date.clone(), status, position };
                let known = self.bad.entry(key).or_insert_with(|| bad.clone());
                if known.date < bad.date {
                    *known = bad;
                }
            }
        }
    }

    /// Adds a capture with status 200.
    fn add_good(
        &mut self,
        key: String,
        position: Position,
        head: &RecordHead,
        answer: &AnswerHead,
        block: &mut Block<'_>,
    ) {
        let mut hasher = blake3::Hasher::new();
        let mut read = 0;
        let mut is_cut = false;
        while read < HASHED_BYTES {
            match block.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => {
                    hasher.update(bytes);
                    let count = bytes.len();
                    read += count as u64;
                    block.consume(count);
                }
                Err(_) => {
                    is_cut = true;
                    break;
                }
            }
        }
        is_cut |= block.left > 0 && read < HASHED_BYTES;
        let hash = Hash::of(hasher.finalize().as_bytes()).first_bytes();
        if !head.payload_digest.is_empty() {
            self.digests.entry(head.payload_digest.clone()).or_insert((position, hash));
        }
        let good = Good {
            url: head.url.clone(),
            date: head.date.clone(),
            media_type: answer.media_type(),
            position,
            hash,
            is_cut,
        };
        self.keep_newest(key, good);
    }

    /// Adds a capture that refers to an earlier one.
    fn add_revisit(&mut self, key: String, head: &RecordHead) {
        self.revisits.push(Revisit {
            key,
            url: head.url.clone(),
            date: head.date.clone(),
            digest: head.payload_digest.clone(),
            refers_to: head.refers_to_url.clone(),
        });
    }

    /// Keeps the better capture of an address: whole before cut, then the newest.
    fn keep_newest(&mut self, key: String, good: Good) {
        match self.good.get_mut(&key) {
            Some(known) if (!known.is_cut, &known.date) < (!good.is_cut, &good.date) => *known = good,
            Some(_) => {}
            None => _ = self.good.insert(key, good),
        }
    }

    /// Finds the content of captures that refer to earlier ones.
    fn resolve_revisits(&mut self) {
        for revisit in std::mem::take(&mut self.revisits) {
            let referred = key(&revisit.refers_to).and_then(|key| self.good.get(&key)).cloned();
            let known = self.good.get(&revisit.key).cloned().or(referred);
            let found = self.digests.get(&revisit.digest).copied();
            let (Some(known), position) = (known, found) else { continue };
            let (position, hash) = position.unwrap_or((known.position, known.hash));
            let good = Good { url: revisit.url, date: revisit.date, position, hash, ..known };
            self.keep_newest(revisit.key, good);
        }
    }
}

/// Returns the key of an address: host without `www.`, path and query.
///
/// `None` if it is no address of the web.
pub(super) fn key(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query =
        url.query().filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{host}{port}{}{query}", url.path()))
}

/// Returns the host of a key.
pub(super) fn host(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}
