//! What a front matter says: each value with the type that its key asks for and the place where it is written, and not
//! yet seen in the light of the site's settings or of the file's name.

use super::own_address::FrontAddress;
use crate::fields::{At, Written, WrittenDate};

/// A front matter. Whoever resolves it takes it apart whole, so that no key can be read and then forgotten.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter<'t> {
    pub(super) common: Common<'t>,
    pub(super) story: Story<'t>,
    pub(super) naming: Naming<'t>,
}

/// The keys that every text takes.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Common<'t> {
    pub(super) title: Option<At<&'t str>>,
    pub(super) summary: Option<At<&'t str>>,
    pub(super) updated: Option<At<Written>>,
    pub(super) slug: Option<At<&'t str>>,
    pub(super) address: Option<FrontAddress<'t>>,
    pub(super) aliases: Vec<At<&'t str>>,
    pub(super) language: Option<At<&'t str>>,
    pub(super) draft: bool,
    pub(super) extra: toml::Table,
}

/// The keys that only articles take.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Story<'t> {
    pub(super) id: Option<At<&'t str>>,
    pub(super) date: Option<At<WrittenDate>>,
    pub(super) dateline: Option<At<&'t str>>,
    pub(super) authors: Vec<At<&'t str>>,
    pub(super) section: Option<At<&'t str>>,
    pub(super) tags: Vec<At<&'t str>>,
    pub(super) series: Option<At<&'t str>>,
    pub(super) expires: Option<At<Written>>,
    pub(super) image: Option<FrontImage<'t>>,
    pub(super) source: Option<FrontSource<'t>>,
    pub(super) corrections: Vec<FrontCorrection<'t>>,
    pub(super) anonymise: Vec<At<&'t str>>,
    pub(super) withdrawn: Option<FrontWithdrawal<'t>>,
}

/// The keys that only a term's own file takes, and its picture.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Naming<'t> {
    pub(super) synonyms: Vec<At<&'t str>>,
    pub(super) former: Vec<At<&'t str>>,
    pub(super) distinct_from: Vec<At<&'t str>>,
    pub(super) image: Option<FrontImage<'t>>,
}

/// `image`
#[derive(Debug, PartialEq)]
pub(super) struct FrontImage<'t> {
    pub(super) src: At<&'t str>,
    pub(super) alt: Option<&'t str>,
    pub(super) caption: Option<&'t str>,
    pub(super) credit: Option<&'t str>,
}

/// `source`
#[derive(Debug, PartialEq)]
pub(super) struct FrontSource<'t> {
    pub(super) name: &'t str,
    pub(super) url: Option<&'t str>,
}

/// An entry of `corrections`
#[derive(Debug, PartialEq)]
pub(super) struct FrontCorrection<'t> {
    pub(super) date: At<Written>,
    pub(super) text: &'t str,
}

/// `withdrawn`
#[derive(Debug, PartialEq)]
pub(super) struct FrontWithdrawal<'t> {
    pub(super) date: At<Written>,
    pub(super) reason: Option<&'t str>,
}
