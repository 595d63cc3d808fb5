//! Reads the rows of CSV, JSON Lines and JSON.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};

use serde_json::Value;

use crate::charset;
use crate::error::ImportError;
use crate::files::SourceFile;

/// Most bytes of a line of JSON, and of a JSON file.
const LINE_LIMIT_BYTES: u64 = 64 << 20;
/// Bytes in which the encoding and the separator are looked for.
const HEAD_BYTES: u64 = 1 << 20;
/// Names under which a JSON file holds its rows.
const LISTS: [&str; 8] = ["articles", "stories", "items", "posts", "entries", "rows", "data", "results"];

/// Row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Line in the file, counted from 1.
    pub(super) line: u64,
    /// Values by column, or the fault of the row.
    pub(super) values: Result<BTreeMap<String, Value>, String>,
}

/// Receives rows.
pub(super) type EachRow<'a> = dyn FnMut(Row) -> Result<(), ImportError> + 'a;

/// Reads the rows of a file.
///
/// # Errors
///
/// Returns an error if the file can't be read, or if `each` does.
pub(super) fn read(
    file: &SourceFile,
    encoding: Option<&str>,
    each: &mut EachRow<'_>,
) -> Result<(), ImportError> {
    match file.ending().as_str() {
        "jsonl" | "ndjson" => json_lines(file, each),
        "json" => json(file, each),
        _ => csv(file, encoding, each),
    }
}

/// Reads CSV with any of the usual separators.
fn csv(file: &SourceFile, encoding: Option<&str>, each: &mut EachRow<'_>) -> Result<(), ImportError> {
    let read_error = |error| ImportError::read(&file.path, error);
    let mut opened = File::open(&file.path).map_err(read_error)?;
    let mut head = Vec::new();
    (&mut opened).take(HEAD_BYTES).read_to_end(&mut head).map_err(read_error)?;
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        let message = "the table is in UTF-16: save it as UTF-8".to_owned();
        return Err(ImportError::Malformed { path: file.path.clone(), line: 1, message });
    }
    // A character may be cut off at the end of the head.
    let whole = head.iter().rposition(u8::is_ascii).map_or(0, |end| end + 1);
    let encoding = charset::decode(&head[..whole], encoding).encoding;
    let text = |bytes: &[u8]| charset::decode(bytes, Some(encoding)).text;
    opened.rewind().map_err(read_error)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(true)
        .delimiter(separator(&head))
        .from_reader(BufReader::new(opened));
    let headers = reader.byte_headers().map_err(|error| csv_error(file, &error))?.clone();
    let names: Vec<String> =
        headers.iter().map(|name| text(name).trim_start_matches('\u{feff}').trim().to_owned()).collect();
    for row in reader.into_byte_records() {
        let row = row.map_err(|error| csv_error(file, &error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let pairs = names.iter().zip(row.iter()).filter(|(name, _)| !name.is_empty());
        let values = pairs.map(|(name, value)| (name.clone(), Value::String(text(value)))).collect();
        let has_more = row.iter().skip(names.len()).any(|value| !value.is_empty());
        let fault = || format!("the row has {} values, the table {} columns", row.len(), names.len());
        let values = if has_more { Err(fault()) } else { Ok(values) };
        each(Row { line, values })?;
    }
    Ok(())
}

/// Returns the sign that the first line has most often.
fn separator(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| memchr::memchr_iter(sign, line).count();
    [b',', b';', b'\t', b'|'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}

/// Reads a JSON object from each line.
fn json_lines(file: &SourceFile, each: &mut EachRow<'_>) -> Result<(), ImportError> {
    let read_error = |error| ImportError::read(&file.path, error);
    let mut reader = BufReader::new(File::open(&file.path).map_err(read_error)?);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let count =
            (&mut reader).take(LINE_LIMIT_BYTES + 1).read_until(b'\n', &mut bytes).map_err(read_error)?;
        if count == 0 {
            break;
        }
        if count as u64 > LINE_LIMIT_BYTES {
            let message = format!("line {line} is longer than {} MiB", LINE_LIMIT_BYTES >> 20);
            return Err(ImportError::Limit { path: file.path.clone(), message });
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
        if !text.is_empty() {
            let value: Result<Value, _> = serde_json::from_slice(text);
            each(Row { line, values: value.map_err(|error| error.to_string()).and_then(object) })?;
        }
    }
    Ok(())
}

/// Reads a JSON file with a list of objects.
fn json(file: &SourceFile, each: &mut EachRow<'_>) -> Result<(), ImportError> {
    let bytes = file.read(LINE_LIMIT_BYTES * 8)?;
    let fault = |line: usize, message: String| ImportError::Malformed {
        path: file.path.clone(),
        line: line as u64,
        message,
    };
    let mut value: Value =
        serde_json::from_slice(&bytes).map_err(|error| fault(error.line(), error.to_string()))?;
    let list = match &mut value {
        Value::Array(list) => Some(std::mem::take(list)),
        Value::Object(map) => LISTS.iter().find_map(|name| match map.get_mut(*name) {
            Some(Value::Array(list)) => Some(std::mem::take(list)),
            _ => None,
        }),
        _ => None,
    };
    let list = list.ok_or_else(|| fault(1, "the file holds no list of articles".to_owned()))?;
    for item in list {
        each(Row { line: 0, values: object(item) })?;
    }
    Ok(())
}

/// Returns the values of an object.
fn object(value: Value) -> Result<BTreeMap<String, Value>, String> {
    match value {
        Value::Object(map) => Ok(map.into_iter().collect()),
        _ => Err("the row is no object".to_owned()),
    }
}

/// Returns the error of a CSV file.
fn csv_error(file: &SourceFile, error: &csv::Error) -> ImportError {
    let line = error.position().map_or(1, csv::Position::line);
    ImportError::Malformed { path: file.path.clone(), line, message: error.to_string() }
}
