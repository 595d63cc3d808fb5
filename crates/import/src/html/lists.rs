//! Lists of pages: their addresses, and the lists of the new site that replace them.

use crate::story::{Redirect, RedirectTarget, Taxonomy};

/// Folders whose pages list other pages, with the terms that these lists are about.
const FOLDERS: [(&str, &[Taxonomy]); 18] = [
    ("archive", &[]),
    ("archives", &[]),
    ("author", &[Taxonomy::Authors]),
    ("authors", &[Taxonomy::Authors]),
    ("categories", &[Taxonomy::Sections, Taxonomy::Tags]),
    ("category", &[Taxonomy::Sections, Taxonomy::Tags]),
    ("feed", &[]),
    ("label", &[Taxonomy::Tags]),
    ("labels", &[Taxonomy::Tags]),
    ("search", &[]),
    ("section", &[Taxonomy::Sections]),
    ("sections", &[Taxonomy::Sections]),
    ("sitemap", &[]),
    ("tag", &[Taxonomy::Tags]),
    ("tags", &[Taxonomy::Tags]),
    ("topic", &[Taxonomy::Tags, Taxonomy::Sections]),
    ("topics", &[Taxonomy::Tags, Taxonomy::Sections]),
    ("users", &[Taxonomy::Authors]),
];

/// List that replaces those that have no term.
const ALL_STORIES: &str = "/archive/";

/// Reports the address of a list.
pub(super) fn is_list(path: &str) -> bool {
    let parts = parts(path);
    let is_page = matches!(parts.as_slice(), [.., "page", number] if is_number(number));
    // `/archive/2014/05/story.html` is a story, `/tag/cats/` a list.
    let is_short =
        terms(&parts).is_some() && parts.len() <= 2 && !parts.last().is_some_and(|part| part.contains('.'));
    is_page || is_short || moment(&parts).is_some()
}

/// Returns redirects from the address of an old list, the best first.
///
/// Those whose target a site does not have are left out when they are written.
pub fn list_redirects(path: &str) -> Vec<Redirect> {
    let bare = path.split('?').next().unwrap_or(path);
    let mut parts = parts(bare);
    if let [.., "page", number] = parts.as_slice()
        && is_number(number)
    {
        parts.truncate(parts.len() - 2);
    }
    let name = parts.last().map(|part| part.replace(['-', '_', '+'], " ")).unwrap_or_default();
    let terms = terms(&parts).filter(|_| parts.len() > 1).unwrap_or_default();
    let targets =
        terms.iter().map(|taxonomy| RedirectTarget::Term(*taxonomy, name.clone())).chain(moment(&parts));
    let is_home =
        parts.is_empty() || matches!(parts.as_slice(), ["home" | "index.html" | "index.htm" | "index.php"]);
    let last = RedirectTarget::Address(if is_home { "/" } else { ALL_STORIES }.to_owned());
    let redirect = |to| Redirect { from: path.to_owned(), to };
    targets.chain([last]).filter(|_| bare != "/").map(redirect).collect()
}

/// Returns the parts of a path.
fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// Returns the kinds of terms that a list is about, if the address is a list's.
fn terms(parts: &[&str]) -> Option<&'static [Taxonomy]> {
    let first = parts.first()?;
    FOLDERS.iter().find(|(folder, _)| first.eq_ignore_ascii_case(folder)).map(|(_, terms)| *terms)
}

/// Returns the year or month that an address consists of: `/2014/05/`.
fn moment(parts: &[&str]) -> Option<RedirectTarget> {
    let year =
        |text: &&str| text.parse::<i16>().ok().filter(|year| text.len() == 4 && (1800..2200).contains(year));
    let month =
        |text: &&str| text.parse::<i8>().ok().filter(|month| text.len() <= 2 && (1..=12).contains(month));
    match parts {
        [first] => year(first).map(RedirectTarget::Year),
        [first, second] => Some(RedirectTarget::Month(year(first)?, month(second)?)),
        [first, second, day] if is_number(day) && day.len() <= 2 => {
            Some(RedirectTarget::Month(year(first)?, month(second)?))
        }
        _ => None,
    }
}

/// Reports a number.
fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_lead_to_lists() {
        let targets = |path: &str| -> Vec<RedirectTarget> {
            list_redirects(path).into_iter().map(|redirect| redirect.to).collect()
        };
        let all = || RedirectTarget::Address(ALL_STORIES.to_owned());
        assert_eq!(
            targets("/tag/big-cats/page/2/"),
            [RedirectTarget::Term(Taxonomy::Tags, "big cats".to_owned()), all()]
        );
        assert_eq!(targets("/2014/05/"), [RedirectTarget::Month(2014, 5), all()]);
        assert_eq!(targets("/page/3/"), [RedirectTarget::Address("/".to_owned())]);
        assert_eq!(targets("/archives"), [all()]);
        assert_eq!(targets("/"), []);
        for (path, expected) in
            [("/2014/", true), ("/2014/05/31/", true), ("/2014/05/cats/", false), ("/archive/a.html", false)]
        {
            assert_eq!(is_list(path), expected, "{path}");
        }
    }
}
