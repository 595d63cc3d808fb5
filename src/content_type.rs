//! Media types by file extension.
//!
//! One table for the preview's and the object stores' `Content-Type` and for the images in feeds.
//! Text is UTF-8, as is everything that Dateline writes. The types are part of the published
//! output, so the table is written out here: a crate's next release could change them.

/// Type of a page.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// Type of a file with an unknown extension.
///
/// With `nosniff`, no browser guesses another.
const UNKNOWN: &str = "application/octet-stream";

/// Returns the `Content-Type` of a file by its name.
pub(crate) fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.unwrap_or_default().as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "txt" | "conf" => "text/plain; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "rss" => "application/rss+xml; charset=utf-8",
        "xml" | "xsl" => "application/xml; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xhtml" => "application/xhtml+xml; charset=utf-8",
        "pdf" => "application/pdf",
        "epub" => "application/epub+zip",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" | "jpe" | "jfif" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "tif" | "tiff" => "image/tiff",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        _ => UNKNOWN,
    }
}

/// Returns the media type of an image by its path, without parameters; `None` for other files.
pub(crate) fn image_type(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next()?;
    let kind = content_type(name).split(';').next()?;
    kind.starts_with("image/").then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_type_without_parameters() {
        assert_eq!(image_type("a/b.JPG"), Some("image/jpeg"));
        assert_eq!(image_type("b.svg"), Some("image/svg+xml"));
        assert_eq!(image_type("jpg"), None);
        assert_eq!(image_type("a.png/b"), None);
        assert_eq!(image_type("a.mp4"), None);
    }
}
