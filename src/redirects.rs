//! Parser of `addresses.csv`, the list of old addresses.
//!
//! Each line has an old address and its target, or 410 if the page is gone. The list replaces
//! aliases in front matter after a migration from another system, and may have hundreds of
//! thousands of lines.

mod fault;

use csv::{ByteRecord, ReaderBuilder, Terminator, Trim};

use crate::address::{Address, OldAddress, OldAddressError};
use crate::config::Site;
use crate::diagnostic::{Diagnostics, utf8};
use crate::fields::HttpUrl;
use crate::path::SitePath;

pub use fault::{Column, Fault, Faults};

/// Name of the file.
pub const FILE: &str = "addresses.csv";

/// First fields that mark a header line.
const HEADERS: [&str; 8] =
    ["old", "old address", "old_address", "old url", "from", "source", "alias", "address"];

/// Old addresses, in the order of the lines.
#[derive(Debug, Default)]
pub struct Redirects {
    /// Text of the file, for diagnostics.
    text: String,
    delimiter: u8,
    lines: Vec<Line>,
}

/// Line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Old address.
    pub from: OldAddress,
    /// Target of the redirect.
    pub to: Target,
    /// Line number, from 1.
    pub number: u32,
    /// Offset of the line.
    start: u32,
}

/// Target as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Address on the site.
    Address(Address),
    /// Source file of a text.
    Text(SitePath),
    /// The page is gone.
    Gone,
}

impl Redirects {
    /// Parses the file. Each invalid line is an error; the others are kept.
    pub fn parse(bytes: &[u8], site: &Site) -> (Self, Diagnostics) {
        let text = match utf8(&SitePath::known(FILE), bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            Err(diagnostic) => return (Self::default(), Diagnostics::from(*diagnostic)),
        };
        let delimiter = delimiter(&text);
        let mut list = Self { text, delimiter, lines: Vec::new() };
        let mut faults = Faults::default();
        list.lines = list.read(site, &mut faults);
        let found = faults.into_diagnostics(&list);
        (list, found)
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    fn read(&self, site: &Site, faults: &mut Faults) -> Vec<Line> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .comment(Some(b'#'))
            .delimiter(self.delimiter)
            .terminator(Terminator::CRLF)
            .from_reader(self.text.as_bytes());
        let mut lines = Vec::with_capacity(self.text.len() / 64);
        let mut record = ByteRecord::new();
        let mut place = RecordStart { start: 0, number: 1 };
        let mut is_first = true;
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            place = place.advanced_to(at, &self.text);
            let fields: Vec<&str> =
                record.iter().map(|field| std::str::from_utf8(field).unwrap_or_default()).collect();
            let is_header = std::mem::take(&mut is_first)
                && fields.first().is_some_and(|first| HEADERS.contains(&first.to_ascii_lowercase().as_str()));
            if is_header || fields.iter().all(|field| field.is_empty()) {
                continue;
            }
            match parse(&fields, place, site) {
                Ok(line) => lines.push(line),
                Err(fault) => faults.push(place.start, fault),
            }
        }
        lines
    }
}

/// Position in the text.
#[derive(Debug, Clone, Copy)]
struct RecordStart {
    start: u32,
    number: u32,
}

impl RecordStart {
    /// Advances to the record at or after `at`.
    ///
    /// The CSV reader counts blank lines and comments as parts of the next record.
    fn advanced_to(self, at: usize, text: &str) -> Self {
        let mut start = at;
        while let Some(rest) = text.get(start..) {
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            if line.is_empty() || !(line.trim().is_empty() || line.starts_with('#')) {
                break;
            }
            start += line.len();
        }
        let between = text.get(self.start as usize..start).unwrap_or_default();
        let lines = between.bytes().filter(|byte| *byte == b'\n').count();
        Self {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            number: self.number.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
        }
    }
}

/// Returns the column separator: spreadsheets in many countries write semicolons.
fn delimiter(text: &str) -> u8 {
    let first =
        text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    [b';', b'\t']
        .into_iter()
        .find(|sign| !first.contains(',') && first.contains(char::from(*sign)))
        .unwrap_or(b',')
}

fn parse(fields: &[&str], RecordStart { start, number }: RecordStart, site: &Site) -> Result<Line, Fault> {
    match fields {
        [_] | [_, "", ..] => Err(Fault::no_target()),
        [old, new, rest @ ..] if rest.iter().all(|field| field.is_empty()) => {
            Ok(Line { from: old_address(old, site)?, to: target(new, site)?, number, start })
        }
        _ => Err(Fault::too_many(fields.len())),
    }
}

/// Parses an old address: a path, or a URL with any host.
fn old_address(written: &str, site: &Site) -> Result<OldAddress, Fault> {
    let Some(web) = HttpUrl::parse(written) else {
        return OldAddress::parse(written).map_err(|fault| Fault::old(written, &fault));
    };
    let path = if web.path.is_empty() { "/" } else { web.path };
    let below = path.strip_prefix(site.base_path.as_str()).filter(|below| below.starts_with('/'));
    let below = below.ok_or_else(|| Fault::outside(written, site))?;
    OldAddress::parse(&format!("{below}{}", web.rest)).map_err(|fault| Fault::old(written, &fault))
}

fn target(written: &str, site: &Site) -> Result<Target, Fault> {
    if written == "410" {
        return Ok(Target::Gone);
    }
    if written.starts_with("content/")
        || written.to_ascii_lowercase().ends_with(".md") && !written.starts_with('/')
    {
        let is_below = written.starts_with("content/")
            && !written.split('/').any(|part| matches!(part, "" | "." | ".."));
        return if is_below {
            Ok(Target::Text(SitePath::known(written)))
        } else {
            Err(Fault::no_text(written))
        };
    }
    let own = written
        .strip_prefix(site.base_url.as_str())
        .filter(|path| path.is_empty() || path.starts_with(['/', '?', '#']));
    let path = match own {
        Some("") => "/",
        Some(path) => path,
        None if HttpUrl::parse(written).is_some() || written.starts_with("//") => {
            return Err(Fault::elsewhere(written, site));
        }
        None => written,
    };
    if path.contains(['?', '#']) {
        return Err(Fault::not_a_page(written));
    }
    match Address::parse(path) {
        Ok(address) => Ok(Target::Address(address)),
        Err(fault) => Err(Fault::new(Column::New, written, &OldAddressError::Path(fault))),
    }
}

#[cfg(test)]
mod tests;
