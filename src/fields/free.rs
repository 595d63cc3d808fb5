//! What the program passes on without reading it: the keys that an editor sets for a theme. In goes a parsed value,
//! out comes the same value, owned.

use toml::de::{DeTable, DeValue};

/// A value that a theme is given as it is, owned.
pub fn free_value(value: &DeValue<'_>) -> toml::Value {
    match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .map_or_else(|_| toml::Value::String(integer.as_str().to_owned()), toml::Value::Integer),
        DeValue::Float(float) => float
            .as_str()
            .parse()
            .map_or_else(|_| toml::Value::String(float.as_str().to_owned()), toml::Value::Float),
        DeValue::Boolean(flag) => toml::Value::Boolean(*flag),
        DeValue::Datetime(datetime) => toml::Value::Datetime(*datetime),
        DeValue::Array(array) => toml::Value::Array(array.iter().map(|v| free_value(v.get_ref())).collect()),
        DeValue::Table(table) => toml::Value::Table(free_table(table)),
    }
}

/// A table of free keys, owned.
pub fn free_table(table: &DeTable<'_>) -> toml::Table {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), free_value(value.get_ref()))).collect()
}
