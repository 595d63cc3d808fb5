//! First reading of an export: all that the conversion of a single text needs to know.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use jiff::tz::TimeZone;

use super::addresses::OldSite;
use super::attachments::Attachments;
use super::input::{self, Export};
use super::item::{ChannelField, Item, Record, Term, User};
use super::kinds::{self, Role};
use super::repair::Repairs;
use super::sections;
use super::xml::WxrReader;
use super::zone::Offsets;
use crate::decisions::Decisions;
use crate::error::ImportError;

/// Largest reusable block that is kept in memory.
const LONGEST_BLOCK: usize = 256 << 10;

/// Facts about an export.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) exports: Vec<Export>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    pub(super) site: OldSite,
    /// Users by their login names.
    pub(super) users: BTreeMap<String, User>,
    /// Guest authors by their slugs.
    pub(super) guests: BTreeMap<String, Guest>,
    /// Categories by their slugs.
    pub(super) categories: BTreeMap<String, Term>,
    /// Tags by their slugs.
    pub(super) tags: BTreeMap<String, Term>,
    pub(super) attachments: Attachments,
    /// Published texts by their ids.
    texts: HashMap<u64, Text>,
    /// Reusable blocks by their ids.
    pub(super) blocks: BTreeMap<u64, String>,
    /// Addresses without a text: menu entries.
    pub(super) menu: Vec<MenuEntry>,
    /// Slugs of the categories that are the section of a text.
    pub(super) sections: BTreeSet<String>,
    /// Folders in front of all articles' dates or names: `/archives/`.
    pub(super) front: Option<String>,
    /// Years and months of articles.
    pub(super) months: BTreeSet<Month>,
    pub(super) zone_name: Option<String>,
    pub(super) zone: Option<TimeZone>,
    /// Repairs outside of items.
    pub(super) repairs: Repairs,
}

/// Month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month {
    pub(super) year: i16,
    pub(super) month: i8,
}

/// Guest author of the plugin Co-Authors Plus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Guest {
    pub(super) name: String,
}

/// Published text.
#[derive(Debug)]
struct Text {
    /// Address relative to the site; empty if the text has none of its own.
    address: Box<str>,
}

/// Entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MenuEntry {
    pub(super) link: String,
    /// Type of the target: `post_type`, `taxonomy`, `custom`.
    pub(super) kind: String,
    pub(super) object: String,
    pub(super) target_id: Option<u64>,
    pub(super) url: String,
}

/// Folders in front of articles' addresses, counted while they are read.
#[derive(Debug, Default)]
struct Fronts {
    first: Option<String>,
    count: u64,
    is_mixed: bool,
}

impl Fronts {
    /// Adds the address of an article.
    fn add(&mut self, address: &str) {
        let folders: Vec<&str> = address.trim_matches('/').split('/').collect();
        let names = folders.len().saturating_sub(1);
        let is_date = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let names: Vec<&str> = folders[..names].iter().take_while(|part| !is_date(part)).copied().collect();
        let front = if names.is_empty() { String::new() } else { format!("/{}", names.join("/")) };
        self.count += 1;
        match &self.first {
            None => self.first = Some(front),
            Some(first) => self.is_mixed |= *first != front,
        }
    }

    /// Returns the folder that all articles have.
    fn common(self) -> Option<String> {
        self.first.filter(|front| !front.is_empty() && !self.is_mixed && self.count > 1)
    }
}

impl Index {
    /// Reads an export for the first time.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read or is no export.
    pub(super) fn read(paths: &[PathBuf], decisions: &Decisions) -> Result<Self, ImportError> {
        let mut index = Self { exports: input::find(paths)?, ..Self::default() };
        let mut channel = Channel::default();
        let mut offsets = Offsets::default();
        let mut fronts = Fronts::default();
        let mut is_wordpress = false;
        for export in index.exports.clone() {
            export.read(|input| {
                let mut reader = WxrReader::new(&export.path, input);
                while let Some(record) = reader.next()? {
                    match record {
                        Record::Channel(field, text) => {
                            channel.add(field, text);
                            if field == ChannelField::BlogUrl || field == ChannelField::Link {
                                index.site = channel.site(decisions);
                            }
                        }
                        Record::User(user) => _ = index.users.insert(user.login.clone(), user),
                        Record::Term(term) => index.add_term(term),
                        Record::Item => index.add_item(&reader.item, &mut offsets, &mut fronts),
                        Record::Faulty(item) => index.add_item(&item, &mut offsets, &mut fronts),
                    }
                }
                index.repairs.add(reader.repairs);
                is_wordpress |= reader.is_wordpress;
                Ok(())
            })?;
        }
        if !is_wordpress {
            let path = paths.first().cloned().unwrap_or_default();
            let message = "the file is a feed, not an export of WordPress: use --kind feed".to_owned();
            return Err(ImportError::Malformed { path, line: 1, message });
        }
        index.finish(channel, decisions, &offsets, fronts);
        Ok(index)
    }

    /// Ends the first reading.
    fn finish(&mut self, channel: Channel, decisions: &Decisions, offsets: &Offsets, fronts: Fronts) {
        self.site = channel.site(decisions);
        self.language = channel.language.filter(|tag| is_language(tag));
        self.zone_name =
            decisions.dates.time_zone.clone().or_else(|| offsets.guess(self.language.as_deref()));
        self.zone = self.zone_name.as_deref().and_then(|name| TimeZone::get(name).ok());
        self.title = channel.title;
        self.description = channel.description;
        self.front = fronts.common();
        self.attachments.finish();
        self.texts.shrink_to_fit();
    }

    /// Adds a category, tag or other term.
    fn add_term(&mut self, term: Term) {
        let terms = match term.taxonomy.as_str() {
            "category" => &mut self.categories,
            "post_tag" => &mut self.tags,
            _ => return,
        };
        let known = terms.entry(term.slug.clone()).or_default();
        if known.name.is_empty() || !term.id.is_empty() {
            *known = term;
        }
    }

    /// Adds an item.
    fn add_item(&mut self, item: &Item, offsets: &mut Offsets, fronts: &mut Fronts) {
        let id = item.id.parse::<u64>().unwrap_or(0);
        match kinds::role(item) {
            Role::Attachment => self.add_attachment(id, item),
            Role::Menu => self.menu.push(MenuEntry {
                link: item.link.clone(),
                kind: item.meta("_menu_item_type").unwrap_or_default().to_owned(),
                object: item.meta("_menu_item_object").unwrap_or_default().to_owned(),
                target_id: item.meta("_menu_item_object_id").and_then(|id| id.parse().ok()),
                url: item.meta("_menu_item_url").unwrap_or_default().to_owned(),
            }),
            Role::Guest => {
                let name = item.meta("cap-display_name").unwrap_or(&item.title).to_owned();
                let slug = item.meta("cap-user_login").unwrap_or(&item.name);
                let guest = Guest { name };
                self.guests.insert(slug.strip_prefix("cap-").unwrap_or(slug).to_owned(), guest);
            }
            Role::Block if item.content.len() <= LONGEST_BLOCK => {
                self.blocks.insert(id, item.content.clone());
            }
            Role::Article | Role::Page => {
                offsets.add(&item.date, &item.date_gmt);
                self.add_text(id, item, fronts);
            }
            Role::Block | Role::Internal => {}
        }
    }

    /// Adds a picture or other file.
    fn add_attachment(&mut self, id: u64, item: &Item) {
        let url = if item.attachment_url.is_empty() { &item.guid } else { &item.attachment_url };
        let path = url::Url::parse(url).ok().and_then(|url| self.site.file_path(&url));
        self.attachments.add(id, item, url, path.as_deref());
    }

    /// Adds a text.
    fn add_text(&mut self, id: u64, item: &Item, fronts: &mut Fronts) {
        if !kinds::is_public(item) {
            return;
        }
        let address = kinds::address(item, &self.site).unwrap_or_default();
        if kinds::role(item) == Role::Article {
            if !address.is_empty() && item.kind == "post" {
                fronts.add(&address);
            }
            if let Some(section) = sections::primary(item, self) {
                self.sections.insert(section.slug.clone());
            }
            if let Some(date) = super::dates::parse(&item.date) {
                self.months.insert(Month { year: date.year(), month: date.month() });
            }
        }
        self.texts.insert(id, Text { address: address.into() });
    }

    /// Returns the address of a published text, if it has one of its own.
    pub(super) fn address_of(&self, id: u64) -> Option<&str> {
        self.texts.get(&id).map(|text| &*text.address).filter(|address| !address.is_empty())
    }

    /// Reports that a published text has an id.
    pub(super) fn has_text(&self, id: u64) -> bool {
        self.texts.contains_key(&id)
    }
}

/// Facts that the channel states.
#[derive(Debug, Default)]
struct Channel {
    title: Option<String>,
    description: Option<String>,
    language: Option<String>,
    link: Option<String>,
    blog_url: Option<String>,
    others: BTreeSet<String>,
}

impl Channel {
    /// Adds a fact. Of several files, the first states it.
    fn add(&mut self, field: ChannelField, text: String) {
        if text.is_empty() {
            return;
        }
        let target = match field {
            ChannelField::Title => &mut self.title,
            ChannelField::Link => &mut self.link,
            ChannelField::Description => &mut self.description,
            ChannelField::Language => &mut self.language,
            ChannelField::BlogUrl => &mut self.blog_url,
        };
        if target.is_none() {
            *target = Some(text);
        } else if matches!(field, ChannelField::Link | ChannelField::BlogUrl) {
            self.others.insert(text);
        }
    }

    /// Returns the old site.
    fn site(&self, decisions: &Decisions) -> OldSite {
        let given = decisions.source.base_url.as_deref();
        let stated = self.blog_url.as_deref().or(self.link.as_deref());
        let others = decisions.source.hosts.iter().chain(&self.others).chain(&self.link).map(String::as_str);
        OldSite::new(given.or(stated), others.chain(stated))
    }
}

/// Reports a language tag (BCP 47): `en`, `pt-BR`, `zh-Hant`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let is_primary = parts.next().is_some_and(|part| {
        matches!(part.len(), 2 | 3) && part.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    is_primary
        && parts
            .all(|part| matches!(part.len(), 2..=4) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
