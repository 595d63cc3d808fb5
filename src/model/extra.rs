//! Tables `[extra]` and `[theme.settings]` of the config and `[extra]` of front matter, as
//! templates get them.

use tera::Value;

/// Converts a table of free keys. Dates become text.
pub(crate) fn extra_value(table: &toml::Table) -> Value {
    Value::from_serializable(&extra_map(table))
}

fn extra_map(table: &toml::Table) -> std::collections::BTreeMap<String, Value> {
    table.iter().map(|(key, value)| (key.clone(), value_of(value))).collect()
}

fn value_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::from(*flag),
        toml::Value::Datetime(datetime) => Value::from(datetime.to_string()),
        toml::Value::Array(values) => Value::from(values.iter().map(value_of).collect::<Vec<_>>()),
        toml::Value::Table(table) => extra_value(table),
    }
}
