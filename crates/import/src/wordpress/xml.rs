//! Reads the records of an export from its XML.
//!
//! Elements are found by their namespace, whatever its prefix. Tags of HTML within a text,
//! unknown entities and nested CDATA sections are repaired and counted. An item whose end is
//! missing is marked as faulty, and the next one is read.

mod element;
mod end;
mod namespace;
mod text;

use std::io::Read;
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::clean::CleanReader;
use super::item::{Item, ItemComment, ItemTerm, Meta, Record, Term, User};
use super::repair::{self, Repairs};
use crate::error::ImportError;
use element::{Element, Field};
use end::describe;
use namespace::{Namespace, Scopes};

/// Deepest nesting of elements.
const DEEPEST: usize = 200;

/// Reader of an export's records.
pub(super) struct WxrReader<R: Read> {
    path: PathBuf,
    reader: Reader<CleanReader<R>>,
    buffer: Vec<u8>,
    scopes: Scopes,
    open: Vec<Open>,
    /// Names of the open elements, one after another.
    names: String,
    /// Text of the innermost element.
    text: String,
    /// End of the last CDATA section in `text`.
    cdata_end: Option<usize>,
    parts: Parts,
    /// Item that was read last.
    pub(super) item: Item,
    /// Repairs outside of items.
    pub(super) repairs: Repairs,
    has_channel: bool,
    /// Reports that an element of WordPress's namespace was read.
    pub(super) is_wordpress: bool,
}

/// Element whose end was not read yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    element: Element,
    /// Beginning of the name in [`WxrReader::names`].
    name: usize,
    line: u64,
}

/// Parts of a record that are read now.
#[derive(Default)]
struct Parts {
    user: User,
    term: Term,
    item_term: ItemTerm,
    meta: Meta,
    comment: ItemComment,
}

impl<R: Read> WxrReader<R> {
    /// Returns a reader at the beginning of an export.
    pub(super) fn new(path: &Path, input: R) -> Self {
        let mut reader = Reader::from_reader(CleanReader::new(input));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            path: path.to_owned(),
            reader,
            buffer: Vec::new(),
            scopes: Scopes::default(),
            open: Vec::new(),
            names: String::new(),
            text: String::new(),
            cdata_end: None,
            parts: Parts::default(),
            item: Item::default(),
            repairs: Repairs::default(),
            has_channel: false,
            is_wordpress: false,
        }
    }

    /// Reads the next record; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be read or is no export.
    pub(super) fn next(&mut self) -> Result<Option<Record>, ImportError> {
        loop {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            let line = self.reader.get_ref().line();
            self.reader.get_mut().begin_event();
            let event = self.reader.read_event_into(&mut buffer);
            let record = match event {
                Ok(Event::Start(tag)) => self.start(&tag, line),
                Ok(Event::Empty(tag)) => {
                    let record = self.start(&tag, line);
                    record.map(|record| record.or(self.end_empty(&tag)))
                }
                Ok(Event::End(tag)) => self.end(tag.name().as_ref(), line),
                Ok(Event::Text(text)) => {
                    self.add_text(&text);
                    Ok(None)
                }
                Ok(Event::CData(text)) => {
                    self.add_cdata(&text);
                    Ok(None)
                }
                Ok(Event::GeneralRef(reference)) => {
                    self.add_reference(&reference);
                    Ok(None)
                }
                Ok(Event::Comment(comment)) => {
                    if self.leaf().is_some() {
                        self.add_markup(&["<!--", &comment, "-->"]);
                    }
                    Ok(None)
                }
                Ok(Event::Eof) => return self.end_of_file(None),
                Ok(_) => Ok(None),
                Err(quick_xml::Error::Io(error)) => Err(self.io_error(&error)),
                Err(error) => return self.end_of_file(Some(&describe(&error, line))),
            };
            self.buffer = buffer;
            if let Some(record) = record? {
                return Ok(Some(record));
            }
        }
    }

    /// Begins an element.
    fn start(&mut self, tag: &BytesStart<'_>, line: u64) -> Result<Option<Record>, ImportError> {
        let is_within_item = self.is_within_item();
        if self.leaf().is_some() && !(is_within_item && tag.name().as_ref() == "item") {
            // A text may hold HTML that no CDATA section protects, but never an item.
            self.add_markup(&["<", tag, ">"]);
            return Ok(None);
        }
        let abandoned =
            if is_within_item && tag.name().as_ref() == "item" { self.abandon_item(line) } else { None };
        let depth = self.open.len() + 1;
        if depth > DEEPEST {
            return Err(self.fault(line, "elements are nested more than 200 deep".to_owned()));
        }
        self.scopes.enter(depth, tag);
        let name = tag.name();
        let (namespace, local) = self.scopes.resolve(name.as_ref());
        let parent = self.open.last().map_or(Element::Document, |open| open.element);
        let element = Element::of(parent, namespace, local);
        match (parent, element) {
            (Element::Document, Element::Unknown) => {
                let message = format!(
                    "the file begins with <{}>, and an export of WordPress begins with <rss>",
                    name.as_ref()
                );
                return Err(self.fault(line, message));
            }
            (Element::Rss, Element::Unknown) => {
                let message = format!("<rss> holds <{}> in place of <channel>", name.as_ref());
                return Err(self.fault(line, message));
            }
            _ => {}
        }
        self.is_wordpress |= namespace == Namespace::WordPress;
        self.has_channel |= element == Element::Channel;
        self.open.push(Open { element, name: self.names.len(), line });
        self.names.push_str(name.as_ref());
        self.begin(element, tag, line);
        Ok(abandoned)
    }

    /// Prepares the parts of an element.
    fn begin(&mut self, element: Element, tag: &BytesStart<'_>, line: u64) {
        match element {
            Element::Item => {
                self.item.clear();
                self.item.line = line;
            }
            Element::User => self.parts.user = User::default(),
            Element::Term(taxonomy) => {
                self.parts.term = Term { taxonomy: taxonomy.to_owned(), ..Term::default() };
            }
            Element::Meta => self.parts.meta = Meta::default(),
            Element::Comment => self.parts.comment = ItemComment::default(),
            Element::Leaf(field) => {
                self.text.clear();
                self.cdata_end = None;
                if field == Field::ItemTerm {
                    let value = |key: &str| {
                        let attribute = tag.try_get_attribute(key).ok().flatten()?;
                        Some(quick_xml::escape::unescape(&attribute.value).ok()?.into_owned())
                    };
                    self.parts.item_term = ItemTerm {
                        domain: value("domain").unwrap_or_default(),
                        slug: value("nicename").unwrap_or_default(),
                        name: String::new(),
                    };
                }
            }
            _ => {}
        }
    }

    /// Ends an element that has no content.
    fn end_empty(&mut self, tag: &BytesStart<'_>) -> Option<Record> {
        let is_open = self.open.last().is_some_and(|open| self.names[open.name..] == *tag.name().as_ref());
        if is_open { self.close() } else { None }
    }

    /// Ends an element.
    fn end(&mut self, name: &str, line: u64) -> Result<Option<Record>, ImportError> {
        let Some(innermost) = self.open.last().copied() else {
            return Err(self.fault(line, format!("</{name}> ends nothing")));
        };
        if self.names[innermost.name..] == *name {
            return Ok(self.close());
        }
        let is_structure = matches!(name, "item" | "channel" | "rss");
        if let Element::Leaf(_) = innermost.element
            && !is_structure
        {
            self.add_markup(&["</", name, ">"]);
            return Ok(None);
        }
        let matching = self.open.iter().rposition(|open| self.name(open) == name);
        let Some(matching) = matching else {
            self.repairs_now().markup += 1;
            return Ok(None);
        };
        let is_safe = self.open[matching + 1..].iter().all(|open| open.element == Element::Unknown);
        if !is_safe {
            let message =
                format!("<{}> of line {} has no end", &self.names[innermost.name..], innermost.line);
            if !self.is_within_item() {
                return Err(self.fault(line, format!("</{name}> stands where {message}")));
            }
            self.item.fault = Some(message);
        }
        self.repairs_now().markup += 1;
        if name != "item"
            && let Some(item) = self.open.iter().position(|open| open.element == Element::Item)
            && item > matching
        {
            // The item ends with the file; the channel's end follows.
            self.item.fault.get_or_insert_with(|| format!("<item> has no end before </{name}>"));
            self.truncate(matching);
            return Ok(Some(Record::Item));
        }
        self.truncate(matching + 1);
        Ok(self.close())
    }

    /// Returns the name of an open element.
    fn name(&self, open: &Open) -> &str {
        let end = self.open.iter().map(|other| other.name).find(|start| *start > open.name);
        &self.names[open.name..end.unwrap_or(self.names.len())]
    }

    /// Closes the innermost element, and returns the record that is complete.
    fn close(&mut self) -> Option<Record> {
        let open = self.open.last().copied()?;
        self.truncate(self.open.len() - 1);
        match open.element {
            Element::Item => Some(Record::Item),
            Element::User => Some(Record::User(std::mem::take(&mut self.parts.user))),
            Element::Term(_) => Some(Record::Term(std::mem::take(&mut self.parts.term))),
            Element::Meta => {
                let meta = std::mem::take(&mut self.parts.meta);
                if element::is_used_meta(&meta.key) {
                    self.item.meta.push(meta);
                }
                None
            }
            Element::Comment => {
                self.item.comments.push(std::mem::take(&mut self.parts.comment));
                None
            }
            Element::Leaf(field) => self.store(field),
            _ => None,
        }
    }

    /// Stores the text of an element.
    fn store(&mut self, field: Field) -> Option<Record> {
        let mut repairs = Repairs::default();
        repair::clean(&mut self.text, &mut repairs);
        self.repairs_now().add(repairs);
        if let Field::Channel(channel) = field {
            return Some(Record::Channel(channel, self.text.trim().to_owned()));
        }
        field.store(&mut self.text, &mut self.item, &mut self.parts);
        None
    }

    /// Removes all open elements but the outermost `count`.
    fn truncate(&mut self, count: usize) {
        if let Some(first) = self.open.get(count) {
            self.names.truncate(first.name);
            self.open.truncate(count);
            self.scopes.leave(count);
        }
    }

    /// Ends the open item as faulty, since another one begins in its middle.
    fn abandon_item(&mut self, line: u64) -> Option<Record> {
        let item = self.open.iter().position(|open| open.element == Element::Item)?;
        self.item.repairs.markup += 1;
        self.item.fault = Some(format!("<item> of line {} has no end before line {line}", self.item.line));
        self.truncate(item);
        Some(Record::Faulty(Box::new(std::mem::take(&mut self.item))))
    }

    /// Reports that an item is open.
    fn is_within_item(&self) -> bool {
        self.open.get(2).is_some_and(|open| open.element == Element::Item)
    }
}
