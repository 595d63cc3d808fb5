//! Purposes of destinations: links, pictures, and other files that a page loads.

/// Purpose of a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// To be followed.
    Link,
    /// To be shown in the page.
    Image,
    /// To be loaded by the page in another way.
    File(FileKind),
}

/// Files other than pictures that a page loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A sound.
    Sound,
    /// A film.
    Film,
    /// Subtitles of a film.
    Subtitles,
    /// A page in a frame.
    Frame,
    /// A script.
    Script,
    /// A file for a plug-in, or of an unknown kind.
    Other,
}

impl FileKind {
    /// Returns the name that editors know.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Film => "film",
            Self::Subtitles => "subtitles",
            Self::Frame => "page for a frame",
            Self::Script => "script",
            Self::Other => "file",
        }
    }
}

impl LinkKind {
    /// Returns the purpose of an attribute's destination.
    pub(super) fn of_attribute(element: &str, attribute: &str, written: &str) -> Self {
        match (element, attribute) {
            (_, "href") => Self::Link,
            (_, "poster") | ("img" | "input", _) => Self::Image,
            ("audio", _) => Self::File(FileKind::Sound),
            ("video", _) => Self::File(FileKind::Film),
            ("track", _) => Self::File(FileKind::Subtitles),
            ("iframe" | "frame", _) => Self::File(FileKind::Frame),
            ("script", _) => Self::File(FileKind::Script),
            _ => Self::of_file(written),
        }
    }

    /// Returns the purpose of a file, by the ending of its name.
    pub fn of_file(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let ending =
            path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
        match ending.to_ascii_lowercase().as_str() {
            "avif" | "bmp" | "gif" | "heic" | "jfif" | "jpe" | "jpeg" | "jpg" | "png" | "svg" | "tif"
            | "tiff" | "webp" => Self::Image,
            "aac" | "flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav" => Self::File(FileKind::Sound),
            "avi" | "m4v" | "mkv" | "mov" | "mp4" | "mpeg" | "mpg" | "ogv" | "webm" => {
                Self::File(FileKind::Film)
            }
            "srt" | "vtt" => Self::File(FileKind::Subtitles),
            "js" | "mjs" => Self::File(FileKind::Script),
            _ => Self::File(FileKind::Other),
        }
    }
}
