//! Media types by file extension.
//!
//! One table for the preview's and the object stores' `Content-Type` and for the images in feeds:
//! that of the crate `mime_guess`, with a charset for text, which is UTF-8 as is everything that
//! Dateline writes. The types are part of the published output, so a test fixes those of the usual
//! extensions: an update of the crate must not change them unnoticed.

/// Type of a page.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// Type of a file with an unknown extension.
///
/// With `nosniff`, no browser guesses another.
const UNKNOWN: &str = "application/octet-stream";

/// Returns the `Content-Type` of a file by its name.
pub(crate) fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let extension = extension.unwrap_or_default();
    match &*extension {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
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
        "svg" => "image/svg+xml; charset=utf-8",
        // Registered names, for which the crate has older ones.
        "m4a" => "audio/mp4",
        "m4v" => "video/mp4",
        "woff" => "font/woff",
        "otf" => "font/otf",
        _ => match mime_guess::from_ext(&extension).first_raw() {
            Some("text/plain") => "text/plain; charset=utf-8",
            // Other names of HTML mean something to the server that makes the page.
            None | Some("text/html") => UNKNOWN,
            Some(known) => known,
        },
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
    fn the_types_of_usual_files_stay() {
        for (kind, extensions) in [
            ("text/html; charset=utf-8", &["html", "HTM"][..]),
            ("text/javascript; charset=utf-8", &["js", "mjs"]),
            ("text/plain; charset=utf-8", &["txt", "conf", "log"]),
            ("application/xml; charset=utf-8", &["xml", "xsl"]),
            ("application/pdf", &["pdf"]),
            ("application/epub+zip", &["epub"]),
            ("application/zip", &["zip"]),
            ("application/gzip", &["gz"]),
            ("application/wasm", &["wasm"]),
            ("application/msword", &["doc"]),
            ("application/vnd.oasis.opendocument.text", &["odt"]),
            ("image/svg+xml; charset=utf-8", &["svg"]),
            ("image/png", &["png"]),
            ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]),
            ("image/gif", &["gif"]),
            ("image/webp", &["webp"]),
            ("image/avif", &["avif"]),
            ("image/bmp", &["bmp"]),
            ("image/x-icon", &["ico"]),
            ("image/tiff", &["tif", "tiff"]),
            ("audio/mpeg", &["mp3"]),
            ("audio/mp4", &["m4a"]),
            ("audio/ogg", &["ogg", "oga", "opus"]),
            ("audio/wav", &["wav"]),
            ("audio/flac", &["flac"]),
            ("video/mp4", &["mp4", "m4v"]),
            ("video/webm", &["webm"]),
            ("video/ogg", &["ogv"]),
            ("video/quicktime", &["mov"]),
            ("font/woff2", &["woff2"]),
            ("font/woff", &["woff"]),
            ("font/ttf", &["ttf"]),
            ("font/otf", &["otf"]),
            ("application/octet-stream", &["", "unknown", "shtml"]),
        ] {
            for extension in extensions {
                assert_eq!(content_type(&format!("a.{extension}")), kind, "{extension}");
            }
        }
    }

    #[test]
    fn an_image_has_a_type_without_parameters() {
        assert_eq!(image_type("a/b.JPG"), Some("image/jpeg"));
        assert_eq!(image_type("b.svg"), Some("image/svg+xml"));
        assert_eq!(image_type("jpg"), None);
        assert_eq!(image_type("a.png/b"), None);
        assert_eq!(image_type("a.mp4"), None);
    }
}
