//! Types of theme settings, and the conversion of config values to CSS.
//!
//! No value can end a CSS declaration, load anything from another host, or exceed
//! [`MAX_VALUE_CHARS`].

use cssparser::color::parse_named_color;

use crate::diagnostic::{nearest, quoted};
use crate::fields::{DiagnosticSink, Field, Spanned};

/// Maximum length of a value, in characters.
const MAX_VALUE_CHARS: usize = 200;

/// Type of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// CSS color.
    Color,
    /// Font names, the preferred one first.
    Fonts,
    /// CSS length.
    Length,
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// One of these values.
    OneOf(Vec<String>),
    /// Any of these values, in any order.
    SomeOf(Vec<String>),
}

const KIND_NAMES: [(&str, Kind); 6] = [
    ("color", Kind::Color),
    ("colour", Kind::Color),
    ("fonts", Kind::Fonts),
    ("length", Kind::Length),
    ("text", Kind::Text),
    ("flag", Kind::Flag),
];

/// CSS functions that define a color by numbers.
const COLOR_FUNCTIONS: [&str; 8] = ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "oklab(", "oklch("];

const LENGTH_UNITS: [&str; 4] = ["rem", "em", "px", "ch"];

impl Kind {
    /// Returns the type of this name.
    pub(super) fn named(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Self> {
        let kind = KIND_NAMES.iter().find(|(name, _)| *name == written.value).map(|(_, kind)| kind.clone());
        if kind.is_none() {
            let names = KIND_NAMES.map(|(name, _)| name);
            let message = format!("there is no setting type {}", quoted(written.value));
            problems.error(written.span.clone(), message, format!("known: {}", names.join(", ")));
        }
        kind
    }

    /// Converts a field to a value of this type, or reports why that fails.
    pub(super) fn value(&self, field: &Field<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
        let (is_good, example): (fn(&str) -> bool, &str) = match self {
            Self::Color => (is_color, "a color: \"#8a1c1c\", \"oklch(45% 0.15 25)\""),
            Self::Fonts => (is_fonts, "names of fonts: \"'Source Serif 4', Georgia, serif\""),
            Self::Length => (is_length, "a length: \"41rem\", \"70ch\", \"1280px\""),
            Self::Text => return field.non_empty(problems).map(str::to_owned),
            Self::Flag => return field.bool(problems).map(|flag| flag.to_string()),
            Self::OneOf(names) => return one_of(names, field, problems),
            Self::SomeOf(names) => {
                let chosen = field.list(problems)?;
                let good: Vec<String> =
                    chosen.iter().filter_map(|entry| one_of(names, entry, problems)).collect();
                return (good.len() == chosen.len()).then(|| good.join(" "));
            }
        };
        let text = field.non_empty(problems)?;
        if text.chars().count() <= MAX_VALUE_CHARS && is_good(text) {
            return Some(text.to_owned());
        }
        let message = format!("`{}` can't be {}", field.name(), quoted(text));
        problems.error(field.span(), message, format!("write {example}"));
        None
    }
}

fn one_of(names: &[String], field: &Field<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
    let text = field.non_empty(problems)?;
    if names.iter().any(|name| name == text) {
        return Some(text.to_owned());
    }
    let hint = nearest(text, names.iter().map(String::as_str))
        .map_or_else(|| format!("allowed: {}", names.join(", ")), |near| format!("did you mean \"{near}\"?"));
    problems.error(field.span(), format!("`{}` can't be {}", field.name(), quoted(text)), hint);
    None
}

/// Returns true if a text is the name of a custom property.
pub(super) fn is_property(text: &str) -> bool {
    text.strip_prefix("--").is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    })
}

fn is_color(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let numbers = COLOR_FUNCTIONS.iter().find_map(|function| text.strip_prefix(function)?.strip_suffix(')'));
    match numbers {
        Some(numbers) => {
            !numbers.is_empty()
                && numbers.bytes().all(|byte| byte.is_ascii_digit() || b" .,%/-+deg".contains(&byte))
        }
        None => text == "transparent" || text == "currentcolor" || parse_named_color(&text).is_ok(),
    }
}

fn is_fonts(text: &str) -> bool {
    text.split(',').all(|name| {
        let name = name.trim();
        let bare = ['\'', '"']
            .into_iter()
            .find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(name);
        !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.'))
    })
}

fn is_length(text: &str) -> bool {
    LENGTH_UNITS.iter().filter_map(|unit| text.strip_suffix(unit)).any(|number| {
        let is_plain = number.len() <= 7 && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        is_plain && number.parse::<f32>().is_ok_and(|number| number > 0.0)
    })
}
