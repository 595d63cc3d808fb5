//! Translation files of a theme, in order of precedence: the site's own, the theme's, its parents',
//! the built-in ones.

use super::{SITE_TRANSLATIONS, Theme, Translation};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::i18n::{Catalog, TranslationFile, merge};
use crate::language::Language;
use crate::path::SitePath;

/// Fallback language.
const ENGLISH: &str = "en";

impl Theme {
    /// Builds the catalog of a language.
    ///
    /// Faults in its files are errors; missing keys are warnings.
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
            let missing = missing.into_iter();
            found.extend(missing.map(|(english, keys)| missing_keys(english, &keys, language, &own)));
        }
        (catalog, found)
    }

    /// Returns the files of a language. Within a layer, `pt-BR` precedes `pt`.
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
    let message = format!("the theme has no translation into `{language}`: its pages use English text");
    Diagnostic::warning(Place::File(file), message).hint(
        "create this file; themes/broadsheet/i18n/en.toml lists the keys, and you can translate as many as you like",
    )
}

/// Reports the keys of an English file that the language's file beside it lacks.
fn missing_keys(
    english: &SitePath,
    keys: &[String],
    language: &Language,
    own: &[TranslationFile<'_>],
) -> Diagnostic {
    let folder = english.folder();
    let beside = own.iter().find(|layer| layer.file.folder() == folder).map(|layer| layer.file.clone());
    let file = beside.unwrap_or_else(|| SitePath::known(&format!("{folder}/{}.toml", language.primary())));
    let keys = keys.join("`, `");
    let message = format!("missing translations, shown in English: `{keys}`");
    Diagnostic::warning(Place::File(file), message).hint(format!(
        "add the keys here or in {SITE_TRANSLATIONS}/{language}.toml; {english} has the English text"
    ))
}
