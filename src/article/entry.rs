//! Parsed texts: articles, withdrawn articles and standing pages.
//!
//! The types are complete, owned and small: they hold the data that lists need, but no bodies.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AssetRef, SummaryDigests, TermFile, TermHashes};
use crate::address::{Address, QueryAddress};
use crate::config::EditionId;
use crate::digest::Digest;
use crate::fields::HttpUrl;
use crate::language::Language;
use crate::moment::{ArticleDate, Moment};
use crate::path::SitePath;
use crate::redaction::Redactions;

/// Parsed Markdown file of `content/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// Article, perhaps a draft, under embargo or expired.
    Article(#[serde(deserialize_with = "article_in_arc")] Arc<Article>),
    /// Withdrawn article, of which only the address is kept.
    Withdrawn(Box<WithdrawnArticle>),
    /// Standing page.
    Standing(Box<StandingPage>),
    /// File of a term.
    Term(Box<TermFile>),
}

/// Deserializes an article without the intermediate `Box` of serde's implementation for `Arc`.
fn article_in_arc<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Arc<Article>, D::Error> {
    Article::deserialize(deserializer).map(Arc::new)
}

impl Entry {
    /// Returns the path of the entry's file.
    pub fn file(&self) -> &SitePath {
        match self {
            Self::Article(article) => &article.file,
            Self::Withdrawn(notice) => &notice.file,
            Self::Standing(page) => &page.file,
            Self::Term(term) => &term.file,
        }
    }

    /// Returns the address of the entry's page.
    pub fn address(&self) -> &Address {
        match self {
            Self::Article(article) => &article.address,
            Self::Withdrawn(notice) => &notice.address,
            Self::Standing(page) => &page.address,
            Self::Term(term) => &term.address,
        }
    }

    /// Returns the edition of the site to which the entry belongs.
    pub fn edition(&self) -> EditionId {
        match self {
            Self::Article(article) => article.edition,
            Self::Withdrawn(notice) => notice.edition,
            Self::Standing(page) => page.edition,
            Self::Term(term) => term.edition,
        }
    }

    /// Returns the old addresses that redirect to the entry's page.
    pub fn aliases(&self) -> &[Address] {
        match self {
            Self::Article(article) => &article.aliases,
            Self::Withdrawn(notice) => &notice.aliases,
            Self::Standing(page) => &page.aliases,
            Self::Term(term) => &term.aliases,
        }
    }
}

/// Article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Path of the file.
    pub file: SitePath,
    /// Digest of the file.
    pub digest: Digest,
    /// Address of the page.
    pub address: Address,
    /// Id in feeds, if the front matter has one: a URI.
    pub id: Option<Box<str>>,
    /// Headline.
    pub title: Box<str>,
    /// Publication date. A date in the future is an embargo.
    pub date: ArticleDate,
    /// Date of the last change.
    pub updated: Option<Moment>,
    /// Place from which the story was filed.
    pub dateline: Option<Box<str>>,
    /// Summary, plain text.
    pub summary: Box<str>,
    /// Whether the summary is from the front matter; otherwise it is the first paragraph.
    pub has_explicit_summary: bool,
    /// Authors, as written.
    pub authors: Vec<Arc<str>>,
    /// Credits of all authors, if one has more than a name; otherwise empty.
    pub credits: Box<[Credit]>,
    /// Section, as written.
    pub section: Option<Arc<str>>,
    /// Tags, as written.
    pub tags: Vec<Arc<str>>,
    /// Series, as written.
    pub series: Option<Arc<str>>,
    /// Old addresses that redirect to the page.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that redirect to the page.
    pub queries: Box<[QueryAddress]>,
    /// Language, if it is not the site's main one.
    pub language: Option<Language>,
    /// Edition of the site to which the text belongs.
    pub edition: EditionId,
    /// Path without the language suffix, if the file's name has one.
    ///
    /// The file need not exist.
    pub translation_key: Option<SitePath>,
    /// Whether the text is a draft.
    pub draft: bool,
    /// Date on which the article leaves the site.
    pub expires: Option<Moment>,
    /// Image. Rare fields are boxed, since all articles are kept in memory.
    pub image: Option<Box<Image>>,
    /// Publication in which the article first appeared.
    pub source: Option<Box<OriginalPublication>>,
    /// Corrections, latest first.
    pub corrections: Vec<Correction>,
    /// Files that the text shows or links to.
    pub assets: Vec<AssetRef>,
    /// Names to redact in the body. The other fields are already redacted.
    pub redactions: Redactions,
    /// Table `[extra]`.
    pub extra: Extra,
    /// Digests of the data that other pages show.
    pub summary_digests: SummaryDigests,
    /// Place of the body in the file.
    pub body: Body,
}

/// Withdrawn article. A notice is at its address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawnArticle {
    /// Path of the file.
    pub file: SitePath,
    /// Address of the article and of the notice.
    pub address: Address,
    /// What feeds called it, where the front matter says so: a URI.
    pub id: Option<Box<str>>,
    /// Old addresses that redirect to the page.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that redirect to the page.
    pub queries: Box<[QueryAddress]>,
    /// Edition of the site to which the text belongs.
    pub edition: EditionId,
    /// Publication date. Before it there is no notice either.
    pub date: ArticleDate,
    /// Whether the article was still a draft.
    pub draft: bool,
    /// Date and reason.
    pub withdrawal: Withdrawal,
    /// Files that the text showed or linked to, which are removed with it.
    pub assets: Vec<AssetRef>,
    /// Hashes of the terms, whose pages may disappear with the article.
    pub former_terms: TermHashes,
}

/// Date and reason of a withdrawal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Date.
    pub date: Moment,
    /// Reason, plain text.
    pub reason: Option<Box<str>>,
}

/// Standing page, such as `content/pages/about.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandingPage {
    /// Path of the file.
    pub file: SitePath,
    /// Digest of the file.
    pub digest: Digest,
    /// Address of the page.
    pub address: Address,
    /// Title.
    pub title: Box<str>,
    /// Summary, plain text; empty if the page has no text.
    pub summary: Box<str>,
    /// Date of the last change.
    pub updated: Option<Moment>,
    /// Old addresses that redirect to the page.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that redirect to the page.
    pub queries: Box<[QueryAddress]>,
    /// Language, if it is not the site's main one.
    pub language: Option<Language>,
    /// Edition of the site to which the text belongs.
    pub edition: EditionId,
    /// Path without the language suffix, if the file's name has one.
    ///
    /// The file need not exist.
    pub translation_key: Option<SitePath>,
    /// Whether the text is a draft.
    pub draft: bool,
    /// Files that the text shows or links to.
    pub assets: Vec<AssetRef>,
    /// Table `[extra]`.
    pub extra: Extra,
    /// Place of the body in the file.
    pub body: Body,
}

/// Place of a body in its file: from a byte to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Offset of the first byte after the front matter.
    pub start: u32,
    /// Number of lines before the body.
    pub lines_before: u32,
}

/// Image of an article or a term.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Image {
    /// Source.
    pub src: ImageSource,
    /// Alternative text.
    pub alt: Box<str>,
    /// Caption.
    pub caption: Option<Box<str>>,
    /// Credit.
    pub credit: Option<Box<str>>,
}

/// Source of an image.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub enum ImageSource {
    /// File of `content/`.
    File(SitePath),
    /// Address on the site, such as that of a static file.
    Address(Address),
    /// URL of another site.
    Elsewhere(#[serde(deserialize_with = "web_url")] Box<str>),
}

/// Publication in which an article first appeared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OriginalPublication {
    /// Name of the publication.
    pub name: Box<str>,
    /// URL of the article there.
    #[serde(deserialize_with = "optional_web_url")]
    pub url: Option<Box<str>>,
}

/// Deserializes a URL with `http` or `https`.
///
/// The cache may come with a stranger's site.
fn web_url<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Box<str>, D::Error> {
    let url = Box::<str>::deserialize(deserializer)?;
    HttpUrl::parse(&url).is_some().then_some(url).ok_or_else(|| serde::de::Error::custom("no URL of the web"))
}

fn optional_web_url<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Box<str>>, D::Error> {
    let url = Option::<Box<str>>::deserialize(deserializer)?;
    let is_valid = url.as_deref().is_none_or(|url| HttpUrl::parse(url).is_some());
    is_valid.then_some(url).ok_or_else(|| serde::de::Error::custom("no URL of the web"))
}

/// Author of an article, with the organization and the part in the work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credit {
    /// Name, as in [`Article::authors`].
    pub author: Arc<str>,
    /// Organization for which the author works: “NAME of ORGANIZATION”.
    pub organization: Option<Box<str>>,
    /// Part in the work, if it is not the text: `photographs`, `translation`.
    pub role: Option<Box<str>>,
}

/// Correction of an article.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Correction {
    /// Date.
    pub date: Moment,
    /// Description, plain text.
    pub text: Box<str>,
}

/// Values of the table `[extra]`, for themes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra(pub toml::Table);

// The format of the build cache is not self-describing, which `toml::Value` needs to deserialize.
// The table is therefore stored as TOML text.
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
