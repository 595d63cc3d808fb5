//! Kinds of link targets: links, images and other files that a page loads.

/// Kind of a link target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Followed by the reader.
    Link,
    /// Shown in the page.
    Image,
    /// Loaded by the page in another way.
    File(FileKind),
}

/// Kind of a file, other than an image, that a page loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Audio.
    Audio,
    /// Video.
    Video,
    /// Subtitles of a video.
    Subtitles,
    /// Page in a frame.
    Frame,
    /// Script.
    Script,
    /// Plug-in content, or an unknown kind.
    Other,
}

impl FileKind {
    /// Returns the noun for messages.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Audio => "sound",
            Self::Video => "film",
            Self::Subtitles => "subtitles",
            Self::Frame => "page for a frame",
            Self::Script => "script",
            Self::Other => "file",
        }
    }
}

impl LinkKind {
    /// Returns the kind of an attribute's target.
    pub(super) fn of_attribute(element: &str, attribute: &str, written: &str) -> Self {
        match (element, attribute) {
            (_, "href") => Self::Link,
            (_, "poster") | ("img" | "input", _) => Self::Image,
            ("audio", _) => Self::File(FileKind::Audio),
            ("video", _) => Self::File(FileKind::Video),
            ("track", _) => Self::File(FileKind::Subtitles),
            ("iframe" | "frame", _) => Self::File(FileKind::Frame),
            ("script", _) => Self::File(FileKind::Script),
            _ => Self::of_file(written),
        }
    }

    /// Returns the kind of a file by its extension.
    pub fn of_file(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let ending =
            path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
        match ending.to_ascii_lowercase().as_str() {
            "avif" | "bmp" | "gif" | "heic" | "jfif" | "jpe" | "jpeg" | "jpg" | "png" | "svg" | "tif"
            | "tiff" | "webp" => Self::Image,
            "aac" | "flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav" => Self::File(FileKind::Audio),
            "avi" | "m4v" | "mkv" | "mov" | "mp4" | "mpeg" | "mpg" | "ogv" | "webm" => {
                Self::File(FileKind::Video)
            }
            "srt" | "vtt" => Self::File(FileKind::Subtitles),
            "js" | "mjs" => Self::File(FileKind::Script),
            _ => Self::File(FileKind::Other),
        }
    }
}
