//! Variables of the templates for lists.

use serde::Serialize;
use tera::Value;

use super::Link;

/// An article in a list: built once, shared by every page that shows it.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    /// The headline.
    pub title: &'a str,
    /// Its address, for links.
    pub url: &'a str,
    /// Date of publication, in the forms of an [`super::Article`]'s `date`.
    pub date: &'a str,
    /// Dateline: the place that the story was filed from, or nothing.
    pub dateline: Option<&'a str>,
    /// Its summary, plain text.
    pub summary: &'a str,
    /// Authors, each a [`Term`].
    pub authors: Vec<Value>,
    /// Its section, a [`Term`], or nothing.
    pub section: Option<Value>,
    /// Its language; nothing if that is the site's own and the site has no other.
    pub language: Option<&'a str>,
    /// Its writing direction, `ltr` or `rtl`; nothing if the language is.
    pub direction: Option<&'a str>,
    /// Its image, an [`super::Image`], or nothing.
    pub image: Option<super::Image<'a>>,
    /// True if it has corrections.
    pub corrected: bool,
}

/// A tag, author, section or series, as shown on pages.
#[derive(Debug, Serialize)]
pub struct Term<'a> {
    /// Its name: its own file's title, otherwise as first written.
    pub name: &'a str,
    /// Its list's address, for links.
    pub url: &'a str,
    /// The language of its list, the language of its oldest story; nothing if the site has only
    /// one.
    pub language: Option<&'a str>,
    /// Its writing direction, `ltr` or `rtl`; nothing if the language is.
    pub direction: Option<&'a str>,
}

/// An author of an article: a [`Term`] with a credit.
#[derive(Debug, Serialize)]
pub struct Author<'a> {
    /// Name, as in [`Term`].
    pub name: &'a str,
    /// Address of the list of the author's stories.
    pub url: &'a str,
    /// Language of that list, as in [`Term`].
    pub language: Option<&'a str>,
    /// Its writing direction, as in [`Term`].
    pub direction: Option<&'a str>,
    /// Organization for which the author works, or nothing.
    pub organization: Option<&'a str>,
    /// Part in the work, if it is not the text, or nothing.
    pub role: Option<&'a str>,
}

/// The variable `list` of `list.html`: a page of the front page's, a term's, a
/// day's or a month's list, of the stories of one day in every year, or of the
/// stories dated only by year.
///
/// A numbered page is permanent: once full it never changes, so fields that a later article could
/// change are empty there, as noted below.
#[derive(Debug, Serialize)]
pub struct List<'a> {
    /// Title of the list: a term's name, `1 November 2025`, `On this day: 1 November`;
    /// the site's name on the front page.
    pub title: &'a str,
    /// The list's own address, which shows its newest stories, for use in links.
    pub url: &'a str,
    /// The list's own feed, where it has one that `site.feeds` has not: a term's.
    pub feed: Option<super::Feed>,
    /// The stories on this page, the newest first, each a [`Card`].
    pub entries: Vec<Value>,
    /// This page's number, from 1, the oldest; nothing at the list's own address.
    pub number: Option<usize>,
    /// The page with the next newer stories, or nothing.
    pub newer: Option<String>,
    /// The page with the next older stories, or nothing.
    pub older: Option<String>,
    /// Number of stories in the whole list; nothing on a numbered page.
    pub total: Option<usize>,
    /// Date of the list's oldest story; nothing on a numbered page or an empty
    /// list.
    pub first: Option<String>,
    /// Date of the list's newest story; nothing on a numbered page or an empty
    /// list.
    pub last: Option<String>,
    /// The nearest earlier day, month or year that has stories; nothing on a numbered page.
    pub previous: Option<Link<'a>>,
    /// The nearest later day, month or year that has stories; nothing on a numbered page.
    pub next: Option<Link<'a>>,
    /// Content of the term's own file, an [`AboutTerm`]; nothing on a numbered page, or
    /// where the list is no term's or the term has no file.
    pub about: Option<AboutTerm<'a>>,
    /// On a day's pages, the same day in every year, called `1 November`; otherwise
    /// nothing.
    pub on_this_day: Option<Link<'a>>,
}

/// Content of a term's own file, such as `content/tags/beijing.md`.
#[derive(Debug, Serialize)]
pub struct AboutTerm<'a> {
    /// Description, plain text: from the front matter, otherwise the first paragraph;
    /// or nothing.
    pub summary: Option<&'a str>,
    /// True if the summary comes from the front matter, so that it may stand above the
    /// text.
    pub has_standfirst: bool,
    /// The text, as HTML; empty without a text.
    pub content: Value,
    /// The text's headings, in order.
    pub headings: Vec<super::Heading<'a>>,
    /// Its image, an [`super::Image`], or nothing.
    pub image: Option<super::Image<'a>>,
    /// The image that the front matter names and that is known to be missing, a
    /// [`super::MissingImage`], or nothing.
    pub missing_image: Option<super::MissingImage<'a>>,
    /// Synonyms, as listed in the file.
    pub synonyms: Vec<&'a str>,
    /// Date of the last change, or nothing. A date in the future is hidden until then.
    pub updated: Option<&'a str>,
    /// The text's language, if it is not the site's.
    pub language: Option<&'a str>,
    /// Its writing direction, if it is not the site's language: `ltr` or `rtl`.
    pub direction: Option<&'a str>,
    /// The file, below the site's root.
    pub file: &'a str,
    /// `[extra]` from its front matter.
    pub extra: Value,
}

/// The variable `terms` of `terms.html`: all tags, authors, sections or series; or,
/// where `page.kind` is `all-days`, the days of the year that have stories.
#[derive(Debug, Serialize)]
pub struct Terms<'a> {
    /// Their common title: `Tags`, `Authors`, `Sections`, `Series`, `On this day`.
    pub title: &'a str,
    /// The terms, in alphabetical order; days, in the year's.
    pub rows: Vec<TermRow<'a>>,
}

/// A term with its count.
#[derive(Debug, Serialize)]
pub struct TermRow<'a> {
    /// Its name, as first written; a day's, `1 November`.
    pub name: std::borrow::Cow<'a, str>,
    /// Its list's address, for links.
    pub url: String,
    /// The language of its list; nothing if the site has only one.
    pub language: Option<&'a str>,
    /// Its writing direction, `ltr` or `rtl`; nothing if the language is.
    pub direction: Option<&'a str>,
    /// The letter that it is sorted under, in upper case; `#` for digits and signs; a
    /// day's month, `November`.
    pub letter: String,
    /// Number of stories.
    pub count: usize,
    /// Date of its oldest story; nothing if it has none yet.
    pub first: Option<String>,
    /// Date of its newest story; nothing if it has none yet.
    pub last: Option<String>,
}

/// The variable `corrections` of `corrections.html`: a page of the list of all
/// corrections. A numbered page is permanent, as a list's is.
#[derive(Debug, Serialize)]
pub struct Corrections<'a> {
    /// The list's own address, which shows the latest corrections, for use in links.
    pub url: &'a str,
    /// The corrections on this page, the latest first.
    pub entries: Vec<CorrectionEntry<'a>>,
    /// This page's number, from 1, the oldest; nothing at the list's own address.
    pub number: Option<usize>,
    /// The page with the next newer corrections, or nothing.
    pub newer: Option<String>,
    /// The page with the next older corrections, or nothing.
    pub older: Option<String>,
    /// Number of corrections; nothing on a numbered page.
    pub total: Option<usize>,
}

/// A correction with the article that it is about.
#[derive(Debug, Serialize)]
pub struct CorrectionEntry<'a> {
    /// Date: `2025-11-03`, with the time if it is known.
    pub date: String,
    /// Text of the correction, plain text.
    pub text: &'a str,
    /// The article, a [`Card`].
    pub article: Value,
}
