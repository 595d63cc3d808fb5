//! Reads lists with an address on each line.

use std::io::BufRead;
use std::path::Path;

use serde_json::Value;

use super::OldAddresses;
use crate::error::ImportError;

/// Names of columns with numbers of requests, in small letters, the best first.
const NUMBERS: [&str; 10] = [
    "requests",
    "clicks",
    "hits",
    "pageviews",
    "page views",
    "views",
    "visits",
    "sessions",
    "impressions",
    "count",
];

/// Form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Access log in the common or combined format.
    Log,
    /// CDX with 11 or 9 fields.
    Cdx,
    /// CDX with JSON (CDXJ).
    CdxJson,
    /// CSV with a header.
    Csv {
        /// Sign between two columns.
        separator: u8,
    },
    /// Addresses alone.
    Plain,
}

impl Form {
    /// Returns the form that the first lines have.
    pub(super) fn of(head: &str) -> Self {
        let mut lines = head.lines().filter(|line| !line.trim().is_empty());
        let first = lines.next().unwrap_or_default();
        let second = lines.next().unwrap_or(first);
        if first.trim_start().starts_with("CDX ") {
            return Self::Cdx;
        }
        if first.contains("!meta") || is_cdx_json(second) {
            return Self::CdxJson;
        }
        if [first, second].into_iter().any(|line| request(line).is_some()) {
            return Self::Log;
        }
        if cdx_fields(second).is_some() {
            return Self::Cdx;
        }
        let separator = [b',', b';', b'\t'].into_iter().find(|sign| first.bytes().any(|byte| byte == *sign));
        match separator {
            Some(separator) if !first.starts_with(['/', '#']) && !first.starts_with("http") => {
                Self::Csv { separator }
            }
            _ if has_header(first) => Self::Csv { separator: b',' },
            _ => Self::Plain,
        }
    }

    /// Adds the address of a line.
    pub(super) fn add_line(self, line: &str, found: &mut OldAddresses) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        match self {
            Self::Log => match request(line) {
                Some(request) if request.was_answered => found.add(request.address, 1),
                Some(_) => {}
                None => found.unreadable += 1,
            },
            Self::Cdx => match cdx_fields(line) {
                Some([address, kind, status]) if status == "200" && is_page_or_file(kind) => {
                    add_once(address, found);
                }
                Some(_) => {}
                None => found.unreadable += u64::from(!line.starts_with("CDX ")),
            },
            Self::CdxJson => add_cdx_json(line, found),
            Self::Plain | Self::Csv { .. } => found.add(line.split_whitespace().next().unwrap_or(line), 1),
        }
    }
}

/// Adds an address that a list of captures may hold several times.
fn add_once(address: &str, found: &mut OldAddresses) {
    match crate::old_address::path_and_query(address) {
        Some(path) => _ = found.requests.insert(path, 1),
        None => found.unreadable += 1,
    }
}

/// Request of an access log.
struct Request<'a> {
    address: &'a str,
    /// The old site answered with a page, a file or a redirect.
    was_answered: bool,
}

/// Reads a line of an access log: `… "GET /path HTTP/1.1" 200 …`.
fn request(line: &str) -> Option<Request<'_>> {
    let (_, rest) = line.split_once('"')?;
    let (request, rest) = rest.split_once('"')?;
    let mut words = request.split(' ');
    let method = words.next()?;
    let address = words.next()?;
    let is_http = words.next().is_none_or(|version| version.starts_with("HTTP/"));
    if !is_http || !method.bytes().all(|byte| byte.is_ascii_uppercase()) || !address.starts_with(['/', 'h']) {
        return None;
    }
    let status: u16 = rest.split_whitespace().next()?.parse().ok()?;
    let was_answered = matches!(method, "GET" | "HEAD") && matches!(status, 200..=399);
    Some(Request { address, was_answered })
}

/// Returns address, media type and status of a line of CDX.
fn cdx_fields(line: &str) -> Option<[&str; 3]> {
    let fields: Vec<&str> = line.split(' ').collect();
    let is_time = |text: &str| text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    (fields.len() >= 7 && is_time(fields[1]) && fields[2].contains(':'))
        .then(|| [fields[2], fields[3], fields[4]])
}

/// Reports that a line is one of CDXJ.
fn is_cdx_json(line: &str) -> bool {
    line.split_once(" {").is_some_and(|(key, _)| key.split(' ').count() == 2)
        && line.trim_end().ends_with('}')
}

/// Adds the address of a line of CDXJ.
fn add_cdx_json(line: &str, found: &mut OldAddresses) {
    if line.starts_with('!') {
        return;
    }
    let value = line.find('{').and_then(|at| serde_json::from_str::<Value>(&line[at..]).ok());
    let Some(value) = value else {
        found.unreadable += 1;
        return;
    };
    let text = |key: &str| match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    if text("status") == "200" && is_page_or_file(&text("mime")) {
        add_once(&text("url"), found);
    }
}

/// Reports that a media type is none of a style, script or font.
fn is_page_or_file(media_type: &str) -> bool {
    !["css", "javascript", "font", "json"].iter().any(|part| media_type.contains(part))
}

/// Reports that a line is the header of a table with one column.
fn has_header(line: &str) -> bool {
    matches!(
        line.trim().trim_matches('"').to_lowercase().as_str(),
        "url" | "page" | "address" | "top pages" | "loc"
    )
}

/// Adds the addresses of a table, from the first column that holds any.
pub(super) fn csv(
    path: &Path,
    reader: impl BufRead,
    separator: u8,
    found: &mut OldAddresses,
) -> Result<(), ImportError> {
    let fault = |error: &csv::Error| ImportError::Malformed {
        path: path.to_owned(),
        line: error.position().map_or(1, csv::Position::line),
        message: error.to_string(),
    };
    let mut table = csv::ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(reader);
    let headers = table.headers().map_err(|error| fault(&error))?.clone();
    let number_at = NUMBERS
        .iter()
        .find_map(|name| headers.iter().position(|header| header.trim().to_lowercase() == *name));
    let mut address_at = None;
    for row in table.records() {
        let row = row.map_err(|error| fault(&error))?;
        let is_address = |text: &str| text.starts_with('/') || text.contains("://");
        address_at = address_at.or_else(|| row.iter().position(|text| is_address(text.trim())));
        let number = number_at
            .and_then(|at| row.get(at))
            .map(|text| text.chars().filter(char::is_ascii_digit).collect());
        let number = number.and_then(|text: String| text.parse().ok()).unwrap_or(1);
        match address_at.and_then(|at| row.get(at)) {
            Some(address) => found.add(address, number),
            None => found.unreadable += 1,
        }
    }
    Ok(())
}
