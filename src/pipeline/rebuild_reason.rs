//! Why a page is made again. In go what it was made from and what it would be made from; out comes the first thing
//! that is not the same, in words that an editor knows.

use std::fmt;

use crate::cache::InputFingerprint;
use crate::model::ArticleQuery;
use crate::model::dependencies::Dependency;
use crate::pages::Fingerprint;

/// Why a page was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebuildReason {
    /// No build has made it before, or none that is remembered.
    New,
    /// Its file was no longer in the output as it was written.
    NotThere,
    /// Its template is another.
    Template,
    /// The settings are others.
    Settings,
    /// Its own text is another.
    Text,
    /// A story that it shows is another, came or went.
    Stories,
    /// What is beside it is another.
    Beside,
    /// The file that it is a copy of is another.
    File,
    /// A question that it asks has another answer.
    Answer(Dependency),
}

impl RebuildReason {
    /// What differs first between what a page was made from and what it would be made from.
    pub(super) fn between(before: &InputFingerprint, after: &InputFingerprint) -> Option<Self> {
        let (before, after) = match (before, after) {
            (InputFingerprint::Page(before), InputFingerprint::Page(after)) => (before, after),
            (before, after) => return (before != after).then_some(Self::File),
        };
        // Taken apart, so that what is added to a fingerprint is compared here, or does not compile.
        let Fingerprint { template, settings, text, stories, beside } = before;
        [
            (*text != after.text, Self::Text),
            (*stories != after.stories, Self::Stories),
            (*beside != after.beside, Self::Beside),
            (*template != after.template, Self::Template),
            (*settings != after.settings, Self::Settings),
        ]
        .into_iter()
        .find_map(|(differs, why)| differs.then_some(why))
    }
}

impl fmt::Display for RebuildReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("it is new, or no build is remembered that made it"),
            Self::NotThere => f.write_str("its file was no longer in the output as it was written"),
            Self::Template => f.write_str("its template changed, or one that it builds on"),
            Self::Settings => f.write_str("the site's settings changed, or its menus"),
            Self::Text => f.write_str("its own text changed"),
            Self::Stories => f.write_str("a story that it shows changed, came or went"),
            Self::Beside => {
                f.write_str("what is beside it changed: a neighbour, a series, or what it counts")
            }
            Self::File => f.write_str("the file that it is a copy of changed"),
            Self::Answer(question) => answer(question, f),
        }
    }
}

fn answer(question: &Dependency, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match question {
        Dependency::Articles(ArticleQuery { terms, count, .. }) if terms.is_empty() => {
            write!(f, "the newest {count} stories are others, which its template asks for")
        }
        Dependency::Articles(ArticleQuery { terms, .. }) => {
            let names: Vec<&str> = terms.iter().map(|(_, name)| name.as_str()).collect();
            write!(f, "the stories of {} are others, which its template asks for", names.join(" and "))
        }
        Dependency::Related(..) => f.write_str("the stories related to it are others"),
        Dependency::Sections(..) => {
            f.write_str("the sections with the most stories are others, which its template asks for")
        }
        Dependency::Address(address) => write!(f, "what is at {address} changed, to which it links"),
        Dependency::Text(file) => write!(f, "{file} has another address, to which it links"),
        Dependency::Asset(file) => write!(f, "{file} has another address, which it shows or links to"),
        Dependency::Anchor(address, fragment) => {
            write!(f, "the headings of {address} changed: it links to #{fragment}")
        }
        Dependency::KnownProblem(text, _, what) => {
            write!(f, "what known-problems.toml says of `{what}` in {text} changed")
        }
    }
}
