//! Writes what stands in place of a picture or a component whose file is known to be missing.

use crate::diagnostic::Kind;
use crate::escape;
use crate::markdown::{Call, Literal};

use super::super::voice::spoken;
use super::super::world::World;
use super::BodyLinks;
use super::written::stripped;

/// Returns the words that say that a file is missing, in the language of the page.
fn label(world: &World, kind: Kind) -> String {
    let key = if kind == Kind::MissingPicture { "picture_missing" } else { "file_missing" };
    world.voice(spoken()).words.say(key).into_owned()
}

impl BodyLinks<'_> {
    /// Returns the words for a target that was given up, if it is a file that a page would show.
    pub(super) fn label_of_missing(&self, written: &str) -> Option<String> {
        let kind = *self.given_up.get(&*stripped(written))?;
        matches!(kind, Kind::MissingPicture | Kind::MissingFile).then(|| label(self.world, kind))
    }

    /// Returns what stands in place of a component one of whose targets was given up: the words that it would have had,
    /// and its body.
    pub(super) fn instead_of(&self, call: &Call<'_>, body: Option<&str>) -> Option<String> {
        let texts = || {
            call.arguments.iter().filter_map(|argument| match argument.value {
                Literal::Text(text) => Some((argument.name, text)),
                _ => None,
            })
        };
        if !texts().any(|(_, written)| self.given_up.contains_key(&*stripped(written))) {
            return None;
        }
        let label = texts().find_map(|(_, written)| self.label_of_missing(written));
        let words = ["alt", "caption", "title"]
            .iter()
            .find_map(|name| texts().find(|(argument, words)| argument == name && !words.is_empty()))
            .map(|(_, words)| self.withheld.taken_from(words));
        let words = words.as_deref().unwrap_or_default();
        let mut html = String::from("<p>");
        match label {
            Some(label) => html.push_str(&gap(&label, words)),
            None => escape(words, &mut html),
        }
        html.push_str("</p>\n");
        html.push_str(body.unwrap_or_default());
        Some(html)
    }
}

/// Returns the HTML of a gap: its label, and the words for what is missing.
fn gap(label: &str, words: &str) -> String {
    let mut html = String::from(crate::markdown::GAP_START);
    escape(label, &mut html);
    html.push_str(crate::markdown::GAP_WORDS);
    escape(words, &mut html);
    html.push_str(crate::markdown::GAP_END);
    html
}

fn escape(text: &str, html: &mut String) {
    let Ok(()) = escape::between_tags(text, html);
}
