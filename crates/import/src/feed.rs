//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.
//!
//! Documents with older entries (RFC 5005, JSON Feed's `next_url`) are followed as long as
//! they are files beside the feed. An entry that several documents hold is that of the
//! latest change.

mod entry;
pub(crate) mod json;
mod xml;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use crate::convert::{self, Addresses, OldSite};
use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::files::{self, SourceFile};
use crate::source::{SiteFacts, Source};
use crate::story::{
    Byline, Item, LeadImage, Notice, Origin, Redirect, SetAside, SourceId, Story, StoryDate, StoryKind,
};
use crate::survey::Observations;
use crate::{charset, dates, old_address};

use entry::{Entry, Feed};

/// Most bytes of a document.
const FILE_LIMIT_BYTES: u64 = 512 << 20;
/// Endings of feeds in a folder.
const ENDINGS: [&str; 6] = ["xml", "rss", "atom", "rdf", "json", "feed"];

/// Feed with all its documents.
#[derive(Debug)]
pub struct Feeds {
    documents: Vec<SourceFile>,
    site: SiteFacts,
    old_site: OldSite,
    /// Document and position of the latest entry of each key.
    latest: BTreeMap<String, Position>,
}

/// Place of an entry, and its last change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Position {
    updated: String,
    document: usize,
    entry: usize,
}

/// Entry with its document.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedEntry {
    document: String,
    content: Content,
}

/// Content of an entry.
#[derive(Debug, Clone, PartialEq)]
enum Content {
    Entry(Box<Entry>),
    Fault(entry::Fault),
}

impl Feeds {
    /// Opens a feed, and follows its archive.
    ///
    /// # Errors
    ///
    /// Returns an error if a document can't be read, or none is a feed.
    pub fn open(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let is_feed = |file: &SourceFile| ENDINGS.contains(&file.ending().as_str());
        let mut queue: VecDeque<SourceFile> = files::list(paths)?.into_iter().filter(is_feed).collect();
        if queue.is_empty() {
            queue = files::list(paths)?.into();
        }
        let mut feeds = Self {
            documents: Vec::new(),
            site: SiteFacts::default(),
            old_site: OldSite::default(),
            latest: BTreeMap::new(),
        };
        let mut seen = BTreeSet::new();
        while let Some(file) = queue.pop_front() {
            if !seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())) {
                continue;
            }
            let feed = read(&file)?;
            if feed.entries.is_empty() && feed.fault.is_none() && feed.title.is_empty() {
                continue;
            }
            queue.extend(feed.older.iter().filter_map(|address| beside(&file, address)));
            feeds.add(file, &feed);
        }
        if feeds.documents.is_empty() {
            let path = paths.first().cloned().unwrap_or_default();
            return Err(ImportError::Malformed {
                path,
                line: 1,
                message: "the file is no feed: RSS, Atom or JSON Feed".to_owned(),
            });
        }
        let base = decisions.source.base_url.clone().or_else(|| feeds.site.base_url.clone());
        feeds.old_site = OldSite::new(&base.unwrap_or_default(), &decisions.source.hosts);
        Ok(feeds)
    }

    /// Adds a document.
    fn add(&mut self, file: SourceFile, feed: &Feed) {
        let document = self.documents.len();
        for (index, entry) in feed.entries.iter().enumerate() {
            let updated = [&entry.updated, &entry.published].into_iter().find_map(|text| dates::parse(text));
            let updated =
                updated.and_then(|date| date.resolve(None)).map(StoryDate::to_toml).unwrap_or_default();
            let position = Position { updated, document, entry: index };
            match self.latest.get_mut(entry.key()) {
                Some(known) if known.updated < position.updated => *known = position,
                Some(_) => {}
                None => _ = self.latest.insert(entry.key().to_owned(), position),
            }
        }
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        self.site.title = self.site.title.take().or_else(|| some(&feed.title));
        self.site.description = self.site.description.take().or_else(|| some(&feed.description));
        self.site.language = self.site.language.take().or_else(|| some(&feed.language));
        self.site.base_url = self.site.base_url.take().or_else(|| old_address::origin(&feed.link));
        self.documents.push(file);
    }

    /// Makes a story of an entry.
    fn story(&self, document: &str, entry: &Entry, decisions: &Decisions) -> Story {
        let id = SourceId(format!("feed:{}", entry.key()));
        let origin = Origin { file: document.to_owned(), line: entry.line };
        let mut story = Story::new(id, origin, StoryKind::Article);
        old_address::give(&mut story, &entry.link);
        story.title = one_line(&convert::text_of(&entry.title));
        story.date = entry.date().and_then(|date| date.resolve(decisions.dates.order));
        if let Some(known) = decisions.dates.known.get(&story.id.0) {
            story.date = dates::parse(known).and_then(|date| date.resolve(decisions.dates.order));
        }
        let updated = dates::parse(&entry.updated).and_then(|date| date.resolve(decisions.dates.order));
        story.updated = updated.filter(|updated| Some(*updated) != story.date && !entry.published.is_empty());
        story.authors = authors(entry, decisions);
        for category in &entry.categories {
            match decisions.sections.get(category) {
                Some(section) if section.is_empty() => {}
                Some(section) => story.section = Some(section.clone()),
                None if !story.tags.contains(category) => story.tags.push(category.clone()),
                None => {}
            }
        }
        story.feed_id = Some(entry.id.clone()).filter(|id| url::Url::parse(id).is_ok());
        story.language = Some(entry.language.clone())
            .filter(|language| !language.is_empty() && Some(language) != self.site.language.as_ref());
        self.write_text(&mut story, entry);
        story
    }

    /// Writes the text, the summary and the picture.
    fn write_text(&self, story: &mut Story, entry: &Entry) {
        let html = if entry.content.is_empty() { &entry.summary } else { &entry.content };
        let page = self.old_site.page(&entry.link);
        let markdown = convert::to_markdown(html, &page);
        story.body = markdown.text;
        story.found = markdown.found;
        story.media = markdown.media;
        story.notices = markdown.notices;
        if entry.content.is_empty() {
            let message =
                "the feed has no text of its own for this entry: its summary is the text".to_owned();
            story.notices.push(Notice { kind: "summary only", message });
        } else {
            let summary = one_line(&convert::text_of(&entry.summary));
            let start: String =
                summary.trim_end_matches(['.', '…', ']', '[', ' ']).chars().take(60).collect();
            // A summary cut out of the text says nothing new.
            let is_new = !summary.is_empty() && !one_line(&convert::text_of(html)).starts_with(&start);
            story.summary = Some(summary).filter(|_| is_new);
        }
        let is_picture = |url: &&String| {
            let path = url.split(['?', '#']).next().unwrap_or_default().to_lowercase();
            [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|ending| path.ends_with(ending))
        };
        let image = Some(&entry.image)
            .filter(|url| !url.is_empty())
            .or_else(|| entry.enclosures.iter().find(is_picture));
        if let Some(url) = image {
            let file = page.file(url);
            if !story.body.contains(&file.address) {
                story.found.pictures += 1;
                story.media.extend(file.media);
                story.image = Some(LeadImage { src: file.address, ..LeadImage::default() });
            }
        }
        for url in entry.enclosures.iter().filter(|url| !url.is_empty() && !is_picture(url)) {
            let message = format!("enclosure kept in [extra]: {url}");
            story.notices.push(Notice { kind: "enclosure", message });
            story.extra.insert("enclosure".to_owned(), toml::Value::String(url.clone()));
        }
    }
}

impl Source for Feeds {
    type Raw = FeedEntry;

    fn site(&self) -> SiteFacts {
        self.site.clone()
    }

    fn read(&self, sink: &mut dyn FnMut(FeedEntry) -> Result<(), ImportError>) -> Result<(), ImportError> {
        for (number, file) in self.documents.iter().enumerate() {
            let feed = read(file)?;
            for (index, entry) in feed.entries.into_iter().enumerate() {
                let latest = self.latest.get(entry.key());
                if latest.is_some_and(|latest| (latest.document, latest.entry) == (number, index)) {
                    sink(FeedEntry {
                        document: file.name.clone(),
                        content: Content::Entry(Box::new(entry)),
                    })?;
                }
            }
            if let Some(fault) = feed.fault {
                sink(FeedEntry { document: file.name.clone(), content: Content::Fault(fault) })?;
            }
        }
        Ok(())
    }

    fn convert(&self, raw: FeedEntry, decisions: &Decisions) -> Item {
        match raw.content {
            Content::Entry(entry) => Item::Story(Box::new(self.story(&raw.document, &entry, decisions))),
            Content::Fault(fault) => Item::SetAside(SetAside {
                id: SourceId(format!("feed:{}#fault", raw.document)),
                origin: Origin { file: raw.document, line: fault.line },
                reason: format!("the document can't be read from here on: {}", fault.message),
                first_lines: String::new(),
                year: None,
            }),
        }
    }

    fn observe(&self, raw: &FeedEntry, observations: &mut Observations) {
        let Content::Entry(entry) = &raw.content else { return };
        let date = entry.date();
        observations.add_year(date.map(|date| date.year()));
        if let Some(date) = date {
            date.observe(&entry.published, observations);
        }
        for author in &entry.authors {
            observations.authors.add(author, &entry.link);
        }
        for category in &entry.categories {
            observations.categories.add(category, &entry.link);
        }
        if let Some(path) = old_address::path_and_query(&entry.link) {
            observations.add_address(&path);
        }
    }

    fn suggest(&self, observations: &Observations, decisions: &mut Decisions) {
        let evidence = dates::Evidence::of(observations);
        decisions.dates.order = decisions.dates.order.or(evidence.order());
        if decisions.source.base_url.is_none() {
            decisions.source.base_url.clone_from(&self.site.base_url);
        }
    }

    fn redirects(&self, _decisions: &Decisions) -> Vec<Redirect> {
        Vec::new()
    }
}

/// Reads a document.
fn read(file: &SourceFile) -> Result<Feed, ImportError> {
    let bytes = file.read(FILE_LIMIT_BYTES)?;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let named = head.split_once("encoding=").and_then(|(_, rest)| rest.get(1..)?.split(['"', '\'']).next());
    let text = charset::decode(&bytes, named).text;
    Ok(match text.trim_start().chars().next() {
        Some('{') => json::read(&text),
        Some('<') => xml::read(text.trim_start()),
        _ => Feed::default(),
    })
}

/// Returns the file of an older document, if it is beside the feed.
fn beside(file: &SourceFile, address: &str) -> Option<SourceFile> {
    let folder = file.path.parent().unwrap_or(Path::new("."));
    let path = old_address::path_and_query(address).unwrap_or_else(|| address.to_owned());
    let parts: Vec<&str> = path.split(['/', '?']).filter(|part| !part.is_empty() && *part != "..").collect();
    // `/atom/1.xml` is `atom/1.xml` or `1.xml` beside the feed.
    (0..parts.len()).find_map(|start| {
        let name = parts[start..].join("/");
        let path = folder.join(&name);
        let root = folder.canonicalize().ok()?;
        let real = path.canonicalize().ok().filter(|real| real.starts_with(&root) && real.is_file())?;
        let size = real.metadata().ok()?.len();
        Some(SourceFile { name, path, size })
    })
}

/// Returns the bylines of an entry.
fn authors(entry: &Entry, decisions: &Decisions) -> Vec<Byline> {
    let named = entry.authors.iter().map(|name| decisions.authors.get(name).unwrap_or(name).trim());
    let mut bylines: Vec<Byline> = Vec::new();
    for byline in named.filter(|name| !name.is_empty()).map(Byline::named) {
        if !bylines.contains(&byline) {
            bylines.push(byline);
        }
    }
    bylines
}

/// Returns a text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
