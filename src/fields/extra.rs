//! Keys of the user's own, which Dateline passes to the theme unread.

use super::value::{Table, Value, parse_core_bool, parse_core_integer};

/// Converts a value for the theme; `None` for YAML's null.
pub fn to_toml(value: &Value<'_>) -> Option<toml::Value> {
    Some(match value {
        Value::Text(text) => toml::Value::String(text.to_string()),
        Value::Plain(text) => plain(text),
        Value::Integer { digits, radix } => i64::from_str_radix(digits, *radix)
            .map_or_else(|_| toml::Value::String(digits.to_string()), toml::Value::Integer),
        Value::Float(float) => {
            float.parse().map_or_else(|_| toml::Value::String(float.to_string()), toml::Value::Float)
        }
        Value::Bool(flag) => toml::Value::Boolean(*flag),
        Value::Date(date) => toml::Value::Datetime(*date),
        Value::List(nodes) => {
            toml::Value::Array(nodes.iter().filter_map(|node| to_toml(&node.value)).collect())
        }
        Value::Table(table) => toml::Value::Table(to_toml_table(table)),
        Value::Null => return None,
    })
}

/// Converts an unquoted YAML text by YAML's core schema, dates included.
fn plain(text: &str) -> toml::Value {
    if let Some(flag) = parse_core_bool(text) {
        return toml::Value::Boolean(flag);
    }
    if let Some(integer) = parse_core_integer(text) {
        return toml::Value::Integer(integer);
    }
    let begins_as_a_number = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    if begins_as_a_number {
        if let Ok(float) = text.parse() {
            return toml::Value::Float(float);
        }
        if let Ok(date) = text.parse() {
            return toml::Value::Datetime(date);
        }
    }
    toml::Value::String(text.to_owned())
}

/// Converts a table for the theme.
pub fn to_toml_table(table: &Table<'_>) -> toml::Table {
    let entries = table.iter();
    entries.filter_map(|(name, entry)| Some((name.to_string(), to_toml(&entry.node.value)?))).collect()
}
