//! Loads a theme from the site's `themes/NAME/` or from the program.
//!
//! A theme may extend another one. The site's own `templates/` and `i18n/` take precedence over all
//! themes.

use std::path::Path;

use super::builtin::{self, BuiltinFile};
use super::settings::{self, Declarations};
use super::{
    FileBytes, SITE_LAYER, SITE_TRANSLATIONS, Template, Theme, ThemeFile, Translation, builtin_themes,
};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::fields::{DiagnosticSink, Fields, parse};
use crate::language::Language;
use crate::path::SitePath;
use crate::sources::{SiteDir, SourceFile, hint, list_files, list_folders};

/// Maximum length of a chain of parent themes.
const MAX_PARENTS: usize = 8;

/// Size limit of a template.
const MAX_TEMPLATE_BYTES: u64 = 4 << 20;

/// Loads a theme for the site at `root`.
pub fn load(root: &Path, name: &str) -> (Theme, Diagnostics) {
    let mut found = Diagnostics::new();
    let site = &SiteDir::new(root);
    let mut theme = Theme { layers: vec![SITE_LAYER.to_owned()], ..Theme::default() };
    for source in list_files(root, "templates", &mut found) {
        add_from_disk(site, &mut theme, SITE_LAYER, "templates", &source, &mut found);
    }
    for source in list_files(root, SITE_TRANSLATIONS, &mut found) {
        let below = source.path.beneath(SITE_TRANSLATIONS).unwrap_or_default();
        if let Some(language) = translated_language(below) {
            add_translation(site, &mut theme, language, &source, &mut found);
        }
    }
    let mut next = Some(NamedTheme { name: name.to_owned(), place: chosen_place(site) });
    let mut declarations = Vec::new();
    while let Some(named) = next {
        if theme.layers.contains(&named.name) || theme.layers.len() > MAX_PARENTS {
            let message = format!("the theme `{}` extends itself through other themes", named.name);
            let hint = "remove one `extends` from the chain";
            found.push(Diagnostic::error(named.place, message).hint(hint));
            break;
        }
        theme.layers.push(named.name.clone());
        let manifest = add_layer(site, &mut theme, &named, &mut found);
        next = manifest.extends;
        declarations.push(manifest.settings);
    }
    settings::apply(site, &mut theme, &declarations, &mut found);
    add_own_translations(&mut theme);
    if !found.has_errors() {
        check_complete(&theme, name, &mut found);
    }
    (theme, found)
}

/// Name of a theme, and the place of the file that names it.
#[derive(Debug)]
struct NamedTheme {
    name: String,
    place: Place,
}

/// Relevant content of a `theme.toml`.
#[derive(Debug, Default)]
struct Manifest {
    /// Parent theme.
    extends: Option<NamedTheme>,
    /// Settings that a site may change.
    settings: Declarations,
}

/// Adds the files of one theme, and returns its manifest.
fn add_layer(site: &SiteDir, theme: &mut Theme, named: &NamedTheme, found: &mut Diagnostics) -> Manifest {
    let name = named.name.as_str();
    let folder = format!("themes/{name}");
    if site.root().join(&folder).is_dir() {
        for source in list_files(site.root(), &folder, found) {
            add_from_disk(site, theme, name, &folder, &source, found);
        }
        let manifest = SitePath::known(&format!("{folder}/theme.toml"));
        return match site.text(manifest.as_str()) {
            Ok(text) => read_manifest(&manifest, &text, found),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Manifest::default(),
            Err(error) => {
                found.push(unreadable(&manifest, &error));
                Manifest::default()
            }
        };
    }
    let Some(files) = builtin::files_of(name) else {
        found.push(unknown_theme(site, named));
        return Manifest::default();
    };
    for file in &files {
        add_builtin(theme, name, file);
    }
    let manifest = files.iter().find(|file| file.path == "theme.toml");
    let text = manifest.map(|manifest| String::from_utf8_lossy(&manifest.bytes)).unwrap_or_default();
    read_manifest(&SitePath::known(&format!("{folder}/theme.toml")), &text, found)
}

fn read_manifest(manifest: &SitePath, text: &str, found: &mut Diagnostics) -> Manifest {
    let mut problems = DiagnosticSink::new(manifest, text, 0);
    let table = parse(text, &mut problems);
    let mut fields = Fields::new(&table);
    for described in ["name", "description", "license", "homepage", "authors"] {
        fields.take(described);
    }
    let extends = fields.take("extends").and_then(|field| {
        let name = field.non_empty(&mut problems)?;
        let is_a_name = !name.contains(['/', '\\', ':']) && !name.starts_with('.');
        if !is_a_name {
            problems.error(
                field.span(),
                format!("`{name}` is not a valid theme name"),
                "name a folder of themes/, or `broadsheet`",
            );
        }
        is_a_name.then(|| NamedTheme { name: name.to_owned(), place: problems.place(field.span()) })
    });
    let settings = settings::declarations(&mut fields, &mut problems);
    fields.finish(&mut problems, "");
    found.extend(problems.into_diagnostics());
    Manifest { extends, settings }
}

fn add_from_disk(
    site: &SiteDir,
    theme: &mut Theme,
    layer: &str,
    folder: &str,
    source: &SourceFile,
    found: &mut Diagnostics,
) {
    let below = source.path.beneath(folder).unwrap_or(source.path.as_str());
    let template = if layer == SITE_LAYER { Some(below) } else { below.strip_prefix("templates/") };
    if let Some(name) = template {
        if let Some(text) = text_of(site, source, found) {
            theme.templates.push(Template {
                name: format!("{layer}/{name}"),
                file: source.path.clone(),
                text,
            });
        }
    } else if let Some(language) = below.strip_prefix("i18n/").and_then(translated_language) {
        add_translation(site, theme, language, source, found);
    } else if let Some(path) = below.strip_prefix("static/") {
        add_file(
            theme,
            ThemeFile {
                path: path.to_owned(),
                file: source.path.clone(),
                bytes: FileBytes::Disk(source.stat),
            },
        );
    }
}

/// Reads a template or a translation file.
fn text_of(site: &SiteDir, source: &SourceFile, found: &mut Diagnostics) -> Option<String> {
    if source.stat.size > MAX_TEMPLATE_BYTES {
        found.push(
            Diagnostic::error(Place::File(source.path.clone()), "this file is larger than 4 MiB")
                .hint("split it, or put the data in static/"),
        );
        return None;
    }
    match site.text(source.path.as_str()) {
        Ok(text) => Some(text),
        Err(error) => {
            found.push(unreadable(&source.path, &error));
            None
        }
    }
}

/// Returns the language of a translation file: `ar` for `ar.toml`.
fn translated_language(name: &str) -> Option<&str> {
    let language = name.strip_suffix(".toml")?;
    Language::parse(language).map(|_| language)
}

fn add_translation(
    site: &SiteDir,
    theme: &mut Theme,
    language: &str,
    source: &SourceFile,
    found: &mut Diagnostics,
) {
    if let Some(text) = text_of(site, source, found) {
        theme.translations.push(Translation {
            language: language.to_owned(),
            file: source.path.clone(),
            text,
        });
    }
}

/// The program's own translations stand behind all others.
fn add_own_translations(theme: &mut Theme) {
    let name = builtin_themes()[0];
    for file in builtin::files_of(name).unwrap_or_default() {
        add_builtin_translation(theme, SitePath::known(&format!("themes/{name}/{}", file.path)), &file);
    }
}

fn add_builtin_translation(theme: &mut Theme, known: SitePath, file: &BuiltinFile) {
    if let Some(language) = file.path.strip_prefix("i18n/").and_then(translated_language) {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        let translation = Translation { language: language.to_owned(), file: known, text };
        if !theme.translations.contains(&translation) {
            theme.translations.push(translation);
        }
    }
}

fn add_builtin(theme: &mut Theme, layer: &str, file: &BuiltinFile) {
    let known = SitePath::known(&format!("themes/{layer}/{}", file.path));
    if let Some(name) = file.path.strip_prefix("templates/") {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        theme.templates.push(Template { name: format!("{layer}/{name}"), file: known, text });
    } else if let Some(path) = file.path.strip_prefix("static/") {
        let bytes = FileBytes::Program(file.bytes.clone());
        add_file(theme, ThemeFile { path: path.to_owned(), file: known, bytes });
    } else {
        add_builtin_translation(theme, known, file);
    }
}

/// Adds a file, unless an earlier layer has the same path.
fn add_file(theme: &mut Theme, file: ThemeFile) {
    if !theme.files.iter().any(|before| before.path == file.path) {
        theme.files.push(file);
    }
}

fn check_complete(theme: &Theme, name: &str, found: &mut Diagnostics) {
    let missing: Vec<&str> =
        Theme::REQUIRED.into_iter().filter(|required| theme.template(required).is_none()).collect();
    if !missing.is_empty() {
        found.push(
            Diagnostic::error(
                manifest_place(name),
                format!("the theme `{name}` has no {}", missing.join(", ")),
            )
            .hint(
                "write them, or let the theme build on another: extends = \"broadsheet\" in its theme.toml",
            ),
        );
    }
}

fn manifest_place(name: &str) -> Place {
    Place::File(SitePath::known(&format!("themes/{name}/theme.toml")))
}

fn unreadable(path: &SitePath, error: &std::io::Error) -> Diagnostic {
    let why = match error.kind() {
        std::io::ErrorKind::InvalidData => "it is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::error(Place::File(path.clone()), format!("can't read this file: {why}"))
        .hint(hint(error, "check that the file is UTF-8 text and that you may read it"))
}

fn unknown_theme(site: &SiteDir, NamedTheme { name, place }: &NamedTheme) -> Diagnostic {
    let mut known: Vec<String> = builtin_themes().map(str::to_owned).to_vec();
    known.extend(
        list_folders(site.root(), "themes").into_iter().filter_map(|folder| {
            folder.beneath("themes").filter(|name| !name.contains('/')).map(str::to_owned)
        }),
    );
    known.sort();
    known.dedup();
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("put it in themes/{name}/, or use one of: {}", known.join(", ")),
    };
    Diagnostic::error(place.clone(), format!("there is no theme `{name}`")).hint(hint)
}

/// Returns the place at which `config.toml` names the theme.
fn chosen_place(site: &SiteDir) -> Place {
    let config = SitePath::known("config.toml");
    let text = site.text(config.as_str()).unwrap_or_default();
    // Errors were reported when the config was read.
    let mut ignored = DiagnosticSink::new(&config, &text, 0);
    let table = parse(&text, &mut ignored);
    let named = Fields::new(&table).take("theme").and_then(|field| {
        if field.value().as_table().is_none() {
            return Some(field.span());
        }
        let mut table = field.table(&mut ignored, "theme.", "{ … }")?;
        Some(table.take("name")?.span())
    });
    named.map_or(Place::File(config.clone()), |span| ignored.place(span))
}
