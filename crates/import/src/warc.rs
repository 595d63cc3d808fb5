//! Web archives: WARC, ARC and WACZ.
//!
//! ```text
//! file → Container    gzip members, plain records, or files within a WACZ
//!      → Index        newest good capture of each address; redirects; damaged places
//!      → PageCapture  page of the old site's hosts, read by its position
//!      → Item         by `html::page`
//! ```
//!
//! The index holds addresses and positions, so memory does not grow with the pages. Pictures
//! and documents are read when they are carried.

mod bytes;
mod container;
mod http;
mod index;
mod kinds;
mod record;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::convert::OldSite;
use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::story::{Item, Notice, Origin, RedirectTarget, SourceId, StoryKind};
use crate::{files, old_address, paths};

use container::{Container, Position};
use http::AnswerHead;
use index::{Good, Index};
use kinds::{bare, is_carried, is_page, main_host, path_of};

/// Most bytes of a page.
const PAGE_LIMIT_BYTES: u64 = 32 << 20;
/// Most redirects from one address to the next.
const MOST_REDIRECTS: usize = 10;
/// Endings of files in a folder.
const ENDINGS: [&str; 5] = [".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz"];

/// Web archive.
#[derive(Debug)]
pub struct WebArchive {
    containers: Vec<Container>,
    index: Index,
    /// Hosts of the old site, without `www.`.
    hosts: BTreeSet<String>,
    base_url: Option<String>,
    old_site: OldSite,
    /// Pages with the keys of all addresses that have the same content.
    pages: Vec<PageGroup>,
    /// Key of the page whose content each further key has.
    same: BTreeMap<String, String>,
    /// Paths of captured pictures and documents, without a slash before them.
    files: BTreeMap<String, Position>,
    /// Addresses of pages that were left out as lists.
    lists: Mutex<BTreeSet<String>>,
}

/// Page with further addresses of the same content.
#[derive(Debug)]
struct PageGroup {
    key: String,
    aliases: Vec<String>,
}

/// Captured page.
#[derive(Debug)]
pub struct PageCapture {
    id: SourceId,
    origin: Origin,
    url: String,
    aliases: Vec<String>,
    content: Content,
}

/// Content of a capture.
#[derive(Debug)]
enum Content {
    Page { bytes: Vec<u8>, content_type: String, is_cut: bool },
    LeftOut(String),
    Fault(String),
}

impl WebArchive {
    /// Opens web archives, and reads them once for the index.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read, or no record is found.
    pub fn open(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let mut files = files::list(paths)?;
        let is_archive =
            |name: &str| ENDINGS.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
        if files.iter().any(|file| is_archive(&file.name)) && files.len() > 1 {
            files.retain(|file| is_archive(&file.name));
        }
        let mut containers = Vec::new();
        for file in &files {
            containers.extend(container::containers(file)?);
        }
        let index = Index::of(&containers)?;
        if index.records == 0 {
            let path = paths.first().cloned().unwrap_or_default();
            let message = match index.faults.first() {
                Some(fault) => format!("no record can be read: byte {}: {}", fault.offset, fault.message),
                None => "the file holds no record of a web archive".to_owned(),
            };
            return Err(ImportError::Malformed { path, line: 1, message });
        }
        Ok(Self::with_index(containers, index, decisions))
    }

    /// Decides which captures are pages of the old site.
    fn with_index(containers: Vec<Container>, index: Index, decisions: &Decisions) -> Self {
        let main = main_host(&index);
        let base_url = decisions.source.base_url.clone().or_else(|| {
            let good = index
                .good
                .iter()
                .find(|(key, good)| Some(index::host(key)) == main.as_deref() && is_page(good));
            good.and_then(|(_, good)| old_address::origin(&good.url))
        });
        let mut hosts: BTreeSet<String> = decisions.source.hosts.iter().map(|host| bare(host)).collect();
        hosts.extend(base_url.as_deref().and_then(index::key).map(|key| index::host(&key).to_owned()));
        // Pictures are often at `images.example.org`.
        let subdomains = index.good.keys().map(|key| index::host(key)).filter(|host| {
            main.as_deref()
                .is_some_and(|main| host.strip_suffix(main).is_some_and(|rest| rest.ends_with('.')))
        });
        let subdomains: BTreeSet<String> = subdomains.map(str::to_owned).collect();
        hosts.extend(subdomains);
        let own: Vec<String> = hosts.iter().cloned().collect();
        let old_site = OldSite::new(base_url.as_deref().unwrap_or_default(), &own);
        let mut archive = Self {
            containers,
            index,
            hosts,
            base_url,
            old_site,
            pages: Vec::new(),
            same: BTreeMap::new(),
            files: BTreeMap::new(),
            lists: Mutex::default(),
        };
        archive.sort_captures();
        archive
    }

    /// Sorts the captures of the old site into pages and files.
    fn sort_captures(&mut self) {
        let mut by_content: BTreeMap<[u8; 8], Vec<&String>> = BTreeMap::new();
        for (key, good) in self.index.good.iter().filter(|(key, _)| self.hosts.contains(index::host(key))) {
            if is_page(good) {
                by_content.entry(good.hash).or_default().push(key);
            } else if is_carried(&good.media_type)
                && let Some(path) = paths::static_path(path_of(key)).filter(|_| !key.contains('?'))
            {
                let path = path.strip_prefix("static/").unwrap_or(&path).to_owned();
                self.files.entry(path).or_insert(good.position);
            }
        }
        for mut keys in by_content.into_values() {
            // The shortest address without a query is the page's own.
            keys.sort_by_key(|key| (key.contains('?'), key.len(), key.as_str()));
            let aliases: Vec<String> = keys.split_off(1).into_iter().cloned().collect();
            self.same.extend(aliases.iter().map(|alias| (alias.clone(), keys[0].clone())));
            self.pages.push(PageGroup { key: keys[0].clone(), aliases });
        }
        self.pages.sort_by(|a, b| a.key.cmp(&b.key));
    }

    /// Returns the place of a position, for messages.
    fn origin(&self, position: Position) -> Origin {
        let name = self.containers.get(position.container).map_or("", |container| container.name.as_str());
        Origin { file: format!("{name}, byte {}", position.member), line: 0 }
    }

    /// Opens the content of a capture.
    fn content(&self, position: Position) -> io::Result<(AnswerHead, Box<dyn Read>)> {
        let container = self.containers.get(position.container).ok_or(io::ErrorKind::NotFound)?;
        let mut reader = container.open_member(position.member)?;
        io::copy(&mut (&mut reader).take(position.inner), &mut io::sink())?;
        let head = record::head(&mut reader)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut block = io::BufReader::new(reader.take(head.length));
        let answer = match head.kind.as_str() {
            "resource" => AnswerHead::of_resource(&head.content_type),
            _ => http::head(&mut block)?,
        };
        let body = answer.body(block)?;
        Ok((answer, body))
    }

    /// Reads a page; a page that breaks off gives what it has.
    fn page(&self, good: &Good) -> Content {
        let (answer, body) = match self.content(good.position) {
            Ok(content) => content,
            Err(error) => return Content::Fault(error.to_string()),
        };
        let mut bytes = Vec::new();
        let result = body.take(PAGE_LIMIT_BYTES + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > PAGE_LIMIT_BYTES {
            return Content::Fault(format!("the page is larger than {} MiB", PAGE_LIMIT_BYTES >> 20));
        }
        if bytes.is_empty() {
            let message =
                result.err().map_or("the capture has no content".to_owned(), |error| error.to_string());
            return Content::Fault(message);
        }
        let is_cut = good.is_cut || result.is_err();
        Content::Page { bytes, content_type: answer.content_type, is_cut }
    }

    /// Passes on what is no page: captures of other hosts, other types, other statuses.
    fn read_rest(
        &self,
        sink: &mut dyn FnMut(PageCapture) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let capture = |key: &str, url: &str, position: Position, content| PageCapture {
            id: SourceId(format!("warc:{key}")),
            origin: self.origin(position),
            url: url.to_owned(),
            aliases: Vec::new(),
            content,
        };
        for (key, good) in &self.index.good {
            let is_own = self.hosts.contains(index::host(key));
            let rule = match (is_own, is_page(good)) {
                (true, true) => continue,
                (false, true) => format!("page of another host: {}", index::host(key)),
                (true, false) if is_carried(&good.media_type) && !key.contains('?') => continue,
                (true, false) => format!("capture of type {}", good.media_type),
                (false, false) => "capture of another host, no page".to_owned(),
            };
            sink(capture(key, &good.url, good.position, Content::LeftOut(rule)))?;
        }
        for (key, bad) in self.index.bad.iter().filter(|(key, _)| self.hosts.contains(index::host(key))) {
            let rule = format!("status {}", bad.status);
            sink(capture(key, &bad.url, bad.position, Content::LeftOut(rule)))?;
        }
        for fault in &self.index.faults {
            let position = Position { container: fault.container, member: fault.offset, inner: 0 };
            let name = &self.containers[fault.container].name;
            sink(capture(
                &format!("{name}#{}", fault.offset),
                "",
                position,
                Content::Fault(fault.message.clone()),
            ))?;
        }
        Ok(())
    }

    /// Reports that the page of an address was left out as a list.
    fn is_list(&self, address: &str) -> bool {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner).contains(address)
    }

    /// Finishes what was read from a page.
    fn finish(&self, item: Item, capture: &PageCapture) -> Item {
        match item {
            Item::Story(mut story) => {
                story
                    .aliases
                    .extend(capture.aliases.iter().filter_map(|url| old_address::path_and_query(url)));
                let address = story.address.clone();
                story.aliases.retain(|alias| Some(alias) != address.as_ref() && alias != "/");
                // The front page is the new site's own.
                story.address = address.filter(|address| address != "/");
                if story.date.is_none() {
                    story.kind = StoryKind::Page;
                    let message = "standing page, since the capture gives no date".to_owned();
                    story.notices.push(Notice { kind: "undated", message });
                }
                Item::Story(story)
            }
            Item::LeftOut(text) => {
                let urls = capture.aliases.iter().chain([&capture.url]);
                let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
                lists.extend(urls.filter_map(|url| old_address::path_and_query(url)));
                Item::LeftOut(text)
            }
            item @ Item::SetAside(_) => item,
        }
    }

    /// Returns the text or file to which a redirect leads at last.
    fn final_target(&self, to: &str) -> Option<RedirectTarget> {
        let mut url = to.to_owned();
        for _ in 0..MOST_REDIRECTS {
            let key = index::key(&url).filter(|key| self.hosts.contains(index::host(key)))?;
            if let Some(good) = self.index.good.get(&key) {
                if is_page(good) {
                    let key = self.same.get(&key).unwrap_or(&key);
                    return Some(RedirectTarget::Text(SourceId(format!("warc:{key}"))));
                }
                return paths::static_path(path_of(&key)).map(RedirectTarget::File);
            }
            url.clone_from(&self.index.redirects.get(&key)?.to);
        }
        None
    }

    /// Returns the addresses of the old site's pages, files and redirects.
    pub fn addresses(&self) -> impl Iterator<Item = String> {
        let is_own = |key: &&String| self.hosts.contains(index::host(key));
        let good = self.index.good.iter().filter(|(_, good)| is_page(good) || is_carried(&good.media_type));
        let keys = good.map(|(key, _)| key).chain(self.index.redirects.keys());
        keys.filter(is_own).map(|key| format!("http://{key}"))
    }
}

#[cfg(test)]
mod tests;
