//! Plural rules of a language (Unicode CLDR, cardinal numbers).

use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// Name of the slot for the number that selects the form.
pub(super) const NUMBER: &str = "n";

/// Plural category, as CLDR names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// Zero.
    Zero,
    /// One.
    One,
    /// Two.
    Two,
    /// A few.
    Few,
    /// Many.
    Many,
    /// Any other number. Every message has this form.
    Other,
}

impl Form {
    /// All categories, [`Form::Other`] last.
    pub(super) const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// Returns the category's key in a translation file.
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

/// Plural rules. A language that CLDR does not know has only [`Form::Other`].
#[derive(Debug)]
pub(super) struct Rules(Option<PluralRules>);

impl Rules {
    /// Returns the rules of a language, by its tag.
    pub(super) fn of(language: &str) -> Self {
        let locale = language.parse::<Locale>().ok();
        Self(locale.and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok()))
    }

    /// Returns the category of a number.
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
