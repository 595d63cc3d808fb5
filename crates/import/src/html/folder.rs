//! Groups the files of a folder: captures of one page, print versions, continuations.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;

use rayon::prelude::*;
use url::Url;

use super::preview::{HEAD_BYTES, Preview};
use crate::error::ImportError;
use crate::files::SourceFile;

/// Endings of files that are pages.
const PAGE_ENDINGS: [&str; 14] =
    ["html", "htm", "xhtml", "shtml", "php", "php3", "asp", "aspx", "jsp", "cfm", "do", "cgi", "pl", "mhtml"];
/// Highest number of a continuation.
const MOST_PAGES: u32 = 60;

/// Saved page.
#[derive(Debug, Clone)]
pub(super) struct SavedPage {
    pub(super) file: SourceFile,
    pub(super) preview: Preview,
    /// Address that the file's place or its saver tells.
    pub(super) own: Option<Url>,
    /// Address of the story.
    pub(super) address: Option<Url>,
    /// Use of the page.
    pub(super) role: Role,
}

/// Use of a saved page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Story, with the numbers of the pages that continue it.
    Story(Vec<usize>),
    /// Second page of a story, which another page takes in.
    Continuation,
    /// Page that leads elsewhere.
    Redirect(String),
    /// Page that repeats another one.
    Copy {
        /// Rule that leaves the page out.
        rule: &'static str,
        /// Number of the page that stays.
        of: usize,
    },
}

/// Files of a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) pages: Vec<SavedPage>,
    /// Files that are no pages, with the address of each.
    pub(super) files: BTreeMap<String, String>,
    /// All files by their names.
    pub(super) by_name: BTreeMap<String, SourceFile>,
}

impl Folder {
    /// Reads the beginnings of all files, and groups the pages.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read.
    pub(super) fn of(files: Vec<SourceFile>) -> Result<Self, ImportError> {
        let read: Vec<Result<Option<SavedPage>, ImportError>> = files.par_iter().map(read_page).collect();
        let mut folder = Self::default();
        for (file, page) in files.into_iter().zip(read) {
            if let Some(page) = page? {
                folder.pages.push(page);
            } else {
                let address =
                    place(&file.name).map_or_else(|| format!("/{}", encoded(&file.name)), String::from);
                folder.files.insert(file.name.clone(), address);
            }
            folder.by_name.insert(file.name.clone(), file);
        }
        folder.choose_addresses();
        folder.leave_out_copies();
        folder.join_continuations();
        Ok(folder)
    }

    /// Returns scheme and host that most pages have.
    pub(super) fn main_host(&self) -> Option<String> {
        let addresses = self.pages.iter().filter_map(|page| page.address.as_ref());
        most_frequent(addresses.map(|url| url.origin().ascii_serialization()))
    }

    /// Returns the name of the site that most pages state.
    pub(super) fn site_name(&self) -> Option<String> {
        most_frequent(self.pages.iter().filter_map(|page| page.preview.site_name.clone()))
    }

    /// Returns the language of most pages.
    pub(super) fn language(&self) -> Option<String> {
        most_frequent(self.pages.iter().filter_map(|page| page.preview.language.clone()))
    }

    /// Chooses the address that each page gives itself, if that is on its host.
    fn choose_addresses(&mut self) {
        for page in &mut self.pages {
            let canonical = page.preview.canonical.as_deref();
            let canonical = canonical.and_then(|address| match &page.own {
                Some(own) => own.join(address).ok(),
                None => Url::parse(address).ok(),
            });
            let canonical = canonical.filter(|url| matches!(url.scheme(), "http" | "https"));
            let canonical =
                canonical.filter(|url| page.own.as_ref().is_none_or(|own| bare_host(own) == bare_host(url)));
            let is_home = |url: &Url| url.path() == "/" && url.query().is_none();
            let canonical = canonical.filter(|url| !is_home(url) || page.own.as_ref().is_none_or(is_home));
            page.address = canonical.or_else(|| page.own.clone());
            if let Some(url) = &mut page.address {
                url.set_fragment(None);
            }
        }
    }

    /// Leaves out all but one page of each address, and pages for printers.
    fn leave_out_copies(&mut self) {
        let mut best: BTreeMap<String, usize> = BTreeMap::new();
        for index in 0..self.pages.len() {
            let Some(key) = self.pages[index].key() else { continue };
            match best.get(&key).copied() {
                None => _ = best.insert(key, index),
                Some(other) => {
                    let (kept, left) =
                        if self.is_better(index, other) { (index, other) } else { (other, index) };
                    best.insert(key, kept);
                    self.pages[left].role = Role::Copy { rule: "second capture of a page", of: kept };
                }
            }
        }
        for index in 0..self.pages.len() {
            let Some(url) = &self.pages[index].address else { continue };
            let plain = without_print(url);
            let plain = plain.and_then(|plain| best.get(&key_of(&plain))).copied();
            if let Some(of) = plain.filter(|of| *of != index) {
                self.pages[index].role = Role::Copy { rule: "print version of a page", of };
            }
        }
    }

    /// Reports that a page is a better capture of an address than another.
    fn is_better(&self, index: usize, other: usize) -> bool {
        let is_at_home = |page: &SavedPage| page.own.as_ref().map(key_of) == page.key();
        let rank = |index: usize| {
            let page = &self.pages[index];
            (page.preview.refresh.is_none(), is_at_home(page), moment(&page.file.name), index)
        };
        rank(index) > rank(other)
    }

    /// Joins the pages of a story that has several.
    fn join_continuations(&mut self) {
        let by_key: BTreeMap<String, usize> = self
            .pages
            .iter()
            .enumerate()
            .filter(|(_, page)| matches!(page.role, Role::Story(_)))
            .filter_map(|(index, page)| Some((page.key()?, index)))
            .collect();
        let mut joined: BTreeMap<usize, Vec<(u32, usize)>> = BTreeMap::new();
        for (index, page) in
            self.pages.iter().enumerate().filter(|(_, page)| matches!(page.role, Role::Story(_)))
        {
            let Some((first, number)) = page.address.as_ref().and_then(first_page) else { continue };
            let first = by_key.get(&key_of(&first)).copied().filter(|first| *first != index);
            let first =
                first.filter(|first| same_title(&self.pages[*first].preview.title, &page.preview.title));
            if let Some(first) = first {
                joined.entry(first).or_default().push((number, index));
            }
        }
        for (first, mut pages) in joined {
            pages.sort_unstable();
            for (_, page) in &pages {
                self.pages[*page].role = Role::Continuation;
            }
            self.pages[first].role = Role::Story(pages.into_iter().map(|(_, page)| page).collect());
        }
    }
}

impl SavedPage {
    /// Returns the address for comparisons.
    fn key(&self) -> Option<String> {
        self.address.as_ref().map(key_of)
    }
}

/// Returns the most frequent text, of several the first in order.
fn most_frequent(texts: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    texts.for_each(|text| *counts.entry(text).or_default() += 1);
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(text, _)| text)
}

/// Reads the beginning of a file; `None` if it is no page.
fn read_page(file: &SourceFile) -> Result<Option<SavedPage>, ImportError> {
    let ending = file.ending();
    let name = file.name.rsplit('/').next().unwrap_or_default();
    let may_be_page =
        PAGE_ENDINGS.contains(&ending.as_str()) || !name.contains('.') || name.contains(['?', '@', '=']);
    if !may_be_page {
        return Ok(None);
    }
    let mut head = Vec::new();
    let opened = File::open(&file.path).map_err(|error| ImportError::read(&file.path, error))?;
    let read = opened.take(HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(|error| ImportError::read(&file.path, error))?;
    let is_markup = head
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf | 0xfe | 0xff | 0))
        == Some(&b'<');
    if !is_markup || head.trim_ascii_start().starts_with(b"<?xml") && !contains(&head, b"<html") {
        return Ok(None);
    }
    let preview = Preview::of(&head);
    let saved = preview.saved_from.as_deref().and_then(|address| Url::parse(address).ok());
    let own = saved.or_else(|| place(&file.name));
    let role = match &preview.refresh {
        Some(target) => Role::Redirect(target.clone()),
        None => Role::Story(Vec::new()),
    };
    Ok(Some(SavedPage { file: file.clone(), preview, own, address: None, role }))
}

/// Reports that bytes contain others, in small letters.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

/// Returns the address that the place of a file tells: `example.org/2014/a.html`.
fn place(name: &str) -> Option<Url> {
    let mut parts = name.split('/').peekable();
    // A web archive's downloader writes `20140101081306/http/example.org/…` or similar.
    while parts.peek().is_some_and(|part| !is_host(part)) && parts.clone().count() > 1 {
        parts.next();
    }
    let host = parts.next().filter(|part| is_host(part))?;
    let rest: Vec<&str> = parts.collect();
    let (last, folders) = rest.split_last()?;
    let mut url = Url::parse(&format!("http://{host}/")).ok()?;
    let (last, query) = split_query(last);
    let last = if matches!(last, "index.html" | "index.htm") { "" } else { last };
    let folders = folders.iter().map(|folder| encoded(folder)).chain([encoded(last)]);
    url.set_path(&format!("/{}", folders.collect::<Vec<_>>().join("/")));
    url.set_query(query);
    Some(url)
}

/// Divides the name of a file into path and query, as `wget` joins them.
fn split_query(name: &str) -> (&str, Option<&str>) {
    let Some((path, query)) =
        name.split_once('?').or_else(|| name.split_once('@').filter(|(_, query)| query.contains('=')))
    else {
        return (name, None);
    };
    (path, Some(query.strip_suffix(".html").unwrap_or(query)))
}

/// Reports that a folder is named like a host.
fn is_host(part: &str) -> bool {
    const FILE_ENDINGS: [&str; 8] = ["html", "htm", "php", "asp", "aspx", "txt", "css", "js"];
    let name = part.split(':').next().unwrap_or(part);
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    (2..=24).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !FILE_ENDINGS.contains(&ending)
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// Returns the moment of a capture in the name of a file, for comparisons.
fn moment(name: &str) -> Option<&str> {
    name.split(['/', '-', '_', '.'])
        .filter(|part| part.len() == 14 && part.bytes().all(|byte| byte.is_ascii_digit()))
        .max()
}

/// Returns the name of a file encoded for an address.
fn encoded(name: &str) -> String {
    name.replace('%', "%25").replace('?', "%3F").replace('#', "%23").replace(' ', "%20")
}

/// Returns a host without `www.`.
fn bare_host(url: &Url) -> Option<&str> {
    url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host))
}

/// Returns an address without scheme, `www.` and default names, for comparisons.
fn key_of(url: &Url) -> String {
    let path = url.path();
    let path = ["/index.html", "/index.htm", "/index.php"]
        .into_iter()
        .find_map(|end| path.strip_suffix(end))
        .unwrap_or(path);
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{}{query}", bare_host(url).unwrap_or_default(), path.trim_end_matches('/'))
}

/// Returns the address of the page that a page for printers or telephones repeats.
fn without_print(url: &Url) -> Option<Url> {
    let mut plain = url.clone();
    let is_print =
        |part: &str| matches!(part, "print" | "printer" | "amp" | "print.html" | "print.php" | "printable");
    let parts: Vec<&str> =
        url.path().split('/').filter(|part| !is_print(&part.to_ascii_lowercase())).collect();
    let path = parts.join("/").replace("-print.", ".").replace("_print.", ".");
    let keeps = |pair: &str| {
        let pair = pair.to_ascii_lowercase();
        let key = pair.split('=').next().unwrap_or_default();
        !(matches!(key, "print" | "printable" | "printer" | "amp" | "replytocom" | "share")
            || pair.ends_with("=print")
            || pair.ends_with("=amp"))
    };
    let query: Vec<&str> =
        url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && keeps(pair)).collect();
    plain.set_path(&path);
    plain.set_query((!query.is_empty()).then(|| query.join("&")).as_deref());
    (key_of(&plain) != key_of(url)).then_some(plain)
}

/// Returns the address of a story's first page, and the number of this page.
fn first_page(url: &Url) -> Option<(Url, u32)> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| (2..=MOST_PAGES).contains(number));
    let mut first = url.clone();
    let pairs: Vec<&str> =
        url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).collect();
    let page_pair = pairs.iter().find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        matches!(
            key.to_ascii_lowercase().as_str(),
            "page" | "pg" | "pagenum" | "pagewanted" | "seite" | "paged"
        )
        .then_some(())?;
        Some((*pair, number(value)?))
    });
    if let Some((pair, number)) = page_pair {
        let rest: Vec<&str> = pairs.into_iter().filter(|other| *other != pair).collect();
        first.set_query((!rest.is_empty()).then(|| rest.join("&")).as_deref());
        return Some((first, number));
    }
    let path = url.path().trim_end_matches('/');
    let (before, last) = path.rsplit_once('/')?;
    let page = last.strip_prefix("page-").or_else(|| last.strip_prefix("page")).unwrap_or(last);
    if let Some(number) = number(page) {
        let before = before.strip_suffix("/page").unwrap_or(before);
        first.set_path(&format!("{before}/"));
        return Some((first, number));
    }
    let (stem, ending) = last.rsplit_once('.')?;
    let (stem, last_number) = stem.rsplit_once(['-', '_'])?;
    let number = number(last_number.strip_prefix("page").unwrap_or(last_number))?;
    first.set_path(&format!("{before}/{stem}.{ending}"));
    Some((first, number))
}

/// Reports that two pages have one title, but for the number of the page.
fn same_title(a: &str, b: &str) -> bool {
    let words = |title: &str| {
        let is_part = |word: &str| {
            word.bytes().all(|byte| byte.is_ascii_digit()) || matches!(word, "page" | "seite" | "of")
        };
        let lower = title.to_lowercase();
        lower
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !word.is_empty() && !is_part(word))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (a, b) = (words(a), words(b));
    !a.is_empty() && a == b
}
