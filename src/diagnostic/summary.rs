//! Summarizes diagnostics that are not printed in full. The first ten warnings of a kind and the
//! first hundred errors are printed; the rest is counted by kind and file, in a bounded number of
//! lines.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::shown::visible_name;
use super::{Diagnostic, Kind, Severity};
use crate::path::SitePath;

/// Number of warnings of a kind that are printed in full.
const MAX_WARNINGS_OF_A_KIND: usize = 10;

/// Number of errors that are printed in full.
const MAX_ERRORS: usize = 100;

/// Maximum number of files in a summary.
const MAX_FILES: usize = 10;

/// Decides which diagnostics to print in full, and counts the rest.
#[derive(Debug, Default)]
pub(super) struct Summary<'d> {
    errors: usize,
    warnings: BTreeMap<Kind, usize>,
    rest: BTreeMap<(Severity, Kind), HashMap<Option<&'d SitePath>, usize>>,
}

impl<'d> Summary<'d> {
    /// Returns whether to print a diagnostic in full; counts it otherwise.
    /// Must be called in printing order.
    pub(super) fn admits(&mut self, diagnostic: &'d Diagnostic) -> bool {
        let Diagnostic { severity, kind, place, .. } = diagnostic;
        let (so_far, most) = match severity {
            Severity::Error => (&mut self.errors, MAX_ERRORS),
            Severity::Warning if *kind == Kind::Other => return true,
            Severity::Warning => (self.warnings.entry(*kind).or_default(), MAX_WARNINGS_OF_A_KIND),
        };
        *so_far += 1;
        if *so_far <= most {
            return true;
        }
        *self.rest.entry((*severity, *kind)).or_default().entry(place.file()).or_default() += 1;
        false
    }

    /// Writes the counts of the rest.
    pub(super) fn write(self, text: &mut String) {
        for ((severity, kind), files) in self.rest {
            let (sign, what) = match severity {
                Severity::Error => ('×', "error"),
                Severity::Warning => ('⚠', "warning"),
            };
            let total: usize = files.values().sum();
            let plural = if total == 1 { "" } else { "s" };
            let of_kind =
                if kind == Kind::Other { String::new() } else { format!(" of kind {}", kind.name()) };
            let _ = writeln!(text, "  {sign} {total} more {what}{plural}{of_kind}:");
            write_files(files, text);
            let _ = writeln!(text, "  help: -v prints them all\n");
        }
    }
}

/// Writes the files with the most diagnostics, and the number of other files.
fn write_files(files: HashMap<Option<&SitePath>, usize>, text: &mut String) {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable_by(|(file, count), (other, others)| others.cmp(count).then(file.cmp(other)));
    for (file, count) in files.iter().take(MAX_FILES) {
        let file = visible_name(file.map_or("the site as a whole", SitePath::as_str));
        let _ = writeln!(text, "  {count:>6}  {file}");
    }
    let others = files.get(MAX_FILES..).unwrap_or_default();
    if !others.is_empty() {
        let plural = if others.len() == 1 { "" } else { "s" };
        let total: usize = others.iter().map(|(_, count)| count).sum();
        let _ = writeln!(text, "  {total:>6}  in {} more file{plural}", others.len());
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostics, Paint, Place, print, print_all};
    use super::*;

    fn warnings(kind: Kind, count: usize, files: usize) -> impl Iterator<Item = Diagnostic> {
        (0..count).map(move |number| {
            let file = SitePath::known(&format!("content/{:02}.md", number % files));
            Diagnostic::warning(Place::File(file), format!("problem {number}")).about(kind, "x")
        })
    }

    #[test]
    fn ten_warnings_of_a_kind_are_printed_and_the_rest_is_counted_by_file() {
        let mut found: Diagnostics = warnings(Kind::MissingPicture, 100, 30).collect();
        found.extend(warnings(Kind::BrokenLink, 10, 1));
        found.extend(warnings(Kind::Other, 15, 1));
        let text = print(&found, Paint::Plain);
        assert_eq!(text.matches(": problem ").count(), 10 + 10 + 15, "{text}");
        assert!(text.contains("⚠ 90 more warnings of kind missing-picture:"), "{text}");
        assert_eq!(text.matches("  content/").count(), MAX_FILES, "{text}");
        assert!(text.contains("      60  in 20 more files"), "{text}");
        assert_eq!(print_all(&found, Paint::Plain).matches(": problem ").count(), 125);
    }

    #[test]
    fn a_hundred_errors_are_printed_and_the_rest_is_counted() {
        let found: Diagnostics = warnings(Kind::Other, 5000, 2500)
            .map(|warning| Diagnostic { severity: Severity::Error, ..warning })
            .collect();
        let text = print(&found, Paint::Plain);
        assert_eq!(text.matches(": problem ").count(), MAX_ERRORS);
        assert!(text.contains("× 4900 more errors:"), "{text}");
        assert!(text.lines().count() < 400, "{}", text.lines().count());
    }
}
