//! Quotes around a text in TOML and YAML.

use super::Format;

/// Quotes a text with the simplest quotes that can hold it.
pub(in super::super) fn quoted(text: &str, format: Format) -> String {
    let is_special = |c: char| matches!(c, '"' | '\\');
    if !text.contains(is_special) {
        return format!("\"{text}\"");
    }
    match format {
        Format::Toml if !text.contains('\'') => format!("'{text}'"),
        Format::Yaml => format!("'{}'", text.replace('\'', "''")),
        Format::Toml => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Returns true for a quotation mark that TOML and YAML do not know.
pub(super) fn is_typographic(sign: char) -> bool {
    matches!(sign, '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' | '「' | '」' | '＂')
}
