//! Locales of link previews: `en_GB` for the language `en-GB` ([Open
//! Graph](https://ogp.me/#optional) needs language and territory).

use crate::language::Language;

/// Default territory of each language, from the likely subtags of Unicode
/// ([CLDR](https://www.unicode.org/cldr/charts/latest/supplemental/likely_subtags.html)). Sorted.
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

/// Returns the locale of a language; `None` if its territory is unknown.
pub(super) fn og_locale(language: &Language) -> Option<String> {
    let mut parts = language.as_str().split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    let is_territory = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    // A single letter starts an extension, which has no territory.
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
