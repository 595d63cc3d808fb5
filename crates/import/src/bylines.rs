//! Reads bylines: `By Ann Author and Bob Builder, Associated Press`.

use crate::story::Byline;

/// Longest byline in bytes.
const LONGEST_BYTES: usize = 120;
/// Most words of a name.
const MOST_WORDS: usize = 6;

/// Openings of bylines, in small letters.
const OPENINGS: [&str; 21] = [
    "by ",
    "by: ",
    "posted by ",
    "published by ",
    "written by ",
    "words by ",
    "story by ",
    "reported by ",
    "author: ",
    "von ",
    "par ",
    "por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "text: ",
    "autor: ",
    "auteur : ",
    "auteur: ",
    "przez ",
];
/// Words between two names.
const BETWEEN: [&str; 8] = [" and ", " und ", " et ", " y ", " e ", " en ", " och ", " & "];
/// Small words within a name.
const PARTICLES: [&str; 20] = [
    "de", "da", "do", "dos", "del", "della", "der", "den", "di", "du", "la", "le", "van", "von", "zu", "ten",
    "ter", "bin", "al", "of",
];
/// Words of a writer's position, which is no name.
const POSITIONS: [&str; 12] = [
    "staff",
    "writer",
    "reporter",
    "correspondent",
    "editor",
    "special",
    "columnist",
    "contributor",
    "redaktion",
    "chief",
    "freelance",
    "bureau",
];

/// Reads a line that is a byline and nothing else.
pub fn parse(line: &str) -> Option<Vec<Byline>> {
    let line = line.trim();
    if line.len() > LONGEST_BYTES {
        return None;
    }
    names(after_opening(line)?)
}

/// Returns the part of a line behind the opening of a byline.
pub fn after_opening(line: &str) -> Option<&str> {
    OPENINGS.iter().find_map(|opening| {
        let start = line.get(..opening.len())?;
        start.eq_ignore_ascii_case(opening).then(|| &line[opening.len()..])
    })
}

/// Reads names without an opening: `Ann Author, Bob Builder`.
///
/// `None` if a part is neither a name nor a position.
pub fn names(text: &str) -> Option<Vec<Byline>> {
    let mut parts = vec![text.trim().trim_end_matches('.')];
    for between in BETWEEN {
        parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
    }
    let mut bylines: Vec<Byline> = Vec::new();
    for part in parts.into_iter().flat_map(|part| part.split([',', ';', '/', '|'])).map(str::trim) {
        if part.is_empty() || is_position(part) {
            continue;
        }
        let (name, of) = match part.split_once(" of ") {
            Some((name, of)) => (name.trim(), Some(of.trim().trim_start_matches("the "))),
            None => (part, None),
        };
        if !is_name(name) || of.is_some_and(|of| !is_name(of)) {
            return None;
        }
        bylines.push(Byline { of: of.map(str::to_owned), ..Byline::named(name) });
    }
    (!bylines.is_empty()).then_some(bylines)
}

/// Reports that a text is a position, such as `Staff Writer`.
fn is_position(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split_whitespace().any(|word| POSITIONS.contains(&word))
}

/// Reports that a text is written as a name.
fn is_name(text: &str) -> bool {
    let words: Vec<_> = text.split_whitespace().collect();
    let is_part = |word: &&str| {
        PARTICLES.contains(word)
            || word
                .chars()
                .next()
                .is_some_and(|first| first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase()))
    };
    let has_sign = text.chars().any(|char| "!?:\"“”()[]<>@#=".contains(char));
    !words.is_empty()
        && words.len() <= MOST_WORDS
        && !has_sign
        && words.iter().all(is_part)
        && !PARTICLES.contains(&words[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_bylines() {
        let named = |line: &str| {
            let bylines = parse(line).unwrap_or_default();
            let show = |byline: Byline| match byline.of {
                Some(of) => format!("{} ({of})", byline.name),
                None => byline.name,
            };
            bylines.into_iter().map(show).collect::<Vec<_>>().join("; ")
        };
        for (line, expected) in [
            ("By Ann Author", "Ann Author"),
            ("BY ANN AUTHOR", "ANN AUTHOR"),
            ("By Ann Author and Bob O’Builder", "Ann Author; Bob O’Builder"),
            ("By Ann Author, Staff Writer", "Ann Author"),
            ("By Ann Author, Associated Press", "Ann Author; Associated Press"),
            ("By Ann Author of the Oslo Post", "Ann Author (Oslo Post)"),
            ("Von Anna von Arnim und Bernd Beispiel", "Anna von Arnim; Bernd Beispiel"),
            ("Par Élise Étienne", "Élise Étienne"),
            ("By Monday the talks were over", ""),
            ("By and large, nothing changed.", ""),
            ("Ann Author", ""),
        ] {
            assert_eq!(named(line), expected, "{line}");
        }
    }
}
