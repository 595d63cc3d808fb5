//! What the templates of lists get.

use serde::Serialize;
use tera::Value;

use super::Link;

/// An article in a list: built once, shared by every page that shows it.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    /// The headline.
    pub title: &'a str,
    /// Its address as it stands in a link.
    pub url: &'a str,
    /// When it appeared, in the forms of an [`super::Article`]'s `date`.
    pub date: &'a str,
    /// Where the story was filed from, or nothing.
    pub dateline: Option<&'a str>,
    /// Its summary, plain text.
    pub summary: &'a str,
    /// Who wrote it, each a [`Term`].
    pub authors: Vec<Value>,
    /// Its section, a [`Term`], or nothing.
    pub section: Option<Value>,
    /// Its language; nothing where that is the site's own and the site has no other.
    pub language: Option<&'a str>,
    /// Which way that language is written, `ltr` or `rtl`; nothing where its language is.
    pub direction: Option<&'a str>,
    /// Its picture, an [`super::Image`], or nothing.
    pub image: Option<super::Image<'a>>,
    /// Whether something in it was corrected.
    pub corrected: bool,
}

/// A tag, author, section or series, as a page that bears it names it.
#[derive(Debug, Serialize)]
pub struct Term<'a> {
    /// Its name: its own file's title, otherwise as first written.
    pub name: &'a str,
    /// Its list's address as it stands in a link.
    pub url: &'a str,
    /// The language of its list, that of its oldest story; nothing where the site has only one.
    pub language: Option<&'a str>,
    /// Which way that language is written, `ltr` or `rtl`; nothing where its language is.
    pub direction: Option<&'a str>,
}

/// The variable `list` of `list.html`: a page of the front page's, a term's, a day's or a month's list, of the stories of
/// one day in every year, or of those of which no more than the year is known.
///
/// A numbered page is permanent: once full it never changes, so nothing is told there that a later article could
/// change. What is nothing there says so below.
#[derive(Debug, Serialize)]
pub struct List<'a> {
    /// What the list is called: a term's name, `1 November 2025`, `On this day: 1 November`; the site's name on the front page.
    pub title: &'a str,
    /// The list's own address, which shows its newest stories, as it stands in a link.
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
    /// How many stories the whole list has; nothing on a numbered page.
    pub total: Option<usize>,
    /// When the list's oldest story appeared; nothing on a numbered page, or where there is none.
    pub first: Option<&'a str>,
    /// When the list's newest story appeared; nothing on a numbered page, or where there is none.
    pub last: Option<&'a str>,
    /// The day, month or year before, of those that have stories; nothing on a numbered page.
    pub previous: Option<Link<'a>>,
    /// The day, month or year after, of those that have stories; nothing on a numbered page.
    pub next: Option<Link<'a>>,
    /// What the term's own file says, an [`AboutTerm`]; nothing on a numbered page, or where the list is no term's or the term has
    /// no file.
    pub about: Option<AboutTerm<'a>>,
    /// On a day's pages, the same day in every year, called `1 November`; otherwise nothing.
    pub on_this_day: Option<Link<'a>>,
}

/// What a term's own file says, such as `content/tags/beijing.md`.
#[derive(Debug, Serialize)]
pub struct AboutTerm<'a> {
    /// What the term is, plain text: what the front matter says, otherwise the first paragraph; or nothing.
    pub summary: Option<&'a str>,
    /// Whether the summary is the front matter's own, fit to stand above the text without repeating it.
    pub has_standfirst: bool,
    /// The text, as HTML; empty where there is none.
    pub content: Value,
    /// The text's headings, in order.
    pub headings: Vec<super::Heading<'a>>,
    /// Its picture, an [`super::Image`], or nothing.
    pub image: Option<super::Image<'a>>,
    /// The picture that the front matter names and that is known to be missing, a [`super::MissingImage`], or nothing.
    pub missing_image: Option<super::MissingImage<'a>>,
    /// The names that lead to it, as the file lists them.
    pub synonyms: Vec<&'a str>,
    /// When the text was last changed, or nothing. A change that is dated ahead is not told until then.
    pub updated: Option<&'a str>,
    /// The text's language, where that is not the site's.
    pub language: Option<&'a str>,
    /// Which way that language is written, where it is not the site's: `ltr` or `rtl`.
    pub direction: Option<&'a str>,
    /// The file, below the site's root.
    pub file: &'a str,
    /// What `[extra]` of its front matter says.
    pub extra: Value,
}

/// The variable `terms` of `terms.html`: all tags, authors, sections or series; or, where `page.kind` is `all-days`, the
/// days of the year that have stories.
#[derive(Debug, Serialize)]
pub struct Terms<'a> {
    /// What they are called: `Tags`, `Authors`, `Sections`, `Series`, `On this day`.
    pub title: &'a str,
    /// The terms, in alphabetical order; days, in the year's.
    pub rows: Vec<TermRow<'a>>,
}

/// A term with its count.
#[derive(Debug, Serialize)]
pub struct TermRow<'a> {
    /// Its name, as first written; a day's, `1 November`.
    pub name: &'a str,
    /// Its list's address as it stands in a link.
    pub url: &'a str,
    /// The language of its list; nothing where the site has only one.
    pub language: Option<&'a str>,
    /// Which way that language is written, `ltr` or `rtl`; nothing where its language is.
    pub direction: Option<&'a str>,
    /// The letter that it is sorted under, in upper case; `#` for digits and signs; a day's month, `November`.
    pub letter: String,
    /// How many stories it has.
    pub count: usize,
    /// When its oldest story appeared; nothing where it has none yet.
    pub first: Option<&'a str>,
    /// When its newest story appeared; nothing where it has none yet.
    pub last: Option<&'a str>,
}

/// The variable `corrections` of `corrections.html`: a page of the list of all that was corrected on the site. A numbered
/// page is permanent, as a list's is.
#[derive(Debug, Serialize)]
pub struct Corrections<'a> {
    /// The list's own address, which shows the latest corrections, as it stands in a link.
    pub url: &'a str,
    /// The corrections on this page, the latest first.
    pub entries: Vec<CorrectionEntry<'a>>,
    /// This page's number, from 1, the oldest; nothing at the list's own address.
    pub number: Option<usize>,
    /// The page with the next newer corrections, or nothing.
    pub newer: Option<String>,
    /// The page with the next older corrections, or nothing.
    pub older: Option<String>,
    /// How many corrections there are; nothing on a numbered page.
    pub total: Option<usize>,
}

/// A correction with the article that it is about.
#[derive(Debug, Serialize)]
pub struct CorrectionEntry<'a> {
    /// When: `2025-11-03`, or with the time where it is known.
    pub date: String,
    /// What was wrong and what is right, plain text.
    pub text: &'a str,
    /// The article, a [`Card`].
    pub article: Value,
}
