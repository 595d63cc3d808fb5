//! Reads RSS 0.9x, 1.0 and 2.0 and Atom.
//!
//! Custom entities are refused, since only those of XML and numbers are known. A document
//! that breaks off gives the entries before the fault.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entry::{Entry, Fault, Feed, escaped};

/// Deepest element.
const MOST_LEVELS: usize = 256;

/// Element that is open.
#[derive(Debug, Default)]
struct Open {
    name: String,
    /// Text and, within XHTML, the tags.
    text: String,
    is_xhtml: bool,
    has_html: bool,
    attributes: Vec<(String, String)>,
}

impl Open {
    /// Returns an attribute by its local name.
    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// Reads a document.
pub(super) fn read(text: &str) -> Feed {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut state = State { line: 1, ..State::default() };
    let mut counted = 0;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        state.line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..at]).count() as u64;
        counted = at;
        let result = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => state.event(&event),
            Err(error) => Err(error.to_string()),
        };
        if let Err(message) = result {
            state.feed.fault = Some(Fault { line: state.line, message });
            break;
        }
    }
    if !state.open.is_empty() && state.feed.fault.is_none() {
        let message = "the document ends before its last element".to_owned();
        state.feed.fault = Some(Fault { line: state.line, message });
    }
    state.feed
}

/// Document as far as it was read.
#[derive(Debug, Default)]
struct State {
    open: Vec<Open>,
    feed: Feed,
    entry: Option<Entry>,
    /// Line that was reached, counted from 1.
    line: u64,
}

impl State {
    /// Takes an event.
    fn event(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(start)?,
            Event::Empty(start) => {
                self.start(start)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(reference) => self.text(&entity(reference)),
            _ => {}
        }
        Ok(())
    }

    /// Opens an element.
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if self.open.len() == MOST_LEVELS {
            return Err(format!("more than {MOST_LEVELS} elements within one another"));
        }
        let name = qualified(start.name().as_ref());
        let attributes = start.attributes().flatten().map(|attribute| {
            let key = attribute.key.local_name().as_ref().to_owned();
            let value = unescaped(&attribute.value);
            (key, value)
        });
        let attributes: Vec<_> = attributes.collect();
        if let Some(parent) = self.open.last_mut().filter(|parent| parent.is_xhtml) {
            let mut tag = format!("<{}", name.rsplit(':').next().unwrap_or_default());
            for (key, value) in &attributes {
                if key != "xmlns" {
                    let _ = write!(tag, " {key}=\"{}\"", escaped(value).replace('"', "&quot;"));
                }
            }
            parent.text.push_str(&tag);
            parent.text.push('>');
        }
        if self.entry.is_none() && matches!(name.as_str(), "item" | "entry") {
            self.entry = Some(Entry { line: self.line, ..Entry::default() });
        }
        let kind = attributes.iter().find(|(key, _)| key == "type").map_or("", |(_, value)| value);
        let is_xhtml = kind == "xhtml" || self.open.last().is_some_and(|parent| parent.is_xhtml);
        let has_html = matches!(kind, "html" | "text/html" | "application/xhtml+xml");
        self.open.push(Open { name, text: String::new(), is_xhtml, has_html, attributes });
        Ok(())
    }

    /// Adds text to the open element.
    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            if open.is_xhtml {
                open.text.push_str(&escaped(text));
            } else {
                open.text.push_str(text);
            }
        }
    }

    /// Closes an element.
    fn end(&mut self) {
        let Some(element) = self.open.pop() else { return };
        if let Some(parent) = self.open.last_mut().filter(|parent| parent.is_xhtml) {
            let name = element.name.rsplit(':').next().unwrap_or_default();
            parent.text.push_str(&element.text);
            if !matches!(
                name,
                "br" | "img" | "hr" | "input" | "col" | "source" | "wbr" | "area" | "embed" | "track"
            ) {
                let _ = write!(parent.text, "</{name}>");
            }
            return;
        }
        if matches!(element.name.as_str(), "item" | "entry") {
            self.feed.entries.extend(self.entry.take());
            return;
        }
        let parent = self.open.last().map_or("", |parent| parent.name.as_str());
        let parent = parent.to_owned();
        match &mut self.entry {
            Some(entry) => entry_element(entry, &element, &parent),
            None => feed_element(&mut self.feed, &element, &parent),
        }
    }
}

/// Takes an element of an entry.
fn entry_element(entry: &mut Entry, element: &Open, parent: &str) {
    let text = element.text.trim();
    let set = |field: &mut String, text: &str| {
        if field.is_empty() {
            text.clone_into(field);
        }
    };
    let is_entry = matches!(parent, "item" | "entry");
    match element.name.as_str() {
        "title" if is_entry => set(&mut entry.title, &html_of(element)),
        "link" if is_entry && !element.attribute("href").is_empty() => match element.attribute("rel") {
            "" | "alternate" => set(&mut entry.link, element.attribute("href")),
            "enclosure" => entry.enclosures.push(element.attribute("href").to_owned()),
            _ => {}
        },
        "link" if is_entry => set(&mut entry.link, text),
        "guid" => {
            set(&mut entry.id, text);
            if entry.link.is_empty()
                && text.starts_with("http")
                && element.attribute("isPermaLink") != "false"
            {
                text.clone_into(&mut entry.link);
            }
        }
        "id" if is_entry => set(&mut entry.id, text),
        "pubDate" | "published" | "issued" | "dc:date" | "dcterms:issued" | "dcterms:created" | "created"
            if is_entry =>
        {
            set(&mut entry.published, text);
        }
        "updated" | "modified" | "dcterms:modified" | "atom:updated" if is_entry => {
            set(&mut entry.updated, text);
        }
        "dc:creator" => entry.authors.push(text.to_owned()),
        "author" if parent == "item" && !text.is_empty() => entry.authors.push(person(text)),
        "name" if matches!(parent, "author" | "contributor") => entry.authors.push(text.to_owned()),
        "category" if is_entry => {
            let name = [element.attribute("label"), element.attribute("term"), text];
            entry.categories.extend(name.into_iter().find(|name| !name.is_empty()).map(str::to_owned));
        }
        "dc:subject" => entry.categories.push(text.to_owned()),
        "content:encoded" => set(&mut entry.content, text),
        "content" if is_entry => set(&mut entry.content, &html_of(element)),
        "description" if is_entry => set(&mut entry.summary, text),
        "summary" if is_entry => set(&mut entry.summary, &html_of(element)),
        "enclosure" => entry.enclosures.push(element.attribute("url").to_owned()),
        "media:content" if is_image(element) => set(&mut entry.image, element.attribute("url")),
        "media:thumbnail" => set(&mut entry.image, element.attribute("url")),
        "dc:language" => set(&mut entry.language, text),
        "comments" => set(&mut entry.comments, text),
        _ => {}
    }
}

/// Takes an element of the feed itself.
fn feed_element(feed: &mut Feed, element: &Open, parent: &str) {
    if !matches!(parent, "channel" | "feed") {
        return;
    }
    let text = element.text.trim();
    match element.name.as_str() {
        "title" => text.clone_into(&mut feed.title),
        "description" | "subtitle" | "tagline" => text.clone_into(&mut feed.description),
        "language" | "dc:language" => text.clone_into(&mut feed.language),
        "link" | "atom:link" if !element.attribute("href").is_empty() => match element.attribute("rel") {
            "prev-archive" | "next" => feed.older.push(element.attribute("href").to_owned()),
            "" | "alternate" => element.attribute("href").clone_into(&mut feed.link),
            _ => {}
        },
        "link" if !text.is_empty() => text.clone_into(&mut feed.link),
        _ => {}
    }
}

/// Returns the content of an Atom element as HTML (RFC 4287, section 3.1).
fn html_of(element: &Open) -> String {
    let text = element.text.trim();
    // RSS has no types: its titles hold HTML, escaped once or twice.
    let is_plain = matches!(element.attribute("type"), "text" | "text/plain");
    if element.has_html
        || element.is_xhtml
        || !is_plain && element.attribute("type").is_empty() && text.contains(['<', '&'])
    {
        return text.to_owned();
    }
    escaped(text)
}

/// Reports that an element of Media RSS is a picture.
fn is_image(element: &Open) -> bool {
    element.attribute("medium") == "image" || element.attribute("type").starts_with("image/")
}

/// Returns the name of `ann@example.org (Ann Author)`.
fn person(text: &str) -> String {
    match text.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')) {
        Some((name, _)) => name.trim().to_owned(),
        None if text.contains('@') => String::new(),
        None => text.to_owned(),
    }
}

/// Returns the name of an element with the prefixes that matter here.
///
/// Prefixes are those that feeds use everywhere; the default one is left out.
fn qualified(name: &str) -> String {
    match name.split_once(':') {
        Some(("rss" | "atom" | "a" | "rdf", local)) if local != "updated" => local.to_owned(),
        _ => name.to_owned(),
    }
}

/// Returns the text of an entity; unknown ones stay as they are written.
fn entity(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    match (number.and_then(char::from_u32), quick_xml::escape::resolve_xml_entity(name)) {
        (Some(char), _) => char.to_string(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => format!("&{name};"),
    }
}

/// Returns an attribute's value without entities.
fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}
