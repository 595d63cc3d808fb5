//! Files of the search index, as JSON: the articles in which each word occurs, and the shown fields
//! of each article. Only words on cards (headline, summary, authors, section) and tags are indexed,
//! so no text is read again, and a search loads little.
//!
//! All word files of a part of the index are rendered together when the first is needed, and only
//! if an article of the part has changed.

mod tokenizer;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::card_data::CardModel;
use crate::model::term_links::TermLink;
use crate::page_model::LocalSite;
use crate::page_model::search::{FoundStory, IndexedStory, PartStories, SearchContent};

use tokenizer::{beginning, each_word};

/// Maximum length of a shown summary, in characters.
const LONGEST_SUMMARY: usize = 240;

/// Minimum number of articles in a part for words that are too frequent to be indexed.
const MANY: usize = 256;

/// Renders a file.
pub(super) fn render(content: &SearchContent<'_>, local: LocalSite<'_>) -> Vec<u8> {
    match content {
        SearchContent::Nothing => Vec::new(),
        SearchContent::Parts(parts) => json(parts),
        SearchContent::Words(file) => {
            let part = file.part.value();
            part.file(file.number, || words_of(part, file.files))
        }
        SearchContent::Stories(stories) => {
            json(&stories.iter().map(|one| story(one, local)).collect::<Vec<_>>())
        }
    }
}

/// Articles in which a word occurs.
#[derive(Serialize)]
#[serde(untagged)]
enum Found {
    /// In too many articles to be useful.
    Everywhere(u8),
    /// Articles by position in the part: twice the distance from the previous one, plus one if the
    /// word is in the headline.
    In(Vec<u32>),
}

/// Renders the word files of a part.
fn words_of(part: &PartStories<'_>, files: u16) -> Vec<Vec<u8>> {
    let count = part.len();
    let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (place, story) in (0..).zip(part.stories()) {
        note_words(place, &story, &mut all);
    }
    let mut sorted: Vec<BTreeMap<String, Found>> = (0..files).map(|_| BTreeMap::new()).collect();
    for (word, places) in all {
        let is_everywhere = count >= MANY && places.len() > count / 4;
        let found = if is_everywhere { Found::Everywhere(0) } else { Found::In(distances(&places)) };
        let file = beginning(&word) % u32::from(files);
        if let Some(words) = sorted.get_mut(file as usize) {
            words.insert(word, found);
        }
    }
    sorted.iter().map(json).collect()
}

/// Adds each word of an article once: twice the article's position, plus one for a word of the
/// headline.
fn note_words(place: u32, story: &IndexedStory<'_>, all: &mut BTreeMap<String, Vec<u32>>) {
    let CardModel { own, authors, section, image: _ } = story.card.data();
    let card = own.value();
    let mut note = |word: &str, mark: u32| {
        let mark = 2 * place + mark;
        match all.get_mut(word) {
            Some(places) if places.last().is_some_and(|last| last / 2 == place) => {}
            Some(places) => places.push(mark),
            None => {
                all.insert(word.to_owned(), vec![mark]);
            }
        }
    };
    // Headline first, so that its words count as the headline's.
    each_word(card.title, |word| note(word, 1));
    let others = [card.summary].into_iter().chain(card.dateline);
    let terms = authors.iter().chain(section).chain(story.tags.iter()).chain(story.series);
    for text in others.chain(terms.map(TermLink::name)) {
        each_word(text, |word| note(word, 0));
    }
}

fn distances(places: &[u32]) -> Vec<u32> {
    let mut before = 0;
    let distances = places.iter().map(|mark| {
        let distance = 2 * (mark / 2 - before) + mark % 2;
        before = mark / 2;
        distance
    });
    distances.collect()
}

/// Shown fields of an article: link, headline, ISO date, formatted date, summary, section, language
/// and direction (both empty where cards have none).
type Story<'w> = (String, &'w str, String, String, String, &'w str, &'w str, &'w str);

fn story<'m>(story: &FoundStory<'m>, local: LocalSite<'m>) -> Story<'m> {
    let CardModel { own, section, .. } = story.card.data();
    let card = own.value();
    let date = card.date.calendar_date();
    let language = card.language.or_else(|| local.site.is_multilingual().then_some(&local.site.language));
    (
        local.href(card.address),
        card.title,
        date.without_doubt().to_string(),
        story.lang.catalog.dates().calendar_date(date),
        shortened(card.summary),
        section.map_or("", TermLink::name),
        language.map_or("", |language| language.as_str()),
        language.map_or("", |language| language.direction()),
    )
}

/// Shortens a long summary at a word boundary.
fn shortened(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(LONGEST_SUMMARY) else { return text.to_owned() };
    let end = text[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    format!("{}…", text[..end].trim_end())
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).expect("texts and numbers become JSON");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_distances() {
        assert_eq!(distances(&[1, 4, 5 * 2, 5 * 2 + 2 + 1]), [1, 4, 6, 3]);
        assert!(distances(&[]).is_empty());
    }

    #[test]
    fn a_long_summary_is_cut_at_a_word() {
        assert_eq!(shortened("Short."), "Short.");
        let cut = shortened(&"word ".repeat(100));
        assert!(cut.ends_with("word…") && cut.chars().count() <= LONGEST_SUMMARY + 1, "{cut}");
        assert_eq!(shortened(&"字".repeat(300)).chars().count(), LONGEST_SUMMARY + 1);
    }
}
