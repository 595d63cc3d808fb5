//! Files of categories and tags that have a description.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::addresses::TextAddresses;
use super::index::Index;
use super::item::Term;
use super::{autop, sections};
use crate::convert;
use crate::story::{Origin, SourceId, Story, StoryKind, Taxonomy};

/// Returns the files of terms.
///
/// Two terms of one name are one term of the new site. Their descriptions stand in one
/// file.
pub(super) fn all(index: &Index) -> Vec<Story> {
    let file = index.exports.first().map(|export| export.name.clone()).unwrap_or_default();
    let origin = Origin { file, line: 0 };
    let mut files: BTreeMap<String, Story> = BTreeMap::new();
    for term in index.categories.values().chain(index.tags.values()) {
        let is_section = term.taxonomy == "category" && index.sections.contains(&term.slug);
        let taxonomy = if is_section { Taxonomy::Sections } else { Taxonomy::Tags };
        let Some(story) = of_term(term, taxonomy, index, &origin) else { continue };
        let name: String = story.title.to_lowercase().chars().filter(|char| char.is_alphanumeric()).collect();
        match files.entry(format!("{}/{name}", taxonomy.folder())) {
            Entry::Vacant(entry) => _ = entry.insert(story),
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.body = format!("{}\n\n{}", known.body.trim_end(), story.body);
                known.found.links += story.found.links;
                known.found.pictures += story.found.pictures;
                known.media.extend(story.media);
            }
        }
    }
    files.into_values().collect()
}

/// Returns the file of a term, if it has a description.
fn of_term(term: &Term, taxonomy: Taxonomy, index: &Index, origin: &Origin) -> Option<Story> {
    if term.description.trim().is_empty() || term.name.trim().is_empty() {
        return None;
    }
    let id = SourceId(format!("wordpress:{}:{}", term.taxonomy, term.slug));
    let mut story = Story::new(id, origin.clone(), StoryKind::Term(taxonomy));
    story.title = sections::plain(&term.name);
    let addresses = TextAddresses { index, page: None };
    let text = convert::to_markdown(&autop::paragraphs(&term.description), &addresses);
    story.body = text.text;
    story.found = text.found;
    story.media = text.media;
    story.notices = text.notices;
    Some(story)
}
