//! What the templates of single texts get: an article, a standing page, the notice of a withdrawn article.

use serde::Serialize;
use tera::Value;

use super::Link;

/// The variable `article` of `article.html`.
#[derive(Debug, Serialize)]
pub struct Article<'a> {
    /// The headline.
    pub title: &'a str,
    /// Its address as it stands in a link.
    pub url: &'a str,
    /// Its whole address.
    pub permalink: &'a str,
    /// When it appeared: `2025-11-01`, or `2025-11-01T09:30:00+03:00` in the site's zone where the hour is known; `1974-05` or
    /// `1974` where no more is known, with a sign behind it where that is in doubt (`1974~` is about 1974, `1974?` is
    /// uncertain, `1974%` is both). The filter `date` tells each, and `iso` takes the sign away.
    pub date: &'a str,
    /// When it was last changed, in the same form, or nothing. A change that is dated ahead is not told until then.
    pub updated: Option<String>,
    /// When its text last changed, so far as that is known: the latest of `date`, `updated` and its corrections. Never
    /// in the future.
    pub modified: String,
    /// Where the story was filed from, or nothing.
    pub dateline: Option<&'a str>,
    /// Its summary, plain text: what the front matter says, otherwise the first paragraph.
    pub summary: &'a str,
    /// Whether the summary is the front matter's own, fit to stand above the text without repeating it.
    pub has_standfirst: bool,
    /// Who wrote it: each a [`super::Term`].
    pub authors: Vec<Value>,
    /// Its section, a [`super::Term`], or nothing.
    pub section: Option<Value>,
    /// Its tags, each a [`super::Term`].
    pub tags: Vec<Value>,
    /// Its series and its place in it, or nothing.
    pub series: Option<SeriesPlace<'a>>,
    /// Its language.
    pub language: &'a str,
    /// Which way that is written: `ltr` or `rtl`.
    pub direction: &'a str,
    /// Its picture, or nothing.
    pub image: Option<Image<'a>>,
    /// The picture that the front matter names and that is known to be missing, or nothing.
    pub missing_image: Option<MissingImage<'a>>,
    /// Where it first appeared, or nothing.
    pub source: Option<Origin<'a>>,
    /// What was corrected, the latest first.
    pub corrections: Vec<Correction<'a>>,
    /// The text, as HTML.
    pub content: Value,
    /// The text's headings, in order.
    pub headings: Vec<Heading<'a>>,
    /// How many words the text has.
    pub words: usize,
    /// The day on which it appeared: a link to that day's page, or to its month's or its year's where no more is known.
    pub day: Link<'a>,
    /// The next newer article of the site, a [`super::Card`], or nothing.
    pub newer: Option<Value>,
    /// The next older article of the site, a [`super::Card`], or nothing.
    pub older: Option<Value>,
    /// The file that it is written in, below the site's root.
    pub file: &'a str,
    /// What `[extra]` of its front matter says.
    pub extra: Value,
}

/// An article's place in its series.
#[derive(Debug, Serialize)]
pub struct SeriesPlace<'a> {
    /// The series' name.
    pub name: &'a str,
    /// Its list's address as it stands in a link.
    pub url: String,
    /// Which part of the series this is, from 1, the oldest.
    pub number: usize,
    /// How many parts there are.
    pub total: usize,
    /// The part before, a [`super::Card`], or nothing.
    pub previous: Option<Value>,
    /// The part after, a [`super::Card`], or nothing.
    pub next: Option<Value>,
}

/// A picture with what must be said of it.
#[derive(Debug, Serialize)]
pub struct Image<'a> {
    /// Its address as it stands in a link.
    pub url: &'a str,
    /// Its whole address.
    pub permalink: &'a str,
    /// What it shows, for those who can't see it; empty where it only decorates.
    pub alt: &'a str,
    /// Its caption, or nothing.
    pub caption: Option<&'a str>,
    /// Whose it is, or nothing.
    pub credit: Option<&'a str>,
    /// How many pixels wide it is, or nothing where that is not known (a picture elsewhere, or of `static/`).
    pub width: Option<u32>,
    /// How many pixels high it is, or nothing.
    pub height: Option<u32>,
    /// The same picture smaller, each a [`PictureSource`]: for `<source>` in a `<picture>` around the `<img>`. Empty where
    /// none are made.
    pub sources: Vec<PictureSource>,
}

/// A picture that is known to be missing, with what was said of it.
#[derive(Debug, Serialize)]
pub struct MissingImage<'a> {
    /// Its description for those who could not see it.
    pub alt: &'a str,
    /// Its caption, or nothing.
    pub caption: Option<&'a str>,
    /// Whose it was, or nothing.
    pub credit: Option<&'a str>,
}

/// A picture in smaller sizes of one format.
#[derive(Debug, Serialize)]
pub struct PictureSource {
    /// The format, for `type`: `image/webp`.
    pub format: &'static str,
    /// Addresses with widths, as `srcset` has them.
    pub srcset: String,
}

/// Where an article first appeared.
#[derive(Debug, Serialize)]
pub struct Origin<'a> {
    /// The publication's name.
    pub name: &'a str,
    /// Its address, or nothing.
    pub url: Option<&'a str>,
}

/// What was corrected, and when.
#[derive(Debug, Serialize)]
pub struct Correction<'a> {
    /// When: `2025-11-03`, or with the time where it is known.
    pub date: String,
    /// What was wrong and what is right, plain text.
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
    /// What it is called.
    pub title: &'a str,
    /// Its summary, plain text, or nothing.
    pub summary: Option<&'a str>,
    /// The text, as HTML.
    pub content: Value,
    /// The text's headings, in order.
    pub headings: Vec<Heading<'a>>,
    /// When it was last changed, or nothing. A change that is dated ahead is not told until then.
    pub updated: Option<String>,
    /// The file that it is written in, below the site's root.
    pub file: &'a str,
    /// What `[extra]` of its front matter says.
    pub extra: Value,
}

/// The variable `notice` of `withdrawn.html`: what is said at a withdrawn article's address. Nothing of the article
/// is in it, not even its headline.
#[derive(Debug, Serialize)]
pub struct Notice<'a> {
    /// When it was withdrawn, or expired.
    pub date: String,
    /// Why, plain text, or nothing.
    pub reason: Option<&'a str>,
    /// Whether it was withdrawn, or only its time was over.
    pub expired: bool,
}
