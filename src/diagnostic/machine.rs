//! Formats diagnostics for programs: as JSON, or as GitHub workflow commands, which annotate pull
//! requests. All diagnostics are written.

use std::fmt::Write as _;

use serde::Serialize;

use super::shown::{visible, visible_json};
use super::{Diagnostic, Diagnostics, Place, Severity};

/// Diagnostic in JSON.
#[derive(Debug, Serialize)]
struct Record<'d> {
    severity: &'static str,
    kind: &'static str,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    message: &'d str,
    help: Option<&'d str>,
    subject: Option<&'d str>,
}

impl<'d> Record<'d> {
    /// Makes a record, with `folder` prefixed to the file.
    fn of(diagnostic: &'d Diagnostic, folder: &str) -> Self {
        let Diagnostic { severity, place, message, hint, kind, subject } = diagnostic;
        let excerpt = match place {
            Place::Line(_, excerpt) => Some(excerpt),
            Place::Site | Place::File(_) => None,
        };
        Self {
            severity: match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            kind: kind.name(),
            file: place.file().map(|file| format!("{folder}{file}")),
            line: excerpt.map(super::Excerpt::line),
            column: excerpt.map(super::Excerpt::column),
            message,
            help: hint.as_deref(),
            subject: subject.as_deref(),
        }
    }
}

/// Formats diagnostics as a JSON array of objects, with `folder` prefixed to file
/// paths.
pub fn json(diagnostics: &Diagnostics, folder: &str) -> String {
    let shown: Vec<Diagnostic> = diagnostics.iter().map(Diagnostic::masked).collect();
    let records: Vec<Record<'_>> = shown.iter().map(|found| Record::of(found, folder)).collect();
    let json = serde_json::to_string_pretty(&records).unwrap_or_default();
    format!("{}\n", visible_json(&json))
}

/// Formats diagnostics as workflow commands, one per line
/// (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).
pub fn github(diagnostics: &Diagnostics, folder: &str) -> String {
    let mut text = String::new();
    for found in diagnostics {
        let found = found.masked();
        let Record { severity, kind, file, line, column, message, help, .. } = Record::of(&found, folder);
        let _ = write!(text, "::{severity} ");
        if let Some(file) = file {
            let _ = write!(text, "file={},", property(&file));
        }
        if let (Some(line), Some(column)) = (line, column) {
            let _ = write!(text, "line={line},col={column},");
        }
        let help = help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
        let _ = writeln!(text, "title={}::{}", property(kind), data(&format!("{message}{help}")));
    }
    text
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&text).into_owned()
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Excerpt, Kind};
    use crate::path::SitePath;

    fn found() -> Diagnostics {
        let place =
            Place::Line(SitePath::known("content/a,b: 100%.md"), Excerpt::new("one\ntwo [x](/y)\n", 8..15));
        let link = Diagnostic::error(place, "100 % of `a:b` is gone").hint("mend it,\nor not");
        [link.about(Kind::BrokenLink, "/y"), Diagnostic::warning(Place::Site, "the site is small")]
            .into_iter()
            .collect()
    }

    #[test]
    fn workflow_commands_are_escaped() {
        assert_eq!(
            github(&found(), "site/"),
            "::error file=site/content/a%2Cb%3A 100%25.md,line=2,col=5,title=broken-link::100 %25 of `a:b` is \
             gone%0Ahelp: mend it,%0Aor not\n::warning title=other::the site is small\n"
        );
    }

    #[test]
    fn json_is_one_document() {
        let read: serde_json::Value = serde_json::from_str(&json(&found(), "")).expect("JSON");
        assert_eq!(read[0]["severity"], "error");
        assert_eq!(read[0]["kind"], "broken-link");
        assert_eq!(read[0]["file"], "content/a,b: 100%.md");
        assert_eq!((&read[0]["line"], &read[0]["column"]), (&2.into(), &5.into()));
        assert_eq!(read[0]["subject"], "/y");
        assert_eq!(read[1]["file"], serde_json::Value::Null);
        assert_eq!(json(&Diagnostics::new(), ""), "[]\n");
    }
}
