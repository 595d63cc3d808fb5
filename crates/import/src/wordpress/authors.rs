//! Names under articles: users, co-authors and guest authors.

use super::index::Index;
use super::item::{Item, User};
use super::sections::{self, of_domain};
use crate::decisions::Decisions;
use crate::story::Byline;

/// Returns the bylines of an item.
///
/// Terms of the taxonomy `author` (Co-Authors Plus, PublishPress Authors) take precedence
/// over the user who saved the text.
pub(super) fn bylines(item: &Item, index: &Index, decisions: &Decisions) -> Vec<Byline> {
    let mut names: Vec<String> = Vec::new();
    for term in of_domain(item, "author") {
        let slug = term.slug.strip_prefix("cap-").unwrap_or(&term.slug);
        let login = term.name.strip_prefix("cap-").unwrap_or(&term.name);
        let known = guest(slug, index)
            .or_else(|| guest(login, index))
            .or_else(|| user(login, index).or_else(|| user(slug, index)).map(display_name));
        names.push(known.unwrap_or_else(|| login.to_owned()));
    }
    if names.is_empty() && !item.creator.is_empty() {
        names.push(user(&item.creator, index).map_or_else(|| item.creator.clone(), display_name));
    }
    let mut bylines: Vec<Byline> = Vec::new();
    for name in names {
        let name = sections::plain(&name);
        let name = decisions.authors.get(&name).cloned().unwrap_or(name);
        if !name.is_empty() && !bylines.iter().any(|byline| byline.name == name) {
            bylines.push(Byline::named(name));
        }
    }
    bylines
}

/// Returns the name of a guest author.
fn guest(slug: &str, index: &Index) -> Option<String> {
    index.guests.get(slug).map(|guest| guest.name.clone()).filter(|name| !name.is_empty())
}

/// Returns a user by the login name, or by the form that it has in addresses.
fn user<'a>(login: &str, index: &'a Index) -> Option<&'a User> {
    index
        .users
        .get(login)
        .or_else(|| index.users.values().find(|user| user.login.eq_ignore_ascii_case(login)))
        .or_else(|| index.users.values().find(|user| nicename(&user.login) == login))
}

/// Returns the name that the old site showed.
pub(super) fn display_name(user: &User) -> String {
    let whole = format!("{} {}", user.first_name, user.last_name);
    [user.display_name.trim(), whole.trim(), user.login.trim()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// Returns the form of a login name in addresses: `ann.author` is `ann-author`.
pub(super) fn nicename(login: &str) -> String {
    let mut name = String::new();
    for char in login.trim().to_lowercase().chars() {
        if char.is_alphanumeric() || char == '_' {
            name.push(char);
        } else if !name.ends_with('-') && !name.is_empty() && matches!(char, ' ' | '-' | '.' | '/') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}
