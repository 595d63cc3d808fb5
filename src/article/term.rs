//! A term's own file, such as `content/tags/beijing.md`: in go its keys, out comes a [`TermFile`], which says what the
//! term is called, by which other names it goes, where its list is, and that there is a text about it. Which stories
//! bear the term is not known here.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::front::{Common, Naming};
use super::image::image;
use super::name::Name;
use super::resolve::{Context, Digested, Shared, Shown, Title, digested, shared};
use super::{Body, Entry, Extra, Image, Use};
use crate::address::{Address, QueryAddress, Slug, slugify};
use crate::config::EditionId;
use crate::diagnostic::Place;
use crate::digest::Digest;
use crate::fields::{At, Problems};
use crate::language::Language;
use crate::moment::Moment;
use crate::path::SitePath;
use crate::redaction::Redactions;

/// A kind of term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TermKind {
    /// What a story is about.
    Tag,
    /// Who wrote it.
    Author,
    /// The part of the paper that it is in.
    Section,
    /// The series that it is a part of.
    Series,
}

impl TermKind {
    /// Each kind, in the order in which an archive keeps them.
    pub const ALL: [Self; 4] = [Self::Tag, Self::Author, Self::Section, Self::Series];

    /// The address of the kind's index.
    pub fn address(self) -> Address {
        Address::known(match self {
            Self::Tag => "/tags/",
            Self::Author => "/authors/",
            Self::Section => "/sections/",
            Self::Series => "/series/",
        })
    }

    /// One term of the kind, in a sentence.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Section => "section",
            Self::Series => "series",
        }
    }

    /// Several terms of the kind, in a sentence.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Tag => "tags",
            Self::Author => "authors",
            Self::Section => "sections",
            Self::Series => "series",
        }
    }

    /// The folder of the kind's own files.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Tag => "content/tags",
            Self::Author => "content/authors",
            Self::Section => "content/sections",
            Self::Series => "content/series",
        }
    }
}

/// A term's own file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermFile {
    /// The file.
    pub file: SitePath,
    /// A digest of the file's bytes.
    pub digest: Digest,
    /// What kind of term it is about.
    pub kind: TermKind,
    /// What the term is called (`title`).
    pub name: Arc<str>,
    /// Where its list is.
    pub address: Address,
    /// The last part of that address: `slug`, otherwise the file's name.
    pub slug: Slug,
    /// Names that lead to it.
    pub synonyms: Vec<TermName>,
    /// Names that it had, under which its list was once published.
    pub former: Vec<TermName>,
    /// Names that look like one of its own and are another term's.
    pub distinct_from: Vec<TermName>,
    /// The old addresses that lead to it.
    pub aliases: Vec<Address>,
    /// Old addresses with a query that lead to its page.
    pub queries: Box<[QueryAddress]>,
    /// What it is, plain text; empty where there is no text.
    pub summary: Box<str>,
    /// Whether the front matter gave the summary; otherwise it is the first paragraph.
    pub has_standfirst: bool,
    /// Its picture.
    pub image: Option<Image>,
    /// When its text was last changed.
    pub updated: Option<Moment>,
    /// Its text's language, where that is not the site's.
    pub language: Option<Language>,
    /// Which of the site's languages it belongs to, and the term's list with it.
    pub edition: EditionId,
    /// Whether it is still being written.
    pub draft: bool,
    /// The files that it shows or links to.
    pub uses: Vec<Use>,
    /// What `[extra]` says.
    pub extra: Extra,
    /// Where its text is.
    pub body: Body,
}

/// A name in a term's file, and where it is written there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermName {
    /// The name.
    pub name: Arc<str>,
    /// Its line.
    pub place: Place,
}

/// Resolves a term's file. `None` when there are errors.
#[expect(
    clippy::too_many_lines,
    reason = "two lists of every key, taken apart and put together: no key is forgotten"
)]
pub(super) fn entry(
    kind: TermKind,
    common: Common<'_>,
    naming: Naming<'_>,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Entry> {
    let Naming { synonyms, former, distinct_from, image: picture } = naming;
    let file = context.source.file;
    check_place(kind, file, problems);
    if common.title.is_none() {
        let kind = kind.singular();
        problems.missing("title", format!("add what the {kind} is called: title = \"…\""));
    }
    if let Some(address) = &common.address {
        let message = format!("the list of a {} stays below {}", kind.singular(), kind.address());
        let hint = "its last part can be chosen with `slug`; an old address goes into `aliases`";
        problems.error(address.written.span.clone(), message, hint);
    }
    let summary = common.summary.clone();
    let shared = shared(common, Title::Optional, context, problems);
    let Shared {
        casing,
        title,
        updated,
        slug,
        address: _,
        aliases,
        queries,
        language,
        edition,
        unmarked: _,
        draft,
        extra,
    } = shared;
    let image = picture.and_then(|picture| image(picture, file, problems));
    let named = |names: Vec<At<&str>>| -> Vec<TermName> {
        let name =
            |At { value, span }: At<&str>| TermName { name: value.into(), place: problems.place(span) };
        names.into_iter().map(name).collect()
    };
    let (synonyms, former, distinct_from) = (named(synonyms), named(former), named(distinct_from));
    if problems.has_errors() {
        return None;
    }
    let slug = slug.map_or_else(|| slugify(Name::of(file, file.stem()).slug, casing), |slug| slug.value);
    let nothing = Redactions::default();
    let address = kind.address().join(&slug);
    let shown = Shown { page: &address, image: image.as_ref(), addresses: &[], extra: &extra };
    let Digested { summary, has_standfirst, uses, naming: _ } =
        digested(summary.as_ref(), &shown, &nothing, context, problems);
    Some(Entry::Term(Box::new(TermFile {
        file: file.clone(),
        digest: context.source.digest,
        kind,
        name: title.into(),
        address,
        slug,
        synonyms,
        former,
        distinct_from,
        aliases,
        queries,
        summary,
        has_standfirst,
        image,
        updated: updated.map(|updated| updated.value),
        language,
        edition,
        draft,
        uses,
        extra,
        body: context.parts.body,
    })))
}

/// A term's file is in its kind's own folder, or is the `index.md` of a folder there. What lies deeper, or is named by
/// a day, is an article that somebody filed by its section or series.
fn check_place(kind: TermKind, file: &SitePath, problems: &mut Problems<'_>) {
    let below = file.beneath(kind.folder()).unwrap_or_default();
    let is_index = file.stem() == "index";
    let depth = below.matches('/').count();
    let folder = kind.folder();
    if depth > usize::from(is_index) || Name::of(file, file.stem()).date.is_some() {
        problems.whole(
            format!("{folder}/ holds the texts of {}, one file for each, and no articles", kind.plural()),
            "if this is an article, move it to another folder, such as content/articles/: what it is about is said by \
             its own `tags`, `authors`, `section` and `series`",
        );
    } else if is_index && depth == 0 {
        problems.whole(
            format!("{folder}/index.md is about no {}", kind.singular()),
            format!("name the file by what it is about, such as {folder}/beijing.md"),
        );
    }
}
