//! Locales of link previews: `en_GB` for the language `en-GB` ([Open
//! Graph](https://ogp.me/#optional) needs language and territory).

use crate::language::Language;

/// Returns the locale of a language; `None` if its territory is unknown.
pub(super) fn og_locale(language: &Language) -> Option<String> {
    let territory = language.territory()?;
    Some(format!("{}_{territory}", language.primary().to_ascii_lowercase()))
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
            ("ar-001", None),
            ("yue", Some("yue_HK")),
            ("ckb", Some("ckb_IQ")),
            ("xx", None),
        ] {
            let language = Language::parse(tag).expect("a language tag");
            assert_eq!(og_locale(&language).as_deref(), told, "{tag}");
        }
    }
}
