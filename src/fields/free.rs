//! Free values: keys that an editor sets for a theme, which Dateline passes on unread.

use super::value::{Table, Value, plain_flag, plain_integer};

/// Converts a value for a theme. YAML's nulls give `None`.
pub fn free_value(value: &Value<'_>) -> Option<toml::Value> {
    Some(match value {
        Value::Text(text) => toml::Value::String(text.to_string()),
        Value::Plain(text) => plain(text),
        Value::Integer { digits, radix } => i64::from_str_radix(digits, *radix)
            .map_or_else(|_| toml::Value::String(digits.to_string()), toml::Value::Integer),
        Value::Float(float) => {
            float.parse().map_or_else(|_| toml::Value::String(float.to_string()), toml::Value::Float)
        }
        Value::Flag(flag) => toml::Value::Boolean(*flag),
        Value::Date(date) => toml::Value::Datetime(*date),
        Value::List(nodes) => {
            toml::Value::Array(nodes.iter().filter_map(|node| free_value(&node.value)).collect())
        }
        Value::Table(table) => toml::Value::Table(free_table(table)),
        Value::Nothing => return None,
    })
}

/// Converts a YAML text without quotes, by YAML's core schema and its dates.
fn plain(text: &str) -> toml::Value {
    if let Some(flag) = plain_flag(text) {
        return toml::Value::Boolean(flag);
    }
    if let Some(integer) = plain_integer(text) {
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

/// Converts a table for a theme.
pub fn free_table(table: &Table<'_>) -> toml::Table {
    let entries = table.iter();
    entries.filter_map(|(name, entry)| Some((name.to_string(), free_value(&entry.node.value)?))).collect()
}
