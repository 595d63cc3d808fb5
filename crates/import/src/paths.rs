//! Paths of files that an import writes.

use crate::site::Site;
use crate::story::{Story, StoryKind};

/// Most characters of a file's name before the ending.
const LONGEST_NAME: usize = 80;

/// Returns the path of a story's file, relative to the site.
pub fn story_path(story: &Story, site: &dyn Site) -> String {
    if let Some(path) = story.path.as_deref().filter(|path| is_text_path(path)) {
        return path.to_owned();
    }
    let (slug, date) = match &story.file_name {
        Some(name) => (name.slug.as_str(), name.date),
        None => (story.slug.as_str(), story.date),
    };
    let slug = if slug.is_empty() { site.slug(&story.title) } else { site.slug(slug) };
    let slug = shorten(&slug);
    let slug = if slug.is_empty() { "untitled" } else { slug };
    let language = story.language.as_deref().map(|tag| format!(".{tag}")).unwrap_or_default();
    match (&story.kind, date) {
        (StoryKind::Term(taxonomy), _) => format!("content/{}/{slug}{language}.md", taxonomy.folder()),
        (StoryKind::Article, Some(date)) => {
            format!("content/{:04}/{}-{slug}{language}.md", date.year(), date.file_prefix())
        }
        (StoryKind::Page | StoryKind::Article, _) => format!("content/pages/{slug}{language}.md"),
    }
}

/// Reports that a path is that of a text of the site.
fn is_text_path(path: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.chars().any(|c| c.is_control() || "\\:".contains(c))
    };
    path.len() <= 400
        && path.starts_with("content/")
        && path.strip_suffix(".md").is_some()
        && path.split('/').all(is_plain)
}

/// Returns the path with a number before its ending: `a.md` is `a-2.md`.
pub fn numbered(path: &str, number: u32) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    format!("{folder}/{stem}-{number}.{ending}")
}

/// Shortens a slug at a hyphen.
fn shorten(slug: &str) -> &str {
    let Some((end, _)) = slug.char_indices().nth(LONGEST_NAME) else { return slug };
    let cut = &slug[..end];
    cut.rfind('-').filter(|at| *at > 0).map_or(cut, |at| &cut[..at])
}

/// Returns the path in `static/` of a file of the old site, by its address's path.
///
/// `None` if the path leads out of the site, names a hidden file, or has no name.
///
/// ```
/// use dateline_import::paths::static_path;
/// assert_eq!(static_path("/wp-content/a%20b.jpg").as_deref(), Some("static/wp-content/a b.jpg"));
/// assert_eq!(static_path("/../config.toml"), None);
/// ```
pub fn static_path(address: &str) -> Option<String> {
    let decoded = decode(address.split(['?', '#']).next()?)?;
    let mut parts = Vec::new();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.')
            || part.len() > 255
            || part.chars().any(|char| char.is_control() || char == '\\')
        {
            return None;
        }
        parts.push(part);
    }
    (!parts.is_empty() && !decoded.ends_with('/')).then(|| format!("static/{}", parts.join("/")))
}

/// Decodes percent-encoding (RFC 3986, section 2.1).
///
/// `None` if the result is not UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[index], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                index += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}
