//! Reads YAML leniently.
//!
//! Where the parser refuses a document, each statement of the first level is read alone. A
//! statement that is still refused is kept as text, so that one fault costs one value.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value};

/// Maximum nesting depth of lists and tables.
const MAX_DEPTH: usize = 32;
/// Maximum number of values that aliases (`*name`) may add.
const MAX_ALIASED_VALUES: usize = 10_000;

/// YAML that was read, with its faults.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Yaml {
    /// Value.
    pub(super) value: Value,
    /// Faults, as sentences.
    pub(super) faults: Vec<String>,
}

/// Reads a document.
pub(super) fn read(text: &str) -> Yaml {
    let mut reader = Reader::new(text);
    match reader.document() {
        Ok(value) => Yaml { value, faults: reader.faults },
        Err(fault) => by_statement(text, &fault),
    }
}

/// Reads the statements of a table one by one.
fn by_statement(text: &str, fault: &str) -> Yaml {
    let mut table = Map::new();
    let mut faults = Vec::new();
    for statement in statements(text) {
        let mut reader = Reader::new(&statement);
        let read = if let Ok(Value::Object(read)) = reader.document() {
            read
        } else {
            let Some((key, value)) = statement.split_once(':') else { continue };
            let key = key.trim().trim_matches(['"', '\'']);
            faults.push(format!("`{key}` is not YAML, and was read as text"));
            Map::from_iter([(key.to_owned(), Value::String(unquoted(value)))])
        };
        for (key, value) in read {
            insert(&mut table, key, value, &mut faults);
        }
        faults.append(&mut reader.faults);
    }
    if faults.is_empty() {
        faults.push(format!("the front matter was mended: {fault}"));
    }
    Yaml { value: Value::Object(table), faults }
}

/// Adds a value; of two with the same key, the last one counts, as in most parsers.
fn insert(table: &mut Map<String, Value>, key: String, value: Value, faults: &mut Vec<String>) {
    if table.contains_key(&key) {
        faults.push(format!("`{key}` stands there twice; the last one counts"));
    }
    table.insert(key, value);
}

/// Splits a table into the statements of its first level, each on lines of its own.
fn statements(text: &str) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let line = line.replace('\t', "  ");
        let begins = !is_open
            && !line.starts_with([' ', '-', '#', ']', '}'])
            && line.split_once(':').is_some_and(|(key, rest)| {
                !key.is_empty() && (rest.is_empty() || rest.starts_with([' ', '"', '\'', '[']))
            });
        match statements.last_mut() {
            Some(last) if !begins && is_open => {
                // A text in quotes that goes on at the beginning of a line.
                last.push_str("\n  ");
                last.push_str(line.trim());
            }
            Some(last) if !begins => {
                last.push('\n');
                last.push_str(&line);
            }
            _ => statements.push(line),
        }
        is_open = statements.last().is_some_and(|last| opens_quotes(last));
    }
    statements
}

/// Reports that a statement is a text whose quotes are not closed yet.
fn opens_quotes(statement: &str) -> bool {
    let value = statement.split_once(':').map_or("", |(_, value)| value.trim());
    ['"', '\''].into_iter().any(|quote| {
        value.starts_with(quote)
            && (value.len() == 1 || !value.ends_with(quote) || value.ends_with("\\\""))
            && statement.lines().count() < 40
    })
}

/// Returns a value's text without the quotes around it, on one line.
fn unquoted(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.strip_suffix(quote).unwrap_or(inner).replace("\\\"", "\"");
        }
    }
    value
}

/// Converts the parser's events to values.
struct Reader<'i> {
    parser: Parser<'i, StrInput<'i>>,
    anchors: HashMap<usize, Value>,
    repeated: usize,
    faults: Vec<String>,
}

impl<'i> Reader<'i> {
    fn new(text: &'i str) -> Self {
        let options = granit_parser::options! {
            emit_comments: false,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let parser = Parser::new_from_str_with_options(text, options);
        Self { parser, anchors: HashMap::new(), repeated: 0, faults: Vec::new() }
    }

    /// Reads the first document.
    fn document(&mut self) -> Result<Value, String> {
        let mut value = None;
        loop {
            match self.next()? {
                Event::StreamEnd => return Ok(value.unwrap_or_default()),
                Event::DocumentStart(..) if value.is_some() => return Ok(value.unwrap_or_default()),
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => value = Some(self.node(event, 0)?),
            }
        }
    }

    fn next(&mut self) -> Result<Event<'i>, String> {
        match self.parser.next_event() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Ok(Event::StreamEnd),
        }
    }

    /// Reads the value that begins with an event.
    fn node(&mut self, event: Event<'i>, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("lists and tables are nested too deep".to_owned());
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (scalar(&text, style), anchor),
            Event::SequenceStart(_, anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.table(depth)?, anchor),
            Event::Alias(anchor) => return self.repeat(anchor),
            _ => (Value::Null, 0),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Value, String> {
        let mut values = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd | Event::StreamEnd => return Ok(Value::Array(values)),
                event => values.push(self.node(event, depth + 1)?),
            }
        }
    }

    fn table(&mut self, depth: usize) -> Result<Value, String> {
        let mut table = Map::new();
        loop {
            let event = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                return Ok(Value::Object(table));
            }
            let key = self.node(event, depth + 1)?;
            let event = self.next()?;
            let value = self.node(event, depth + 1)?;
            match (key.as_str(), value) {
                (Some("<<"), Value::Object(merged)) => {
                    for (key, value) in merged {
                        table.entry(key).or_insert(value);
                    }
                }
                (_, value) => insert(&mut table, super::fields::text_of(&key), value, &mut self.faults),
            }
        }
    }

    /// Reads an alias (`*name`): the value of the anchor `&name`.
    fn repeat(&mut self, anchor: usize) -> Result<Value, String> {
        let Some(value) = self.anchors.get(&anchor) else { return Err("an anchor is missing".to_owned()) };
        self.repeated += count(value);
        if self.repeated > MAX_ALIASED_VALUES {
            return Err("aliases repeat too much".to_owned());
        }
        Ok(value.clone())
    }
}

/// Counts the values in a value.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum::<usize>(),
        Value::Object(table) => table.values().map(count).sum(),
        _ => 0,
    }
}

/// Returns the value of a scalar.
///
/// A number keeps its spelling: `2016.10` and `007` are texts.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// Returns a number, if it is spelled as this program spells it.
fn number(text: &str) -> Option<Number> {
    let number: Number = match text.parse::<i64>() {
        Ok(number) => number.into(),
        Err(_) => Number::from_f64(text.parse().ok()?)?,
    };
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use std::fmt::Write as _;

    #[test]
    fn faults_cost_one_value() {
        let text =
            "title: a: b\ntags: [x, y]\ndescription: \"one\ntwo\"\nn: 007\ntitle: c\nok: 1\n\tbad: x\n";
        let yaml = read(text);
        assert_eq!(yaml.value["tags"], json!(["x", "y"]), "{yaml:?}");
        assert_eq!(yaml.value["description"], json!("one two"));
        assert_eq!(yaml.value["title"], json!("c"));
        assert_eq!(yaml.value["n"], json!("007"));
        assert!(!yaml.faults.is_empty());
    }

    #[test]
    fn bombs_of_aliases_end() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..9 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            _ = writeln!(text, "a{level}: &a{level} [{before}x]");
        }
        assert!(!read(&text).faults.is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[a-z:\"'\\[\\]{}#&*!|> \n\t-]{0,80}") {
            read(&text);
        }
    }
}
