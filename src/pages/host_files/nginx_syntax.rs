//! Texts in the configuration of nginx: decoded paths, escaped and quoted.

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::model::SiteModel;

/// An address as nginx compares it: decoded.
pub(super) fn decoded(model: &SiteModel, address: &Address) -> String {
    format!("{}{}", decoded_text(&model.site.base_path), address.as_str())
}

pub(super) fn decoded_text(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A value in which no `$` begins a variable.
pub(super) fn value(path: &str) -> String {
    path.replace('$', "%24")
}

/// A text as nginx reads it back from between quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}
