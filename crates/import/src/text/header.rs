//! Reads the lines above a story: site, headline, date, byline.

use crate::bylines;
use crate::dates::{self, Event, ReadDate};
use crate::story::Byline;

use super::furniture::Repeated;
use super::lines::Line;

/// Lines in which the date is looked for.
const LINES_SEARCHED: usize = 14;
/// Lines at the end in which the date is looked for.
const LAST_LINES_SEARCHED: usize = 4;
/// Longest headline in characters.
const LONGEST_HEADLINE: usize = 200;
/// Most words of a site's name and of a section's.
const MOST_WORDS: usize = 7;

/// Words in the names of newspapers and stations, in small letters.
const SITE_WORDS: [&str; 46] = [
    "news",
    "times",
    "post",
    "daily",
    "weekly",
    "herald",
    "tribune",
    "gazette",
    "journal",
    "chronicle",
    "courier",
    "observer",
    "press",
    "review",
    "today",
    "radio",
    "fm",
    "tv",
    "magazine",
    "star",
    "sentinel",
    "telegraph",
    "mail",
    "bulletin",
    "examiner",
    "register",
    "mirror",
    "zeitung",
    "anzeiger",
    "nachrichten",
    "kurier",
    "presse",
    "tagblatt",
    "rundschau",
    "courrier",
    "diario",
    "periodico",
    "gazzetta",
    "corriere",
    "giornale",
    "noticias",
    "jornal",
    "krant",
    "dagblad",
    "avis",
    "tidning",
];

/// Facts above a story, and the lines of the story.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Header {
    pub(super) site_name: Option<String>,
    pub(super) title: String,
    pub(super) summary: Option<String>,
    pub(super) section: Option<String>,
    pub(super) authors: Vec<Byline>,
    pub(super) date: Option<ReadDate>,
    /// Date as the capture writes it.
    pub(super) date_text: String,
    pub(super) updated: Option<ReadDate>,
    pub(super) tags: Vec<String>,
    pub(super) source: Option<String>,
    pub(super) url: Option<String>,
    pub(super) body: Vec<Line>,
}

/// Knowledge about the archive.
pub(super) struct Known<'a> {
    pub(super) site_name: Option<&'a str>,
    pub(super) repeated: &'a Repeated,
}

/// Reads the lines of a capture without furniture.
///
/// # Errors
///
/// Returns a question if the form is unsure.
pub(super) fn read(lines: Vec<Line>, known: &Known<'_>) -> Result<Header, String> {
    let mut header = Header::default();
    let date_at = date_line(&lines);
    let head_end = date_at.unwrap_or_else(|| head_end(&lines));
    let mut head = Vec::new();
    let mut body = Vec::new();
    for (index, line) in lines.into_iter().enumerate() {
        if index < head_end {
            if !header.take_fact(&line.text) {
                head.push(line);
            }
        } else if Some(index) == date_at {
            header.take_date(&line.text);
        } else if body.is_empty() && header.take_fact(&line.text) {
            // Facts may stand between the date and the text.
        } else {
            body.push(line);
        }
    }
    if header.date.is_none() {
        take_last_date(&mut header, &mut body);
    }
    header.name_head(head, &mut body, known)?;
    header.body = body;
    Ok(header)
}

/// Returns the line that gives the date of the story.
fn date_line(lines: &[Line]) -> Option<usize> {
    let near = || lines.iter().take(LINES_SEARCHED).enumerate();
    let is_date = |line: &Line| {
        let read = dates::in_line(value(&line.text, &["date", "published", "datum"]).unwrap_or(&line.text));
        read.is_some_and(|date| date.event == Event::Published && !is_year_alone(&date))
    };
    near().find(|(_, line)| is_date(line)).map(|(index, _)| index)
}

/// Reports that a date is a year and nothing more, as some headlines are.
fn is_year_alone(date: &ReadDate) -> bool {
    matches!(date.day, dates::ReadDay::Year(_))
}

/// Returns the number of lines before the first that is a sentence.
fn head_end(lines: &[Line]) -> usize {
    let is_text = |line: &Line| line.text.chars().count() > 120 || ends_sentence(&line.text);
    lines.iter().position(is_text).unwrap_or(1).clamp(1, 5).min(lines.len())
}

/// Takes the date from the last lines.
fn take_last_date(header: &mut Header, body: &mut Vec<Line>) {
    let first = body.len().saturating_sub(LAST_LINES_SEARCHED).max(1);
    let found = (first..body.len())
        .find(|index| dates::in_line(&body[*index].text).is_some_and(|date| !is_year_alone(&date)));
    if let Some(index) = found {
        let line = body.remove(index);
        header.take_date(&line.text);
    }
}

impl Header {
    /// Takes the date of a line, and a byline beside it.
    fn take_date(&mut self, line: &str) {
        let text = value(line, &["date", "published", "datum"]).unwrap_or(line);
        let Some(date) = dates::in_line(text) else { return };
        self.date = Some(date);
        text.clone_into(&mut self.date_text);
        for part in text.split(['|', '•', '·', '–', '—']) {
            if self.authors.is_empty()
                && let Some(authors) = bylines::parse(part)
            {
                self.authors = authors;
            }
        }
    }

    /// Takes a line that names a fact; reports that it does.
    fn take_fact(&mut self, line: &str) -> bool {
        if let Some(authors) = bylines::parse(line) {
            self.authors.extend(authors);
            return true;
        }
        if let Some(date) = dates::in_line(line).filter(|date| date.event == Event::Updated) {
            self.updated = Some(date);
            return true;
        }
        if line.starts_with("http") && !line.contains(' ') && line.contains("://") {
            self.url = Some(line.to_owned());
            return true;
        }
        let Some((key, text)) = line.split_once(": ") else { return false };
        let text = text.trim();
        match key.trim().to_lowercase().as_str() {
            "title" | "headline" | "titel" | "titre" | "título" | "titolo" => {
                text.clone_into(&mut self.title);
            }
            "author" | "authors" | "byline" => match bylines::names(text) {
                Some(authors) => self.authors.extend(authors),
                None => self.authors.push(Byline::named(text)),
            },
            "section" | "category" | "rubric" | "ressort" => self.section = Some(text.to_owned()),
            "tags" | "keywords" | "topics" => {
                self.tags.extend(
                    text.split([',', ';']).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()),
                );
            }
            "url" | "link" | "address" | "permalink" => self.url = Some(text.to_owned()),
            "source" => self.source = Some(text.to_owned()),
            "summary" | "abstract" | "description" => self.summary = Some(text.to_owned()),
            _ => return false,
        }
        true
    }

    /// Finds the headline among the lines above the date.
    fn name_head(&mut self, head: Vec<Line>, body: &mut Vec<Line>, known: &Known<'_>) -> Result<(), String> {
        let mut head: Vec<Line> = head;
        let is_site = |line: &Line| match known.site_name {
            Some(name) => line.text.eq_ignore_ascii_case(name),
            None => known.repeated.begins_with(&line.text),
        };
        if let Some(index) = head.iter().position(is_site) {
            self.site_name = Some(head.remove(index).text);
        }
        // A line of many captures, though not of all, is the name of a section.
        while let Some(index) = head.iter().position(|line| known.repeated.has(&line.text)) {
            let line = head.remove(index);
            let is_section = line.text.split(' ').count() <= 3 && !known.repeated.is_everywhere(&line.text);
            if is_section && self.section.is_none() {
                self.section = Some(line.text);
            }
        }
        if !self.title.is_empty() {
            body.splice(0..0, head);
            return Ok(());
        }
        if self.site_name.is_none() && head.len() >= 2 && is_site_name(&head[0].text, &head[1].text) {
            self.site_name = Some(head.remove(0).text);
        }
        self.take_title(head, body)
    }

    /// Takes the headline from the lines that remain.
    fn take_title(&mut self, mut head: Vec<Line>, body: &mut Vec<Line>) -> Result<(), String> {
        match head.len() {
            0 => {
                let is_headline = |line: &Line, next: &Line| {
                    !ends_sentence(&line.text)
                        && line.text.chars().count() <= LONGEST_HEADLINE
                        && (next.opens_block || next.text.len() > line.text.len())
                };
                if body.len() < 2 || !is_headline(&body[0], &body[1]) {
                    return Err(
                        "no line above the text could be the headline: name it in the file as “Title: …”"
                            .to_owned(),
                    );
                }
                self.title = body.remove(0).text;
            }
            1 => self.title = head.remove(0).text,
            2 if !head[1].opens_block && head[0].text.chars().count() > 30 => {
                self.title = format!("{} {}", head[0].text, head[1].text);
            }
            2 if ends_sentence(&head[1].text) && !ends_sentence(&head[0].text) => {
                self.summary = Some(head.remove(1).text);
                self.title = head.remove(0).text;
            }
            _ => {
                let lines: Vec<_> = head.iter().map(|line| format!("“{}”", line.text)).collect();
                return Err(format!(
                    "which line is the headline: {}? Add the others to `lines` in [leave_out], or name the site in `site_name` in [text]",
                    lines.join(" or ")
                ));
            }
        }
        if self.title.chars().count() > LONGEST_HEADLINE {
            return Err(
                "the line above the text is too long for a headline: name it in the file as “Title: …”"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// Returns the text behind a key: `Date: Nov 1, 2025`.
fn value<'a>(line: &'a str, keys: &[&str]) -> Option<&'a str> {
    let (key, text) = line.split_once(": ")?;
    keys.contains(&key.trim().to_lowercase().as_str()).then(|| text.trim())
}

/// Reports that a line ends as a sentence does.
fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['”', '"', '’', '»', ')']).ends_with(['.', '…']) && line.split(' ').count() > 4
}

/// Reports that a line is written as the name of a newspaper or station.
fn is_site_name(line: &str, next: &str) -> bool {
    let words: Vec<_> = line.split(' ').collect();
    let is_small =
        |word: &str| matches!(word, "of" | "the" | "and" | "for" | "de" | "la" | "der" | "die" | "le");
    let is_title_case =
        words.iter().all(|word| is_small(word) || !word.starts_with(|c: char| c.is_lowercase()));
    let is_domain = words.len() == 1 && line.contains('.') && !line.ends_with('.');
    let has_site_word = words.iter().any(|word| {
        let word = word.to_lowercase();
        SITE_WORDS.iter().any(|site| word == *site || (site.len() > 5 && word.ends_with(site)))
    });
    let is_short = words.len() <= MOST_WORDS && words.len() < next.split(' ').count();
    is_short && (is_domain || (is_title_case && has_site_word && !line.ends_with(['.', '?', '!', ':'])))
}
