//! Ends of an export, expected and unexpected.

use std::io::{self, Read};

use quick_xml::errors::SyntaxError;

use super::WxrReader;
use super::element::Element;
use crate::error::ImportError;
use crate::wordpress::item::Record;

impl<R: Read> WxrReader<R> {
    /// Ends the export. An item that was not read to its end is marked as faulty.
    pub(super) fn end_of_file(&mut self, fault: Option<&str>) -> Result<Option<Record>, ImportError> {
        let line = self.reader.get_ref().line();
        if !self.has_channel {
            let message = fault.unwrap_or("the file holds no <channel>, and an export of WordPress has one");
            return Err(self.fault(line, message.to_owned()));
        }
        let item = self.open.iter().position(|open| open.element == Element::Item);
        if item.is_some() {
            let end = fault.map_or_else(|| format!("the file ends in line {line}"), str::to_owned);
            self.item.fault =
                Some(format!("{end}, within the <item> of line {}; the rest is missing", self.item.line));
            self.open.clear();
            return Ok(Some(Record::Item));
        }
        if let Some(fault) = fault {
            return Err(self.fault(line, fault.to_owned()));
        }
        if let Some(open) = self.open.get(1).filter(|_| self.item.line == 0) {
            let message = format!(
                "the file ends before its first <item>, and <channel> of line {} has no end",
                open.line
            );
            return Err(self.fault(line, message));
        }
        Ok(None)
    }

    /// Returns the error of a place in the export.
    pub(in crate::wordpress) fn fault(&self, line: u64, message: String) -> ImportError {
        ImportError::Malformed { path: self.path.clone(), line, message }
    }

    /// Returns the error of reading.
    pub(super) fn io_error(&self, error: &io::Error) -> ImportError {
        if error.kind() == io::ErrorKind::FileTooLarge {
            let line = self.reader.get_ref().line();
            return ImportError::Limit { path: self.path.clone(), message: format!("line {line}: {error}") };
        }
        let error = io::Error::new(error.kind(), error.to_string());
        ImportError::Read { path: self.path.clone(), error }
    }
}

/// Describes an error of the syntax, for a person.
pub(super) fn describe(error: &quick_xml::Error, line: u64) -> String {
    let thing = match error {
        quick_xml::Error::Syntax(SyntaxError::UnclosedCData) => "the CDATA section",
        quick_xml::Error::Syntax(SyntaxError::UnclosedComment) => "the comment",
        quick_xml::Error::Syntax(SyntaxError::UnclosedDoctype) => "<!DOCTYPE",
        quick_xml::Error::Syntax(_) => "the tag",
        _ => return format!("the XML of line {line} can't be read ({error})"),
    };
    format!("{thing} that begins in line {line} has no end")
}
