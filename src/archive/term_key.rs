//! Keys under which two spellings of a term are the same.

use std::borrow::Cow;

use crate::article::TermFile;
use crate::language::{Casing, Language};

/// Returns the key of a term's name: lowercase, in composed Unicode form.
///
/// Names that differ in any other way belong to different terms. `casing` is that of the language
/// of the text in which the name stands.
pub(super) fn term_key(name: &str, casing: Casing) -> Cow<'_, str> {
    if name.bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_uppercase()) {
        casing.lower(name).into()
    } else {
        name.into()
    }
}

/// Returns the case rules for the names in a term's file: those of its language or of the site's.
pub(super) fn casing_of(file: &TermFile, site_casing: Casing) -> Casing {
    file.language.as_ref().map_or(site_casing, Language::casing)
}
