//! Evaluates values of Liquid and Nunjucks: `{{ site.data.x.y | filter }}`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{member, text_of};
use super::pattern::plain_slug;

/// Names of a template and their values.
#[derive(Debug, Clone, Default)]
pub(super) struct Names<'a> {
    /// Values of the site, and of data.
    pub(super) globals: Option<&'a serde_json::Map<String, Value>>,
    /// Front matter of the text.
    pub(super) page: Option<&'a serde_json::Map<String, Value>>,
    /// Address of the text.
    pub(super) url: &'a str,
    /// Variables that the text assigns.
    pub(super) assigned: BTreeMap<String, Value>,
}

impl Names<'_> {
    /// Evaluates an expression; `None` if a name or filter is unknown.
    pub(super) fn evaluate(&self, expression: &str) -> Option<Value> {
        let mut parts = split(expression, '|').into_iter();
        let mut value = self.operand(parts.next()?.trim());
        for filter in parts {
            value = self.filter(value, filter.trim());
        }
        value
    }

    /// Returns the text of an expression.
    pub(super) fn text(&self, expression: &str) -> Option<String> {
        let value = self.evaluate(expression)?;
        (!value.is_array() && !value.is_object()).then(|| text_of(&value))
    }

    /// Carries out `name = expression`.
    pub(super) fn assign(&mut self, statement: &str) -> Option<()> {
        let (name, expression) = statement.split_once('=')?;
        let value = self.evaluate(expression.trim())?;
        self.assigned.insert(name.trim().to_owned(), value);
        Some(())
    }

    /// Returns the value of a literal or a path of names.
    fn operand(&self, text: &str) -> Option<Value> {
        if let Some(literal) = literal(text) {
            return Some(Value::String(literal));
        }
        if text.starts_with(|char: char| char.is_ascii_digit()) {
            return text.parse::<i64>().ok().map(Into::into);
        }
        let path =
            text.replace("[\"", ".").replace("['", ".").replace('[', ".").replace(['"', '\'', ']'], "");
        let names: Vec<&str> = path.split('.').collect();
        if matches!(names.as_slice(), ["page", "url"] | ["permalink"]) {
            return Some(Value::String(self.url.to_owned()));
        }
        let missing = || {
            let is_empty = matches!(names.as_slice(), ["site", "baseurl" | "url" | "github"]);
            is_empty.then(|| Value::String(String::new()))
        };
        let (first, rest) = names.split_first()?;
        let (found, rest) = match (*first, rest.split_first()) {
            ("page", Some((name, rest))) => (self.page?.get(*name), rest),
            (first, _) => {
                let assigned = self.assigned.get(first);
                let global = || self.globals.and_then(|globals| globals.get(first));
                (assigned.or_else(global).or_else(|| self.page?.get(first)), rest)
            }
        };
        let Some(mut value) = found else { return missing() };
        for name in rest {
            let Some(found) = member(value, name) else { return missing() };
            value = found;
        }
        Some(value.clone())
    }

    /// Applies a filter; `None` if it is unknown.
    fn filter(&self, value: Option<Value>, filter: &str) -> Option<Value> {
        let end = filter.find([':', '(']).unwrap_or(filter.len());
        let (name, arguments) = (filter[..end].trim(), filter[end..].trim_start_matches([':', '(']));
        let arguments: Vec<String> = split(arguments.trim().trim_end_matches(')'), ',')
            .into_iter()
            .map(|argument| self.operand(argument.trim()).map(|value| text_of(&value)).unwrap_or_default())
            .collect();
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or_default();
        if name == "default" {
            let is_empty = value.as_ref().is_none_or(|value| value.is_null() || text_of(value).is_empty());
            return if is_empty { Some(Value::String(argument(0))) } else { value };
        }
        let value = value?;
        let text = |change: &dyn Fn(String) -> String| Value::String(change(text_of(&value)));
        Some(match name {
            "url" | "relative_url" | "safe" | "escape" | "escape_once" | "strip" | "trim" | "xml_escape"
            | "absolute_url" | "htmlBaseUrl" | "strip_newlines" => text(&|text| text),
            "append" => text(&|text| text + &argument(0)),
            "prepend" => text(&|text| argument(0) + &text),
            "replace" => text(&|text| text.replace(&argument(0), &argument(1))),
            "remove" => text(&|text| text.replace(&argument(0), "")),
            "downcase" | "lower" => text(&|text| text.to_lowercase()),
            "upcase" | "upper" => text(&|text| text.to_uppercase()),
            "slug" | "slugify" => text(&|text| plain_slug(&text)),
            "first" | "last" => member(&value, name)?.clone(),
            "join" => Value::String(super::fields::list_of(&value).join(&argument(0))),
            "size" => value.as_array().map_or_else(|| text_of(&value).chars().count(), Vec::len).into(),
            "where" => Value::Array(
                value
                    .as_array()?
                    .iter()
                    .filter(|item| member(item, &argument(0)).is_some_and(|it| text_of(it) == argument(1)))
                    .cloned()
                    .collect(),
            ),
            "date" => Value::String(date(&text_of(&value), &argument(0))?),
            _ => return None,
        })
    }
}

/// Formats a date, with the signs of `strftime` or of Luxon.
pub(super) fn date(text: &str, format: &str) -> Option<String> {
    let date = super::dates::parse(text, None)?;
    let time = super::dates::local_time(date, None)?;
    let format = if format.contains('%') { format.to_owned() } else { luxon(format) };
    jiff::fmt::strtime::format(&format, time).ok()
}

/// Returns a format of Luxon, Moment or date-fns as one of `strftime`.
fn luxon(format: &str) -> String {
    let mut result = format.to_owned();
    for (from, to) in [
        ("yyyy", "%Y"),
        ("YYYY", "%Y"),
        ("LLLL", "%B"),
        ("MMMM", "%B"),
        ("MMM", "%b"),
        ("MM", "%m"),
        ("LL", "%m"),
        ("DD", "%d"),
        ("dd", "%d"),
        ("HH", "%H"),
        ("mm", "%M"),
    ] {
        result = result.replace(from, to);
    }
    result
}

/// Returns the text of a literal in quotes.
fn literal(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    let inner = text[1..].strip_suffix(quote)?;
    (!inner.contains(quote)).then(|| inner.to_owned())
}

/// Splits a text at a sign outside of quotes.
fn split(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut quote) = (0, None);
    for (at, char) in text.char_indices() {
        match (quote, char) {
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            (None, char) if char == sign => {
                parts.push(&text[begin..at]);
                begin = at + char.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[begin..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_found() {
        let globals = serde_json::json!({ "site": { "data": { "releases": [
            { "version": "1", "url": { "gz": "a.gz" } }, { "version": "2", "url": { "gz": "b.gz" } },
        ] } } });
        let page = serde_json::json!({ "image": "/a.jpg" });
        let mut names = Names { globals: globals.as_object(), page: page.as_object(), ..Names::default() };
        names.assign("r = site.data.releases | where: \"version\", \"2\" | first").expect("a value");
        assert_eq!(names.text("r.url.gz").as_deref(), Some("b.gz"));
        assert_eq!(names.text("\"/x/\" | url").as_deref(), Some("/x/"));
        assert_eq!(names.text("image | url").as_deref(), Some("/a.jpg"));
        assert_eq!(names.text("site.baseurl").as_deref(), Some(""));
        assert_eq!(names.text("unknown.name"), None);
        assert_eq!(names.text("\"2014-05-01\" | date: \"%Y/%m\"").as_deref(), Some("2014/05"));
    }
}
