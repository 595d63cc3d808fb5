//! Readers' comments in data files, as Staticman and the like write them.

use pulldown_cmark::Parser;
use serde_json::Value;

use super::fields::{member, text_of};
use super::text::Text;
use super::{StaticSite, dates};
use crate::story::{Comment, StoryDate};
use crate::verify;

impl StaticSite {
    /// Returns the readers' comments about a text.
    pub(super) fn comments_of(&self, text: &Text) -> Vec<Comment> {
        let names = [text.slug.as_deref().unwrap_or_default(), text.known_name(), &text.place.name];
        let Some(found) = names.iter().find_map(|name| self.comments.get(*name)) else { return Vec::new() };
        let values: Vec<(String, &Value)> = match found {
            Value::Object(table) => table.iter().map(|(id, value)| (id.clone(), value)).collect(),
            Value::Array(list) => {
                list.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect()
            }
            _ => Vec::new(),
        };
        let mut comments: Vec<Comment> = values.into_iter().map(|(id, value)| comment(&id, value)).collect();
        comments.sort_by_key(|comment| comment.date.map(StoryDate::to_toml));
        comments
    }
}

/// Reads a comment of Staticman and the like.
fn comment(id: &str, value: &Value) -> Comment {
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| Some(text_of(member(value, name)?)).filter(|text| !text.trim().is_empty()))
    };
    let message = text(&["message", "body", "comment", "content", "text"]).unwrap_or_default();
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(&message, verify::options()));
    let date = text(&["date", "created", "created_at"]).and_then(|date| {
        // Seconds since 1970, as Staticman writes them.
        let seconds = date.parse::<i64>().ok().filter(|seconds| *seconds > 100_000_000);
        let instant = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        instant
            .map(|instant| StoryDate::Instant(instant, jiff::tz::Offset::UTC))
            .or_else(|| dates::parse(&date, None))
    });
    Comment {
        id: text(&["_id", "id"]).unwrap_or_else(|| id.to_owned()),
        parent: text(&["replying_to_uid", "reply_to", "_parent", "parent", "replying_to"]),
        author: text(&["name", "author"]).unwrap_or_default(),
        date,
        html,
    }
}
