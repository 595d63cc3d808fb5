//! Which of a word's forms goes with a number. In goes a language; out come its rules, those of Unicode's CLDR, for
//! whole numbers that count things.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// The slot for the number that a form goes with.
pub(super) const NUMBER: &str = "n";

/// A form of a word, as CLDR calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// That for nothing.
    Zero,
    /// That for one.
    One,
    /// That for a pair.
    Two,
    /// That for a few.
    Few,
    /// That for many.
    Many,
    /// That for any other number.
    Other,
}

impl Form {
    /// Each form, the one that every word has last.
    pub(super) const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The key under which it stands in a translation file.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

impl From<PluralCategory> for Form {
    fn from(category: PluralCategory) -> Self {
        match category {
            PluralCategory::Zero => Self::Zero,
            PluralCategory::One => Self::One,
            PluralCategory::Two => Self::Two,
            PluralCategory::Few => Self::Few,
            PluralCategory::Many => Self::Many,
            PluralCategory::Other => Self::Other,
        }
    }
}

/// The rules of a language. One that CLDR does not know has one form for every number.
#[derive(Debug)]
pub(super) struct Rules(Option<PluralRules>);

impl Rules {
    /// The rules of the language with this tag.
    pub(super) fn of(language: &str) -> Self {
        let locale = language.parse::<Locale>().ok();
        Self(locale.and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok()))
    }

    /// The form that goes with a number.
    pub(super) fn form(&self, n: u64) -> Form {
        self.0.as_ref().map_or(Form::Other, |rules| rules.category_for(n).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_in_its_own_way() {
        for (language, numbers, forms) in [
            ("en", &[0, 1, 2, 21][..], &[Form::Other, Form::One, Form::Other, Form::Other][..]),
            ("fr", &[0, 1, 2, 1_000_000], &[Form::One, Form::One, Form::Other, Form::Many]),
            (
                "ar",
                &[0, 1, 2, 3, 10, 11, 99, 100, 103],
                &[
                    Form::Zero,
                    Form::One,
                    Form::Two,
                    Form::Few,
                    Form::Few,
                    Form::Many,
                    Form::Many,
                    Form::Other,
                    Form::Few,
                ],
            ),
            ("ar-EG", &[2], &[Form::Two]),
            ("ja", &[1], &[Form::Other]),
            ("qqx", &[1], &[Form::Other]),
        ] {
            let rules = Rules::of(language);
            let found: Vec<Form> = numbers.iter().map(|n| rules.form(*n)).collect();
            assert_eq!(found, forms, "{language}");
        }
    }
}
