//! Learns patterns of addresses from the links between texts.
//!
//! Where configuration and front matter say nothing, the links of an archive to its own
//! texts show the addresses that its readers knew.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::dates::local_time;
use super::text::Text;

/// Most different links that are remembered.
const MOST_LINKS: usize = 200_000;
/// Fewest links from which a pattern follows.
const FEWEST_VOTES: u64 = 3;

/// Links of all texts into the site, as paths.
#[derive(Debug, Default)]
pub(super) struct Links(BTreeSet<String>);

impl Links {
    /// Adds the links of a text: paths, and addresses of the site's own hosts.
    pub(super) fn add(&mut self, body: &str, hosts: &[String]) {
        for (at, _) in body.match_indices('/') {
            if self.0.len() >= MOST_LINKS {
                return;
            }
            let before = &body[..at];
            let is_own = || hosts.iter().any(|host| before.ends_with(host.as_str()));
            if !before.ends_with(['(', '"', '\'', '}', '<']) && !is_own() {
                continue;
            }
            let end = body[at..].find(|char: char| char.is_whitespace() || ")\"'<>#?|]".contains(char));
            let path = &body[at..end.map_or(body.len(), |end| at + end)];
            if path.len() > 3 && path.len() < 300 && !path.starts_with("//") {
                self.0.insert(path.to_owned());
            }
        }
    }
}

/// Group of texts that share a pattern: language and first folder.
pub(super) type Group = (Option<String>, String);

/// Returns the group of a text.
pub(super) fn group(text: &Text) -> Group {
    (text.place.language.clone(), text.group().to_owned())
}

/// Finds the pattern that most links to the texts of each group have.
///
/// `defaults` holds the address of each text by default. A pattern counts if at least three
/// links have it, and more than twice as many as lead to an address by default.
pub(super) fn patterns(
    links: &Links,
    texts: &[Text],
    defaults: &[Option<String>],
) -> BTreeMap<Group, String> {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, text) in texts.iter().enumerate() {
        if defaults[index].is_some() {
            by_name.entry(name(text)).or_default().push(index);
        }
    }
    let mut votes: BTreeMap<Group, BTreeMap<String, u64>> = BTreeMap::new();
    for link in &links.0 {
        let bare = link.trim_end_matches('/');
        let (before, last) = bare.rsplit_once('/').unwrap_or(("", bare));
        let stem = last.strip_suffix(".html").or_else(|| last.strip_suffix(".htm")).unwrap_or(last);
        // A name that many texts share says nothing.
        for index in by_name.get(stem).into_iter().flatten().take(8) {
            let end = &link[before.len() + 1 + stem.len()..];
            let is_default = defaults[*index].as_deref().is_some_and(|it| it.trim_end_matches('/') == bare);
            let pattern = if is_default { String::new() } else { pattern(before, end, &texts[*index]) };
            *votes.entry(group(&texts[*index])).or_default().entry(pattern).or_default() += 1;
        }
    }
    let best = |votes: BTreeMap<String, u64>| {
        let by_default = votes.get("").copied().unwrap_or(0);
        let (pattern, count) = votes.into_iter().max_by_key(|(_, count)| *count)?;
        (!pattern.is_empty() && count >= FEWEST_VOTES && count > 2 * by_default).then_some(pattern)
    };
    votes.into_iter().filter_map(|(group, votes)| Some((group, best(votes)?))).collect()
}

/// Returns the name by which links know a text.
fn name(text: &Text) -> &str {
    text.slug.as_deref().unwrap_or_else(|| text.known_name())
}

/// Replaces the parts of a date in a path by placeholders.
fn pattern(before: &str, end: &str, text: &Text) -> String {
    let time = text.date.and_then(|date| local_time(date, None));
    let mut pattern = String::new();
    for part in before.split('/').filter(|part| !part.is_empty()) {
        pattern.push('/');
        let token = time.and_then(|time| {
            let is = |format: &str| time.strftime(format).to_string() == part;
            Some(match part.len() {
                4 if is("%Y") => ":year",
                2 if is("%m") && !pattern.contains(":month") => ":month",
                2 if is("%d") => ":day",
                1 if is("%-m") && !pattern.contains("month") => ":i_month",
                1 | 2 if is("%-d") => ":i_day",
                _ => return None,
            })
        });
        pattern.push_str(token.unwrap_or(part));
    }
    pattern.push_str("/:name");
    pattern.push_str(end);
    if !end.contains('.') && !end.ends_with('/') {
        pattern.push('/');
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::StoryDate;

    #[test]
    fn the_pattern_of_most_links_counts() {
        let texts: Vec<Text> = ["cats", "dogs", "birds", "fish"]
            .into_iter()
            .map(|name| Text {
                bare_name: name.to_owned(),
                date: Some(StoryDate::Day(jiff::civil::date(2014, 5, 31))),
                ..Text::default()
            })
            .collect();
        let defaults: Vec<_> = texts.iter().map(|text| Some(format!("/posts/{}/", text.bare_name))).collect();
        let mut links = Links::default();
        links.add("[a](/2014/05/31/cats/) [b](/2014/05/31/dogs) <a href=\"/2014/05/31/birds/#x\">", &[]);
        links.add("https://old.example/2014/05/31/fish/ [a](/posts/cats/)", &["old.example".to_owned()]);
        let found = patterns(&links, &texts, &defaults);
        assert_eq!(found[&(None, String::new())], "/:year/:month/:day/:name/");
    }
}
