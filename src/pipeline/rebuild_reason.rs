//! Explains why a page is built again, in words for editors.

use std::fmt;

use crate::cache::InputFingerprint;
use crate::model::ArticleQuery;
use crate::model::dependencies::Dependency;
use crate::pages::Fingerprint;

/// Reason why a page was built again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebuildReason {
    /// No previous build of the page is known.
    New,
    /// The file in the output is missing or was changed.
    NotThere,
    /// The template changed.
    Template,
    /// The settings changed.
    Settings,
    /// The page's own text changed.
    Text,
    /// An article on the page changed, appeared or disappeared.
    Stories,
    /// A neighbor, the series or a count on the page changed.
    Beside,
    /// The copied file changed.
    File,
    /// A dependency of the template or the text has another value.
    Answer(Dependency),
}

impl RebuildReason {
    /// Returns the first difference between the previous and the new fingerprint.
    pub(super) fn between(before: &InputFingerprint, after: &InputFingerprint) -> Option<Self> {
        let (before, after) = match (before, after) {
            (InputFingerprint::Page(before), InputFingerprint::Page(after)) => (before, after),
            (before, after) => return (before != after).then_some(Self::File),
        };
        // Destructured, so that a new field fails to compile until it is compared here.
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
            Self::New => f.write_str("it is new, or not in the cache"),
            Self::NotThere => f.write_str("its file in the output is missing or was changed"),
            Self::Template => f.write_str("its template changed, or one that it uses"),
            Self::Settings => f.write_str("the site's settings or menus changed"),
            Self::Text => f.write_str("its own text changed"),
            Self::Stories => f.write_str("an article on it changed, appeared or disappeared"),
            Self::Beside => f.write_str("a neighboring page, its series or a count on it changed"),
            Self::File => f.write_str("the copied file changed"),
            Self::Answer(question) => answer(question, f),
        }
    }
}

fn answer(question: &Dependency, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match question {
        Dependency::Articles(ArticleQuery { terms, count, .. }) if terms.is_empty() => {
            write!(f, "the newest {count} articles changed, which its template shows")
        }
        Dependency::Articles(ArticleQuery { terms, .. }) => {
            let names: Vec<&str> = terms.iter().map(|(_, name)| name.as_str()).collect();
            write!(f, "the articles of {} changed, which its template shows", names.join(" and "))
        }
        Dependency::Related(..) => f.write_str("its related articles changed"),
        Dependency::Sections(..) => {
            f.write_str("the sections with the most articles changed, which its template shows")
        }
        Dependency::Address(address) => write!(f, "it links to {address}, which changed"),
        Dependency::Text(file) => write!(f, "it links to {file}, whose address changed"),
        Dependency::Asset(file) => write!(f, "it shows or links to {file}, whose address changed"),
        Dependency::Anchor(address, fragment) => {
            write!(f, "it links to {address}#{fragment}, and the headings there changed")
        }
        Dependency::KnownProblem(text, _, what) => {
            write!(f, "the entry for `{what}` in {text} changed in known-problems.toml")
        }
    }
}
