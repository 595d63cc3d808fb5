//! Chooses the section of an article among its categories.

use super::index::Index;
use super::item::{Item, ItemTerm, Term};
use crate::decisions::Decisions;

/// Slug of the category that WordPress gives to articles without one.
pub(super) const UNCATEGORIZED: &str = "uncategorized";

/// Custom fields in which plugins hold the main category.
const PRIMARY_META: [&str; 2] = ["_yoast_wpseo_primary_category", "rank_math_primary_category"];

/// Section and tags of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Placement {
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
}

/// Returns the categories of an item, each once.
pub(super) fn categories(item: &Item) -> Vec<&ItemTerm> {
    let mut all: Vec<&ItemTerm> = of_domain(item, "category");
    if all.is_empty() {
        // Exports before version 1.0 name no domain.
        all = item.terms.iter().filter(|term| term.domain.is_empty()).collect();
    }
    all
}

/// Returns the terms of a taxonomy, each once.
pub(super) fn of_domain<'a>(item: &'a Item, domain: &str) -> Vec<&'a ItemTerm> {
    let mut all: Vec<&ItemTerm> = Vec::new();
    for term in item.terms.iter().filter(|term| term.domain == domain && !term.name.is_empty()) {
        if let Some(known) = all.iter_mut().find(|known| known.name == term.name) {
            if known.slug.is_empty() {
                *known = term;
            }
        } else {
            all.push(term);
        }
    }
    all
}

/// Returns the main category: the one that a plugin names, otherwise the deepest.
pub(super) fn primary<'a>(item: &'a Item, index: &Index) -> Option<&'a ItemTerm> {
    let categories: Vec<&ItemTerm> =
        categories(item).into_iter().filter(|term| slug(term) != UNCATEGORIZED).collect();
    let named = PRIMARY_META.iter().find_map(|key| {
        let id = item.meta(key)?;
        let named = index.categories.values().find(|term| term.id == id)?;
        categories.iter().find(|term| slug(term) == named.slug).copied()
    });
    // Of equally deep ones, the first.
    named.or_else(|| categories.iter().rev().max_by_key(|term| depth(&slug(term), index)).copied())
}

/// Returns the slug of a category, which old exports leave out.
pub(super) fn slug(term: &ItemTerm) -> String {
    if term.slug.is_empty() { term.name.to_lowercase().replace(' ', "-") } else { term.slug.clone() }
}

/// Returns the number of a category's ancestors.
fn depth(slug: &str, index: &Index) -> usize {
    ancestors(slug, index).count()
}

/// Returns the ancestors of a category, the nearest first.
pub(super) fn ancestors<'a>(slug: &str, index: &'a Index) -> impl Iterator<Item = &'a Term> {
    const DEEPEST: usize = 16;
    let parent = |slug: &str| {
        let parent = &index.categories.get(slug)?.parent;
        index
            .categories
            .get(parent.as_str())
            .or_else(|| index.categories.values().find(|term| term.name == *parent))
    };
    std::iter::successors(parent(slug), move |term| parent(&term.slug)).take(DEEPEST)
}

/// Returns the name of a category or tag.
///
/// The list of terms has it, otherwise the item.
fn name(term: &ItemTerm, index: &Index) -> String {
    let terms = if term.domain == "category" { &index.categories } else { &index.tags };
    let listed = terms.get(&term.slug).map(|term| term.name.as_str()).filter(|name| !name.is_empty());
    plain(listed.unwrap_or(&term.name))
}

/// Returns the words of a name.
pub(super) fn plain(name: &str) -> String {
    if name.contains(['&', '<']) {
        return crate::convert::text_of(name).trim().to_owned();
    }
    name.trim().to_owned()
}

/// Returns the section and the tags of an article.
pub(super) fn place(item: &Item, index: &Index, decisions: &Decisions) -> Placement {
    let name = |term: &ItemTerm| name(term, index);
    let decided =
        |term: &ItemTerm| decisions.sections.get(&name(term)).or_else(|| decisions.sections.get(&slug(term)));
    let categories = categories(item);
    let main = primary(item, index);
    let with_section = |term: &&ItemTerm| decided(term).is_none_or(|section| !section.is_empty());
    // A category that import.toml makes no section gives way to one that it makes one.
    let main = main.filter(with_section).or_else(|| {
        categories.iter().find(|term| decided(term).is_some_and(|section| !section.is_empty())).copied()
    });
    let mut placement = Placement {
        section: main.map(|term| decided(term).cloned().unwrap_or_else(|| name(term))),
        tags: Vec::new(),
    };
    let is_main = |term: &ItemTerm| main.is_some_and(|main| main.name == term.name);
    let further = categories
        .iter()
        .filter(|term| !is_main(term) && slug(term) != UNCATEGORIZED)
        .map(|term| decided(term).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| name(term)));
    let tags = [of_domain(item, "post_tag"), of_domain(item, "tag")].concat();
    for tag in further.chain(tags.into_iter().map(name)) {
        if !tag.is_empty() && placement.section.as_deref() != Some(&tag) && !placement.tags.contains(&tag) {
            placement.tags.push(tag);
        }
    }
    placement
}
