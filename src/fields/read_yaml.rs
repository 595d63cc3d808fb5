//! Parses YAML into values, for front matter between `---` lines.
//!
//! Like TOML, every unreadable statement is reported once, and the rest is parsed without it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::btree_map;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::DiagnosticSink;
use super::value::{Entry, Node, Table, Value, into_owned};
use super::yaml_errors::{Fault, Why, no_table, note, warn_of_comment};

/// Maximum number of rejected statements before parsing stops.
const MAX_ERRORS: usize = 20;

/// Maximum nesting depth of lists and tables.
const MAX_DEPTH: usize = 32;

/// Maximum number of values that aliases (`*name`) may add.
const MAX_ALIASED_VALUES: usize = 10_000;

/// Parses YAML as far as possible, and reports every unreadable statement.
pub(super) fn read<'i>(yaml: &'i str, problems: &mut DiagnosticSink<'_>) -> Table<'i> {
    let mut fault = match read_once(yaml) {
        Ok(Read { table, cut }) => {
            for value in cut {
                warn_of_comment(yaml, value, problems);
            }
            return table;
        }
        Err(fault) => fault,
    };
    if matches!(fault.why, Why::NoTable) {
        no_table(yaml, problems);
        return Table::new();
    }
    let mut rest = yaml.to_owned();
    for _ in 0..MAX_ERRORS {
        note(&mut rest, &fault, problems);
        if matches!(fault.why, Why::TooMuch) {
            return Table::new();
        }
        match read_once(&rest) {
            Ok(Read { table, .. }) => return into_owned(table),
            Err(Fault { why: Why::NoTable, .. }) => return Table::new(),
            Err(next) => fault = next,
        }
    }
    Table::new()
}

/// Parsed file.
struct Read<'i> {
    table: Table<'i>,
    /// Values followed by a comment that may have been meant as their text.
    cut: Vec<Range<usize>>,
}

fn read_once(yaml: &str) -> Result<Read<'_>, Fault> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let parser = Parser::new_from_str_with_options(yaml, options);
    let mut reader = Reader { parser, yaml, anchors: HashMap::new(), repeated: 0, cut: Vec::new() };
    let table = reader.document()?;
    Ok(Read { table, cut: reader.cut })
}

/// Converts the parser's events to values.
struct Reader<'i> {
    parser: Parser<'i, StrInput<'i>>,
    yaml: &'i str,
    /// Values of anchors.
    anchors: HashMap<usize, Node<'i>>,
    repeated: usize,
    cut: Vec<Range<usize>>,
}

impl<'i> Reader<'i> {
    fn document(&mut self) -> Result<Table<'i>, Fault> {
        let mut table = None;
        loop {
            let (event, at) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(table.unwrap_or_default()),
                Event::DocumentStart(..) if table.is_some() => {
                    return Err(Fault { at, why: Why::SecondDocument });
                }
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => match self.node(event, at.clone(), 0)?.value {
                    Value::Table(read) => table = Some(read),
                    Value::Null => table = Some(Table::new()),
                    _ => return Err(Fault { at, why: Why::NoTable }),
                },
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'i>, Range<usize>), Fault> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, place(span, self.yaml))),
            Some(Err(error)) => Err(self.fault(&error)),
            None => Ok((Event::StreamEnd, self.yaml.len()..self.yaml.len())),
        }
    }

    fn fault(&self, error: &ScanError) -> Fault {
        let at = error.marker().byte_offset().unwrap_or(self.yaml.len()).min(self.yaml.len());
        Fault { at: at..at, why: Why::Syntax(error.kind().clone()) }
    }

    /// Reads the value that begins with an event.
    fn node(&mut self, event: Event<'i>, at: Range<usize>, depth: usize) -> Result<Node<'i>, Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault { at, why: Why::TooDeep });
        }
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                if style == ScalarStyle::Plain && is_cut(&self.yaml[at.end..]) {
                    self.cut.push(at.clone());
                }
                let value =
                    scalar(text, style, tag.as_deref()).ok_or(Fault { at: at.clone(), why: Why::Tagged })?;
                (Node { value, span: at }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                known(tag.as_deref(), &at)?;
                (self.list(at, depth)?, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                known(tag.as_deref(), &at)?;
                (self.table(at, depth)?, anchor)
            }
            Event::Alias(anchor) => return self.repeat(anchor, at),
            _ => (Node { value: Value::Null, span: at }, 0),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn list(&mut self, start: Range<usize>, depth: usize) -> Result<Node<'i>, Fault> {
        let mut nodes = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::SequenceEnd | Event::StreamEnd) {
                let span = start.start..last_end(nodes.last(), at.end, self.yaml);
                return Ok(Node { value: Value::List(nodes), span });
            }
            nodes.push(self.node(event, at, depth + 1)?);
        }
    }

    fn table(&mut self, start: Range<usize>, depth: usize) -> Result<Node<'i>, Fault> {
        let mut table = Table::new();
        let mut last = None;
        loop {
            let (event, key) = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                let span = start.start..last_end(last.as_ref(), key.end, self.yaml);
                return Ok(Node { value: Value::Table(table), span });
            }
            let node = self.node(event, key.clone(), depth + 1)?;
            let (Value::Text(name) | Value::Plain(name)) = node.value else {
                return Err(Fault { at: key, why: Why::KeyNoText });
            };
            let (event, at) = self.next()?;
            let mut node = self.node(event, at, depth + 1)?;
            if node.span.is_empty() {
                // Nothing is shown by its key.
                node.span = key.clone();
            }
            last = Some(Node { value: Value::Null, span: node.span.clone() });
            match table.entry(name) {
                btree_map::Entry::Occupied(_) => return Err(Fault { at: key, why: Why::Twice }),
                btree_map::Entry::Vacant(vacant) => {
                    vacant.insert(Entry { key, node });
                }
            }
        }
    }

    /// Reads an alias (`*name`): the value of the anchor `&name`.
    fn repeat(&mut self, anchor: usize, at: Range<usize>) -> Result<Node<'i>, Fault> {
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(Fault { at, why: Why::Syntax(ErrorKind::UnknownAnchor) });
        };
        self.repeated += count(&node.value);
        if self.repeated > MAX_ALIASED_VALUES {
            return Err(Fault { at, why: Why::TooMuch });
        }
        Ok(Node { value: node.value.clone(), span: at })
    }
}

/// Returns true if a `#` with a word right after it follows the value: `#1`.
fn is_cut(rest: &str) -> bool {
    let after = rest.trim_start_matches([' ', '\t']);
    after.len() < rest.len()
        && after.strip_prefix('#').is_some_and(|word| word.starts_with(char::is_alphanumeric))
}

/// Counts the values in a value.
fn count(value: &Value<'_>) -> usize {
    1 + match value {
        Value::List(nodes) => nodes.iter().map(|node| count(&node.value)).sum::<usize>(),
        Value::Table(table) => table.values().map(|entry| count(&entry.node.value)).sum(),
        _ => 0,
    }
}

/// Converts a text; `None` if its tag is unknown.
fn scalar<'i>(text: Cow<'i, str>, style: ScalarStyle, tag: Option<&Tag>) -> Option<Value<'i>> {
    if let Some(tag) = tag {
        return match tag.core_suffix() {
            Some("str") => Some(Value::Text(text)),
            Some("null") => Some(Value::Null),
            Some(_) => Some(Value::Plain(text)),
            None if tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() == Some("timestamp") => {
                Some(Value::Plain(text))
            }
            None => None,
        };
    }
    Some(match style {
        ScalarStyle::Plain if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
        ScalarStyle::Plain => Value::Plain(text),
        _ => Value::Text(text),
    })
}

/// Checks the tag of a list or table.
fn known(tag: Option<&Tag>, at: &Range<usize>) -> Result<(), Fault> {
    match tag {
        Some(tag) if tag.core_suffix().is_none() => Err(Fault { at: at.clone(), why: Why::Tagged }),
        _ => Ok(()),
    }
}

/// Returns the byte range of an event.
fn place(span: Span, yaml: &str) -> Range<usize> {
    let range = span.byte_range().unwrap_or(0..0);
    let end = range.end.min(yaml.len());
    range.start.min(end)..end
}

/// Returns the end of a list or table.
///
/// It is the end of the last value, since the parser's position lies after the line breaks.
fn last_end(last: Option<&Node<'_>>, end: usize, yaml: &str) -> usize {
    let closing = yaml[..end].trim_end().ends_with([']', '}']);
    match last {
        Some(last) if !closing => last.span.end.min(end),
        _ => end,
    }
}
