//! Kinds of problems, with their names in `--format json`, `known-problems.toml` and summaries.

use serde::{Deserialize, Serialize};

/// Kind of problem, for summaries and machine-readable output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// No specific kind.
    #[default]
    Other,
    /// A link to a missing page, text or file.
    BrokenLink,
    /// A missing image.
    MissingPicture,
    /// An image in a format that browsers don't support.
    UnsupportedPicture,
    /// A link to an anchor that its page lacks.
    MissingAnchor,
    /// A missing audio, video, frame or script file.
    MissingFile,
    /// A shortcode or template tag of another system.
    ForeignShortcode,
    /// Link or image syntax that is shown literally.
    UnparsedLink,
    /// A reference to an undefined footnote.
    MissingNote,
    /// A paragraph that became a code block because of its indentation.
    AccidentalCode,
    /// A merge conflict marker.
    MergeMark,
    /// An id that the theme's templates use, too.
    ThemeId,
    /// An id that stands twice in a text.
    RepeatedId,
    /// A link in the config or a template to a missing page or file.
    BrokenSiteLink,
    /// An entry of `known-problems.toml` that no longer occurs.
    SolvedProblem,
    /// An element that the sanitizer removes.
    RemovedElement,
    /// An attribute that the sanitizer removes.
    RemovedAttribute,
    /// A link whose target is not allowed.
    RemovedLink,
    /// A resource that the Content-Security-Policy blocks.
    Blocked,
    /// A file that is never published, by its name.
    HeldBack,
    /// A text without the extension `.md` or `.markdown`.
    OtherEnding,
    /// A file of `content/` that no page shows or links to.
    UnlinkedFile,
    /// A file in the output that Dateline did not write.
    ForeignFile,
    /// A file of `content/` that is published only because its address is in the
    /// ledger.
    KeptByLedger,
    /// A key below the wrong table header.
    MisplacedKey,
    /// Another generator's section file, which is not published.
    SectionFile,
    /// An alias whose spelling only a server's redirect rule can match.
    SpelledAlias,
}

impl Kind {
    /// Returns the name in files and machine-readable output.
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
            Self::RepeatedId => "repeated-id",
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

    /// Returns whether problems of this kind can be listed in `known-problems.toml`:
    /// dead links and missing files of an old archive that perhaps can't be fixed. Leaks,
    /// collisions and unreadable files can't.
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
