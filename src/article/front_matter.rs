//! Raw front matter: typed values with their places, not yet resolved.

mod read;

use super::address_key::FrontAddress;
use crate::fields::{DateLiteral, Spanned, StoryDateLiteral};

pub(super) use read::{KEYS, read};

/// Front matter of a text.
///
/// Resolving it destructures it, so that no key is forgotten.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter<'t> {
    pub(super) common: CommonKeys<'t>,
    pub(super) article: ArticleKeys<'t>,
    pub(super) term: TermKeys<'t>,
}

/// Keys of every text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CommonKeys<'t> {
    pub(super) title: Option<Spanned<&'t str>>,
    pub(super) summary: Option<Spanned<&'t str>>,
    pub(super) updated: Option<Spanned<DateLiteral>>,
    pub(super) slug: Option<Spanned<&'t str>>,
    pub(super) address: Option<FrontAddress<'t>>,
    pub(super) aliases: Vec<Spanned<&'t str>>,
    pub(super) language: Option<Spanned<&'t str>>,
    pub(super) draft: bool,
    pub(super) extra: toml::Table,
}

/// Keys of articles only.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ArticleKeys<'t> {
    pub(super) id: Option<Spanned<&'t str>>,
    pub(super) date: Option<Spanned<StoryDateLiteral>>,
    pub(super) dateline: Option<Spanned<&'t str>>,
    pub(super) authors: FrontAuthors<'t>,
    pub(super) section: Option<Spanned<&'t str>>,
    pub(super) tags: Vec<Spanned<&'t str>>,
    pub(super) series: Option<Spanned<&'t str>>,
    pub(super) expires: Option<Spanned<DateLiteral>>,
    pub(super) image: Option<FrontImage<'t>>,
    pub(super) source: Option<FrontSource<'t>>,
    pub(super) corrections: Vec<FrontCorrection<'t>>,
    pub(super) anonymise: Vec<Spanned<&'t str>>,
    pub(super) withdrawn: Option<FrontWithdrawal<'t>>,
}

/// Value of `authors`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontAuthors<'t> {
    /// Names.
    pub(super) names: Vec<Spanned<&'t str>>,
    /// All entries of the list, if one of them is a table; otherwise empty.
    pub(super) credits: Vec<FrontCredit<'t>>,
}

/// Entry of `authors`.
#[derive(Debug, PartialEq)]
pub(super) struct FrontCredit<'t> {
    pub(super) name: Spanned<&'t str>,
    pub(super) of: Option<&'t str>,
    pub(super) role: Option<&'t str>,
}

/// Keys of a term's file besides the common ones.
#[derive(Debug, Default, PartialEq)]
pub(super) struct TermKeys<'t> {
    pub(super) synonyms: Vec<Spanned<&'t str>>,
    pub(super) former: Vec<Spanned<&'t str>>,
    pub(super) distinct_from: Vec<Spanned<&'t str>>,
    pub(super) image: Option<FrontImage<'t>>,
}

/// Value of `image`.
#[derive(Debug, PartialEq)]
pub(super) struct FrontImage<'t> {
    pub(super) src: Spanned<&'t str>,
    pub(super) alt: Option<&'t str>,
    pub(super) caption: Option<&'t str>,
    pub(super) credit: Option<&'t str>,
}

/// Value of `source`.
#[derive(Debug, PartialEq)]
pub(super) struct FrontSource<'t> {
    pub(super) name: &'t str,
    pub(super) url: Option<&'t str>,
}

/// Entry of `corrections`.
#[derive(Debug, PartialEq)]
pub(super) struct FrontCorrection<'t> {
    pub(super) date: Spanned<DateLiteral>,
    pub(super) text: &'t str,
}

/// Value of `withdrawn`.
#[derive(Debug, PartialEq)]
pub(super) struct FrontWithdrawal<'t> {
    pub(super) date: Spanned<DateLiteral>,
    pub(super) reason: Option<&'t str>,
}
