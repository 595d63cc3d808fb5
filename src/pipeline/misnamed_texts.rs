//! Sets aside files of `content/` that have front matter but no `.md` or `.markdown` extension.
//!
//! They are misnamed texts or backups. They are neither parsed nor published.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Place, Severity};
use crate::path::SitePath;
use crate::plan::CopiedFile;
use crate::sources::{self, SiteDir, Sources};

/// Removes such files from the sources, with a warning for each.
pub(super) fn set_aside(root: &Path, sources: &mut Sources, found: &mut Diagnostics) {
    let texts = sources::find_misnamed_texts(&SiteDir::new(root), &sources.assets, &sources.backups);
    if texts.is_empty() {
        return;
    }
    sources.assets.retain(|asset| texts.binary_search(&asset.path).is_err());
    found.extend(texts.iter().map(warning));
}

/// Refuses a copied file that turns out to have front matter.
///
/// Only a file with the extension of an image or the like gets here.
pub(super) fn check(copied: &CopiedFile, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
    if copied.file.beneath(sources::CONTENT).is_none() || !sources::has_front_matter(bytes) {
        return Ok(());
    }
    Err(Box::new(Diagnostic { severity: Severity::Error, ..warning(&copied.file) }))
}

fn warning(text: &SitePath) -> Diagnostic {
    let message = "this starts with front matter, but is not published: texts end in .md or .markdown";
    let hint = format!(
        "rename it to {} to publish it; otherwise delete it, or move it out of content/",
        as_text(text.file_name())
    );
    Diagnostic::warning(Place::File(text.clone()), message).hint(hint).about(Kind::OtherEnding, text.as_str())
}

/// Returns a name for a text.
///
/// It is `talks.md` for `talks.html`, `talks.md.bak`, `talks.md~` and `talks`.
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
