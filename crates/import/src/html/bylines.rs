//! Reads names from the bylines of pages, which are less tidy than those of texts.

use crate::bylines;
use crate::dates;
use crate::story::Byline;

/// Most words of a line in which a date is searched.
const MOST_WORDS: usize = 30;
/// Longest name in bytes.
const LONGEST_NAME: usize = 120;
/// Names of accounts, which are no names of people.
const ACCOUNTS: [&str; 6] = ["admin", "administrator", "staff", "editor", "null", "undefined"];

/// Returns the bylines of texts, each name once.
pub(super) fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Byline> {
    let mut all: Vec<Byline> = Vec::new();
    for byline in texts.into_iter().flat_map(of_text) {
        if !all.iter().any(|known| known.name.eq_ignore_ascii_case(&byline.name)) {
            all.push(byline);
        }
    }
    all
}

/// Returns the bylines of a text: those of its first line, before a date or office.
fn of_text(text: &str) -> Vec<Byline> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    // The address of the author's page is no part of the name.
    let line = match line.split_once("://") {
        Some((name, _)) => name.rsplit_once('(').map_or("", |(name, _)| name),
        None => &line,
    };
    let line = without_date(line.split(['|', '•', '·']).next().unwrap_or_default().trim());
    let name = bylines::after_opening(line).unwrap_or(line).trim();
    if !is_name(name) {
        return Vec::new();
    }
    // A byline that is written otherwise is one name.
    bylines::names(name).unwrap_or_else(|| vec![Byline::named(name.trim_matches([',', ';', ':', ' ']))])
}

/// Removes a date from the end of a line.
fn without_date(line: &str) -> &str {
    let starts = std::iter::once(0).chain(line.match_indices(' ').map(|(at, _)| at));
    let date = starts.take(MOST_WORDS).find(|start| dates::parse(&line[*start..]).is_some());
    line[..date.unwrap_or(line.len())].trim_end_matches([' ', ',', '-', '–', '—', '/'])
}

/// Reports that a text can be a name.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && !text.contains('@')
        && text.chars().any(char::is_alphabetic)
        && !ACCOUNTS.contains(&text.to_ascii_lowercase().as_str())
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
            ("Ann Author (avec Bob Byline et Cid Third)", vec!["Ann Author (avec Bob Byline et Cid Third)"]),
            ("By Ann Author\n   March 25, 2015", vec!["Ann Author"]),
            ("By Ann Author March 25, 2015", vec!["Ann Author"]),
            ("Ann Author (https://example.org/ann)", vec!["Ann Author"]),
            ("danah boyd", vec!["danah boyd"]),
            ("admin", vec![]),
            ("https://example.org/ann", vec![]),
            ("Nov 1, 2025", vec![]),
        ] {
            let bylines = of_texts([text]);
            assert_eq!(
                bylines.iter().map(|byline| byline.name.as_str()).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
        let of = of_texts(["By Ann Author of The Paper"]);
        assert_eq!((of[0].name.as_str(), of[0].of.as_deref()), ("Ann Author", Some("The Paper")));
    }
}
