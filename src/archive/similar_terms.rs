//! Warns of terms that look like one term with two spellings.
//!
//! Examples are `Sao Paulo` and `São Paulo`, `Covid-19` and `Covid 19`, `Election` and `Elections`,
//! `Afganistan` and `Afghanistan`. Each pair is reported once, with the text to type to merge the
//! two or to keep them apart, and the number of reports is bounded. The cost is linear in the
//! number of names: names are never compared pairwise.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::term::{Term, TermId, Terms};
use super::term_aliases::is_distinct;
use super::term_key::{casing_of, term_key};
use crate::address::slugify;
use crate::article::Article;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::language::Casing;

/// Maximum number of reported pairs of one kind.
const MAX_PAIRS: usize = 10;

/// Minimum letters of a word with a possible typo.
///
/// Shorter words differ by meaning: Iran, Iraq.
const MIN_TYPO_WORD_LETTERS: usize = 7;

/// Maximum bytes of a name that is searched for typos.
const MAX_NAME_BYTES: usize = 64;

/// Warns of terms that may be one.
pub(super) fn warn(terms: &Terms, articles: &[Arc<Article>], found: &mut Diagnostics) {
    let mut pairs: Vec<Pair> = Vec::new();
    let folded: Vec<String> = terms.iter().map(|(_, term)| fold(&term.name)).collect();
    let mut seen = HashSet::new();
    for (one, other) in same_fold(&folded).into_iter().chain(one_typo_apart(&folded)) {
        let (one, other) = (one.min(other), one.max(other));
        if seen.insert((one, other)) && may_be_same(terms.term(one), terms.term(other), terms.casing()) {
            pairs.push(Pair { one, other });
        }
    }
    pairs.sort_unstable();
    found.extend(pairs.iter().take(MAX_PAIRS).map(|pair| pair.diagnostic(terms, articles)));
    if let Some(more) = pairs.len().checked_sub(MAX_PAIRS).filter(|more| *more > 0) {
        let kinds = terms.kind().plural();
        let message = format!("{more} more pairs of {kinds} may be the same, of which {MAX_PAIRS} are named");
        found.push(Diagnostic::warning(Place::Site, message).hint("look at those first, then build again"));
    }
}

/// Two terms that may be one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    one: TermId,
    other: TermId,
}

impl Pair {
    fn diagnostic(self, terms: &Terms, articles: &[Arc<Article>]) -> Diagnostic {
        let (one, other) = (terms.term(self.one), terms.term(self.other));
        // The more frequent name is likely the right one; at equal frequency, the older.
        let weight = |term: &Term| (term.file().is_some(), term.members.len());
        let (right, wrong) = if weight(other) > weight(one) { (other, one) } else { (one, other) };
        let kind = terms.kind();
        let place = wrong
            .members
            .first()
            .map(|id| &articles[id.index()].file)
            .or(wrong.file().map(|file| &file.file))
            .map_or(Place::Site, |file| Place::File(file.clone()));
        let message = format!("the {} `{}` and `{}` may be the same", kind.plural(), right.name, wrong.name);
        let own = match right.file() {
            Some(own) => format!("in {}, write synonyms = [\"{}\"]", own.file, wrong.name),
            None => format!(
                "write {}/{}.md with title = \"{}\" and synonyms = [\"{}\"]",
                kind.folder(),
                slugify(&right.name, terms.casing()),
                right.name,
                wrong.name
            ),
        };
        let hint = format!("if they are, {own}; if not, distinct_from = [\"{}\"] there", wrong.name);
        Diagnostic::warning(place, message).hint(hint)
    }
}

/// Returns true unless a file says that the two terms differ.
///
/// Two terms with a file each differ, and so do those that one file keeps apart.
fn may_be_same(one: &Term, other: &Term, casing: Casing) -> bool {
    let sets_apart = |a: &Term, b: &Term| {
        a.file().is_some_and(|file| {
            b.definition.is_some() || is_distinct(file, &term_key(&b.name, casing_of(file, casing)), casing)
        })
    };
    !sets_apart(one, other) && !sets_apart(other, one)
}

/// Returns names that are equal after normalization, each with the first of them.
///
/// Names of symbols only (`!!!`, `🎉`) have an empty normalized form, and match nothing.
fn same_fold(folded: &[String]) -> Vec<(TermId, TermId)> {
    let mut first: HashMap<String, TermId> = HashMap::with_capacity(folded.len());
    let mut pairs = Vec::new();
    for (id, folded) in (0..).map(TermId).zip(folded) {
        let folded = without_plural(joined(folded));
        if folded.is_empty() {
            continue;
        }
        let before = *first.entry(folded).or_insert(id);
        if before != id {
            pairs.push((before, id));
        }
    }
    pairs
}

/// Returns names that differ by one letter of a long word, each with the first of them.
///
/// Two such names are equal after the right letter is removed from each. So only names that share
/// such a remainder are compared.
fn one_typo_apart(folded: &[String]) -> Vec<(TermId, TermId)> {
    let mut rests: Vec<(u64, TermId)> = Vec::new();
    for (id, folded) in (0..).map(TermId).zip(folded) {
        let is_searched = (MIN_TYPO_WORD_LETTERS..=MAX_NAME_BYTES).contains(&folded.len())
            && !folded.contains(|c: char| c.is_numeric());
        if !is_searched {
            continue;
        }
        rests.push((hash([folded.as_str()]), id));
        let letters = folded.char_indices().filter(|(_, letter)| letter.is_alphabetic());
        let without = letters.map(|(at, letter)| hash([&folded[..at], &folded[at + letter.len_utf8()..]]));
        rests.extend(without.map(|rest| (rest, id)));
    }
    rests.sort_unstable();
    let mut pairs = Vec::new();
    for same in rests.chunk_by(|a, b| a.0 == b.0) {
        let (_, first) = same[0];
        let others = same[1..].iter().map(|(_, id)| *id).filter(|id| *id != first);
        pairs.extend(
            others.filter(|id| is_typo(name(folded, first), name(folded, *id))).map(|id| (first, id)),
        );
    }
    pairs
}

fn name(folded: &[String], id: TermId) -> &str {
    &folded[id.0 as usize]
}

/// Hashes concatenated texts.
///
/// The hash is the same on every machine, and affects only speed.
fn hash<const N: usize>(parts: [&str; N]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part.as_bytes());
    }
    hasher.finish()
}

/// Returns true if two normalized names differ by one letter of one word, but not its first.
fn is_typo(one: &str, other: &str) -> bool {
    if one.split(' ').count() != other.split(' ').count() {
        return false;
    }
    let mut differing = one.split(' ').zip(other.split(' ')).filter(|(a, b)| a != b);
    let Some((a, b)) = differing.next() else { return false };
    differing.next().is_none()
        && a.chars().count().min(b.chars().count()) >= MIN_TYPO_WORD_LETTERS
        && a.chars().next() == b.chars().next()
        && strsim::osa_distance(a, b) == 1
}

/// Normalizes a name: removes case, accents, hyphens and other symbols, and collapses spaces.
///
/// `+` and `#` stay (`C++` and `C#` differ), and so does a symbol between two digits.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut has_gap = false;
    // Accents of Latin, Greek and Cyrillic; in other scripts a mark may be a vowel.
    let letters = name.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).flat_map(char::to_lowercase);
    for letter in letters {
        if letter.is_alphanumeric() || matches!(letter, '+' | '#') {
            if std::mem::take(&mut has_gap) && !folded.is_empty() {
                folded.push(' ');
            }
            folded.push(letter);
        } else if !matches!(letter, '\'' | '\u{2019}' | '.') || folded.ends_with(char::is_numeric) {
            has_gap = true;
        }
    }
    folded
}

/// Removes the spaces of a normalized name, except those between two numbers.
fn joined(folded: &str) -> String {
    let mut joined = String::with_capacity(folded.len());
    for word in folded.split(' ') {
        if joined.ends_with(char::is_numeric) && word.starts_with(char::is_numeric) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// Removes a final `s` if the rest is long enough to be a word.
fn without_plural(mut folded: String) -> String {
    if folded.strip_suffix('s').is_some_and(|rest| rest.len() >= 4 && !rest.ends_with('s')) {
        folded.pop();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs<'n>(names: &[&'n str]) -> Vec<(&'n str, &'n str)> {
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let found = same_fold(&folded).into_iter().chain(one_typo_apart(&folded));
        let mut found: Vec<_> = found.map(|(a, b)| (names[a.0 as usize], names[b.0 as usize])).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn names_that_differ_in_little_are_found() {
        for (one, other) in [
            ("Sao Paulo", "São Paulo"),
            ("Covid 19", "Covid-19"),
            ("Covid 19", "Covid19"),
            ("Election", "Elections"),
            ("U.S. Congress", "US Congress"),
            ("Afganistan", "Afghanistan"),
            ("Geneva Convention", "Geneva Convnetion"),
        ] {
            assert_eq!(pairs(&[one, other]), [(one, other)]);
        }
    }

    #[test]
    fn names_that_differ_in_what_matters_are_not() {
        let names = [
            "Iran",
            "Iraq",
            "C",
            "C++",
            "C#",
            "Gambia",
            "Zambia",
            "World War I",
            "World War II",
            "Olympics 2020",
            "Olympics 2024",
            "Austria",
            "Australia",
            "Mars",
            "Mar",
            "Article 1.5",
            "Article 15",
            "Niger",
            "Nigeria",
            "Group A matches",
            "Group B matches",
            "Press",
            "Pres",
            "हिन्दी",
            "हिन्दू",
        ];
        assert_eq!(pairs(&names), []);
    }

    #[test]
    fn many_names_that_are_nearly_one_cost_little() {
        let names: Vec<String> = (0..20_000u32)
            .map(|n| {
                let letters =
                    (0..4).map(|i| char::from(b'a' + u8::try_from(n / 12u32.pow(i) % 12).unwrap_or(0)));
                format!("subject {}", letters.collect::<String>())
            })
            .collect();
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        assert!(one_typo_apart(&folded).is_empty());
    }
}
