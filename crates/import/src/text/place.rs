//! Reads the place at the beginning of a story: `ANKARA, Turkey:`, `WASHINGTON (AP) —`.

/// Longest dateline in characters.
const LONGEST: usize = 70;
/// Fewest capital letters of a place.
const FEWEST_LETTERS: usize = 3;

/// Beginning of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Place: `ANKARA, Turkey`.
    pub(super) dateline: String,
    /// Agency in brackets: `AP`.
    pub(super) agency: Option<String>,
    /// Length of the beginning with its sign, in bytes.
    pub(super) length: usize,
}

/// Reads the place with which a paragraph begins.
pub(super) fn place(paragraph: &str) -> Option<Place> {
    let (end, sign) = separator(paragraph)?;
    let head = paragraph[..end].trim_end();
    let (head, agency) = match head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        Some((place, agency)) if !agency.trim().is_empty() => {
            (place.trim_end(), Some(agency.trim().to_owned()))
        }
        _ => (head, None),
    };
    let head = head.trim_end_matches(',');
    if head.chars().count() > LONGEST || !is_place(head) {
        return None;
    }
    let length = end + sign.len() + paragraph[end + sign.len()..].len()
        - paragraph[end + sign.len()..].trim_start().len();
    (length < paragraph.len()).then(|| Place { dateline: head.to_owned(), agency, length })
}

/// Returns the place of the sign that ends a dateline, and the sign.
fn separator(paragraph: &str) -> Option<(usize, &'static str)> {
    const SIGNS: [&str; 7] = [": ", " — ", "—", " – ", " -- ", "--", " - "];
    let near = paragraph.char_indices().nth(LONGEST + 30).map_or(paragraph, |(end, _)| &paragraph[..end]);
    SIGNS
        .iter()
        .filter_map(|sign| near.find(sign).map(|at| (at, *sign)))
        .min_by_key(|(at, sign)| (*at, usize::MAX - sign.len()))
}

/// Reports that a text is a place in capitals, with a region or without.
fn is_place(text: &str) -> bool {
    let mut parts = text.split(',');
    let city = parts.next().unwrap_or_default().trim();
    let letters: Vec<char> = city.chars().filter(|char| char.is_alphabetic()).collect();
    let is_capital = letters.len() >= FEWEST_LETTERS && letters.iter().all(|letter| !letter.is_lowercase());
    let has_case = letters.iter().any(|letter| letter.is_uppercase());
    let has_sign = text.chars().any(|char| !char.is_alphanumeric() && !" ,.'’-/".contains(char));
    let regions = parts.map(str::trim).all(|part| {
        let words: Vec<_> = part.split_whitespace().collect();
        let begins =
            |word: &&str| word.starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit());
        !words.is_empty()
            && words.len() <= 4
            && words.iter().any(begins)
            && words[0].starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
    });
    let has_digit = city.chars().any(|char| char.is_ascii_digit());
    is_capital && has_case && !has_sign && regions && !has_digit && city.split_whitespace().count() <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (paragraph, expected) in [
            ("ANKARA, Turkey: Peace talks", "ANKARA, Turkey||Peace talks"),
            ("WASHINGTON (AP) — The president", "WASHINGTON|AP|The president"),
            ("NEW YORK, Nov. 1 (Reuters) - Stocks", "NEW YORK, Nov. 1|Reuters|Stocks"),
            ("ST. LOUIS — It rained", "ST. LOUIS||It rained"),
            ("SÃO PAULO, Brazil – Rain", "SÃO PAULO, Brazil||Rain"),
            ("Note: this is a text", "none"),
            ("The minister — a farmer — said", "none"),
            ("UPDATE 2: More", "UPDATE 2: no place"),
            ("ANKARA, Turkey: ", "none"),
        ] {
            let read = place(paragraph).map_or("none".to_owned(), |place| {
                format!(
                    "{}|{}|{}",
                    place.dateline,
                    place.agency.unwrap_or_default(),
                    &paragraph[place.length..]
                )
            });
            let expected = if expected.ends_with("no place") { "none" } else { expected };
            assert_eq!(read, expected);
        }
    }
}
