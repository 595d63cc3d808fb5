//! A language as link previews have it: in goes a tag such as `en-GB`, out comes `en_GB`
//! ([Open Graph](https://ogp.me/#optional): language and territory, both needed).

use crate::language::Language;

/// The territory in which a language that names none is taken to be at home, as Unicode's likely subtags have it
/// ([CLDR](https://www.unicode.org/cldr/charts/latest/supplemental/likely_subtags.html)). In alphabetical order.
const HOMES: [(&str, &str); 48] = [
    ("af", "ZA"),
    ("ar", "EG"),
    ("az", "AZ"),
    ("be", "BY"),
    ("bg", "BG"),
    ("bn", "BD"),
    ("ca", "ES"),
    ("cs", "CZ"),
    ("da", "DK"),
    ("de", "DE"),
    ("el", "GR"),
    ("en", "US"),
    ("es", "ES"),
    ("et", "EE"),
    ("eu", "ES"),
    ("fa", "IR"),
    ("fi", "FI"),
    ("fr", "FR"),
    ("ga", "IE"),
    ("he", "IL"),
    ("hi", "IN"),
    ("hr", "HR"),
    ("hu", "HU"),
    ("hy", "AM"),
    ("id", "ID"),
    ("is", "IS"),
    ("it", "IT"),
    ("ja", "JP"),
    ("ka", "GE"),
    ("ko", "KR"),
    ("lt", "LT"),
    ("lv", "LV"),
    ("ms", "MY"),
    ("nb", "NO"),
    ("nl", "NL"),
    ("pl", "PL"),
    ("pt", "BR"),
    ("ro", "RO"),
    ("ru", "RU"),
    ("sk", "SK"),
    ("sl", "SI"),
    ("sr", "RS"),
    ("sv", "SE"),
    ("sw", "TZ"),
    ("tr", "TR"),
    ("uk", "UA"),
    ("ur", "PK"),
    ("zh", "CN"),
];

/// The language with its territory; `None` where its tag names none and none is known.
pub(super) fn og_locale(language: &Language) -> Option<String> {
    let mut parts = language.as_str().split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    let is_territory = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    // What follows a single letter is an extension's, and no territory.
    let named = parts.take_while(|part| part.len() > 1).find(is_territory);
    let territory = match named {
        Some(territory) => territory.to_ascii_uppercase(),
        None if language.as_str().contains("Hant") => "TW".to_owned(),
        None => {
            let at = HOMES.binary_search_by_key(&primary.as_str(), |(language, _)| language).ok()?;
            HOMES[at].1.to_owned()
        }
    };
    Some(format!("{primary}_{territory}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_with_its_territory() {
        for (tag, told) in [
            ("en", Some("en_US")),
            ("en-GB", Some("en_GB")),
            ("pt-br", Some("pt_BR")),
            ("sr-Latn-ME", Some("sr_ME")),
            ("zh", Some("zh_CN")),
            ("zh-Hant", Some("zh_TW")),
            ("ar-u-nu-arab", Some("ar_EG")),
            ("yue", None),
        ] {
            let language = Language::parse(tag).expect("a language tag");
            assert_eq!(og_locale(&language).as_deref(), told, "{tag}");
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(HOMES.is_sorted());
    }
}
