use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::accept::Acceptable;
use super::*;
use crate::diagnostic::{Diagnostics, Excerpt};

const TODAY: Date = date(2026, 11, 28);

fn error(text: &str, kind: Kind, what: &str) -> Diagnostic {
    let place = Place::Line(SitePath::known(text), Excerpt::new(what, 0..1));
    Diagnostic::error(place, "a problem").about(kind, what)
}

fn list(errors: impl IntoIterator<Item = Diagnostic>) -> KnownProblems {
    KnownProblems::default().with(Acceptable::of(errors.into_iter().collect(), TODAY))
}

#[test]
fn only_acceptable_problems_of_texts_are_taken_in() {
    let errors = [
        error("content/a.md", Kind::BrokenLink, "/x/"),
        error("content/a.md", Kind::Other, "/x/"),
        error("config.toml", Kind::BrokenLink, "/x/"),
        Diagnostic::error(Place::Site, "a leak"),
    ];
    let acceptable = Acceptable::of(errors.into_iter().collect(), TODAY);
    assert_eq!(acceptable.others.iter().count(), 3);
    assert_eq!(KnownProblems::default().with(acceptable).len(), 1);
}

#[test]
fn a_known_error_is_a_warning_and_any_other_stays_an_error() {
    let known = list([error("content/a.md", Kind::BrokenLink, "/x/")]);
    let severity = |text, kind, what| known.settle(error(text, kind, what)).severity;
    assert_eq!(severity("content/a.md", Kind::BrokenLink, "/x/"), Severity::Warning);
    assert_eq!(severity("content/a.md", Kind::BrokenLink, "/y/"), Severity::Error);
    assert_eq!(severity("content/a.md", Kind::MissingPicture, "/x/"), Severity::Error);
    assert_eq!(severity("content/b.md", Kind::BrokenLink, "/x/"), Severity::Error);
}

#[test]
fn an_entry_that_no_longer_occurs_is_found_unless_its_text_may_come_back() {
    let known =
        list(["a", "b", "c"].map(|name| error(&format!("content/{name}.md"), Kind::BrokenLink, "/x/")));
    let found: Diagnostics =
        [known.settle(error("content/a.md", Kind::BrokenLink, "/x/"))].into_iter().collect();
    let solved = known.solved(&found, |text| text.as_str() == "content/b.md");
    let told: Vec<String> = solved.warnings().map(|warning| warning.message).collect();
    assert_eq!(told, ["this known problem of content/c.md no longer occurs: `/x/`"]);
    assert_eq!(known.without(&solved).len(), 2);
}

#[test]
fn what_is_wrong_with_the_file_has_its_line() {
    let text = "problems = [\n  { text = \"content/a.md\", kind = \"leak\", what = \"x\", since = 2026-01-01 },\n  \
                { text = \"../a.md\", kind = \"broken-link\", what = \"x\", since = 2026-01-01 },\n  { kind = \"other\" },\n]\n";
    let (known, found) = KnownProblems::read(text.as_bytes());
    assert!(known.is_empty());
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "known-problems.toml:2:35: unknown kind `leak`",
            "known-problems.toml:3:12: `../a.md` leads out of the site",
            "known-problems.toml:4:3: an entry needs `text`, `kind`, `what` and `since`",
        ]
    );
    let (_, found) = KnownProblems::read(b"problems = [\n<<<<<<< HEAD\n]\n");
    assert!(found.has_errors());
    assert!(KnownProblems::read(&[0xff, 0xfe]).1.has_errors());
}

#[test]
fn the_names_of_kinds_are_those_of_the_file() {
    for kind in [Kind::BrokenLink, Kind::MissingPicture, Kind::MissingAnchor, Kind::MissingFile] {
        let known = list([error("content/a.md", kind, "x")]);
        let (read, found) = KnownProblems::read(known.to_text().as_bytes());
        assert!(found.is_empty() && read.since(&SitePath::known("content/a.md"), kind, "x").is_some());
    }
}

proptest! {
    /// Accepted problems survive writing and reading byte for byte, in any order.
    #[test]
    fn it_is_read_as_it_was_written(
        problems in prop::collection::vec(("[a-z é\"']{1,8}", "[^\u{0}]{0,12}", any::<bool>()), 0..12),
    ) {
        let errors = problems.iter().map(|(name, what, is_link)| {
            let kind = if *is_link { Kind::BrokenLink } else { Kind::MissingPicture };
            error(&format!("content/{name}.md"), kind, what)
        });
        let known = list(errors.clone());
        let text = known.to_text();
        let (read, found) = KnownProblems::read(text.as_bytes());
        prop_assert!(found.is_empty(), "{text}\n{found:?}");
        prop_assert_eq!(read.to_text(), text.clone());
        prop_assert_eq!(list(errors.clone().rev()).to_text(), text);
        for known in errors {
            prop_assert_eq!(read.settle(known).severity, Severity::Warning);
        }
    }
}
