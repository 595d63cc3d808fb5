//! The types that parsing makes: an article, a withdrawn one, a standing page. Complete when made, owned, small: they
//! hold what lists need and no body.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::TermFile;
use crate::address::{Address, QueryAddress};
use crate::config::EditionId;
use crate::digest::Digest;
use crate::language::Language;
use crate::moment::{ArticleDate, Moment};
use crate::path::SitePath;
use crate::redaction::Redactions;

use super::{Told, Traces, Use};

/// What one Markdown file of `content/` is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// An article, whether or not its time has come.
    Article(#[serde(deserialize_with = "at_once")] Arc<Article>),
    /// An article that was taken back. Nothing of it is known any more but its address.
    Withdrawn(Box<Notice>),
    /// A standing page.
    Standing(Box<Standing>),
    /// What there is to say of a term.
    Term(Box<TermFile>),
}

/// Reads an article into its place: by itself, serde reads one into a box first.
fn at_once<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Arc<Article>, D::Error> {
    Article::deserialize(deserializer).map(Arc::new)
}

impl Entry {
    /// The file that it is written in.
    pub fn file(&self) -> &SitePath {
        match self {
            Self::Article(article) => &article.file,
            Self::Withdrawn(notice) => &notice.file,
            Self::Standing(page) => &page.file,
            Self::Term(term) => &term.file,
        }
    }

    /// Where it is on the site.
    pub fn address(&self) -> &Address {
        match self {
            Self::Article(article) => &article.address,
            Self::Withdrawn(notice) => &notice.address,
            Self::Standing(page) => &page.address,
            Self::Term(term) => &term.address,
        }
    }

    /// The old addresses that lead to it.
    pub fn aliases(&self) -> &[Address] {
        match self {
            Self::Article(article) => &article.aliases,
            Self::Withdrawn(notice) => &notice.aliases,
            Self::Standing(page) => &page.aliases,
            Self::Term(term) => &term.aliases,
        }
    }
}

/// An article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The file that it is written in.
    pub file: SitePath,
    /// A digest of the file's bytes.
    pub digest: Digest,
    /// Where it is on the site.
    pub address: Address,
    /// What feeds call it, where the front matter says so: a URI.
    pub id: Option<Box<str>>,
    /// The headline (`title`).
    pub title: Box<str>,
    /// When it appeared. In the future, this is an embargo.
    pub date: ArticleDate,
    /// When it was last changed.
    pub updated: Option<Moment>,
    /// Where the story was filed from.
    pub dateline: Option<Box<str>>,
    /// Its summary, plain text.
    pub summary: Box<str>,
    /// Whether the front matter gave the summary; otherwise it is the first paragraph.
    pub has_standfirst: bool,
    /// Who wrote it, as written.
    pub authors: Vec<Arc<str>>,
    /// Its section, as written.
    pub section: Option<Arc<str>>,
    /// Its tags, as written.
    pub tags: Vec<Arc<str>>,
    /// Its series, as written.
    pub series: Option<Arc<str>>,
    /// The old addresses that lead to it.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that lead to it.
    pub queries: Box<[QueryAddress]>,
    /// Its language, where that is not the site's.
    pub language: Option<Language>,
    /// Which of the site's languages it belongs to.
    pub edition: EditionId,
    /// The file of the same text without a language in its name, where this one's has one, whether or not it is there.
    pub unmarked: Option<SitePath>,
    /// Whether it is still being written.
    pub draft: bool,
    /// When it leaves the site.
    pub expires: Option<Moment>,
    /// Its picture. What few stories have stands elsewhere: of all of them there is much to hold.
    pub image: Option<Box<Image>>,
    /// Where it first appeared.
    pub source: Option<Box<Origin>>,
    /// What was corrected, the latest first.
    pub corrections: Vec<Correction>,
    /// The files that it shows or links to.
    pub uses: Vec<Use>,
    /// The names that its text holds and no page may: nothing else of it holds one.
    pub redactions: Redactions,
    /// What `[extra]` says.
    pub extra: Extra,
    /// The digests of what other pages tell of it.
    pub told: Told,
    /// Where its text is.
    pub body: Body,
}

/// An article that was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// The file that it is written in.
    pub file: SitePath,
    /// Where it was, and where the notice is.
    pub address: Address,
    /// What feeds called it, where the front matter says so: a URI.
    pub id: Option<Box<str>>,
    /// The old addresses that lead to it.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that lead to it.
    pub queries: Box<[QueryAddress]>,
    /// Which of the site's languages it belongs to.
    pub edition: EditionId,
    /// When it appeared: before that, there is no notice either.
    pub date: ArticleDate,
    /// Whether it was never more than a draft.
    pub draft: bool,
    /// When and why.
    pub withdrawal: Withdrawal,
    /// The files beside it that it showed or linked to, so that they go with it.
    pub uses: Vec<Use>,
    /// What is left of the terms that it bore, so that their lists may go with it.
    pub bore: Traces,
}

/// When and why an article was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub date: Moment,
    /// Why, plain text.
    pub reason: Option<Box<str>>,
}

/// A standing page, such as `content/pages/about.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The file that it is written in.
    pub file: SitePath,
    /// A digest of the file's bytes.
    pub digest: Digest,
    /// Where it is on the site.
    pub address: Address,
    /// What it is called.
    pub title: Box<str>,
    /// Its summary, plain text; empty where there is no text.
    pub summary: Box<str>,
    /// When it was last changed.
    pub updated: Option<Moment>,
    /// The old addresses that lead to it.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that lead to it.
    pub queries: Box<[QueryAddress]>,
    /// Its language, where that is not the site's.
    pub language: Option<Language>,
    /// Which of the site's languages it belongs to.
    pub edition: EditionId,
    /// The file of the same text without a language in its name, where this one's has one, whether or not it is there.
    pub unmarked: Option<SitePath>,
    /// Whether it is still being written.
    pub draft: bool,
    /// The files that it shows or links to.
    pub uses: Vec<Use>,
    /// What `[extra]` says.
    pub extra: Extra,
    /// Where its text is.
    pub body: Body,
}

/// Where in its file a text stands: from this byte to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The first byte of the text, after the front matter.
    pub start: u32,
    /// How many lines stand before it.
    pub lines_before: u32,
}

/// A picture with what must be said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// The picture's file beside the article, or its address.
    pub src: ImageSource,
    /// What it shows.
    pub alt: Box<str>,
    /// Its caption.
    pub caption: Option<Box<str>>,
    /// Whose it is.
    pub credit: Option<Box<str>>,
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ImageSource {
    /// A file beside the article.
    File(SitePath),
    /// An address of the site, such as a static file's.
    Address(Address),
    /// Another site's address, `https://…`.
    Elsewhere(Box<str>),
}

/// Where an article first appeared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The publication's name.
    pub name: Box<str>,
    /// Its address.
    pub url: Option<Box<str>>,
}

/// What was corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// When.
    pub date: Moment,
    /// What was wrong and what is right, plain text.
    pub text: Box<str>,
}

/// A theme's own fields: what `[extra]` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra(pub toml::Table);

// The record's format does not describe itself, as TOML's values need; so they travel as TOML.
impl Serialize for Extra {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() {
            serializer.serialize_str("")
        } else {
            serializer.serialize_str(&self.0.to_string())
        }
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}
