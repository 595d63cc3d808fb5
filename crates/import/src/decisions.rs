//! Decisions of an import: `import.toml`.
//!
//! The survey writes its guesses there, a person corrects them, and the file stays with
//! the site, so that the import can be repeated.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ImportError;
use crate::kind::Kind;

/// Name of the file in the site.
pub const FILE: &str = "import.toml";

/// Decisions of an import.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Decisions {
    /// Archive that is read.
    pub source: SourceDecisions,
    /// Reading of dates.
    pub dates: DateDecisions,
    /// Section of each category or folder of the source; an empty name for none.
    pub sections: BTreeMap<String, String>,
    /// Name to show for each author of the source.
    pub authors: BTreeMap<String, String>,
    /// Replacement of each shortcode.
    pub shortcodes: BTreeMap<String, ShortcodeUse>,
    /// Pattern of addresses for each folder of a static site.
    ///
    /// It is written as the old system writes it: `news = "/:year/:month/:day/:slug/"`.
    pub permalinks: BTreeMap<String, String>,
    /// Texts and lines to leave out.
    pub leave_out: LeaveOut,
    /// Texts that may stay set aside, with the reason.
    pub set_aside: BTreeMap<String, String>,
    /// Readers' comments.
    pub comments: CommentUse,
    /// Sources of the kinds `text`, `html`, `warc`: where the parts of a story stand.
    pub pages: Vec<PageDecisions>,
    /// Captures of the kind `text`.
    pub text: TextDecisions,
    /// Key of front matter for each column of a table or key of a JSON line.
    pub columns: BTreeMap<String, String>,
}

/// Archive that is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceDecisions {
    /// Kind of the archive.
    pub kind: Option<Kind>,
    /// Address of the old site: links to it become links within the new one.
    pub base_url: Option<String>,
    /// Further hosts under which the old site was known.
    pub hosts: Vec<String>,
    /// BCP 47 tag of the site's language.
    pub language: Option<String>,
    /// Character encoding of the files that do not name theirs: `windows-1252`.
    pub encoding: Option<String>,
}

/// Reading of dates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DateDecisions {
    /// Order in dates such as 03/04/2005.
    pub order: Option<DateOrder>,
    /// IANA name of the time zone of times without an offset.
    pub time_zone: Option<String>,
    /// Day of the import: a text whose expiry date is before it stays in the archive.
    pub expired_before: Option<String>,
    /// Date of each text that has none, by its id.
    pub known: BTreeMap<String, String>,
}

/// Order of day and month in dates such as 03/04/2005.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 3 April.
    DayMonth,
    /// March 4.
    MonthDay,
}

/// Replacement of a shortcode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ShortcodeUse {
    /// Shortcode and its content are removed.
    Drop,
    /// Shortcode is removed, its content stays.
    Unwrap,
    /// Shortcode stays as text.
    Keep,
    /// Markdown with `{0}` or `{name}` for arguments, and `{content}`.
    Template(String),
}

impl From<String> for ShortcodeUse {
    fn from(text: String) -> Self {
        match text.as_str() {
            "drop" => Self::Drop,
            "unwrap" => Self::Unwrap,
            "keep" => Self::Keep,
            _ => Self::Template(text),
        }
    }
}

impl From<ShortcodeUse> for String {
    fn from(shortcode: ShortcodeUse) -> Self {
        match shortcode {
            ShortcodeUse::Drop => "drop".to_owned(),
            ShortcodeUse::Unwrap => "unwrap".to_owned(),
            ShortcodeUse::Keep => "keep".to_owned(),
            ShortcodeUse::Template(text) => text,
        }
    }
}

/// Texts and lines to leave out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveOut {
    /// Statuses: `trash`, `auto-draft`.
    pub statuses: Vec<String>,
    /// Types of texts: `nav_menu_item`.
    pub types: Vec<String>,
    /// Texts by their id, with the reason.
    pub ids: BTreeMap<String, String>,
    /// Beginnings of addresses: `/print/`.
    pub addresses: Vec<String>,
    /// Lines that are furniture of the page: `Facebook Comment`.
    pub lines: Vec<String>,
}

/// Use of readers' comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommentUse {
    /// Comments are counted, and not written.
    #[default]
    LeaveOut,
    /// Comments stand at the end of the text.
    Append,
}

/// Parts of the pages with some addresses, as CSS selectors.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PageDecisions {
    /// Beginning of the address or path of these pages; empty for all.
    pub address: String,
    /// Selector of the headline.
    pub title: Option<String>,
    /// Selector of the date.
    pub date: Option<String>,
    /// Selector of the bylines.
    pub authors: Option<String>,
    /// Selector of the section.
    pub section: Option<String>,
    /// Selector of the text.
    pub body: Option<String>,
    /// Selectors of what is removed from the text.
    pub remove: Vec<String>,
}

/// Captures of the kind `text`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextDecisions {
    /// Line between two stories in one file.
    pub separator: Option<String>,
    /// Name of the site, a line that stands above each headline.
    pub site_name: Option<String>,
}

impl Decisions {
    /// Parses `import.toml`.
    ///
    /// # Errors
    ///
    /// Returns an error with the line of the first fault.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            ImportError::Settings { file: FILE, line, message: error.message().to_owned() }
        })
    }

    /// Returns the reason for leaving a text out, if `import.toml` leaves it out.
    pub fn leaves_out(&self, id: &str, address: Option<&str>) -> Option<String> {
        if let Some(reason) = self.leave_out.ids.get(id) {
            return Some(format!("import.toml: {reason}"));
        }
        let address = address?;
        let prefix = self.leave_out.addresses.iter().find(|prefix| address.starts_with(prefix.as_str()))?;
        Some(format!("import.toml: address begins with {prefix}"))
    }
}
