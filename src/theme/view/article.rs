//! Variables of the templates for articles, standing pages and withdrawal notices.

use serde::Serialize;
use tera::Value;

use super::Link;

/// The variable `article` of `article.html`.
#[derive(Debug, Serialize)]
pub struct Article<'a> {
    /// The headline.
    pub title: &'a str,
    /// Its address, for links.
    pub url: &'a str,
    /// Its absolute address.
    pub permalink: &'a str,
    /// Date of publication: `2025-11-01`, or `2025-11-01T09:30:00+03:00` in the site's
    /// time zone if the time is known; `1974-05` or `1974` if only that is known,
    /// followed by a sign if it is in doubt (`1974~`: about 1974, `1974?`: uncertain,
    /// `1974%`: both). The filter `date` formats all of these, and `iso` removes the
    /// sign.
    pub date: &'a str,
    /// Date of the last change, in the same form, or nothing. A date in the future is
    /// hidden until then.
    pub updated: Option<String>,
    /// Date of the last known change of the text: the latest of `date`, `updated` and
    /// its corrections. Never in the future.
    pub modified: String,
    /// Dateline: the place that the story was filed from, or nothing.
    pub dateline: Option<&'a str>,
    /// Its summary, plain text: from the front matter, otherwise the first paragraph.
    pub summary: &'a str,
    /// True if the summary comes from the front matter, so that it may stand above the
    /// text.
    pub has_standfirst: bool,
    /// Authors, each a [`super::Term`], or an [`super::Author`] if one of them has an
    /// organization or a role.
    pub authors: Vec<Value>,
    /// Those of the authors without a role, whom a citation names.
    pub writers: Vec<Value>,
    /// Its section, a [`super::Term`], or nothing.
    pub section: Option<Value>,
    /// Its tags, each a [`super::Term`].
    pub tags: Vec<Value>,
    /// Its series and its place in it, or nothing.
    pub series: Option<SeriesPlace<'a>>,
    /// Its language.
    pub language: &'a str,
    /// Its writing direction: `ltr` or `rtl`.
    pub direction: &'a str,
    /// Its image, or nothing.
    pub image: Option<Image<'a>>,
    /// The image that the front matter names and that is known to be missing, or
    /// nothing.
    pub missing_image: Option<MissingImage<'a>>,
    /// Original publication, or nothing.
    pub source: Option<Origin<'a>>,
    /// Corrections, the latest first.
    pub corrections: Vec<Correction<'a>>,
    /// The text, as HTML.
    pub content: Value,
    /// The text's headings, in order.
    pub headings: Vec<Heading<'a>>,
    /// Number of words of the text.
    pub words: usize,
    /// The day on which it appeared: a link to that day's page, or to its month's or
    /// its year's where no more is known.
    pub day: Link<'a>,
    /// The next newer article of the site, a [`super::Card`], or nothing.
    pub newer: Option<Value>,
    /// The next older article of the site, a [`super::Card`], or nothing.
    pub older: Option<Value>,
    /// The file that it is written in, below the site's root.
    pub file: &'a str,
    /// `[extra]` from its front matter.
    pub extra: Value,
}

/// An article's place in its series.
#[derive(Debug, Serialize)]
pub struct SeriesPlace<'a> {
    /// The series' name.
    pub name: &'a str,
    /// Its list's address, for links.
    pub url: String,
    /// Number of this part in the series, from 1, the oldest.
    pub number: usize,
    /// Number of parts.
    pub total: usize,
    /// The part before, a [`super::Card`], or nothing.
    pub previous: Option<Value>,
    /// The part after, a [`super::Card`], or nothing.
    pub next: Option<Value>,
}

/// Image with its texts.
#[derive(Debug, Serialize)]
pub struct Image<'a> {
    /// Its address, for links.
    pub url: String,
    /// Its absolute address.
    pub permalink: String,
    /// Alternative text; empty if the image is decorative.
    pub alt: &'a str,
    /// Its caption, or nothing.
    pub caption: Option<&'a str>,
    /// Credit, or nothing.
    pub credit: Option<&'a str>,
    /// Width in pixels, or nothing if unknown (an image elsewhere, or in `static/`).
    pub width: Option<u32>,
    /// Height in pixels, or nothing.
    pub height: Option<u32>,
    /// Smaller variants, each a [`PictureSource`]: for `<source>` in a `<picture>` around
    /// the `<img>`. May be empty.
    pub sources: Vec<PictureSource>,
}

/// Image that is known to be missing, with its texts.
#[derive(Debug, Serialize)]
pub struct MissingImage<'a> {
    /// Alternative text.
    pub alt: &'a str,
    /// Its caption, or nothing.
    pub caption: Option<&'a str>,
    /// Credit, or nothing.
    pub credit: Option<&'a str>,
}

/// Image variants of one format.
#[derive(Debug, Serialize)]
pub struct PictureSource {
    /// The format, for `type`: `image/webp`.
    pub format: &'static str,
    /// Addresses and widths, for `srcset`.
    pub srcset: String,
}

/// Original publication of an article.
#[derive(Debug, Serialize)]
pub struct Origin<'a> {
    /// The publication's name.
    pub name: &'a str,
    /// Its address, or nothing.
    pub url: Option<&'a str>,
}

/// Correction.
#[derive(Debug, Serialize)]
pub struct Correction<'a> {
    /// Date: `2025-11-03`, with the time if it is known.
    pub date: String,
    /// Text of the correction, plain text.
    pub text: &'a str,
}

/// A heading inside a text.
#[derive(Debug, Serialize)]
pub struct Heading<'a> {
    /// Its level, 1 to 6.
    pub level: u8,
    /// Its anchor, unique in the text.
    pub id: &'a str,
    /// Its words.
    pub title: &'a str,
}

/// The variable `standing` of `page.html`: a standing page, such as `/about/`.
#[derive(Debug, Serialize)]
pub struct Standing<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its summary, plain text, or nothing.
    pub summary: Option<&'a str>,
    /// The text, as HTML.
    pub content: Value,
    /// The text's headings, in order.
    pub headings: Vec<Heading<'a>>,
    /// Date of the last change, or nothing. A date in the future is hidden until then.
    pub updated: Option<String>,
    /// The file that it is written in, below the site's root.
    pub file: &'a str,
    /// `[extra]` from its front matter.
    pub extra: Value,
}

/// The variable `notice` of `withdrawn.html`: the notice at a withdrawn article's
/// address. It contains nothing from the article, not even its headline.
#[derive(Debug, Serialize)]
pub struct Notice<'a> {
    /// Date of withdrawal or expiry.
    pub date: String,
    /// Reason, plain text, or nothing.
    pub reason: Option<&'a str>,
    /// True if the article expired, false if it was withdrawn.
    pub expired: bool,
}
