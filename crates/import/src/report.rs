//! Report of an import: what was found, and what became of each text.
//!
//! Rows are kept as CSV while the import runs; sums and the texts that were set aside are
//! kept as values.

mod html;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::story::{Counts, Notice, SetAside, Story, StoryDate};

/// Name of the report for people.
pub const HTML_FILE: &str = "import-report.html";
/// Name of the report with one row for each text.
pub const CSV_FILE: &str = "import-report.csv";
/// Name of the report for programs.
pub const JSON_FILE: &str = "import-report.json";

/// First line of the report with one row for each text.
const HEADER: &[u8] = b"id,place,outcome,file,title,address,links found,links written,pictures found,pictures written,notices\n";

/// Result of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// File was written.
    Written,
    /// File has the same bytes already.
    Unchanged,
    /// File was changed or removed by an editor, and was left so.
    Edited,
    /// Text could not be understood.
    SetAside,
    /// A rule leaves the text out.
    LeftOut,
}

impl Outcome {
    /// Returns the name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::Edited => "edited",
            Self::SetAside => "set aside",
            Self::LeftOut => "left out",
        }
    }
}

/// Sums over texts: found = written + unchanged + edited + set aside + left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Sums {
    /// Texts found.
    pub found: u64,
    /// Files written.
    pub written: u64,
    /// Files that had the same bytes already.
    pub unchanged: u64,
    /// Files that an editor had changed.
    pub edited: u64,
    /// Texts set aside.
    pub set_aside: u64,
    /// Texts left out by a rule.
    pub left_out: u64,
}

impl Sums {
    /// Adds a text.
    fn add(&mut self, outcome: Outcome) {
        self.found += 1;
        *match outcome {
            Outcome::Written => &mut self.written,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Edited => &mut self.edited,
            Outcome::SetAside => &mut self.set_aside,
            Outcome::LeftOut => &mut self.left_out,
        } += 1;
    }

    /// Reports that every text found has an outcome.
    pub fn adds_up(&self) -> bool {
        self.found == self.written + self.unchanged + self.edited + self.set_aside + self.left_out
    }
}

/// Numbers of pictures and other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct MediaSums {
    /// Files that are in the site now.
    pub carried: u64,
    /// Files that nobody has.
    pub missing: u64,
    /// Pictures that stay on hosts of others.
    pub remote: u64,
}

/// Text that was set aside, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAsideRow {
    /// Identifier in the source.
    pub id: String,
    /// File and line in the source.
    pub place: String,
    /// Reason.
    pub reason: String,
    /// First lines.
    pub first_lines: String,
    /// Reason in `import.toml` for leaving it so.
    pub decision: Option<String>,
}

/// Report of an import.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Sums over all texts.
    pub total: Sums,
    /// Sums by year; the empty name is for texts without a date.
    pub years: BTreeMap<String, Sums>,
    /// Sums by section; the empty name is for texts without one.
    pub sections: BTreeMap<String, Sums>,
    /// Links found and written.
    pub links: Balance,
    /// Pictures found and written.
    pub pictures: Balance,
    /// Pictures and other files.
    pub media: MediaSums,
    /// Comments found, by whether they were written.
    pub comments: CommentSums,
    /// Texts set aside.
    pub set_aside: Vec<SetAsideRow>,
    /// Number of texts that each rule leaves out.
    pub rules: BTreeMap<String, u64>,
    /// Number of losses and repairs, by kind.
    pub notices: BTreeMap<&'static str, u64>,
    /// Texts of an earlier import that the source no longer has. Their files stay.
    pub gone: Vec<String>,
    /// Rows, one for each text, as CSV.
    #[serde(skip)]
    rows: Vec<u8>,
}

/// Number of things found in the source and written to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Balance {
    /// Found in the source.
    pub found: u64,
    /// Written.
    pub written: u64,
    /// Texts for which the two differ; each names the difference.
    pub texts_that_differ: u64,
}

/// Numbers of readers' comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CommentSums {
    /// Found in the source.
    pub found: u64,
    /// Written.
    pub written: u64,
}

/// Text and its result, for a row of the report.
pub struct Row<'a> {
    /// Text.
    pub story: &'a Story,
    /// Result.
    pub outcome: Outcome,
    /// File in the site.
    pub path: &'a str,
    /// Links and pictures in the file.
    pub written: Counts,
}

impl Report {
    /// Adds a story.
    pub fn add_story(&mut self, row: &Row<'_>) {
        let story = row.story;
        self.add_sums(story.date.map(StoryDate::year), story.section.as_deref(), row.outcome);
        add_balance(&mut self.links, story.found.links, row.written.links);
        add_balance(&mut self.pictures, story.found.pictures, row.written.pictures);
        for notice in &story.notices {
            *self.notices.entry(notice.kind).or_default() += 1;
        }
        let place = place(&story.origin.file, story.origin.line);
        let numbers = [story.found.links, row.written.links, story.found.pictures, row.written.pictures]
            .map(|n| n.to_string());
        self.write_row(&[
            &story.id.0,
            &place,
            row.outcome.name(),
            row.path,
            &story.title,
            story.address.as_deref().unwrap_or_default(),
            &numbers[0],
            &numbers[1],
            &numbers[2],
            &numbers[3],
            &notices(&story.notices),
        ]);
    }

    /// Adds a text that was set aside.
    pub fn add_set_aside(&mut self, text: &SetAside, decision: Option<&String>) {
        self.add_sums(text.year, None, Outcome::SetAside);
        let place = place(&text.origin.file, text.origin.line);
        self.write_row(&[
            &text.id.0,
            &place,
            Outcome::SetAside.name(),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            &text.reason,
        ]);
        self.set_aside.push(SetAsideRow {
            id: text.id.0.clone(),
            place,
            reason: text.reason.clone(),
            first_lines: text.first_lines.clone(),
            decision: decision.cloned(),
        });
    }

    /// Adds a text that a rule leaves out.
    pub fn add_left_out(&mut self, text: &crate::story::LeftOut) {
        self.add_sums(text.year, None, Outcome::LeftOut);
        *self.rules.entry(text.rule.clone()).or_default() += 1;
        let place = place(&text.origin.file, text.origin.line);
        self.write_row(&[
            &text.id.0,
            &place,
            Outcome::LeftOut.name(),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            &text.rule,
        ]);
    }

    /// Reports that every text set aside has a decision in `import.toml`.
    pub fn is_decided(&self) -> bool {
        self.set_aside.iter().all(|text| text.decision.is_some())
    }

    /// Returns the rows as CSV with a header.
    pub fn to_csv(&self) -> &[u8] {
        if self.rows.is_empty() { HEADER } else { &self.rows }
    }

    /// Returns the sums as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// Returns the report as a page.
    pub fn to_html(&self) -> String {
        html::page(self)
    }

    /// Adds a text to the sums.
    fn add_sums(&mut self, year: Option<i16>, section: Option<&str>, outcome: Outcome) {
        self.total.add(outcome);
        self.years.entry(year.map(|year| format!("{year:04}")).unwrap_or_default()).or_default().add(outcome);
        self.sections.entry(section.unwrap_or_default().to_owned()).or_default().add(outcome);
    }

    /// Writes a row of the CSV.
    fn write_row(&mut self, fields: &[&str]) {
        if self.rows.is_empty() {
            self.rows.extend_from_slice(HEADER);
        }
        let mut writer = csv::Writer::from_writer(&mut self.rows);
        // Memory takes every byte.
        let _ = writer.write_record(fields).and_then(|()| writer.flush().map_err(Into::into));
    }
}

/// Adds the numbers of one text.
fn add_balance(balance: &mut Balance, found: u64, written: u64) {
    balance.found += found;
    balance.written += written;
    balance.texts_that_differ += u64::from(found != written);
}

/// Returns a place in the source as text.
fn place(file: &str, line: u64) -> String {
    if line == 0 { file.to_owned() } else { format!("{file}:{line}") }
}

/// Returns notices as text.
fn notices(notices: &[Notice]) -> String {
    notices.iter().map(|notice| notice.message.as_str()).collect::<Vec<_>>().join("; ")
}
