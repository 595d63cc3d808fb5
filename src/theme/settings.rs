//! Settings that a site may change in its theme.
//!
//! A theme's manifest declares settings; `[theme]` in the site's config sets them. Every invalid
//! value is reported. Values with a CSS property are appended to the theme's style sheet as custom
//! properties: the style sheet has a hashed name, and pages need no inline styles, which a strict
//! policy would block.
//!
//! ```toml
//! # theme.toml
//! settings_in = "css/broadsheet.css"    # style sheet that receives the properties
//!
//! [settings]
//! accent = { is = "colour", property = "--accent" }
//! accent_dark = { is = "colour", property = "--accent", on = "dark" }
//! masthead = { is = "text" }
//! corrections = { one_of = ["above", "below"] }
//! ```

mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diagnostic::{Diagnostics, nearest};
use crate::fields::{DiagnosticSink, Field, Fields, parse};
use crate::path::SitePath;
use crate::sources::{SiteDir, SourceReader};

use super::{FileBytes, Theme, ThemeFile};

use value::Kind;

/// Settings declared by a theme's manifest.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    settings: BTreeMap<String, Setting>,
    style: Option<String>,
}

/// One setting.
#[derive(Debug, Clone)]
struct Setting {
    kind: Kind,
    property: Option<String>,
    ground: ColorScheme,
}

/// Color scheme that a property applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColorScheme {
    /// Every scheme, unless a separate value is set for dark.
    Any,
    /// Dark scheme, chosen by the reader or the operating system.
    Dark,
}

/// Reads the declarations of a manifest.
pub(super) fn declarations(fields: &mut Fields<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Declarations {
    let style = fields.non_empty("settings_in", problems).map(|style| style.value.to_owned());
    let table = fields.take("settings").and_then(|field| field.table(problems, "settings.", "{ … }"));
    let all = table.as_ref().map(Fields::all).unwrap_or_default();
    let settings = all
        .into_iter()
        .filter_map(|(name, field)| Some((name.to_owned(), setting(&field, problems)?)))
        .collect();
    Declarations { settings, style }
}

fn setting(field: &Field<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Option<Setting> {
    let mut inner = field.table(problems, "settings.….", "{ is = \"colour\", property = \"--accent\" }")?;
    let is = inner.non_empty("is", problems);
    let mut names = |key| {
        let names = inner.take(key).and_then(|list| list.strings(problems))?;
        Some(names.iter().map(|name| name.value.to_owned()).collect())
    };
    let (one_of, some_of) = (names("one_of"), names("some_of"));
    let kind = match (is, one_of, some_of) {
        (Some(is), None, None) => Kind::named(&is, problems),
        (None, Some(names), None) => Some(Kind::OneOf(names)),
        (None, None, Some(names)) => Some(Kind::SomeOf(names)),
        _ => {
            let hint = "write exactly one of `is`, `one_of` and `some_of`";
            problems.error(field.span(), format!("the setting `{}` has no type", field.name()), hint);
            None
        }
    };
    let property = inner.non_empty("property", problems);
    let on = inner.non_empty("on", problems);
    inner.finish(problems, "");
    if let Some(property) = property.as_ref().filter(|property| !value::is_property(property.value)) {
        let message = format!("`{}` is not a CSS custom property", property.value);
        problems.error(property.span.clone(), message, "write it as property = \"--accent\"");
        return None;
    }
    let ground = if on.is_some_and(|on| on.value == "dark") { ColorScheme::Dark } else { ColorScheme::Any };
    Some(Setting { kind: kind?, property: property.map(|property| property.value.to_owned()), ground })
}

/// Validates the site's settings and adds them to the theme's style sheet.
///
/// `declarations` start with the chosen theme's, its parents' follow.
pub(super) fn apply(
    site: &SiteDir,
    theme: &mut Theme,
    declarations: &[Declarations],
    found: &mut Diagnostics,
) {
    let file = SitePath::known("config.toml");
    let Ok(text) = site.text(file.as_str()) else { return };
    let mut problems = DiagnosticSink::new(&file, &text, 0);
    // Syntax errors were reported when the config was read.
    let table = parse(&text, &mut DiagnosticSink::new(&file, &text, 0));
    let mut fields = Fields::new(&table);
    let Some(chosen) = fields.take("theme").filter(|field| field.value().as_table().is_some()) else {
        return;
    };
    let Some(chosen) = chosen.table(&mut problems, "theme.", "{ … }") else { return };
    let properties = properties(&chosen, declarations, &mut problems);
    found.extend(problems.into_diagnostics());
    let style = declarations.iter().find_map(|declared| declared.style.as_deref());
    let (false, Some(style)) = (properties.is_empty(), style) else { return };
    if let Some(file) = theme.files.iter_mut().find(|file| file.path == style)
        && let Some(mut bytes) = bytes_of(site, file)
    {
        bytes.extend_from_slice(css(&properties).as_bytes());
        file.bytes = FileBytes::Program(Cow::Owned(bytes));
    }
}

/// Reads a file. Failures are ignored here and reported when the file is published.
fn bytes_of(site: &SiteDir, file: &ThemeFile) -> Option<Vec<u8>> {
    match &file.bytes {
        FileBytes::Program(bytes) => Some(bytes.to_vec()),
        FileBytes::Disk(_) => site.bytes(&file.file).ok(),
    }
}

/// A property, its value, and the scheme that it applies to.
type Property<'d> = (ColorScheme, &'d str, String);

/// Returns the properties that the site sets, in the order of the config.
fn properties<'d>(
    chosen: &Fields<'_, '_>,
    declarations: &'d [Declarations],
    problems: &mut DiagnosticSink<'_>,
) -> Vec<Property<'d>> {
    let known = |name: &str| declarations.iter().find_map(|declared| declared.settings.get(name));
    let is_strict = declarations.first().is_some_and(|first| !first.settings.is_empty());
    let mut properties = Vec::new();
    for (name, field) in chosen.all().into_iter().filter(|(name, _)| *name != "name") {
        let Some(setting) = known(name) else {
            if is_strict {
                let names = declarations.iter().flat_map(|declared| declared.settings.keys());
                let near = nearest(name, names.map(String::as_str).chain(["name"]));
                let hint = near.map_or_else(
                    || {
                        "dateline docs themes lists the theme's settings; custom keys go under [extra]"
                            .to_owned()
                    },
                    |near| format!("did you mean `{near}`?"),
                );
                problems.error(field.key_span(), format!("the theme has no setting `{name}`"), hint);
            }
            continue;
        };
        let value = setting.kind.value(&field, problems);
        if let (Some(value), Some(property)) = (value, &setting.property) {
            properties.push((setting.ground, property.as_str(), value));
        }
    }
    properties
}

/// Returns the rules to append to the style sheet.
///
/// The dark scheme applies if the reader chose it (`data-theme`) or else if the system asks for it;
/// never in print.
fn css(properties: &[Property<'_>]) -> String {
    let mut css = "\n/* What the site's [theme] sets. */\n".to_owned();
    let mut block = |ground: ColorScheme, before: &str, after: &str| {
        let mut declarations = String::new();
        for (_, property, value) in properties.iter().filter(|(on, ..)| *on == ground) {
            let _ = write!(declarations, "{property}:{value};");
        }
        if !declarations.is_empty() {
            let _ = writeln!(css, "{before}{{{declarations}}}{after}");
        }
    };
    block(ColorScheme::Any, ":root", "");
    block(
        ColorScheme::Dark,
        "@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"])",
        "}",
    );
    block(ColorScheme::Dark, "@media screen{:root[data-theme=\"dark\"]", "}");
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "settings_in = \"css/a.css\"\n[settings]\naccent = { is = \"colour\", property = \"--accent\" }\n\
        accent_dark = { is = \"color\", property = \"--accent\", on = \"dark\" }\n\
        text_font = { is = \"fonts\", property = \"--serif\" }\nwidth = { is = \"length\", property = \"--column\" }\n\
        motto = { is = \"text\" }\nlarge = { is = \"flag\" }\nplace = { one_of = [\"above\", \"below\"] }\n\
        share = { some_of = [\"x\", \"email\"] }\n";

    fn manifest(text: &str) -> (Declarations, Vec<String>) {
        let file = SitePath::known("themes/a/theme.toml");
        let mut problems = DiagnosticSink::new(&file, text, 0);
        let table = parse(text, &mut problems);
        let declared = declarations(&mut Fields::new(&table), &mut problems);
        (declared, problems.into_diagnostics().iter().map(ToString::to_string).collect())
    }

    /// Returns a theme's style sheet for a site with these settings, and the diagnostics.
    fn applied(settings: &str) -> (String, Vec<String>) {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::write(root.path().join("config.toml"), format!("[theme]\nname = \"a\"\n{settings}\n"))
            .expect("a file");
        let style = ThemeFile {
            path: "css/a.css".into(),
            file: SitePath::known("themes/a/static/css/a.css"),
            bytes: FileBytes::Program(Cow::Borrowed(b"p {}")),
        };
        let mut theme = Theme { files: vec![style], ..Theme::default() };
        let mut found = Diagnostics::new();
        apply(&SiteDir::new(root.path()), &mut theme, &[manifest(MANIFEST).0], &mut found);
        let FileBytes::Program(bytes) = &theme.files[0].bytes else { unreachable!("it is in memory") };
        let said = found.iter().map(|d| format!("{d} → {}", d.hint.as_deref().unwrap_or_default()));
        (String::from_utf8_lossy(bytes).into_owned(), said.collect())
    }

    #[test]
    fn what_a_site_sets_is_at_the_end_of_the_style_sheet() {
        let (css, said) = applied(
            "accent = \"#8a1c1c\"\naccent_dark = \"oklch(75% 0.1 20)\"\ntext_font = \"'Source Serif 4', Georgia, serif\"\n\
             width = \"38rem\"\nmotto = \"All of it\"\nlarge = true\nplace = \"below\"\nshare = [\"x\"]",
        );
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(
            css,
            "p {}\n/* What the site's [theme] sets. */\n\
             :root{--accent:#8a1c1c;--serif:'Source Serif 4', Georgia, serif;--column:38rem;}\n\
             @media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){--accent:oklch(75% 0.1 20);}}\n\
             @media screen{:root[data-theme=\"dark\"]{--accent:oklch(75% 0.1 20);}}\n"
        );
        assert_eq!(applied("motto = \"All of it\"").0, "p {}");
    }

    #[test]
    fn every_name_of_a_color_is_accepted() {
        for color in ["red", "RebeccaPurple", "darkslategrey", "lightgray", "transparent", "currentColor"] {
            let (css, said) = applied(&format!("accent = \"{color}\""));
            assert!(
                said.is_empty() && css.contains(&format!("--accent:{color};")),
                "{color}: {said:?} {css}"
            );
        }
    }

    #[test]
    fn what_could_be_more_than_a_value_is_refused_with_its_line() {
        for hostile in [
            "accent = \"red;} body{display:none\"",
            "accent = \"url(https://evil.example/)\"",
            "accent = \"#12\"",
            "accent = \"reddish\"",
            "accent = 3",
            "text_font = \"x; y\"",
            "text_font = \"'x\"",
            "text_font = \"</style>\"",
            "width = \"10\"",
            "width = \"1e9rem\"",
            "width = \"calc(1px)\"",
            "width = \"10rem;\"",
            "large = \"yes\"",
            "place = \"beside\"",
            "share = [\"x\", \"myspace\"]",
            "share = \"x\"",
        ] {
            let (css, said) = applied(hostile);
            assert_eq!((css.as_str(), said.len()), ("p {}", 1), "{hostile}: {said:?}");
            assert!(said[0].starts_with("config.toml:3:"), "{said:?}");
        }
        assert_eq!(
            applied("acent = \"#000\"").1,
            ["config.toml:3:1: the theme has no setting `acent` → did you mean `accent`?"]
        );
    }

    #[test]
    fn a_manifest_says_what_a_setting_is() {
        assert!(manifest(MANIFEST).1.is_empty());
        for (line, expected) in [
            ("a = { is = \"hue\" }", "there is no setting type `hue`"),
            ("a = { property = \"--a\" }", "has no type"),
            ("a = { is = \"text\", one_of = [\"b\"] }", "has no type"),
            ("a = { is = \"text\", property = \"a;b\" }", "is not a CSS custom property"),
            ("a = 3", "must be a table"),
        ] {
            let (_, said) = manifest(&format!("[settings]\n{line}\n"));
            assert!(said.len() == 1 && said[0].contains(expected), "{line}: {said:?}");
        }
    }
}
