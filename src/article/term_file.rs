//! File of a term, such as `content/tags/beijing.md`, and the kinds of terms.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AssetRef, Body, Extra, Image};
use crate::address::{Address, QueryAddress, Slug};
use crate::config::EditionId;
use crate::diagnostic::Place;
use crate::digest::Digest;
use crate::language::Language;
use crate::moment::Moment;
use crate::path::SitePath;

/// Kind of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TermKind {
    /// Subject of a story.
    Tag,
    /// Author of a story.
    Author,
    /// Section of the publication.
    Section,
    /// Series of stories.
    Series,
}

impl TermKind {
    /// All kinds, in the order in which an archive stores them.
    pub const ALL: [Self; 4] = [Self::Tag, Self::Author, Self::Section, Self::Series];

    /// Returns the address of the kind's index.
    pub fn address(self) -> Address {
        Address::known(match self {
            Self::Tag => "/tags/",
            Self::Author => "/authors/",
            Self::Section => "/sections/",
            Self::Series => "/series/",
        })
    }

    /// Returns the kind's name for messages.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Section => "section",
            Self::Series => "series",
        }
    }

    /// Returns the plural of the kind's name, for messages.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Tag => "tags",
            Self::Author => "authors",
            Self::Section => "sections",
            Self::Series => "series",
        }
    }

    /// Returns the folder of the files about terms of this kind.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Tag => "content/tags",
            Self::Author => "content/authors",
            Self::Section => "content/sections",
            Self::Series => "content/series",
        }
    }
}

/// Parsed file of a term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermFile {
    /// Path of the file.
    pub file: SitePath,
    /// Digest of the file.
    pub digest: Digest,
    /// Kind of the term.
    pub kind: TermKind,
    /// Name of the term: the key `title`.
    pub name: Arc<str>,
    /// Address of the term's list.
    pub address: Address,
    /// Last part of the address: the key `slug`, otherwise the file's name.
    pub slug: Slug,
    /// Other names of the term.
    pub synonyms: Vec<TermName>,
    /// Former names, under which the list was once published.
    pub former: Vec<TermName>,
    /// Similar names that belong to other terms.
    pub distinct_from: Vec<TermName>,
    /// Old addresses that redirect to the list.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that redirect to the list.
    pub queries: Box<[QueryAddress]>,
    /// Summary, plain text; empty if the file has no text.
    pub summary: Box<str>,
    /// Whether the summary is from the front matter; otherwise it is the first paragraph.
    pub has_explicit_summary: bool,
    /// Image.
    pub image: Option<Image>,
    /// Date of the last change.
    pub updated: Option<Moment>,
    /// Language, if it is not the site's main one.
    pub language: Option<Language>,
    /// Edition of the site to which the term's list belongs.
    pub edition: EditionId,
    /// Whether the text is a draft.
    pub draft: bool,
    /// Files that the text shows or links to.
    pub assets: Vec<AssetRef>,
    /// Table `[extra]`.
    pub extra: Extra,
    /// Place of the body in the file.
    pub body: Body,
}

/// Name in a term's file, with its place there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermName {
    /// Name.
    pub name: Arc<str>,
    /// Place, for messages.
    pub place: Place,
}
