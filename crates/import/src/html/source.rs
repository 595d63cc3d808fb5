//! Folder of saved pages as a source.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Mutex;

use url::Url;

use super::archived::ArchivedLinks;
use super::folder::{Folder, Role, SavedPage};
use super::links::SavedLinks;
use super::lists::list_redirects;
use super::page::{Capture, page_with};
use super::{facts::PageFacts, preview};
use crate::charset;
use crate::convert::OldSite;
use crate::dates;
use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::files;
use crate::old_address;
use crate::paths;
use crate::source::{SiteFacts, Source};
use crate::story::{
    Item, LeftOut, MediaFile, Notice, Origin, Redirect, RedirectTarget, SetAside, SourceId, StoryDate,
};
use crate::survey::Observations;

/// Most bytes of one page.
const PAGE_LIMIT_BYTES: u64 = 32 << 20;

/// Folder of saved pages.
pub struct HtmlSource {
    folder: Folder,
    /// Address of each page by the name of its file.
    addresses: BTreeMap<String, String>,
    site: OldSite,
    base_url: Option<String>,
    /// Addresses of lists, which are known once all pages are read.
    lists: Mutex<BTreeSet<String>>,
}

/// Page as the folder holds it.
pub struct RawPage {
    index: usize,
    /// Bytes of the page and its continuations, or the reason why one can't be read.
    parts: Result<Vec<Vec<u8>>, String>,
}

impl HtmlSource {
    /// Opens files and folders.
    ///
    /// # Errors
    ///
    /// Returns an error if a folder or file can't be read.
    pub fn open(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let folder = Folder::of(files::list(paths)?)?;
        let base_url = decisions.source.base_url.clone().or_else(|| folder.main_host());
        let site = OldSite::new(base_url.as_deref().unwrap_or_default(), &decisions.source.hosts);
        let addresses = folder
            .pages
            .iter()
            .filter_map(|page| Some((page.file.name.clone(), page.address.as_ref()?.to_string())))
            .collect();
        Ok(Self { folder, addresses, site, base_url, lists: Mutex::default() })
    }

    /// Reports that a page belongs to another site.
    fn is_foreign(&self, page: &SavedPage) -> bool {
        let host = page.address.as_ref().and_then(Url::host_str);
        host.is_some_and(|host| !self.site.is_unknown() && !self.site.has_host(host))
    }

    /// Reads one file as an item.
    fn item(&self, index: usize, bytes: &[u8], decisions: &Decisions) -> Item {
        let page = &self.folder.pages[index];
        let address = page.address.as_ref().map(Url::as_str);
        let links = ArchivedLinks(SavedLinks {
            file: &page.file.name,
            pages: &self.addresses,
            files: &self.folder.files,
            page: self.site.page(address.unwrap_or("/")),
        });
        // The place of the file is an old address too, if the page gives itself another one.
        let address = page.own.as_ref().map(Url::as_str).or(address);
        let capture = Capture { id: id(page), origin: origin(page), bytes, content_type: None, address };
        page_with(&capture, &links, &self.site, decisions)
    }
}

impl Source for HtmlSource {
    type Raw = RawPage;

    fn site(&self) -> SiteFacts {
        SiteFacts {
            title: self.folder.site_name(),
            base_url: self.base_url.clone(),
            language: self.folder.language(),
            ..SiteFacts::default()
        }
    }

    fn read(&self, sink: &mut dyn FnMut(RawPage) -> Result<(), ImportError>) -> Result<(), ImportError> {
        for (index, page) in self.folder.pages.iter().enumerate() {
            let parts: &[usize] = match &page.role {
                Role::Story(parts) => parts,
                _ => &[],
            };
            let read = |index: usize| match self.folder.pages[index].file.read(PAGE_LIMIT_BYTES) {
                Ok(bytes) => Ok(bytes),
                Err(ImportError::Limit { message, .. }) => Err(message),
                Err(error) => Err(error.to_string()),
            };
            let needs_bytes = matches!(page.role, Role::Story(_)) && !self.is_foreign(page);
            let parts = if needs_bytes {
                std::iter::once(index).chain(parts.iter().copied()).map(read).collect()
            } else {
                Ok(Vec::new())
            };
            sink(RawPage { index, parts })?;
        }
        Ok(())
    }

    fn convert(&self, raw: RawPage, decisions: &Decisions) -> Item {
        let page = &self.folder.pages[raw.index];
        let rule = match &page.role {
            Role::Copy { rule, .. } => Some(*rule),
            Role::Redirect(_) => Some("page that leads elsewhere"),
            Role::Continuation => Some("page joined with the first of its story"),
            Role::Story(_) if self.is_foreign(page) => Some("page of another site"),
            Role::Story(_) => None,
        };
        if let Some(rule) = rule {
            let year =
                page.address.as_ref().and_then(|url| dates::from_address(url.path())).map(StoryDate::year);
            return Item::LeftOut(LeftOut {
                id: id(page),
                origin: origin(page),
                rule: rule.to_owned(),
                year,
            });
        }
        let parts = match raw.parts {
            Ok(parts) => parts,
            Err(reason) => {
                let first_lines = page.preview.title.clone();
                return Item::SetAside(SetAside {
                    id: id(page),
                    origin: origin(page),
                    reason,
                    first_lines,
                    year: None,
                });
            }
        };
        let mut items = parts
            .iter()
            .enumerate()
            .map(|(number, bytes)| self.item(self.part(raw.index, number), bytes, decisions));
        let Some(first) = items.next() else {
            let rule = "page without bytes".to_owned();
            return Item::LeftOut(LeftOut { id: id(page), origin: origin(page), rule, year: None });
        };
        let item = items.fold(first, join);
        if let (Item::LeftOut(_), Some(url), Ok(mut lists)) = (&item, &page.own, self.lists.lock()) {
            lists.extend(old_address::path_and_query(url.as_str()));
        }
        item
    }

    fn observe(&self, raw: &RawPage, observations: &mut Observations) {
        let page = &self.folder.pages[raw.index];
        let Some(bytes) = raw.parts.as_ref().ok().and_then(|parts| parts.first()) else { return };
        let decoded = charset::decode(bytes, preview::named_charset(bytes).as_deref());
        observations.encodings.add(decoded.encoding, &page.file.name);
        let facts =
            PageFacts::of(&dom_query::Document::from(crate::convert::bounded(&decoded.text).as_ref()));
        for text in facts.dates.iter().take(1) {
            if let Some(date) = dates::in_line(text) {
                date.observe(text, observations);
            }
        }
        let address = page.address.as_ref().map(Url::path);
        let date = facts.date(None).or_else(|| dates::from_address(address?));
        observations.add_year(date.map(StoryDate::year));
        for byline in facts.bylines(None) {
            observations.authors.add(&byline.name, &page.file.name);
        }
        if let Some(section) = facts.section() {
            observations.categories.add(&section, &page.file.name);
        }
        if let Some(address) = address {
            observations.add_address(address);
        }
    }

    fn suggest(&self, observations: &Observations, decisions: &mut Decisions) {
        decisions.source.base_url = decisions.source.base_url.take().or_else(|| self.base_url.clone());
        decisions.source.language = decisions.source.language.take().or_else(|| self.folder.language());
        decisions.dates.order = decisions.dates.order.or_else(|| dates::Evidence::of(observations).order());
    }

    fn redirects(&self, _decisions: &Decisions) -> Vec<Redirect> {
        let mut redirects: Vec<Redirect> =
            self.folder.pages.iter().filter_map(|page| self.redirect(page)).collect();
        if let Ok(lists) = self.lists.lock() {
            redirects.extend(lists.iter().flat_map(|path| list_redirects(path)));
        }
        redirects
    }

    fn files(&self) -> Vec<MediaFile> {
        let own = self.folder.files.iter().filter(|(name, _)| is_content(name));
        own.filter_map(|(name, address)| {
            let path = self.site.own_path(address).filter(|path| !path.contains('?'))?;
            let site_path = paths::static_path(path)?;
            Some(MediaFile { url: address.clone(), source_path: Some(name.clone()), site_path })
        })
        .collect()
    }

    fn open_file(&self, path: &str) -> io::Result<Option<Box<dyn Read>>> {
        match self.folder.by_name.get(path) {
            Some(file) => Ok(Some(Box::new(File::open(&file.path)?))),
            None => Ok(None),
        }
    }
}

impl HtmlSource {
    /// Returns the redirect of a page that has no text of its own.
    fn redirect(&self, page: &SavedPage) -> Option<Redirect> {
        let own = page.own.as_ref().filter(|_| !self.is_foreign(page))?;
        let from = old_address::path_and_query(own.as_str())?;
        let to = match &page.role {
            Role::Redirect(target) => {
                let target = own.join(target).ok()?;
                let path = self.site.own_path(target.as_str());
                RedirectTarget::Address(path.map_or_else(|| target.to_string(), str::to_owned))
            }
            Role::Copy { of, .. } => RedirectTarget::Text(id(&self.folder.pages[*of])),
            _ => return None,
        };
        Some(Redirect { from, to })
    }

    /// Returns the number of a part of a story.
    fn part(&self, index: usize, number: usize) -> usize {
        match (&self.folder.pages[index].role, number.checked_sub(1)) {
            (Role::Story(parts), Some(number)) => parts.get(number).copied().unwrap_or(index),
            _ => index,
        }
    }
}

/// Reports a file that readers saw, unlike those of the design.
fn is_content(name: &str) -> bool {
    const ENDINGS: [&str; 20] = [
        "avif", "csv", "doc", "docx", "epub", "gif", "jpeg", "jpg", "mp3", "mp4", "ogg", "pdf", "png", "ppt",
        "pptx", "webm", "webp", "xls", "xlsx", "zip",
    ];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Joins a story with its next page.
fn join(first: Item, next: Item) -> Item {
    let (mut story, next) = match (first, next) {
        (Item::Story(story), Item::Story(next)) => (story, next),
        (Item::Story(mut story), _) => {
            let message = "a further page of the story has no text".to_owned();
            story.notices.push(Notice { kind: "further page", message });
            return Item::Story(story);
        }
        (first, _) => return first,
    };
    story.body = format!("{}\n\n{}", story.body.trim_end(), next.body);
    story.found.links += next.found.links;
    story.found.pictures += next.found.pictures - u64::from(next.image.is_some());
    story.media.extend(next.media);
    story.aliases.extend(next.address.into_iter().chain(next.aliases));
    story.notices.extend(next.notices);
    story.notices.push(Notice { kind: "further page", message: "joined with a further page".to_owned() });
    Item::Story(story)
}

/// Returns the identifier of a page: the name of its file.
fn id(page: &SavedPage) -> SourceId {
    SourceId(format!("html:{}", page.file.name))
}

/// Returns the place of a page.
fn origin(page: &SavedPage) -> Origin {
    Origin { file: page.file.name.clone(), line: 0 }
}
