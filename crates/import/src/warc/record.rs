//! Heads of records: WARC 0.17 to 1.1 (ISO 28500), ARC 1 and 2.

use std::io::{self, BufRead};

use super::bytes::line;

/// Longest line of a head in bytes.
const LONGEST_LINE: u64 = 64 << 10;
/// Most lines of a head.
const MOST_LINES: usize = 500;
/// Most empty lines between two records.
const MOST_EMPTY_LINES: usize = 64;

/// Head of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RecordHead {
    /// Type: `response`, `resource`, `revisit`, `request`, `warcinfo`, `metadata`.
    pub(super) kind: String,
    pub(super) url: String,
    /// Time of the capture as 14 digits.
    pub(super) date: String,
    /// Media type of the record's block.
    pub(super) content_type: String,
    /// Length of the block in bytes.
    pub(super) length: u64,
    pub(super) payload_digest: String,
    pub(super) refers_to_url: String,
}

/// Reads the head of the next record; `None` at the end of the input.
///
/// # Errors
///
/// Returns an error if the input can't be read, or does not go on with a record.
pub(super) fn head(reader: &mut dyn BufRead) -> io::Result<Option<RecordHead>> {
    for _ in 0..MOST_EMPTY_LINES {
        match line(reader, LONGEST_LINE)? {
            None => return Ok(None),
            Some(first) if first.trim().is_empty() => {}
            Some(first) => return after_first_line(&first, reader).map(Some),
        }
    }
    Err(io::Error::other("many empty lines stand where a record should begin"))
}

/// Reports that a line is the first of a record.
pub(super) fn begins_record(line: &str) -> bool {
    is_version(line) || arc_head(line).is_some()
}

/// Reads a head whose first line is known.
///
/// # Errors
///
/// Returns an error if the line does not begin a record, or its length is missing.
pub(super) fn after_first_line(first: &str, reader: &mut dyn BufRead) -> io::Result<RecordHead> {
    if !is_version(first) {
        let shown: String = first.chars().take(60).collect();
        return arc_head(first)
            .ok_or_else(|| io::Error::other(format!("a record should begin here, not {shown:?}")));
    }
    let mut head = RecordHead::default();
    let mut length = None;
    let mut last_key = String::new();
    for _ in 0..MOST_LINES {
        let Some(text) = line(reader, LONGEST_LINE)? else { break };
        if text.is_empty() {
            break;
        }
        let (key, value) = match text.split_once(':') {
            _ if text.starts_with([' ', '\t']) => (last_key.clone(), text.trim()),
            Some((key, value)) => (key.trim().to_ascii_lowercase(), value.trim()),
            None => continue,
        };
        set(&mut head, &mut length, &key, value);
        last_key = key;
    }
    head.length = length.ok_or_else(|| io::Error::other("the record has no valid Content-Length"))?;
    Ok(head)
}

/// Takes a field of a WARC head.
fn set(head: &mut RecordHead, length: &mut Option<u64>, key: &str, value: &str) {
    match key {
        "warc-type" => head.kind = value.to_ascii_lowercase(),
        // wget writes `<http://example.org/>`.
        "warc-target-uri" => {
            value.trim_start_matches('<').trim_end_matches('>').clone_into(&mut head.url);
        }
        "warc-date" => head.date = digits(value),
        "content-type" => value.clone_into(&mut head.content_type),
        "content-length" => *length = value.parse().ok(),
        "warc-payload-digest" => value.clone_into(&mut head.payload_digest),
        "warc-refers-to-target-uri" => {
            value.trim_start_matches('<').trim_end_matches('>').clone_into(&mut head.refers_to_url);
        }
        _ => {}
    }
}

/// Reports that a line is the version of a WARC record.
fn is_version(line: &str) -> bool {
    line.starts_with("WARC/0.") || line.starts_with("WARC/1.")
}

/// Reads the line that heads a record of ARC 1 or 2.
///
/// Addresses can hold spaces, so the line is read from its end.
fn arc_head(line: &str) -> Option<RecordHead> {
    let mut fields: Vec<&str> = line.split(' ').collect();
    let length = fields.pop()?.parse().ok()?;
    let is_date = |text: &&str| text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let date_at = fields.iter().rposition(is_date)?;
    let content_type = fields.get(date_at + 1).copied().unwrap_or_default();
    let url = fields.get(..date_at.checked_sub(1)?)?.join(" ");
    if !url.contains(':') {
        return None;
    }
    let kind = if url.starts_with("filedesc:") || url.starts_with("dns:") { "warcinfo" } else { "response" };
    Some(RecordHead {
        kind: kind.to_owned(),
        url,
        date: digits(fields[date_at]),
        content_type: content_type.to_owned(),
        length,
        ..RecordHead::default()
    })
}

/// Returns the first 14 digits of a time.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).take(14).collect()
}
