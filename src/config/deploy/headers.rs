//! `Cache-Control` and compression of a deploy target.

use super::{Destination, unknown_value};
use crate::diagnostic::quoted;
use crate::fields::{DiagnosticSink, Fields, Spanned};

/// `Cache-Control` value for each kind of file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheControl {
    /// Files with a content hash in their names.
    pub hashed: String,
    /// Other static files.
    pub assets: String,
    /// Pages.
    pub pages: String,
    /// Feeds and sitemaps.
    pub feeds: String,
}

/// The defaults equal those of generated `_headers` files
/// (`pages/host_files/headers.rs`), except for pages: responses of an object store pass through
/// shared caches, which may keep a page for a minute.
impl Default for CacheControl {
    fn default() -> Self {
        Self {
            hashed: "public, max-age=31536000, immutable".to_owned(),
            assets: "public, max-age=0, must-revalidate".to_owned(),
            pages: "public, max-age=0, s-maxage=60, must-revalidate".to_owned(),
            feeds: "public, max-age=600".to_owned(),
        }
    }
}

/// Compression before the upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precompress {
    /// None; the server may compress.
    Nothing,
    /// Text files are stored as gzip, which every browser and feed reader supports.
    Gzip,
    /// Text files are stored as Brotli, which every browser supports over HTTPS.
    Brotli,
    /// `.gz` and `.br` files are stored next to each text file, for nginx and Caddy.
    Beside,
}

/// Unresolved `cache_control`.
#[derive(Debug, Default)]
pub(super) struct RawCacheControl<'t> {
    hashed: Option<Spanned<&'t str>>,
    assets: Option<Spanned<&'t str>>,
    pages: Option<Spanned<&'t str>>,
    feeds: Option<Spanned<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(
    fields: &mut Fields<'t, '_>,
    problems: &mut DiagnosticSink<'_>,
) -> RawCacheControl<'t> {
    let Some(mut inner) = fields
        .take("cache_control")
        .and_then(|field| field.table(problems, "cache_control.", "{ pages = \"public, max-age=60\" }"))
    else {
        return RawCacheControl::default();
    };
    let raw = RawCacheControl {
        hashed: inner.non_empty("hashed", problems),
        assets: inner.non_empty("assets", problems),
        pages: inner.non_empty("pages", problems),
        feeds: inner.non_empty("feeds", problems),
    };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. Returns `None` after reporting an error.
pub(super) fn resolve(raw: RawCacheControl<'_>, problems: &mut DiagnosticSink<'_>) -> Option<CacheControl> {
    let RawCacheControl { hashed, assets, pages, feeds } = raw;
    let usual = CacheControl::default();
    let mut header = |written: Option<Spanned<&str>>, usual: String| match written {
        None => Some(usual),
        Some(written) if written.value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) => {
            Some(written.value.to_owned())
        }
        Some(written) => {
            let message = format!("{} can't be sent as a header", quoted(written.value));
            problems.error(written.span, message, "write it as \"public, max-age=60\"");
            None
        }
    };
    Some(CacheControl {
        hashed: header(hashed, usual.hashed)?,
        assets: header(assets, usual.assets)?,
        pages: header(pages, usual.pages)?,
        feeds: header(feeds, usual.feeds)?,
    })
}

/// Resolves `precompress`. Object stores and folders support different values.
pub(super) fn resolve_precompress(
    written: &Spanned<&str>,
    to: Option<&Destination>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Precompress> {
    let chosen = match written.value {
        "gzip" => Precompress::Gzip,
        "brotli" => Precompress::Brotli,
        "beside" => Precompress::Beside,
        _ => {
            unknown_value(written, "precompress", &["gzip", "brotli", "beside"], problems);
            return None;
        }
    };
    let can_say_so = match to? {
        Destination::ObjectStore(_) => true,
        Destination::Git { .. } => {
            let message = "`deploy.precompress` means nothing to a branch: whoever serves it compresses";
            problems.error(written.span.clone(), message, "take it out");
            return None;
        }
        Destination::Rsync { .. } | Destination::Folder { .. } => false,
    };
    if !can_say_so && chosen != Precompress::Beside {
        let message = format!("a folder can't say of a file that it is compressed as {}", written.value);
        let hint =
            "write precompress = \"beside\", and let nginx look for the files (gzip_static, brotli_static)";
        problems.error(written.span.clone(), message, hint);
        return None;
    }
    Some(chosen)
}
