//! Sets aside the files of `content/` that begin with front matter but do not end in `.md` or `.markdown`: they are texts
//! that were misnamed, or copies of texts, and are neither read nor published.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place, Severity};
use crate::path::SitePath;
use crate::plan::CopiedFile;
use crate::sources::{self, SiteDir, Sources};

/// Takes such files out of the sources, with a warning for each.
pub(super) fn set_aside(root: &Path, sources: &mut Sources, found: &mut Diagnostics) {
    let texts = sources::find_misnamed_texts(&SiteDir::new(root), &sources.assets, &sources.backups);
    if texts.is_empty() {
        return;
    }
    sources.assets.retain(|asset| texts.binary_search(&asset.path).is_err());
    found.extend(texts.iter().map(warning));
}

/// Refuses a file of `content/` that is to be copied and turns out to be a text: one whose ending is a picture's, which
/// was not looked into before.
pub(super) fn check(copied: &CopiedFile, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
    if copied.file.beneath(sources::CONTENT).is_none() || !sources::has_front_matter(bytes) {
        return Ok(());
    }
    Err(Box::new(Diagnostic { severity: Severity::Error, ..warning(&copied.file) }))
}

fn warning(text: &SitePath) -> Diagnostic {
    let message = "this begins as a text does, but is neither read nor published: a text's file ends in .md or .markdown";
    let hint = format!(
        "rename it to {} if it is to be on the site; otherwise delete it, or move it out of content/",
        as_text(text.file_name())
    );
    Diagnostic::warning(Place::File(text.clone()), message).hint(hint).about(Kind::OtherEnding, text.as_str())
}

/// Returns the name that a text's file should have: `talks.md` for `talks.html`, `talks.md.bak`, `talks.md~`, `talks`.
fn as_text(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let stem = match lower.find(".markdown").or_else(|| lower.find(".md")) {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name.rfind('.').filter(|dot| *dot > 0).map_or(name, |dot| &name[..dot]),
    };
    format!("{}.md", stem.trim_end_matches('~'))
}

#[cfg(test)]
mod tests {
    use super::as_text;

    #[test]
    fn a_text_is_to_be_named_as_texts_are() {
        for name in
            ["talks.html", "talks.md.bak", "talks.md~", "talks.MD.orig", "talks", "talks.mdx", "talks~"]
        {
            assert_eq!(as_text(name), "talks.md", "{name}");
        }
    }
}
