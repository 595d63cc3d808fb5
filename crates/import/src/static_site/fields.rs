//! Front matter of a text: TOML, YAML or JSON, read leniently.

use serde_json::{Map, Value};

use super::yaml;
use crate::charset;
use crate::story::Notice;

/// Keys and values of front matter, of a configuration or of data.
///
/// Names are found in any case, as Hugo finds them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fields(pub(super) Map<String, Value>);

/// Text file with its front matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Document {
    /// Front matter.
    pub(super) fields: Fields,
    /// Reports that the file has front matter, if only an empty one.
    pub(super) has_front_matter: bool,
    /// Text below it.
    pub(super) body: String,
    /// Repairs.
    pub(super) notices: Vec<Notice>,
}

impl Fields {
    /// Returns a value by its name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.get(name);
        found
            .or_else(|| self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    }

    /// Returns a value by a path of names: `params.description`.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        let mut names = path.split('.');
        let mut value = self.get(names.next()?)?;
        for name in names {
            value = member(value, name)?;
        }
        Some(value)
    }

    /// Removes and returns a value by its name.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        let key = self.0.keys().find(|key| key.eq_ignore_ascii_case(name))?.clone();
        self.0.remove(&key).filter(|value| !value.is_null())
    }

    /// Returns a text by its name, if it has words.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(text_of).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Returns the texts of a list, or the one text in its place.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.get(name).map(list_of).unwrap_or_default()
    }

    /// Returns the value of a switch: `true`, `yes`, `on`, `1`.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" => Some(false),
            _ => None,
        }
    }

    /// Adds the values of `defaults` that are missing here.
    pub(super) fn fill(&mut self, defaults: &Fields) {
        for (key, value) in &defaults.0 {
            if self.get(key).is_none() {
                self.0.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Returns a member of a table or list.
pub(super) fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(table) => table
            .get(name)
            .or_else(|| table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)),
        Value::Array(list) => match name {
            "first" => list.first(),
            "last" => list.last(),
            _ => list.get(name.parse::<usize>().ok()?),
        },
        _ => None,
    }
}

/// Returns the text of a value; of a list and of a table, none.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

/// Returns the texts of a list, or the one text in its place.
pub(super) fn list_of(value: &Value) -> Vec<String> {
    let texts = match value {
        Value::Array(values) => values.iter().map(text_of).collect(),
        value => vec![text_of(value)],
    };
    texts.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// Reads a configuration or data file by the ending of its name.
pub(super) fn data(name: &str, text: &str) -> Option<Value> {
    match name.rsplit_once('.')?.1 {
        "yml" | "yaml" => Some(yaml::read(text).value),
        "toml" => toml::from_str::<toml::Table>(text).ok().map(|table| json_of(toml::Value::Table(table))),
        "json" => serde_json::from_str(text).ok(),
        _ => None,
    }
}

/// Returns a value of TOML as one of JSON, with dates as text.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::Number(number.into()),
        toml::Value::Float(number) => serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(json_of).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json_of(value))).collect())
        }
    }
}

/// Returns a value of JSON as one of TOML; `None` if it has none.
pub(super) fn toml_of(value: &Value) -> Option<toml::Value> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => toml::Value::Boolean(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => toml::Value::Integer(number),
            None => toml::Value::Float(number.as_f64()?),
        },
        Value::String(text) => toml::Value::String(text.clone()),
        Value::Array(values) => toml::Value::Array(values.iter().filter_map(toml_of).collect()),
        Value::Object(table) => toml::Value::Table(
            table.iter().filter_map(|(key, value)| Some((key.clone(), toml_of(value)?))).collect(),
        ),
    })
}

/// Splits a file into front matter and text.
///
/// # Errors
///
/// Returns the reason for which the front matter can't be read.
pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    let mut notices = Vec::new();
    let text = decode(bytes, &mut notices);
    let Some(fenced) = Fenced::of(&text)? else {
        return Ok(Document { body: text, notices, ..Document::default() });
    };
    let value = match fenced.format {
        "yaml" => {
            let yaml = yaml::read(fenced.front);
            let fault = |message| Notice { kind: "front matter", message };
            notices.extend(yaml.faults.into_iter().map(fault));
            yaml.value
        }
        "toml" => match toml::from_str::<toml::Table>(fenced.front) {
            Ok(table) => json_of(toml::Value::Table(table)),
            Err(error) => return Err(format!("its front matter is not TOML: {}", error.message())),
        },
        _ => serde_json::from_str(fenced.front)
            .map_err(|error| format!("its front matter is not JSON: {error}"))?,
    };
    let fields = match value {
        Value::Object(table) => Fields(table),
        Value::Null => Fields::default(),
        _ => return Err("its front matter has no keys".to_owned()),
    };
    Ok(Document { fields, has_front_matter: true, body: fenced.body.to_owned(), notices })
}

/// Decodes a file, with line feeds alone between lines.
fn decode(bytes: &[u8], notices: &mut Vec<Notice>) -> String {
    let decoded = charset::decode(bytes, None);
    if decoded.encoding != "UTF-8" {
        let message = format!("the file was read as {}", decoded.encoding);
        notices.push(Notice { kind: "encoding", message });
    }
    decoded.text.replace("\r\n", "\n").replace('\r', "\n")
}

/// File with front matter between fences.
struct Fenced<'t> {
    format: &'static str,
    front: &'t str,
    body: &'t str,
}

impl<'t> Fenced<'t> {
    /// Finds the fences; `None` if the file has no front matter.
    fn of(text: &'t str) -> Result<Option<Self>, String> {
        let text = text.trim_start();
        if text.starts_with('{') && !text.starts_with("{{") && !text.starts_with("{%") {
            return Ok(Self::json(text));
        }
        let first = text.lines().next().unwrap_or_default().trim_end();
        let (format, fence) = match first {
            "+++" | "---toml" => ("toml", &first[..3]),
            "---" | "---yaml" | "---yml" => ("yaml", "---"),
            "---json" | ";;;" => ("json", &first[..3]),
            "---js" | "---javascript" => return Err("its front matter is JavaScript".to_owned()),
            _ => return Ok(None),
        };
        let begin = text.find('\n').map_or(text.len(), |at| at + 1);
        let mut at = begin;
        for line in text[begin..].split_inclusive('\n') {
            let end = line.trim_end();
            if end == fence || (end == "..." && format == "yaml") {
                return Ok(Some(Self { format, front: &text[begin..at], body: &text[at + line.len()..] }));
            }
            at += line.len();
        }
        Err("its front matter has no end".to_owned())
    }

    /// Finds an object of JSON at the beginning.
    fn json(text: &'t str) -> Option<Self> {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        values.next()?.ok()?;
        let end = values.byte_offset();
        Some(Self { format: "json", front: &text[..end], body: &text[end..] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read_in_every_form() {
        for text in [
            "---\ntitle: A\n---\nbody",
            "\u{feff}---\r\ntitle: A\r\n---\r\nbody",
            "+++\ntitle = \"A\"\n+++\nbody",
            "{\"title\": \"A\"}\nbody",
            "---json\n{\"title\": \"A\"}\n---\nbody",
            "---\ntitle: A\n...\nbody",
        ] {
            let document = read(text.as_bytes()).unwrap_or_else(|error| unreachable!("{text}: {error}"));
            assert_eq!(document.fields.text("Title").as_deref(), Some("A"), "{text}");
            assert_eq!(document.body.trim(), "body", "{text}");
        }
    }

    #[test]
    fn faults_are_named_and_old_encodings_read() {
        assert!(read(b"---\ntitle: A\nbody").is_err());
        assert!(read(b"+++\ntitle = \n+++\n").is_err());
        let document = read(b"---\ntitle: caf\xe9\n---\n").expect("Windows-1252");
        assert_eq!(document.fields.text("title").as_deref(), Some("café"));
        assert_eq!(document.notices[0].kind, "encoding");
    }
}
