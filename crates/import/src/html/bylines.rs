//! Reads names from the bylines of pages.

use crate::dates;
use crate::story::Byline;

/// Words before a name.
const BEFORE: [&str; 16] = [
    "written by",
    "posted by",
    "published by",
    "reported by",
    "story by",
    "text by",
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "av",
    "af",
    "author:",
    "autor:",
];
/// Words between names.
const BETWEEN: [&str; 8] = [" and ", " und ", " et ", " y ", " e ", " & ", " with ", " en "];
/// Most words of a line in which a date is searched.
const MOST_WORDS: usize = 30;
/// Longest name in bytes.
const LONGEST_NAME: usize = 120;

/// Returns the bylines of texts, each name once.
pub(super) fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Byline> {
    let mut all: Vec<Byline> = Vec::new();
    for name in texts.into_iter().flat_map(names) {
        let byline = byline(&name);
        if !all.iter().any(|known| known.name.eq_ignore_ascii_case(&byline.name)) {
            all.push(byline);
        }
    }
    all
}

/// Returns the names of a text: those of its first line, before a date or office.
fn names(text: &str) -> Vec<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    // The address of the author's page is no part of the name.
    let line = match line.split_once("://") {
        Some((name, _)) => name.rsplit_once('(').map_or("", |(name, _)| name),
        None => &line,
    };
    let line = without_start(without_date(line.split(['|', '•', '·']).next().unwrap_or_default().trim()));
    let mut parts = vec![line];
    // A bracket holds further names, which belong together.
    if !line.contains('(') {
        for sign in BETWEEN.into_iter().chain([", ", "; "]) {
            parts = parts.iter().flat_map(|part| part.split(sign)).collect();
        }
    }
    let clean = |part: &str| without_start(part.trim()).trim_matches([',', ';', ':', ' ']).to_owned();
    parts.into_iter().map(clean).filter(|part| is_name(part)).collect()
}

/// Removes a date from the end of a line.
fn without_date(line: &str) -> &str {
    let starts = std::iter::once(0).chain(line.match_indices(' ').map(|(at, _)| at));
    let date = starts.take(MOST_WORDS).find(|start| dates::parse(&line[*start..]).is_some());
    line[..date.unwrap_or(line.len())].trim_end_matches([' ', ',', '-', '–', '—', '/'])
}

/// Removes the words before a name.
fn without_start(text: &str) -> &str {
    for word in BEFORE {
        let Some(start) = text.get(..word.len()) else { continue };
        let rest = &text[word.len()..];
        if start.eq_ignore_ascii_case(word) && (rest.starts_with([' ', ':', '\u{a0}']) || word.ends_with(':'))
        {
            return without_start(rest.trim_start_matches([':', ' ', '\u{a0}']));
        }
    }
    text
}

/// Reports that a text can be the name of a person or organization.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_NAME
        && !text.contains("://")
        && !text.contains('@')
        && text.chars().any(char::is_alphabetic)
        && dates::parse(text).is_none()
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "admin" | "administrator" | "staff" | "editor" | "null" | "undefined"
        )
}

/// Returns the byline of a name: `Ann Author of The Paper` has an organization.
fn byline(name: &str) -> Byline {
    match name.split_once(" of ") {
        Some((person, of))
            if person.contains(' ') && of.starts_with(|char: char| char.is_uppercase())
                || of_article(name) =>
        {
            Byline { name: person.trim().to_owned(), of: Some(of.trim().to_owned()), role: None }
        }
        _ => Byline::named(name),
    }
}

/// Reports an organization with an article: “of the Guardian”.
fn of_article(name: &str) -> bool {
    name.split_once(" of the ")
        .is_some_and(|(person, of)| person.contains(' ') && of.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read() {
        for (text, expected) in [
            ("By Ann Author", vec!["Ann Author"]),
            ("Par\u{a0}Sébastien Farcis", vec!["Sébastien Farcis"]),
            ("By Ann Author and Bob Byline, Cid Third", vec!["Ann Author", "Bob Byline", "Cid Third"]),
            ("Ann Author | Nov 1, 2025", vec!["Ann Author"]),
            (
                "Martin Untersinger (avec Damien Leloup et Morgane Tual)",
                vec!["Martin Untersinger (avec Damien Leloup et Morgane Tual)"],
            ),
            ("By Nathan Willis\n   March 25, 2015", vec!["Nathan Willis"]),
            ("Ann Author (https://example.org/ann)", vec!["Ann Author"]),
            ("admin", vec![]),
            ("https://example.org/ann", vec![]),
            ("Nov 1, 2025", vec![]),
        ] {
            assert_eq!(
                of_texts([text]).iter().map(|byline| byline.name.as_str()).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
        let of = of_texts(["By Ann Author of The Paper"]);
        assert_eq!((of[0].name.as_str(), of[0].of.as_deref()), ("Ann Author", Some("The Paper")));
        let bureau = of_texts(["Bureau of Statistics"]);
        assert_eq!((bureau[0].name.as_str(), bureau[0].of.as_deref()), ("Bureau of Statistics", None));
    }
}
