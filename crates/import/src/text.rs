//! Captures of pages as text: files with a headline, a date and paragraphs.
//!
//! ```text
//! file → sections     one for each story
//!      → lines        without furniture of the page
//!      → Header       site, headline, date, byline; the rest is the story
//!      → Text         wrapped lines joined to paragraphs
//! ```
//!
//! A capture whose form is unsure is set aside with a question.

mod furniture;
mod header;
mod lines;
mod paragraphs;
mod place;
mod split;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::convert::{self, OldSite};
use crate::dates::{self, Evidence, ReadDate};
use crate::decisions::{DateOrder, Decisions};
use crate::error::ImportError;
use crate::files::{self, SourceFile};
use crate::source::{SiteFacts, Source};
use crate::story::{
    FirstSource, Item, LeftOut, Notice, Origin, Redirect, SetAside, SourceId, Story, StoryDate, StoryKind,
};
use crate::survey::Observations;
use crate::{charset, front_matter};

use furniture::Repeated;
use header::{Header, Known};
use lines::Line;
use paragraphs::Part;

/// Most bytes of a capture.
const FILE_LIMIT_BYTES: u64 = 64 << 20;
/// Endings of text files.
const ENDINGS: [&str; 4] = ["txt", "text", "asc", ""];

/// Folder of captures.
#[derive(Debug)]
pub struct Captures {
    files: Vec<SourceFile>,
    /// Lines that a third of the captures hold.
    repeated: Repeated,
    /// Name of the site: the given one, or the line with which most captures begin.
    site_name: Option<String>,
    /// Order of day and month that the dates of the archive show.
    order: Option<DateOrder>,
    separator: Option<String>,
    encoding: Option<String>,
}

/// Capture.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    id: SourceId,
    origin: Origin,
    encoding: &'static str,
    content: Content,
}

/// Content of a capture.
#[derive(Debug, Clone, PartialEq)]
enum Content {
    Lines(Vec<Line>),
    /// Reason for setting the file aside.
    Unreadable(String),
    /// Rule that leaves the file out.
    Other(String),
}

impl Captures {
    /// Opens captures: reads all once for the lines that repeat.
    ///
    /// # Errors
    ///
    /// Returns an error if a folder can't be read.
    pub fn open(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let mut captures = Self {
            files: files::list(paths)?,
            repeated: Repeated::default(),
            site_name: decisions.text.site_name.clone().filter(|name| !name.is_empty()),
            order: decisions.dates.order,
            separator: decisions.text.separator.clone().filter(|line| !line.is_empty()),
            encoding: decisions.source.encoding.clone(),
        };
        let mut evidence = Evidence::default();
        let mut first_lines: BTreeMap<String, u64> = BTreeMap::new();
        let mut repeated = Repeated::default();
        captures.read(&mut |capture| {
            let Content::Lines(lines) = &capture.content else { return Ok(()) };
            repeated.add(lines);
            for line in lines.iter().take(20) {
                if let Some(date) = dates::in_line(&line.text) {
                    evidence.add(&date);
                }
            }
            if let Some(first) = lines.first().filter(|line| line.text.len() <= furniture::LONGEST_BYTES) {
                *first_lines.entry(first.text.clone()).or_default() += 1;
            }
            Ok(())
        })?;
        repeated.finish();
        captures.order = captures.order.or(evidence.order());
        if captures.site_name.is_none() {
            let most = first_lines.into_iter().max_by_key(|(_, count)| *count);
            captures.site_name = most.map(|(line, _)| line).filter(|line| repeated.begins_with(line));
        }
        captures.repeated = repeated;
        Ok(captures)
    }

    /// Reads a file, and passes its captures to `sink`.
    fn read_file(
        &self,
        file: &SourceFile,
        sink: &mut dyn FnMut(Capture) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let id = SourceId(format!("text:{}", file.name));
        let origin = Origin { file: file.name.clone(), line: 1 };
        let other = |content| Capture { id: id.clone(), origin: origin.clone(), encoding: "", content };
        let ending = file.ending();
        if !ENDINGS.contains(&ending.as_str()) {
            return sink(other(Content::Other(format!("not a text: .{ending}"))));
        }
        let bytes = match file.read(FILE_LIMIT_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => return sink(other(Content::Unreadable(error.to_string()))),
        };
        if bytes.contains(&0) && !bytes.starts_with(b"\xff\xfe") && !bytes.starts_with(b"\xfe\xff") {
            return sink(other(Content::Unreadable(
                "the file is not a text: it holds zero bytes".to_owned(),
            )));
        }
        let decoded = charset::decode(&bytes, self.encoding.as_deref());
        let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
        let sections = split::sections(&text, self.separator.as_deref());
        for (number, section) in (1..).zip(&sections) {
            let lines = lines::lines(section.text, section.first_line);
            let line = lines.first().map_or(section.first_line, |line| line.number);
            let id = if sections.len() == 1 { id.clone() } else { SourceId(format!("{}#{number}", id.0)) };
            let origin = Origin { file: file.name.clone(), line };
            sink(Capture { id, origin, encoding: decoded.encoding, content: Content::Lines(lines) })?;
        }
        if sections.is_empty() {
            sink(other(Content::Unreadable("the file is empty".to_owned())))?;
        }
        Ok(())
    }

    /// Takes the furniture out of the lines, and returns it.
    fn take_furniture(&self, lines: &mut Vec<Line>, decisions: &Decisions) -> Vec<String> {
        let decided: Vec<_> = decisions.leave_out.lines.iter().map(|line| lines::clean(line)).collect();
        let mut removed = Vec::new();
        let is_edge = |line: &Line| furniture::is_known(&line.text);
        let start = lines.iter().take_while(|line| is_edge(line)).count();
        removed.extend(lines.drain(..start).map(|line| line.text));
        let kept = lines.iter().rposition(|line| !is_edge(line) && !decided.contains(&line.text));
        removed.extend(lines.drain(kept.map_or(0, |last| last + 1)..).map(|line| line.text));
        // Above the text, repeated lines are the site's name and the sections.
        let text_start = lines.iter().position(|line| line.text.chars().count() > 120).unwrap_or(lines.len());
        let mut index = 0;
        lines.retain_mut(|line| {
            let in_text = index > text_start;
            index += 1;
            let is_furniture = decided.contains(&line.text)
                || furniture::is_known_within(&line.text)
                || (in_text && self.repeated.has(&line.text));
            if is_furniture {
                removed.push(std::mem::take(&mut line.text));
            }
            !is_furniture
        });
        removed
    }

    /// Makes a story of a capture.
    fn story(&self, capture: &Capture, lines: &[Line], decisions: &Decisions) -> Result<Story, String> {
        let mut lines = lines.to_vec();
        let left_out = self.take_furniture(&mut lines, decisions);
        if lines.is_empty() {
            return Err("the capture has no text".to_owned());
        }
        let known = Known { site_name: self.site_name.as_deref(), repeated: &self.repeated };
        let header = header::read(lines, &known)?;
        let mut story = Story::new(capture.id.clone(), capture.origin.clone(), StoryKind::Article);
        story.date = self.date(&header, &capture.id, &capture.origin, decisions)?;
        story.updated = header.updated.and_then(|date| date.resolve(self.order(decisions)));
        Self::write_text(&mut story, &header.body);
        if let Some(url) = header.url {
            story.address = address(&url);
        }
        if let Some(name) = header.source {
            story.source = Some(FirstSource { name, url: None });
        }
        story.title = header.title;
        story.summary = header.summary;
        story.authors = header.authors;
        for author in &mut story.authors {
            if let Some(name) = decisions.authors.get(&author.name) {
                name.clone_into(&mut author.name);
            }
        }
        story.section = header.section.map(|name| decisions.sections.get(&name).cloned().unwrap_or(name));
        story.section = story.section.filter(|name| !name.is_empty());
        story.tags = header.tags;
        if !left_out.is_empty() {
            let lines: Vec<_> = left_out.iter().map(|line| front_matter::quoted(line)).collect();
            let message = format!("lines of the page left out: {}", lines.join(", "));
            story.notices.push(Notice { kind: "furniture", message });
        }
        Ok(story)
    }

    /// Writes the text of a story, and takes the place from its beginning.
    fn write_text(story: &mut Story, lines: &[Line]) {
        let mut text = paragraphs::join(lines);
        if let Some(Part::Paragraph(first)) = text.parts.first_mut()
            && let Some(place) = place::place(first)
        {
            first.drain(..place.length);
            story.dateline = Some(place.dateline);
            story.source = place.agency.map(|name| FirstSource { name, url: None });
        }
        if text.joined_words > 0 {
            let message = format!("{} words joined at the hyphen of a line’s end", text.joined_words);
            story.notices.push(Notice { kind: "hyphen", message });
        }
        let markdown = convert::to_markdown(&html(&text.parts), &OldSite::default());
        story.body = markdown.text;
        story.found = markdown.found;
    }

    /// Returns the order of day and month.
    fn order(&self, decisions: &Decisions) -> Option<DateOrder> {
        decisions.dates.order.or(self.order)
    }

    /// Returns the date of a story.
    ///
    /// # Errors
    ///
    /// Returns a question if the date can be read in two ways.
    fn date(
        &self,
        header: &Header,
        id: &SourceId,
        origin: &Origin,
        decisions: &Decisions,
    ) -> Result<Option<StoryDate>, String> {
        if let Some(known) = decisions.dates.known.get(&id.0) {
            let date = dates::parse(known).and_then(|date| date.resolve(decisions.dates.order));
            return date.map(Some).ok_or_else(|| {
                format!("import.toml gives the date {known:?}, which is none: write it as 2014-05-31, 2014-05 or 2014")
            });
        }
        let Some(date) = header.date else { return Ok(dates::from_address(&origin.file)) };
        date.resolve(self.order(decisions)).map(Some).ok_or_else(|| {
            let text = &header.date_text;
            format!("is {text} a day and a month or a month and a day? Set `order` in [dates] of import.toml to \"day-month\" or \"month-day\"")
        })
    }
}

impl Source for Captures {
    type Raw = Capture;

    fn site(&self) -> SiteFacts {
        SiteFacts { title: self.site_name.clone(), ..SiteFacts::default() }
    }

    fn read(&self, sink: &mut dyn FnMut(Capture) -> Result<(), ImportError>) -> Result<(), ImportError> {
        self.files.iter().try_for_each(|file| self.read_file(file, sink))
    }

    fn convert(&self, raw: Capture, decisions: &Decisions) -> Item {
        let (id, origin) = (raw.id.clone(), raw.origin.clone());
        let (reason, first_lines) = match &raw.content {
            Content::Other(rule) => {
                return Item::LeftOut(LeftOut { id, origin, rule: rule.clone(), year: None });
            }
            Content::Unreadable(reason) => (reason.clone(), String::new()),
            Content::Lines(lines) => match self.story(&raw, lines, decisions) {
                Ok(story) => return Item::Story(Box::new(story)),
                Err(question) => (question, first_lines(lines)),
            },
        };
        Item::SetAside(SetAside { id, origin, reason, first_lines, year: None })
    }

    fn observe(&self, raw: &Capture, observations: &mut Observations) {
        let Content::Lines(lines) = &raw.content else { return };
        observations.encodings.add(raw.encoding, &raw.origin.file);
        for line in lines {
            if self.repeated.has(&line.text) || furniture::is_known(&line.text) {
                observations.repeated_lines.add(&line.text, &raw.origin.file);
            }
        }
        let mut lines = lines.clone();
        self.take_furniture(&mut lines, &Decisions::default());
        let known = Known { site_name: self.site_name.as_deref(), repeated: &self.repeated };
        let Ok(header) = header::read(lines, &known) else { return observations.add_year(None) };
        let in_name = || dates::from_address(&raw.origin.file).map(StoryDate::year);
        observations.add_year(header.date.as_ref().map(ReadDate::year).or_else(in_name));
        if let Some(date) = header.date {
            date.observe(&header.date_text, observations);
        }
        for author in &header.authors {
            observations.authors.add(&author.name, &raw.origin.file);
        }
        if let Some(section) = &header.section {
            observations.categories.add(section, &raw.origin.file);
        }
        if let Some(address) = header.url.as_deref().and_then(address) {
            observations.add_address(&address);
        }
    }

    fn suggest(&self, observations: &Observations, decisions: &mut Decisions) {
        decisions.dates.order = decisions.dates.order.or(Evidence::of(observations).order());
        if decisions.text.site_name.is_none() {
            decisions.text.site_name.clone_from(&self.site_name);
        }
        for (line, _) in observations.repeated_lines.by_count() {
            let is_name = self.site_name.as_deref() == Some(line) || observations.categories.count(line) > 0;
            if !is_name && !decisions.leave_out.lines.iter().any(|known| known == line) {
                decisions.leave_out.lines.push(line.to_owned());
            }
        }
    }

    fn redirects(&self, _decisions: &Decisions) -> Vec<Redirect> {
        Vec::new()
    }
}

/// Returns the path of an address.
fn address(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None if url.starts_with('/') => url,
        None => return None,
    };
    let path = path.split('#').next().unwrap_or(path);
    crate::paths::decode(path).filter(|path| path != "/")
}

/// Returns the parts of a text as HTML.
fn html(parts: &[Part]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut html = String::new();
    for part in parts {
        let _ = match part {
            Part::Paragraph(text) => writeln!(html, "<p>{}</p>", escape(text)),
            Part::Lines(lines) => {
                let lines: Vec<_> = lines.iter().map(|line| escape(line)).collect();
                writeln!(html, "<p>{}</p>", lines.join("<br>\n"))
            }
            Part::Points(points) => {
                let points: Vec<_> = points.iter().map(|point| escape(point)).collect();
                writeln!(html, "<ul><li>{}</li></ul>", points.join("</li><li>"))
            }
        };
    }
    html
}

/// Returns the first lines of a capture.
fn first_lines(lines: &[Line]) -> String {
    let lines: Vec<_> = lines.iter().take(4).map(|line| line.text.as_str()).collect();
    lines.join("\n").chars().take(400).collect()
}

#[cfg(test)]
mod tests;
