//! The files that the page of searching asks for. In go the stories of a part of the index; out comes JSON: which words
//! are in which of them, and what is shown of each. Of a story's text only what its card says is in the index (headline,
//! summary, names, section, tags): so nothing has to be read again, and a search reads little.
//!
//! The words of a part become all their files at once, which are kept until they are written; and only where one of
//! the part's stories has changed.

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

/// The most characters of a summary that is shown with what was found.
const LONGEST_SUMMARY: usize = 240;

/// From how many stories on a word can be in too many of them to tell them apart.
const MANY: usize = 256;

/// The bytes of a file.
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

/// Takes in all that a file is made from, beside the settings.
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

/// The names of an article's tags and series, which its card does not say.
fn names_beside_the_card(id: ArticleId, archive: &Archive) -> impl Iterator<Item = &str> {
    let labels = archive.article_terms(id);
    let tags = labels.tags.iter().map(|tag| &*archive.terms(TermKind::Tag).term(*tag).name);
    tags.chain(labels.series.map(|(series, _)| &*archive.terms(TermKind::Series).term(series).name))
}

/// Which parts there are, the newest first, as its readers want them.
#[derive(Serialize)]
struct Parts {
    /// How many stories are in a file of them.
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

/// In which stories a word is.
#[derive(Serialize)]
#[serde(untagged)]
enum Found {
    /// In so many that it tells none apart.
    Everywhere(u8),
    /// In these, by their places in the part: twice the distance from the one before, and one more where it is in the
    /// headline.
    In(Vec<u32>),
}

/// The files of a part's words.
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

/// Notes each word of a story once: twice the story's place, and one more for a word of the headline.
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
    // The headline first: a word that is in it too counts as the headline's.
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

/// What is shown of a story: its address, headline, day or month or year, that in words, summary, section; its language and direction
/// where a card says them.
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

/// A summary, cut at a word where it is long.
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
