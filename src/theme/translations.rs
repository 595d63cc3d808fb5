//! The words of a theme in one language: the site's own translation files before the theme's, those before its
//! parents', and the program's own last, so that a theme without any speaks all the same.

use super::{SITE_TRANSLATIONS, Theme, Translation};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::i18n::{Catalog, TranslationFile, merge};
use crate::language::Language;
use crate::path::SitePath;

/// The language in which everything is said that another lacks.
const ENGLISH: &str = "en";

impl Theme {
    /// The words of a language. What is wrong with its files is an error; what they missing, a warning.
    pub fn catalog(&self, language: &Language) -> (Catalog, Diagnostics) {
        let own = self.files_in(language);
        if language.primary().eq_ignore_ascii_case(ENGLISH) {
            let (catalog, _, found) = merge(&own, &[]);
            return (catalog, found);
        }
        let english: Vec<TranslationFile<'_>> =
            self.translations.iter().filter(|t| t.is_in(ENGLISH)).map(translation_file).collect();
        let (catalog, missing, mut found) = merge(&own, &english);
        if own.is_empty() {
            found.push(unknown(language));
        } else {
            found.extend(missing.into_iter().map(|missing| missing_keys(missing, language, &own)));
        }
        (catalog, found)
    }

    /// A language's files. One of `pt-BR` comes before one of `pt` in the same layer.
    fn files_in(&self, language: &Language) -> Vec<TranslationFile<'_>> {
        let mut found = Vec::new();
        let mut layers: Vec<&str> = self.translations.iter().map(|t| t.file.folder()).collect();
        layers.dedup();
        for folder in layers {
            let of_layer =
                || self.translations.iter().filter(|translation| translation.file.folder() == folder);
            found.extend(of_layer().filter(|t| t.is_in(language.as_str())).map(translation_file));
            if language.as_str() != language.primary() {
                found.extend(of_layer().filter(|t| t.is_in(language.primary())).map(translation_file));
            }
        }
        found
    }
}

impl Translation {
    fn is_in(&self, tag: &str) -> bool {
        self.language.eq_ignore_ascii_case(tag)
    }
}

fn translation_file(translation: &Translation) -> TranslationFile<'_> {
    TranslationFile { file: &translation.file, text: &translation.text, language: &translation.language }
}

fn unknown(language: &Language) -> Diagnostic {
    let file = SitePath::known(&format!("{SITE_TRANSLATIONS}/{language}.toml"));
    let message =
        format!("nothing translates the theme's words into `{language}`: its pages have English ones");
    Diagnostic::warning(Place::File(file), message).hint(
        "make this file; themes/broadsheet/i18n/en.toml lists the catalog, and each that it has is used",
    )
}

/// What a language's file lacks that the English file beside it has.
fn missing_keys(
    (english, keys): (&SitePath, Vec<String>),
    language: &Language,
    own: &[TranslationFile<'_>],
) -> Diagnostic {
    let folder = english.folder();
    let beside = own.iter().find(|layer| layer.file.folder() == folder).map(|layer| layer.file.clone());
    let file = beside.unwrap_or_else(|| SitePath::known(&format!("{folder}/{}.toml", language.primary())));
    let (words, stand) =
        if keys.len() == 1 { ("a word is", "it stands") } else { ("words are", "they stand") };
    let message =
        format!("{words} missing here, and {stand} on the pages in English: `{}`", keys.join("`, `"));
    Diagnostic::warning(Place::File(file), message).hint(format!(
        "add what is missing here or in {SITE_TRANSLATIONS}/{language}.toml; {english} has it in English"
    ))
}
