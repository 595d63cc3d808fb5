//! Kinds of problems, with the names that `--format json`, `known-problems.toml` and the counts of many alike use.

use serde::{Deserialize, Serialize};

/// Kind of a problem: diagnostics of one kind are counted together, and a machine can tell them apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A problem that has no kind of its own.
    #[default]
    Other,
    /// A link to a page, text or file that is not on the site.
    BrokenLink,
    /// A picture that is not on the site.
    MissingPicture,
    /// A picture in a format that browsers do not show.
    UnsupportedPicture,
    /// A link to an anchor that its page does not have.
    MissingAnchor,
    /// A sound, film, frame or script file that is not on the site.
    MissingFile,
    /// A shortcode or template tag of another system.
    ForeignShortcode,
    /// Link or picture syntax that is shown as it is written.
    UnparsedLink,
    /// A reference to a note that the text does not have.
    MissingNote,
    /// A paragraph that became code because of its indentation.
    AccidentalCode,
    /// A mark that a merge left in a text.
    MergeMark,
    /// An id that the theme's templates already use.
    ThemeId,
    /// A link of the config or of a template to a page or file that is not on the site.
    BrokenSiteLink,
    /// An entry of `known-problems.toml` that no longer occurs.
    SolvedProblem,
    /// An element that the sanitiser takes out of a text.
    RemovedElement,
    /// An attribute that the sanitiser takes out of a text.
    RemovedAttribute,
    /// A link whose destination a page may not have.
    RemovedLink,
    /// Something that the site's Content-Security-Policy keeps browsers from loading.
    Blocked,
    /// A file that is never published because of its name.
    HeldBack,
    /// A text whose file has another ending than `.md` or `.markdown`.
    OtherEnding,
    /// A file of `content/` that nothing on the site shows or links to.
    UnlinkedFile,
    /// A file in the output that Dateline did not write.
    ForeignFile,
    /// A file of `content/` that is published because its address is in the ledger alone.
    KeptByLedger,
    /// A key below the header of a table that it does not belong to.
    MisplacedKey,
    /// A file by which other programs describe a section, and which is not published.
    SectionFile,
    /// An alias in a spelling that only a rule of the host can answer.
    SpelledAlias,
}

impl Kind {
    /// Returns the name that files and machine-readable output use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::BrokenLink => "broken-link",
            Self::MissingPicture => "missing-picture",
            Self::UnsupportedPicture => "unsupported-picture",
            Self::MissingAnchor => "missing-anchor",
            Self::MissingFile => "missing-file",
            Self::ForeignShortcode => "foreign-shortcode",
            Self::UnparsedLink => "unparsed-link",
            Self::MissingNote => "missing-note",
            Self::AccidentalCode => "accidental-code",
            Self::MergeMark => "merge-mark",
            Self::ThemeId => "theme-id",
            Self::BrokenSiteLink => "broken-site-link",
            Self::SolvedProblem => "solved-problem",
            Self::RemovedElement => "removed-element",
            Self::RemovedAttribute => "removed-attribute",
            Self::RemovedLink => "removed-link",
            Self::Blocked => "blocked",
            Self::HeldBack => "held-back",
            Self::OtherEnding => "other-ending",
            Self::UnlinkedFile => "unlinked-file",
            Self::ForeignFile => "foreign-file",
            Self::KeptByLedger => "kept-by-ledger",
            Self::MisplacedKey => "misplaced-key",
            Self::SectionFile => "section-file",
            Self::SpelledAlias => "spelled-alias",
        }
    }

    /// Returns whether a problem of this kind can be listed in `known-problems.toml`: content of long ago that is dead, and
    /// that perhaps nobody can mend. What leaks, collides or can't be read is not among these.
    pub fn is_acceptable(self) -> bool {
        matches!(
            self,
            Self::BrokenLink
                | Self::MissingPicture
                | Self::UnsupportedPicture
                | Self::MissingAnchor
                | Self::MissingFile
        )
    }
}
