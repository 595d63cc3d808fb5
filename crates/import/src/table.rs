//! Tables: CSV, JSON Lines, JSON.
//!
//! Each column becomes a key of front matter: as `[columns]` of `import.toml` says,
//! otherwise by the column's name, otherwise by its values. Columns without a key go into
//! `[extra]`.

mod columns;
mod row_story;
mod rows;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::convert::OldSite;
use crate::dates::{self, Evidence};
use crate::decisions::{DateOrder, Decisions};
use crate::error::ImportError;
use crate::files::{self, SourceFile};
use crate::old_address;
use crate::source::{SiteFacts, Source};
use crate::story::{Item, LeftOut, Origin, Redirect, SetAside, SourceId, Story, StoryKind};
use crate::survey::Observations;

use columns::Columns;
use row_story::plain;

/// Statuses of texts that are not published.
const UNPUBLISHED: [&str; 6] = ["draft", "private", "trash", "deleted", "pending", "unpublished"];
/// Endings of tables.
const ENDINGS: [&str; 6] = ["csv", "tsv", "txt", "jsonl", "ndjson", "json"];

/// Table of articles.
#[derive(Debug)]
pub struct Table {
    files: Vec<SourceFile>,
    encoding: Option<String>,
    columns: Columns,
    base_url: Option<String>,
    site: OldSite,
    /// Order of day and month that the dates show.
    order: Option<DateOrder>,
}

/// Row of a table.
#[derive(Debug)]
pub struct TableRow {
    origin: Origin,
    values: Result<BTreeMap<String, Value>, String>,
}

impl Table {
    /// Opens tables: reads all once for the order of day and month.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read.
    pub fn open(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let mut files = files::list(paths)?;
        files.retain(|file| ENDINGS.contains(&file.ending().as_str()));
        let mut table = Self {
            files,
            encoding: decisions.source.encoding.clone(),
            columns: Columns::new(),
            base_url: decisions.source.base_url.clone(),
            site: OldSite::default(),
            order: decisions.dates.order,
        };
        let mut first = Vec::new();
        let mut evidence = Evidence::default();
        table.read(&mut |row| {
            let Ok(values) = row.values else { return Ok(()) };
            for text in values.values().filter_map(Value::as_str) {
                if let Some(date) = dates::parse(text) {
                    evidence.add(&date);
                }
            }
            if first.len() < columns::ROWS_SEEN {
                first.push(values);
            }
            Ok(())
        })?;
        table.columns = columns::of(&first, &decisions.columns);
        table.order = table.order.or(evidence.order());
        let addresses = || first.iter().filter_map(|row| table.value(row, "address"));
        table.base_url =
            table.base_url.clone().or_else(|| addresses().find_map(|url| old_address::origin(&url)));
        table.site = OldSite::new(table.base_url.as_deref().unwrap_or_default(), &decisions.source.hosts);
        Ok(table)
    }

    /// Returns the text of a row under a key of front matter.
    fn value(&self, row: &BTreeMap<String, Value>, key: &str) -> Option<String> {
        let found = row.iter().find(|(name, _)| self.columns.get(*name).is_some_and(|known| known == key));
        found.map(|(_, value)| plain(value).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Returns the identifier of a row.
    fn id(&self, row: &TableRow) -> SourceId {
        let values = row.values.as_ref().ok();
        let own =
            values.and_then(|values| self.value(values, "id").or_else(|| self.value(values, "address")));
        let place = || format!("{}:{}", row.origin.file, row.origin.line);
        SourceId(format!("table:{}", own.unwrap_or_else(place)))
    }
}

impl Source for Table {
    type Raw = TableRow;

    fn site(&self) -> SiteFacts {
        SiteFacts { base_url: self.base_url.clone(), ..SiteFacts::default() }
    }

    fn read(&self, sink: &mut dyn FnMut(TableRow) -> Result<(), ImportError>) -> Result<(), ImportError> {
        for file in &self.files {
            let mut number = 0;
            rows::read(file, self.encoding.as_deref(), &mut |row| {
                number += 1;
                // A JSON file has no lines that a person looks for.
                let line = if row.line == 0 { number } else { row.line };
                sink(TableRow { origin: Origin { file: file.name.clone(), line }, values: row.values })
            })?;
        }
        Ok(())
    }

    fn convert(&self, raw: TableRow, decisions: &Decisions) -> Item {
        let (id, origin) = (self.id(&raw), raw.origin.clone());
        let values = match &raw.values {
            Ok(values) => values,
            Err(reason) => {
                let reason = reason.clone();
                return Item::SetAside(SetAside {
                    id,
                    origin,
                    reason,
                    first_lines: String::new(),
                    year: None,
                });
            }
        };
        let mut story = Story::new(id.clone(), origin.clone(), StoryKind::Article);
        if let Some(status) = self.value(values, "status").map(|status| status.to_lowercase()) {
            if decisions.leave_out.statuses.contains(&status) {
                return Item::LeftOut(LeftOut { id, origin, rule: format!("status {status}"), year: None });
            }
            story.draft = UNPUBLISHED.contains(&status.as_str());
        }
        let mut decisions = decisions.clone();
        decisions.dates.order = decisions.dates.order.or(self.order);
        if let Err(reason) = row_story::fill(&mut story, values, &self.columns, &self.site, &decisions) {
            let first_lines = self.value(values, "title").unwrap_or_default();
            return Item::SetAside(SetAside { id, origin, reason, first_lines, year: None });
        }
        if let Some(known) = decisions.dates.known.get(&id.0) {
            story.date = dates::parse(known).and_then(|date| date.resolve(decisions.dates.order));
        }
        story.feed_id = self.value(values, "id").filter(|id| id.contains(':') && url::Url::parse(id).is_ok());
        Item::Story(Box::new(story))
    }

    fn observe(&self, raw: &TableRow, observations: &mut Observations) {
        let Ok(values) = &raw.values else { return observations.add_year(None) };
        let text = self.value(values, "date").unwrap_or_default();
        let date = dates::parse(&text);
        observations.add_year(date.map(|date| date.year()));
        if let Some(date) = date {
            date.observe(&text, observations);
        }
        for (key, tally) in [
            ("authors", &mut observations.authors),
            ("section", &mut observations.categories),
            ("status", &mut observations.statuses),
        ] {
            if let Some(text) = self.value(values, key) {
                tally.add(&text, &raw.origin.file);
            }
        }
        if let Some(path) = self.value(values, "address").and_then(|url| old_address::path_and_query(&url)) {
            observations.add_address(&path);
        }
    }

    fn suggest(&self, _observations: &Observations, decisions: &mut Decisions) {
        decisions.dates.order = decisions.dates.order.or(self.order);
        decisions.columns.clone_from(&self.columns);
        if decisions.source.base_url.is_none() {
            decisions.source.base_url.clone_from(&self.base_url);
        }
    }

    fn redirects(&self, _decisions: &Decisions) -> Vec<Redirect> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
