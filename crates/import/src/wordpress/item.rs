//! Records of an export, as the export writes them.

use super::repair::Repairs;

/// Item of an export: a post, a page, an attachment, a menu entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Item {
    /// Number of the export's file.
    pub(super) file: usize,
    /// Line of the item in the file.
    pub(super) line: u64,
    pub(super) title: String,
    pub(super) link: String,
    /// Login name of the author.
    pub(super) creator: String,
    pub(super) guid: String,
    pub(super) pub_date: String,
    pub(super) content: String,
    pub(super) excerpt: String,
    pub(super) id: String,
    /// Reports that an earlier item with another address has the same id.
    pub(super) is_second: bool,
    pub(super) date: String,
    pub(super) date_gmt: String,
    pub(super) modified: String,
    pub(super) modified_gmt: String,
    /// Last part of the address.
    pub(super) name: String,
    pub(super) status: String,
    /// Type: `post`, `page`, `attachment`.
    pub(super) kind: String,
    pub(super) parent: String,
    /// Reports that a password protects the text.
    pub(super) has_password: bool,
    pub(super) is_sticky: bool,
    pub(super) attachment_url: String,
    pub(super) terms: Vec<ItemTerm>,
    /// Fields that the import uses.
    pub(super) meta: Vec<Meta>,
    pub(super) comments: Vec<ItemComment>,
    pub(super) repairs: Repairs,
    /// Reason for which the item can't be trusted.
    pub(super) fault: Option<String>,
}

/// Category, tag or other term of an item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ItemTerm {
    /// Taxonomy: `category`, `post_tag`, `author`; empty in old exports.
    pub(super) domain: String,
    pub(super) slug: String,
    pub(super) name: String,
}

/// Custom field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Meta {
    pub(super) key: String,
    pub(super) value: String,
}

/// Comment of an item. The addresses of mail and network are not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ItemComment {
    pub(super) id: String,
    pub(super) author: String,
    pub(super) date: String,
    pub(super) date_gmt: String,
    pub(super) content: String,
    /// `1` if the comment was published.
    pub(super) approved: String,
    /// Type: empty or `comment`, `pingback`, `trackback`.
    pub(super) kind: String,
    pub(super) parent: String,
}

/// User of the old site. The e-mail address is not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) login: String,
    pub(super) display_name: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

/// Category, tag or other term of the old site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Term {
    /// `category`, `post_tag` or the name of another taxonomy.
    pub(super) taxonomy: String,
    pub(super) id: String,
    pub(super) slug: String,
    pub(super) name: String,
    /// Slug of the parent.
    pub(super) parent: String,
    pub(super) description: String,
}

/// Field of the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChannelField {
    Title,
    Link,
    Description,
    Language,
    BlogUrl,
}

/// Record of an export.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Record {
    Channel(ChannelField, String),
    User(User),
    Term(Term),
    /// Item, which [`super::xml::WxrReader`] holds.
    Item,
    /// Item without its end, in the middle of which another one begins.
    Faulty(Box<Item>),
}

impl Item {
    /// Returns a custom field, if it has a value.
    pub(super) fn meta(&self, key: &str) -> Option<&str> {
        let value = self.meta.iter().find(|meta| meta.key == key)?.value.trim();
        (!value.is_empty()).then_some(value)
    }

    /// Removes all values, and keeps the memory of the longest texts.
    pub(super) fn clear(&mut self) {
        let mut content = std::mem::take(&mut self.content);
        content.clear();
        *self = Self { content, ..Self::default() };
    }
}
