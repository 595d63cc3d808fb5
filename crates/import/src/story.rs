//! Text of an archive, in the terms that all sources share.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::Offset};

/// Identifies a text in its source, and stays the same between two imports.
///
/// Examples: `wordpress:1204`, `hugo:content/news/2014/cats.md`,
/// `http://example.org/story.html`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub String);

/// Place of a text in its source, for messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// File of the source, relative to the path that the user gave.
    pub file: String,
    /// Line of the text in the file, counted from 1; 0 if the file is binary.
    pub line: u64,
}

/// Kind of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryKind {
    /// Article with a date: `content/2014/2014-05-01-cats.md`.
    Article,
    /// Standing page: `content/pages/about.md`.
    Page,
    /// Text of a term: `content/authors/ann-author.md`.
    Term(Taxonomy),
}

/// Grouping of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taxonomy {
    /// Authors.
    Authors,
    /// Sections.
    Sections,
    /// Series.
    Series,
    /// Tags.
    Tags,
}

impl Taxonomy {
    /// Returns the folder of the taxonomy's files in `content/`, which is also the
    /// first part of its addresses.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Authors => "authors",
            Self::Sections => "sections",
            Self::Series => "series",
            Self::Tags => "tags",
        }
    }
}

/// Date of a text, as precise as the source knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryDate {
    /// Year.
    Year(i16),
    /// Month of a year.
    Month(i16, i8),
    /// Day.
    Day(Date),
    /// Time in the site's time zone.
    Local(DateTime),
    /// Instant, with the offset in which the source writes it.
    Instant(Timestamp, Offset),
}

impl StoryDate {
    /// Returns the year.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(day) => day.year(),
            Self::Local(time) => time.year(),
            Self::Instant(instant, offset) => offset.to_datetime(instant).year(),
        }
    }

    /// Returns the date as front matter writes it, with quotes where TOML needs them.
    pub fn to_toml(self) -> String {
        match self {
            Self::Year(year) => format!("\"{year:04}\""),
            Self::Month(year, month) => format!("\"{year:04}-{month:02}\""),
            Self::Day(day) => day.to_string(),
            Self::Local(time) => time.to_string(),
            Self::Instant(instant, offset) if offset == Offset::UTC => instant.to_string(),
            Self::Instant(instant, offset) => instant.display_with_offset(offset).to_string(),
        }
    }

    /// Returns the beginning of a file name: `2014-05-01`, `2014-05` or `2014`.
    pub fn file_prefix(self) -> String {
        match self {
            Self::Year(year) => format!("{year:04}"),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Day(day) => day.to_string(),
            Self::Local(time) => time.date().to_string(),
            Self::Instant(instant, offset) => offset.to_datetime(instant).date().to_string(),
        }
    }
}

/// Name under a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Byline {
    /// Name of the person or organization.
    pub name: String,
    /// Organization that the person works for: “NAME of ORGANIZATION”.
    pub of: Option<String>,
    /// Part in the work, if it is not the writing: `photographs`, `translation`.
    pub role: Option<String>,
}

impl Byline {
    /// Returns a byline that is a name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), of: None, role: None }
    }
}

/// Picture of a text, above it and on cards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeadImage {
    /// Address in the site (`/uploads/a.jpg`) or on the web.
    pub src: String,
    /// Alternative text; `None` if the source has none.
    pub alt: Option<String>,
    /// Caption.
    pub caption: Option<String>,
    /// Photographer or agency.
    pub credit: Option<String>,
}

/// Publication in which the text first appeared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstSource {
    /// Name of the publication.
    pub name: String,
    /// Address of the original.
    pub url: Option<String>,
}

/// Reader's comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Identifier in the source.
    pub id: String,
    /// Identifier of the comment that this one answers.
    pub parent: Option<String>,
    /// Name of the writer. Addresses of mail and network are never read.
    pub author: String,
    /// Time of the comment.
    pub date: Option<StoryDate>,
    /// Text in HTML, not sanitized.
    pub html: String,
}

/// File that a text shows or offers: a picture, a recording, a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MediaFile {
    /// Address of the file on the old site, for `--fetch-media`.
    pub url: String,
    /// Path of the file relative to the folder of uploads, for `--uploads`, or of the
    /// source's own files.
    pub source_path: Option<String>,
    /// Path of the file in the site: `static/wp-content/uploads/2014/a.jpg`.
    pub site_path: String,
}

impl MediaFile {
    /// Returns the path by which a report names the file.
    pub(crate) fn name(&self) -> &str {
        self.site_path.strip_prefix("static").unwrap_or(&self.site_path)
    }
}

/// Loss or repair that the report names for one text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// Kind of the loss, equal for all texts with the same loss: `shortcode`.
    pub kind: &'static str,
    /// Sentence for the report.
    pub message: String,
}

/// Date and slug of which the name of a file is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// Date.
    pub date: Option<StoryDate>,
    /// Slug.
    pub slug: String,
}

/// Text with all that the source says about it, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Identifier in the source.
    pub id: SourceId,
    /// Place in the source.
    pub origin: Origin,
    /// Kind of the text.
    pub kind: StoryKind,
    /// Headline.
    pub title: String,
    /// Date of publication.
    pub date: Option<StoryDate>,
    /// Date of the last change.
    pub updated: Option<StoryDate>,
    /// Date on which the text leaves the site.
    pub expires: Option<StoryDate>,
    /// Place from which the story was filed.
    pub dateline: Option<String>,
    /// Summary.
    pub summary: Option<String>,
    /// Bylines.
    pub authors: Vec<Byline>,
    /// Name of the section.
    pub section: Option<String>,
    /// Names of the tags.
    pub tags: Vec<String>,
    /// Name of the series.
    pub series: Option<String>,
    /// Language, as a BCP 47 tag, if it is not the site's.
    pub language: Option<String>,
    /// Last part of the address and of the file's name; made from the title if empty.
    pub slug: String,
    /// Date and slug for the file's name, if they are not the story's own.
    ///
    /// The file of a translation stands beside its original's.
    pub file_name: Option<FileName>,
    /// Address that readers know: an absolute path, percent-decoded, `/2014/05/cats/`.
    pub address: Option<String>,
    /// Further old addresses, with a query where they have one.
    pub aliases: Vec<String>,
    /// Identifier in the old site's feeds, a URI.
    pub feed_id: Option<String>,
    /// Unpublished in the source.
    pub draft: bool,
    /// Picture.
    pub image: Option<LeadImage>,
    /// Publication in which the text first appeared.
    pub source: Option<FirstSource>,
    /// Other names of the term, if the text is a term's.
    pub synonyms: Vec<String>,
    /// Further keys of front matter, written as they are: `corrections`.
    pub further: toml::Table,
    /// File to write, if the source knows it: `content/2014/2014-05-01-cats.md`.
    pub path: Option<String>,
    /// Facts without a key of their own, for templates: `[extra]`.
    pub extra: toml::Table,
    /// Text in Markdown.
    pub body: String,
    /// Comments of readers, in order of time.
    pub comments: Vec<Comment>,
    /// Files that the text needs.
    pub media: Vec<MediaFile>,
    /// Number of links and pictures in the source's text, without furniture.
    pub found: Counts,
    /// Losses and repairs.
    pub notices: Vec<Notice>,
}

/// Numbers of links and pictures in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Links.
    pub links: u64,
    /// Pictures, with the lead image.
    pub pictures: u64,
}

impl Story {
    /// Returns an empty story.
    pub fn new(id: SourceId, origin: Origin, kind: StoryKind) -> Self {
        Self {
            id,
            origin,
            kind,
            title: String::new(),
            date: None,
            updated: None,
            expires: None,
            dateline: None,
            summary: None,
            authors: Vec::new(),
            section: None,
            tags: Vec::new(),
            series: None,
            language: None,
            slug: String::new(),
            file_name: None,
            address: None,
            aliases: Vec::new(),
            feed_id: None,
            draft: false,
            image: None,
            source: None,
            synonyms: Vec::new(),
            further: toml::Table::new(),
            path: None,
            extra: toml::Table::new(),
            body: String::new(),
            comments: Vec::new(),
            media: Vec::new(),
            found: Counts::default(),
            notices: Vec::new(),
        }
    }
}

/// Text that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Identifier in the source.
    pub id: SourceId,
    /// Place in the source.
    pub origin: Origin,
    /// Reason, as a sentence.
    pub reason: String,
    /// First lines of the text, so that a person recognizes it.
    pub first_lines: String,
    /// Year, if it is known.
    pub year: Option<i16>,
}

/// Text that a rule of the source or of `import.toml` leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Identifier in the source.
    pub id: SourceId,
    /// Place in the source.
    pub origin: Origin,
    /// Rule, equal for all texts that it leaves out: `status trash`.
    pub rule: String,
    /// Year, if it is known.
    pub year: Option<i16>,
}

/// Old address without a text of its own, and its target.
///
/// Of several redirects from one address, the first whose target exists is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    /// Old address: an absolute path, with a query where it has one.
    pub from: String,
    /// Target.
    pub to: RedirectTarget,
}

/// Target of a redirect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RedirectTarget {
    /// Address that every site has: `/`, `/atom.xml`.
    Address(String),
    /// List of a term, by its name.
    Term(Taxonomy, String),
    /// Feed of a term, by its name.
    TermFeed(Taxonomy, String),
    /// Text that was imported.
    Text(SourceId),
    /// File of the site, by its path: `static/wp-content/uploads/2014/a.jpg`.
    File(String),
    /// List of a year's articles.
    Year(i16),
    /// List of a month's articles.
    Month(i16, i8),
    /// Nothing: the address is answered with a notice (410).
    Gone,
}

/// Result of reading one text.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Text to write.
    Story(Box<Story>),
    /// Text that could not be understood.
    SetAside(SetAside),
    /// Text that a rule leaves out.
    LeftOut(LeftOut),
}
