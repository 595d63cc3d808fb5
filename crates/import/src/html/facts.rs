//! Facts that a page states about itself, the best source first.

use dom_query::Document;

use super::preview::is_language;
use super::{bylines, json_ld, meta};
use crate::dates::{self, Event};
use crate::decisions::DateOrder;
use crate::story::{Byline, StoryDate};

/// Most tags of one text.
const MOST_TAGS: usize = 40;

/// Facts that a page states about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PageFacts {
    /// Headlines.
    pub(super) titles: Vec<String>,
    /// Text of the `title` element.
    pub(super) window_title: String,
    /// Texts of `h1` elements.
    pub(super) headings: Vec<String>,
    pub(super) dates: Vec<String>,
    pub(super) updates: Vec<String>,
    /// Words near the headline that may be the date.
    pub(super) near_dates: Vec<String>,
    /// Names of authors, each alone or several in a text.
    pub(super) authors: Vec<String>,
    pub(super) summaries: Vec<String>,
    pub(super) sections: Vec<String>,
    pub(super) breadcrumbs: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) images: Vec<String>,
    pub(super) image_alt: Option<String>,
    pub(super) languages: Vec<String>,
    pub(super) site_names: Vec<String>,
    /// Canonical addresses.
    pub(super) addresses: Vec<String>,
    /// The page says that it is an article.
    pub(super) is_article: bool,
    /// The page says that it lists other pages.
    pub(super) is_list: bool,
}

impl PageFacts {
    /// Reads the facts of a page.
    pub(super) fn of(document: &Document) -> Self {
        let mut facts = Self::default();
        json_ld::read(document, &mut facts);
        meta::read(document, &mut facts);
        facts
    }

    /// Returns the headline.
    pub(super) fn title(&self, extracted: &str) -> String {
        let stated =
            self.titles.iter().map(|title| self.without_site_name(title)).find(|title| !title.is_empty());
        let heading = match self.headings.as_slice() {
            [heading] if self.window_title.contains(heading.as_str()) => Some(heading.clone()),
            _ => None,
        };
        stated.or(heading).unwrap_or_else(|| self.without_site_name(extracted))
    }

    /// Removes the name of the site from the end or the beginning of a title.
    fn without_site_name(&self, title: &str) -> String {
        let title = title.trim();
        let is_site = |part: &str| self.site_names.iter().any(|name| name.eq_ignore_ascii_case(part.trim()));
        for sign in [" | ", " - ", " – ", " — ", " :: ", " · ", " » "] {
            if let Some((rest, end)) = title.rsplit_once(sign).filter(|(_, end)| is_site(end)) {
                let _ = end;
                return rest.trim().to_owned();
            }
            if let Some((_, rest)) = title.split_once(sign).filter(|(start, _)| is_site(start)) {
                return rest.trim().to_owned();
            }
        }
        title.to_owned()
    }

    /// Returns the date of publication.
    pub(super) fn date(&self, order: Option<DateOrder>) -> Option<StoryDate> {
        self.dates.iter().find_map(|text| {
            dates::in_line(text).filter(|date| date.event == Event::Published)?.resolve(order)
        })
    }

    /// Returns the day in the words near the headline.
    pub(super) fn near_date(&self, order: Option<DateOrder>) -> Option<StoryDate> {
        let is_day = |date: &StoryDate| !matches!(date, StoryDate::Year(_) | StoryDate::Month(..));
        self.near_dates.iter().find_map(|text| dates::in_line(text)?.resolve(order).filter(is_day))
    }

    /// Returns the date of the last change, if it is a later day than the publication.
    pub(super) fn updated(&self, date: Option<StoryDate>, order: Option<DateOrder>) -> Option<StoryDate> {
        let updated = self.updates.iter().find_map(|text| dates::in_line(text)?.resolve(order))?;
        let is_later = date.is_some_and(|date| date.file_prefix() < updated.file_prefix());
        is_later.then_some(updated)
    }

    /// Returns the bylines.
    pub(super) fn bylines(&self, extracted: Option<&str>) -> Vec<Byline> {
        let stated = bylines::of_texts(self.authors.iter().map(String::as_str));
        if stated.is_empty() { bylines::of_texts(extracted) } else { stated }
    }

    /// Returns the section.
    pub(super) fn section(&self) -> Option<String> {
        let crumb = match self.breadcrumbs.as_slice() {
            [.., section, _] if self.breadcrumbs.len() > 2 => Some(section.clone()),
            _ => None,
        };
        self.sections.first().cloned().or(crumb)
    }

    /// Returns the tags, each once.
    pub(super) fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty() && tag.len() <= 80) {
            if tags.len() < MOST_TAGS && !tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }

    /// Returns the language as a BCP 47 tag.
    pub(super) fn language(&self) -> Option<String> {
        let tag = self.languages.first()?.replace('_', "-");
        is_language(&tag).then_some(tag)
    }
}
