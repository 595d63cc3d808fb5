//! The free keys of the config and of front matter, as templates get them.

use tera::Value;

/// A table of the config's or the front matter's free keys, as templates get it: dates as text.
pub(super) fn free(table: &toml::Table) -> Value {
    Value::from_serializable(&free_map(table))
}

fn free_map(table: &toml::Table) -> std::collections::BTreeMap<String, Value> {
    table.iter().map(|(key, value)| (key.clone(), free_value(value))).collect()
}

fn free_value(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::from(*flag),
        toml::Value::Datetime(datetime) => Value::from(datetime.to_string()),
        toml::Value::Array(values) => Value::from(values.iter().map(free_value).collect::<Vec<_>>()),
        toml::Value::Table(table) => free(table),
    }
}
