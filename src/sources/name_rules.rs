//! Decides by the names of files and folders which of them are published.
//!
//! Leftovers of editors and systems, partial downloads, version control and secrets are never
//! published. Case and invisible characters in a name make no difference.

/// Part of the site in which a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    /// `static/`, where hidden names (`.well-known`) and unusual names are intended.
    Static,
    /// All other folders, where hidden names and backup copies are skipped.
    Elsewhere,
}

/// Type of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// File, or symlink whose target is not known yet.
    File,
    /// Folder.
    Folder,
}

/// Decision about a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Publish it.
    Included,
    /// Skip it silently, as a leftover.
    Ignored,
    /// Skip it, as a backup copy that may be a text.
    Backup,
    /// Skip it with a warning.
    Excluded(ExclusionReason),
}

/// Reason for not publishing a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExclusionReason {
    /// Belongs to version control.
    VersionControl,
    /// May contain passwords or keys.
    Secret,
    /// Belongs to Dateline's cache.
    Cache,
    /// Is a partial download or an unfinished file.
    Unfinished,
    /// Is hidden, outside `static/`.
    Hidden,
    /// Is the site's config.
    Settings,
}

/// Returns the reason as a predicate for messages.
pub(super) fn reason_text(reason: ExclusionReason) -> &'static str {
    match reason {
        ExclusionReason::VersionControl => "belongs to version control",
        ExclusionReason::Secret => "may hold passwords or keys",
        ExclusionReason::Cache => "is Dateline's cache",
        ExclusionReason::Unfinished => "looks like a file that was never finished",
        ExclusionReason::Hidden => "is hidden",
        ExclusionReason::Settings => "holds the site's settings",
    }
}

/// Decides about a name.
pub(super) fn classify(name: &[u8], bearer: EntryKind, area: Area) -> Verdict {
    if area == Area::Elsewhere && name.first() == Some(&b'.') {
        return Verdict::Ignored;
    }
    if let Some(reason) = exclusion_reason(name) {
        return Verdict::Excluded(reason);
    }
    if is_system_file(name) {
        return Verdict::Ignored;
    }
    if bearer == EntryKind::Folder {
        return Verdict::Included;
    }
    classify_file(name, area)
}

/// Returns the reason why a component of a path prevents publishing, if one does.
pub(super) fn excluded_component(path: &[u8]) -> Option<ExclusionReason> {
    path.split(|byte| *byte == b'/').find_map(exclusion_reason)
}

/// Returns the reason why a symlink must not lead to a path of the site.
pub(super) fn excluded_target(path: &[u8]) -> Option<ExclusionReason> {
    let is_hidden = |part: &[u8]| part.first() == Some(&b'.');
    let is_hidden = || !path.starts_with(b"static/") && path.split(|byte| *byte == b'/').any(is_hidden);
    let of_site = || match path {
        path if path.eq_ignore_ascii_case(b"config.toml") => Some(ExclusionReason::Settings),
        _ => is_hidden().then_some(ExclusionReason::Hidden),
    };
    excluded_component(path).or_else(of_site)
}

/// Decides about the name of a file.
fn classify_file(name: &[u8], area: Area) -> Verdict {
    if is_editor_file(name) {
        return Verdict::Ignored;
    }
    if name.ends_with(b"~") {
        return Verdict::Backup;
    }
    let Some(dot) = name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0) else {
        return Verdict::Included;
    };
    let (stem, ending) = (&name[..dot], &name[dot + 1..]);
    let is = |endings: &[&[u8]]| endings.iter().any(|known| ending.eq_ignore_ascii_case(known));
    let is_elsewhere = area == Area::Elsewhere;
    if is(&[b"swp", b"swo", b"swx"]) {
        return Verdict::Ignored;
    }
    if is_elsewhere && is(&[b"bak", b"orig", b"rej"]) {
        return Verdict::Backup;
    }
    // `film.mp4.part` is a partial download; `engine.part` may be a drawing of an engine.
    let is_part = is(&[b"part", b"partial", b"filepart"]) && (is_elsewhere || stem.contains(&b'.'));
    if is_part || is(&[b"crdownload", b"tmp"]) {
        return if is_elsewhere { Verdict::Ignored } else { Verdict::Excluded(ExclusionReason::Unfinished) };
    }
    Verdict::Included
}

/// Returns whether an editor creates files of this name.
///
/// These are locks, swap files and write tests.
fn is_editor_file(name: &[u8]) -> bool {
    // `.talks.md.swa` to `.swz`. Without the leading dot, `.swf` may be a Flash film.
    let is_swap = |name: &[u8]| {
        name.len() > 5
            && name[0] == b'.'
            && name[name.len() - 4..name.len() - 1].eq_ignore_ascii_case(b".sw")
            && name[name.len() - 1].is_ascii_alphabetic()
    };
    match name.first() {
        Some(b'~') => name.starts_with(b"~$"),
        Some(b'.') => {
            name.starts_with(b".#")
                || (name.starts_with(b".~lock.") && name.ends_with(b"#"))
                || starts_with(name, b".goutputstream-")
                || starts_with(name, b".nfs0")
                || starts_with(name, b".fuse_hidden")
                || is_swap(name)
        }
        Some(b'#') => name.len() > 1 && name.ends_with(b"#"),
        Some(b'4') => name == b"4913",
        _ => false,
    }
}

/// Names of files and folders that systems create, in lower case.
const SYSTEM_FILES: [&[u8]; 19] = [
    b"desktop.ini",
    b"thumbs.db",
    b"ehthumbs.db",
    b"ehthumbs_vista.db",
    b"icon\r",
    b"__macosx",
    b"$recycle.bin",
    b"system volume information",
    b"@eadir",
    b".ds_store",
    b".appledouble",
    b".lsoverride",
    b".localized",
    b".directory",
    b".apdisk",
    b".fseventsd",
    b".spotlight-v100",
    b".temporaryitems",
    b".trashes",
];

/// Returns whether a system creates files of this name.
fn is_system_file(name: &[u8]) -> bool {
    if name.starts_with(b"._") || starts_with(name, b".trash-") {
        return true;
    }
    let may_be = matches!(
        name.first(),
        Some(b'.' | b'$' | b'@' | b'_' | b'd' | b'D' | b't' | b'T' | b'e' | b'E' | b'i' | b'I' | b's' | b'S')
    );
    may_be && SYSTEM_FILES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Names of version control's files and folders, in lower case.
const VERSION_CONTROL: [&[u8]; 6] = [b".git", b".hg", b".svn", b".bzr", b".jj", b"git~1"];

/// Names of files and folders with passwords and keys, in lower case.
const SECRETS: [&[u8]; 11] = [
    b".ssh",
    b".aws",
    b".gnupg",
    b".docker",
    b".kube",
    b".netrc",
    b".npmrc",
    b".pypirc",
    b".pgpass",
    b".htpasswd",
    b".git-credentials",
];

/// Returns the reason why a name is not published anywhere, if there is one.
///
/// Some file systems ignore case, trailing dots and spaces, and invisible characters.
fn exclusion_reason(name: &[u8]) -> Option<ExclusionReason> {
    if !matches!(name.first(), Some(b'.' | b'g' | b'G' | 0xe2 | 0xef)) {
        return None;
    }
    let name = plain(name);
    let is = |known: &&[u8]| name == **known;
    if VERSION_CONTROL.iter().any(is) {
        return Some(ExclusionReason::VersionControl);
    }
    if name == b".dateline" {
        return Some(ExclusionReason::Cache);
    }
    (name.starts_with(b".env") || SECRETS.iter().any(is)).then_some(ExclusionReason::Secret)
}

/// Returns a name in lower case, without characters that some file system ignores.
fn plain(name: &[u8]) -> Vec<u8> {
    let visible: Vec<u8> = match std::str::from_utf8(name) {
        Ok(text) if !text.is_ascii() => {
            let is_ignored = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
            text.chars().filter(|c| !is_ignored(*c)).collect::<String>().into_bytes()
        }
        _ => name.to_vec(),
    };
    let end = visible.iter().rposition(|byte| !matches!(byte, b'.' | b' ')).map_or(0, |last| last + 1);
    visible[..end].to_ascii_lowercase()
}

/// Returns whether a name starts with a prefix, ignoring case.
fn starts_with(name: &[u8], start: &[u8]) -> bool {
    name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classified(name: &str, area: Area) -> Verdict {
        classify(name.as_bytes(), EntryKind::File, area)
    }

    #[test]
    fn leftovers_are_published_from_nowhere() {
        for name in [
            "~$Story.docx",
            "desktop.ini",
            "Desktop.INI",
            "THUMBS.DB",
            "ehthumbs.db",
            "4913",
            "talks.md.swp",
            ".talks.md.swn",
            "x.SWO",
            ".~lock.talks.odt#",
            "#talks.md#",
            ".#talks.md",
            "Icon\r",
            "._photo.jpg",
            ".ds_store",
            "photo.jpg~",
        ] {
            for area in [Area::Static, Area::Elsewhere] {
                assert_ne!(classified(name, area), Verdict::Included, "{name} {area:?}");
            }
        }
        assert_eq!(classify(b"__MACOSX", EntryKind::Folder, Area::Static), Verdict::Ignored);
    }

    #[test]
    fn what_may_be_meant_in_static_is_published_from_there() {
        for name in [
            "app.js.bak",
            "a.orig",
            "engine.part",
            "film.swf",
            "_redirects",
            ".htaccess",
            ".nojekyll",
            "#1.svg",
            "Icon.svg",
        ] {
            assert_eq!(classified(name, Area::Static), Verdict::Included, "{name}");
        }
        for name in ["film.mp4.part", "film.crdownload", "report.pdf.tmp"] {
            assert_eq!(
                classified(name, Area::Static),
                Verdict::Excluded(ExclusionReason::Unfinished),
                "{name}"
            );
        }
        for name in ["talks.md.bak", "photo.jpg.orig", "photo.rej", "talks.md~"] {
            assert_eq!(classified(name, Area::Elsewhere), Verdict::Backup, "{name}");
        }
        assert_eq!(classify(b"4913", EntryKind::Folder, Area::Elsewhere), Verdict::Included);
        assert_eq!(classify(b"2025.part", EntryKind::Folder, Area::Elsewhere), Verdict::Included);
    }

    #[test]
    fn version_control_and_secrets_are_refused_however_they_are_written() {
        for name in [".git", ".GIT", ".Git.", ".git ", "GIT~1", ".g\u{200c}it", ".hg", ".SVN"] {
            assert_eq!(
                classified(name, Area::Static),
                Verdict::Excluded(ExclusionReason::VersionControl),
                "{name}"
            );
        }
        for name in [".env", ".ENV.local", ".envrc", ".htpasswd"] {
            assert_eq!(classified(name, Area::Static), Verdict::Excluded(ExclusionReason::Secret), "{name}");
        }
        assert_eq!(classified(".dateline", Area::Static), Verdict::Excluded(ExclusionReason::Cache));
        for name in [".well-known", ".gitattributes", "git", "gite", "env.js"] {
            assert_eq!(classified(name, Area::Static), Verdict::Included, "{name}");
        }
        assert_eq!(excluded_component(b"a/.Git/config"), Some(ExclusionReason::VersionControl));
        assert_eq!(excluded_component(b"a/b"), None);
    }

    #[test]
    fn a_symlink_ends_at_no_hidden_place_and_not_at_the_settings() {
        assert_eq!(excluded_target(b".cache/key"), Some(ExclusionReason::Hidden));
        assert_eq!(excluded_target(b"content/.old/a.md"), Some(ExclusionReason::Hidden));
        assert_eq!(excluded_target(b"Config.toml"), Some(ExclusionReason::Settings));
        assert_eq!(excluded_target(b"static/.git/config"), Some(ExclusionReason::VersionControl));
        assert_eq!(excluded_target(b"static/.well-known/a"), None);
        assert_eq!(excluded_target(b"shared/config.toml"), None);
    }
}
