//! Front matter of other generators, read leniently.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use yaml_rust2::{Yaml, YamlLoader};

/// Front matter of one file and the text below it.
pub(crate) struct Page {
    front: Yaml,
    /// Text below the front matter.
    pub(crate) body: String,
}

impl Page {
    /// Reads a file with YAML between `---` lines.
    pub(crate) fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("a file of the archive is read");
        let Parts { front, body } = split(&text, "---");
        let front = YamlLoader::load_from_str(&mended(&front))
            .unwrap_or_else(|error| unreachable!("{}: {error}", file.display()));
        Self { front: front.into_iter().next().unwrap_or(Yaml::BadValue), body }
    }

    /// Returns a key's text; nothing where it is missing or empty.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        scalar(&self.front[key]).filter(|text| !text.trim().is_empty())
    }

    /// Returns a key's list, or its one text as a list.
    pub(crate) fn list(&self, key: &str) -> Vec<String> {
        let value = &self.front[key];
        let all =
            value.as_vec().map_or_else(|| vec![scalar(value)], |list| list.iter().map(scalar).collect());
        all.into_iter().flatten().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }
}

/// Mends what other generators take and the parser refuses: a key that is there twice (the first stays), and a text in quotes
/// that goes on at the beginning of the next line.
fn mended(front: &str) -> String {
    let mut keys = HashSet::new();
    let mut mended = String::new();
    let (mut is_open, mut is_kept) = (false, true);
    for line in front.lines() {
        let key = line
            .split_once(':')
            .map(|(key, _)| key)
            .filter(|key| !key.is_empty() && !key.starts_with([' ', '-', '#']));
        if is_open {
            mended.push(' ');
            mended.push_str(line.trim());
        } else {
            if let Some(key) = key {
                is_kept = keys.insert(key);
            }
            if is_kept {
                mended.push('\n');
                mended.push_str(line);
            }
        }
        is_open = is_kept && opens_quotes(mended.rsplit('\n').next().unwrap_or_default());
    }
    mended
}

/// Tells whether the value of a line is a text whose quotes are not closed yet.
fn opens_quotes(line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value.trim());
    value.starts_with('"') && (value.len() == 1 || !value.ends_with('"') || value.ends_with("\\\""))
}

fn scalar(value: &Yaml) -> Option<String> {
    match value {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        Yaml::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Front matter and body.
pub(crate) struct Parts {
    pub(crate) front: String,
    pub(crate) body: String,
}

/// Splits a file at the two lines that are `fence`.
pub(crate) fn split(text: &str, fence: &str) -> Parts {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let mut lines = text.split_inclusive('\n');
    let first =
        lines.next().filter(|line| line.trim_end() == fence).expect("the file begins with front matter");
    let mut end = first.len();
    for line in lines {
        if line.trim_end() == fence {
            return Parts {
                front: text[first.len()..end].to_owned(),
                body: text[end + line.len()..].to_owned(),
            };
        }
        end += line.len();
    }
    unreachable!("the front matter ends: {text}")
}

/// Returns a date as Dateline takes it, from the forms that Jekyll and Hugo take: `2015-03-17 9:00:00 -4`.
pub(crate) fn date(written: &str) -> String {
    let mut parts = written.split_whitespace();
    let day = parts.next().expect("a day");
    let Some(time) = parts.next() else { return day.to_owned() };
    let time = if time.len() == 7 { format!("0{time}") } else { time.to_owned() };
    let offset = parts.next().map_or_else(|| "Z".to_owned(), offset);
    format!("{day}T{time}{offset}")
}

/// Returns an offset in full: `-4` and `-0400` are `-04:00`.
fn offset(written: &str) -> String {
    let (sign, digits) = written.split_at(1);
    match digits.len() {
        1 => format!("{sign}0{digits}:00"),
        2 => format!("{sign}{digits}:00"),
        _ => format!("{sign}{}:{}", &digits[..2], &digits[2..]),
    }
}

/// Returns the files below a folder that end in `ending`, sorted.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.filter(|file| file.to_string_lossy().ends_with(ending)).collect()
}

/// Returns a file's name without its ending.
pub(crate) fn stem(file: &Path) -> &str {
    file.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8")
}
