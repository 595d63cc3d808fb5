//! Texts of a static site, as far as addresses need them.

use jiff::civil::Date;

use super::fields::Fields;
use crate::story::{Notice, StoryDate, Taxonomy};

/// Part of a file in the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Text.
    Text(TextPlace),
    /// File that is published unchanged, at this address.
    Asset(String),
    /// File beside a text, which is published at the text's address.
    Resource,
    /// Template, tool or setting.
    Nothing,
}

/// Place of a text in the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TextPlace {
    /// Part in the site.
    pub(super) role: Role,
    /// Folder below the folder of texts, without language, without slashes at its ends.
    pub(super) folder: String,
    /// Name of the file without ending and language.
    pub(super) name: String,
    /// Language, if the path says it.
    pub(super) language: Option<String>,
}

/// Part of a text in the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Role {
    /// Article or standing page.
    #[default]
    Story,
    /// Unpublished article.
    Draft,
    /// Text of a folder's list.
    Section,
    /// Text of a term.
    Term(Taxonomy),
    /// Author, with a biography.
    Author,
    /// Text in a format that is not supported.
    Unsupported(&'static str),
}

/// Text, as far as addresses and links need it.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// Path in the source.
    pub(super) path: String,
    /// Place.
    pub(super) place: TextPlace,
    /// Day in the file's name.
    pub(super) named_day: Option<Date>,
    /// Name of the file without a day.
    pub(super) bare_name: String,
    /// Headline.
    pub(super) title: String,
    /// Slug of the front matter.
    pub(super) slug: Option<String>,
    /// Date.
    pub(super) date: Option<StoryDate>,
    /// Categories: the folders that count as such, then those of the front matter.
    pub(super) categories: Vec<String>,
    /// Language, if it is not the site's.
    pub(super) language: Option<String>,
    /// Equal for a story and its translations.
    pub(super) translation_key: String,
    /// Address.
    pub(super) address: Option<String>,
    /// Further addresses.
    pub(super) aliases: Vec<String>,
    /// Rule that leaves the text out.
    pub(super) left_out: Option<String>,
    /// Fault for which the text is set aside.
    pub(super) fault: Option<String>,
    /// Unpublished.
    pub(super) is_draft: bool,
    /// Index of the original, if the text is a translation.
    pub(super) original: Option<usize>,
    /// Notices about the address.
    pub(super) notices: Vec<Notice>,
}

impl Text {
    /// Reports that the file is an `index` of a folder.
    pub(super) fn is_index(&self) -> bool {
        matches!(self.place.name.as_str(), "index" | "_index")
    }

    /// Returns the first folder, by which patterns and sections are chosen.
    pub(super) fn group(&self) -> &str {
        self.place.folder.split('/').next().unwrap_or_default()
    }

    /// Returns the name by which the text is known: the folder's for an `index`.
    pub(super) fn known_name(&self) -> &str {
        if self.is_index() {
            let folder = self.place.folder.rsplit('/').next().unwrap_or_default();
            return super::dates::dated_name(folder).map_or(folder, |name| name.rest);
        }
        &self.bare_name
    }
}

/// Returns the folder and the name of a path.
pub(super) fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Returns the ending of a file's name, in lowercase.
pub(super) fn ending(path: &str) -> String {
    let name = split_path(path).1;
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// Returns the role of a text file by its ending; `None` for other files.
pub(super) fn text_role(path: &str) -> Option<Role> {
    Some(match ending(path).as_str() {
        "md" | "markdown" | "mkd" | "mkdn" | "mdown" | "html" | "htm" => Role::Story,
        "adoc" | "asciidoc" => Role::Unsupported("AsciiDoc"),
        "org" => Role::Unsupported("Org"),
        "rst" => Role::Unsupported("reStructuredText"),
        "textile" => Role::Unsupported("Textile"),
        "mdx" => Role::Unsupported("MDX"),
        _ => return None,
    })
}

/// Reports that a file is a picture, film, sound or document.
pub(super) fn is_media(path: &str) -> bool {
    const ENDINGS: [&str; 46] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "heic", "ico", "mp3",
        "ogg", "oga", "wav", "m4a", "flac", "opus", "mp4", "m4v", "webm", "mov", "ogv", "avi", "vtt", "srt",
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "epub", "zip", "gz",
        "tgz", "csv", "tsv", "ics", "gpx",
    ];
    ENDINGS.contains(&ending(path).as_str())
}

/// Returns the language of a code as a tag of BCP 47: `pt_br` is `pt-BR`.
pub(super) fn language_tag(code: &str) -> Option<String> {
    let mut parts = code.trim().split(['-', '_', '.']);
    let first = parts.next().filter(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    })?;
    let mut tag = first.to_ascii_lowercase();
    for part in parts {
        if !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            3 => tag.push_str(part),
            // `en_US.UTF-8`
            _ => return Some(tag.trim_end_matches('-').to_owned()),
        }
    }
    Some(tag)
}

/// Returns the first language of several keys.
pub(super) fn language_of(fields: &Fields, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| language_tag(&text_at(fields, key)?))
}

/// Returns the text at a path of names.
pub(super) fn text_at(fields: &Fields, path: &str) -> Option<String> {
    let text = super::fields::text_of(fields.at(path)?);
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Returns a name of a folder or id as words: `inside-rust` is `Inside Rust`.
pub(super) fn words(name: &str) -> String {
    let words = name.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}
