//! Reads exports of WordPress: WXR, versions 1.0 to 1.2.
//!
//! An export is read twice. The first reading collects what single texts refer to: users,
//! categories, attachments, addresses (`index`). The second yields one item after another,
//! which are converted on all cores: blocks, shortcodes, paragraphs, then Markdown.

mod addresses;
mod attachments;
mod authors;
mod autop;
mod blocks;
mod clean;
mod dates;
mod index;
mod input;
mod item;
mod kinds;
mod known_date;
mod media;
mod php;
mod redirects;
mod repair;
mod sections;
mod shortcode_html;
mod shortcodes;
mod story;
mod survey;
mod tags;
mod terms;
mod xml;
mod zone;

use std::collections::HashMap;
use std::path::PathBuf;

use crate::convert::Addresses;
use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::source::{SiteFacts, Source};
use crate::story::{Item as Outcome, MediaFile, Redirect, Story};
use crate::survey::Observations;

use addresses::TextAddresses;
use index::Index;
use item::{Item, Record};
use xml::WxrReader;

/// Export of WordPress.
#[derive(Debug)]
pub struct WordPress {
    index: Index,
}

/// Text of an export.
#[derive(Debug)]
pub struct RawText(Raw);

/// Item of an export, or the text of a term.
#[derive(Debug)]
enum Raw {
    Item(Box<Item>),
    Term(Box<Story>),
}

impl WordPress {
    /// Opens an export: files, folders and zips, the parts of one site.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read or is no export.
    pub fn open(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        Ok(Self { index: Index::read(paths, decisions)? })
    }

    /// Reports that a path holds an export.
    pub fn detect(paths: &[PathBuf]) -> bool {
        input::holds_export(paths)
    }
}

impl Source for WordPress {
    type Raw = RawText;

    fn site(&self) -> SiteFacts {
        let index = &self.index;
        SiteFacts {
            title: index.title.clone(),
            base_url: index.site.base_url.clone(),
            description: index.description.clone(),
            language: index.language.clone(),
            time_zone: index.zone_name.clone(),
            heading_ids: None,
            languages: Vec::new(),
        }
    }

    fn read(&self, sink: &mut dyn FnMut(RawText) -> Result<(), ImportError>) -> Result<(), ImportError> {
        for term in terms::all(&self.index) {
            sink(RawText(Raw::Term(Box::new(term))))?;
        }
        let mut seen = HashMap::new();
        for (number, export) in self.index.exports.iter().enumerate() {
            export.read(|input| {
                let mut reader = WxrReader::new(&export.path, input);
                while let Some(record) = reader.next()? {
                    let mut item = match record {
                        Record::Item => std::mem::take(&mut reader.item),
                        Record::Faulty(item) => *item,
                        _ => continue,
                    };
                    item.file = number;
                    if let Ok(id) = item.id.parse::<u64>() {
                        let link = attachments::hash(&item.link);
                        item.is_second = *seen.entry(id).or_insert(link) != link;
                    }
                    sink(RawText(Raw::Item(Box::new(item))))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn convert(&self, raw: RawText, decisions: &Decisions) -> Outcome {
        match raw.0 {
            Raw::Item(item) => story::convert(&item, &self.index, decisions),
            Raw::Term(story) => Outcome::Story(story),
        }
    }

    fn observe(&self, raw: &RawText, observations: &mut Observations) {
        if let Raw::Item(item) = &raw.0 {
            survey::observe(item, &self.index, observations);
        }
    }

    fn suggest(&self, observations: &Observations, decisions: &mut Decisions) {
        survey::suggest(&self.index, observations, decisions);
    }

    fn redirects(&self, decisions: &Decisions) -> Vec<Redirect> {
        redirects::all(&self.index, decisions)
    }

    fn files(&self) -> Vec<MediaFile> {
        let addresses = TextAddresses { index: &self.index, page: None };
        let attachments = &self.index.attachments;
        let files = attachments.ids().into_iter().filter_map(|id| attachments.get(id));
        files.filter_map(|attachment| addresses.file(attachment.url).media).collect()
    }
}
