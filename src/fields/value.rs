//! Values with their byte ranges, the common form of TOML and YAML.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// Syntax of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// `key = value`
    #[default]
    Toml,
    /// `key: value`
    Yaml,
}

impl Format {
    /// Formats a key with its value.
    pub fn pair(self, key: &str, value: &str) -> String {
        match self {
            Self::Toml => format!("{key} = {value}"),
            Self::Yaml => format!("{key}: {value}"),
        }
    }
}

/// Value with its byte range.
#[derive(Debug, Clone)]
pub struct Node<'i> {
    pub(super) value: Value<'i>,
    pub(super) span: Range<usize>,
}

/// Value.
#[derive(Debug, Clone)]
pub enum Value<'i> {
    /// Text that is marked as one, usually by quotes.
    Text(Cow<'i, str>),
    /// Unquoted YAML text. Its spelling is kept, since the key decides the type.
    Plain(Cow<'i, str>),
    /// TOML integer.
    Integer {
        /// Digits, with an optional sign.
        digits: Cow<'i, str>,
        /// 2, 8, 10 or 16.
        radix: u32,
    },
    /// TOML float.
    Float(Cow<'i, str>),
    /// TOML boolean.
    Bool(bool),
    /// TOML date.
    Date(Datetime),
    /// List.
    List(Vec<Node<'i>>),
    /// Table.
    Table(Table<'i>),
    /// YAML's null.
    Null,
}

/// Table, sorted by key.
pub type Table<'i> = BTreeMap<Cow<'i, str>, Entry<'i>>;

/// Byte range of a key, with the value.
#[derive(Debug, Clone)]
pub struct Entry<'i> {
    pub(super) key: Range<usize>,
    pub(super) node: Node<'i>,
}

impl<'i> Value<'i> {
    /// Returns the text of a text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the table of a table.
    pub fn as_table(&self) -> Option<&Table<'i>> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Returns the integer of an integer that fits into 64 bits.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer { digits, radix } => i64::from_str_radix(digits, *radix).ok(),
            Self::Plain(text) => parse_core_integer(text),
            _ => None,
        }
    }

    /// Returns the flag of a boolean. YAML's older spellings (`yes`, `off`) count.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Plain(text) => parse_bool_word(text),
            _ => None,
        }
    }

    /// Returns true for a blank text and for an empty list or table.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) | Self::Plain(text) => text.trim().is_empty(),
            Self::List(nodes) => nodes.iter().all(|node| node.value.is_blank()),
            Self::Table(table) => table.values().all(|entry| entry.node.value.is_blank()),
            Self::Null => true,
            Self::Integer { .. } | Self::Float(_) | Self::Bool(_) | Self::Date(_) => false,
        }
    }

    /// Returns the name of the type, with its article.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Plain(text) if parse_core_integer(text).is_some() => "a number",
            Self::Plain(text) if parse_core_bool(text).is_some() => "true or false",
            Self::Text(_) | Self::Plain(_) => "a text",
            Self::Integer { .. } => "a number",
            Self::Float(_) => "a number with a point",
            Self::Bool(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Null => "empty",
        }
    }

    /// Returns the spelling of a value other than a list or table.
    pub(super) fn spelling(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) | Self::Plain(text) | Self::Float(text) => Some(Cow::Borrowed(text)),
            Self::Integer { digits, radix: 10 } => Some(Cow::Borrowed(digits)),
            Self::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            Self::Date(date) => Some(Cow::Owned(date.to_string())),
            Self::Integer { .. } | Self::List(_) | Self::Table(_) | Self::Null => None,
        }
    }

    pub(super) fn into_owned(self) -> Value<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Text(text) => Value::Text(owned(text)),
            Self::Plain(text) => Value::Plain(owned(text)),
            Self::Integer { digits, radix } => Value::Integer { digits: owned(digits), radix },
            Self::Float(text) => Value::Float(owned(text)),
            Self::Bool(flag) => Value::Bool(flag),
            Self::Date(date) => Value::Date(date),
            Self::List(nodes) => Value::List(nodes.into_iter().map(Node::into_owned).collect()),
            Self::Table(table) => Value::Table(into_owned(table)),
            Self::Null => Value::Null,
        }
    }
}

impl Node<'_> {
    pub(super) fn into_owned(self) -> Node<'static> {
        Node { value: self.value.into_owned(), span: self.span }
    }
}

/// Copies the texts of a table, so that the table outlives the source.
pub(super) fn into_owned(table: Table<'_>) -> Table<'static> {
    let entries = table.into_iter();
    entries
        .map(|(name, Entry { key, node })| {
            (Cow::Owned(name.into_owned()), Entry { key, node: node.into_owned() })
        })
        .collect()
}

/// Converts a table of the TOML parser.
pub(super) fn from_toml(table: DeTable<'_>) -> Table<'_> {
    table
        .into_iter()
        .map(|(name, value)| {
            let (key, span) = (name.span(), value.span());
            let node = Node { value: value_from_toml(value.into_inner()), span };
            (name.into_inner(), Entry { key, node })
        })
        .collect()
}

fn value_from_toml(value: DeValue<'_>) -> Value<'_> {
    match value {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(integer) => {
            Value::Integer { digits: integer.as_str().to_owned().into(), radix: integer.radix() }
        }
        DeValue::Float(float) => Value::Float(float.as_str().to_owned().into()),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(date) => Value::Date(date),
        DeValue::Array(array) => {
            let nodes = array.into_iter().map(|value| {
                let span = value.span();
                Node { value: value_from_toml(value.into_inner()), span }
            });
            Value::List(nodes.collect())
        }
        DeValue::Table(table) => Value::Table(from_toml(table)),
    }
}

/// Parses an integer of YAML's core schema.
pub(super) fn parse_core_integer(text: &str) -> Option<i64> {
    if let Some(octal) = text.strip_prefix("0o") {
        return i64::from_str_radix(octal, 8).ok().filter(|_| !octal.starts_with(['+', '-']));
    }
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return i64::from_str_radix(hexadecimal, 16).ok().filter(|_| !hexadecimal.starts_with(['+', '-']));
    }
    text.parse().ok()
}

/// Parses a boolean of YAML's core schema.
pub(super) fn parse_core_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Parses a boolean from any of the words that people use.
pub(super) fn parse_bool_word(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => Some(true),
        "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}
