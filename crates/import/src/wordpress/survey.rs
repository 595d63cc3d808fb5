//! Observations about an export, and the decisions that they suggest.

use url::Url;

use super::index::Index;
use super::item::Item;
use super::kinds::{self, Role};
use super::shortcode_html::KNOWN;
use super::shortcodes::{self, Use};
use super::{authors, blocks, dates, sections, story};
use crate::decisions::Decisions;
use crate::story::StoryDate;
use crate::survey::Observations;

/// Adds observations about an item.
pub(super) fn observe(item: &Item, index: &Index, observations: &mut Observations) {
    let kind = if item.kind.is_empty() { "post" } else { &item.kind };
    let id = story::id(item).0;
    observations.statuses.add(&format!("{kind}, {}", kinds::status(item)), &id);
    for (repair, count) in item.repairs.kinds() {
        for _ in 0..count.min(1000) {
            observations.repairs.add(repair, &id);
        }
    }
    if !matches!(kinds::role(item), Role::Article | Role::Page) {
        return;
    }
    let date = dates::of_item(item, index.zone.as_ref());
    observations.add_year(date.date.map(StoryDate::year));
    observations.date_forms.add(date_form(item, date.date), &item.date);
    if let Some(old) = index.site.path_of_link(&item.link) {
        let query = old.query.as_deref().map(|query| format!("?{query}")).unwrap_or_default();
        observations.add_address(&format!("{}{query}", old.decoded()));
    }
    for byline in authors::bylines(item, index, &Decisions::default()) {
        observations.authors.add(&byline.name, &item.creator);
    }
    for category in sections::categories(item) {
        observations.categories.add(&category.name, &sections::slug(category));
    }
    observe_text(item, &id, observations);
}

/// Returns the form of an item's date.
fn date_form(item: &Item, date: Option<StoryDate>) -> &'static str {
    match (date, dates::parse(&item.date_gmt)) {
        (None, _) => "none",
        (Some(StoryDate::Instant(..)), Some(_)) => "post_date with post_date_gmt",
        (Some(StoryDate::Local(_)), _) => "post_date without post_date_gmt",
        _ => "pubDate or address",
    }
}

/// Adds observations about the text of an item.
fn observe_text(item: &Item, id: &str, observations: &mut Observations) {
    shortcodes::replace(&item.content, 0, &|name| KNOWN.contains(&name), &mut |shortcode| {
        let name = shortcode.name.as_str();
        if KNOWN.contains(&name) || shortcode.is_evident() {
            let use_of = if KNOWN.contains(&name) { "converted" } else { "stays as text" };
            observations.shortcodes.add(&format!("[{name}] {use_of}"), id);
        }
        Use::Text
    });
    if blocks::has_blocks(&item.content) {
        observations.date_forms.add("text in blocks", id);
    }
    for (at, _) in item.content.match_indices("src=") {
        let value = item.content[at + 4..].trim_start_matches(['"', '\'']);
        let value = &value[..value.find(['"', '\'', ' ', '>']).unwrap_or(value.len())];
        let host = Url::parse(value).ok().and_then(|url| url.host_str().map(str::to_owned));
        if let Some(host) = host {
            observations.picture_hosts.add(&host, id);
        }
    }
}

/// Sets the decisions that the observations suggest.
pub(super) fn suggest(index: &Index, observations: &Observations, decisions: &mut Decisions) {
    let source = &mut decisions.source;
    if source.base_url.is_none() {
        source.base_url.clone_from(&index.site.base_url);
    }
    if source.language.is_none() {
        source.language.clone_from(&index.language);
    }
    if decisions.dates.time_zone.is_none() {
        decisions.dates.time_zone.clone_from(&index.zone_name);
    }
    for term in index.categories.values() {
        let name = sections::plain(&term.name);
        if observations.categories.count(&term.name) == 0 || decisions.sections.contains_key(&name) {
            continue;
        }
        let is_section = index.sections.contains(&term.slug);
        let section = if is_section { name.clone() } else { String::new() };
        decisions.sections.insert(name, section);
    }
    if decisions.leave_out.statuses.is_empty() {
        decisions.leave_out.statuses = vec!["trash".to_owned(), "auto-draft".to_owned()];
    }
}
