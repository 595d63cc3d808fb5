//! Files of the search index, as JSON: the articles in which each word occurs, and the shown fields
//! of each article. Only words on cards (headline, summary, authors, section) and tags are indexed,
//! so no text is read again, and a search loads little.
//!
//! All word files of a part of the index are rendered together when the first is needed, and only
//! if an article of the part has changed.

mod tokenizer;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::archive::{Archive, ArticleId, TermKind};
use crate::config::Site;
use crate::digest::{Digest, Digester};
use crate::model::SiteModel;
use crate::plan::{ListPage, SearchFile, SearchSizes, part_name};

use tokenizer::{beginning, each_word};

/// Maximum length of a shown summary, in characters.
const LONGEST_SUMMARY: usize = 240;

/// Minimum number of articles in a part for words that are too frequent to be indexed.
const MANY: usize = 256;

/// Renders a file.
pub(super) fn render(file: SearchFile, model: &SiteModel) -> Vec<u8> {
    let Some(sizes) = model.plan.search_sizes() else { return Vec::new() };
    match file {
        SearchFile::Parts => json(&parts(sizes, model)),
        SearchFile::Words(part, number) => {
            let of_part = model.search_index.part(part);
            let files = of_part.map(|it| it.word_files.get_or_init(|| words_of(part, sizes, model)));
            files.and_then(|files| files.get(usize::from(number)).cloned()).unwrap_or_default()
        }
        SearchFile::Stories(part, number) => {
            let ids = ids(sizes.range_of_file(part, number, model.archive.len()));
            let stories: Vec<_> = ids.map(|id| story(id, model)).collect();
            json(&stories)
        }
    }
}

/// Adds the inputs of a file to a digest, except the settings.
pub(super) fn inputs(file: SearchFile, model: &SiteModel, digester: &mut Digester) {
    let Some(sizes) = model.plan.search_sizes() else { return };
    let total = model.archive.len();
    match file {
        SearchFile::Parts => {
            digester.number(total as u64);
        }
        SearchFile::Words(part, number) => {
            let of_part = model.search_index.part(part);
            let all = || digest_of(ids(sizes.range(part, total)), model);
            let digest = of_part.map(|it| *it.digest.get_or_init(all));
            digester.number(number.into()).digest(digest.unwrap_or_default());
        }
        SearchFile::Stories(part, number) => {
            digester.digest(digest_of(ids(sizes.range_of_file(part, number, total)), model));
            for edition in model.archive.editions() {
                digester.digest(model.language_context(edition).digest);
            }
        }
    }
}

fn ids(places: Range<usize>) -> impl Iterator<Item = ArticleId> {
    places.filter_map(|place| u32::try_from(place).ok()).map(ArticleId)
}

fn digest_of(ids: impl Iterator<Item = ArticleId>, model: &SiteModel) -> Digest {
    let mut digester = Digester::new();
    for id in ids {
        digester.digest(model.digests.card(id));
        for name in names_beside_the_card(id, &model.archive) {
            digester.text(name);
        }
    }
    digester.finish()
}

/// Returns the names of an article's tags and series, which its card lacks.
fn names_beside_the_card(id: ArticleId, archive: &Archive) -> impl Iterator<Item = &str> {
    let labels = archive.article_terms(id);
    let tags = labels.tags.iter().map(|tag| &*archive.terms(TermKind::Tag).term(*tag).name);
    tags.chain(labels.series.map(|(series, _)| &*archive.terms(TermKind::Series).term(series).name))
}

/// List of parts, the newest first.
#[derive(Serialize)]
struct Parts {
    /// Number of articles in a file.
    stories_in_a_file: usize,
    parts: Vec<OnePart>,
}

#[derive(Serialize)]
struct OnePart {
    name: String,
    stories: usize,
    word_files: u16,
}

fn parts(sizes: &SearchSizes, model: &SiteModel) -> Parts {
    let parts = sizes.parts(model.archive.len()).into_iter().rev().map(|(part, stories)| OnePart {
        name: part_name(part),
        stories: stories.len(),
        word_files: sizes.word_files(stories.len()),
    });
    Parts { stories_in_a_file: sizes.stories, parts: parts.collect() }
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
fn words_of(part: ListPage, sizes: &SearchSizes, model: &SiteModel) -> Vec<Vec<u8>> {
    let range = sizes.range(part, model.archive.len());
    let count = range.len();
    let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (place, id) in (0..).zip(ids(range)) {
        note_words(place, id, model, &mut all);
    }
    let files = sizes.word_files(count);
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
fn note_words(place: u32, id: ArticleId, model: &SiteModel, all: &mut BTreeMap<String, Vec<u32>>) {
    let (archive, article) = (&model.archive, model.archive.article(id));
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
    each_word(&article.title, |word| note(word, 1));
    let labels = archive.article_terms(id);
    let authors = labels.authors.iter().map(|author| &*archive.terms(TermKind::Author).term(*author).name);
    let section = labels.section.map(|section| &*archive.terms(TermKind::Section).term(section).name);
    let others = [&*article.summary].into_iter().chain(article.dateline.as_deref());
    for text in others.chain(authors).chain(section).chain(names_beside_the_card(id, archive)) {
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

fn story(id: ArticleId, model: &SiteModel) -> Story<'_> {
    let article = model.archive.article(id);
    let site: &Site = &model.site;
    let date = article.date.calendar_date();
    let told = model.language_context(article.edition).catalog.dates().calendar_date(date);
    let section = model.archive.article_terms(id).section;
    let section = section.map_or("", |section| &*model.archive.terms(TermKind::Section).term(section).name);
    let language = article.language.as_ref().or_else(|| site.is_multilingual().then_some(&site.language));
    (
        model.href(&article.address),
        &article.title,
        date.without_doubt().to_string(),
        told,
        shortened(&article.summary),
        section,
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
