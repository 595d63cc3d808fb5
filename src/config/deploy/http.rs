//! What a target tells browsers: how long they may keep what, and in which encodings it is sent. In go the words of the
//! config, out come [`CacheControl`] and [`Precompress`], complete.

use super::{Destination, not_among};
use crate::diagnostic::quoted;
use crate::fields::{At, Fields, Problems};

/// `Cache-Control` of each kind of file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheControl {
    /// Of files with a content hash in their names, which never change.
    pub hashed: String,
    /// Of other files.
    pub assets: String,
    /// Of pages.
    pub pages: String,
    /// Of feeds and sitemaps.
    pub feeds: String,
}

/// The same words as a host's `_headers` file says (`pages/host_files/headers.rs`), but for pages: what an object store
/// sends passes through caches on its way, and these may hold a page for a minute.
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

/// Which files are compressed before they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precompress {
    /// None: whoever serves them does that, or nobody.
    Nothing,
    /// Texts are stored as gzip, and said to be: every browser and every feed reader understands it.
    Gzip,
    /// Texts are stored as Brotli, and said to be: every browser understands it, by HTTPS.
    Brotli,
    /// Beside each text stand `.gz` and `.br`, as nginx and Caddy look for them.
    Beside,
}

/// The table `cache_control`, as it is written.
#[derive(Debug, Default)]
pub(super) struct RawCacheControl<'t> {
    hashed: Option<At<&'t str>>,
    assets: Option<At<&'t str>>,
    pages: Option<At<&'t str>>,
    feeds: Option<At<&'t str>>,
}

/// Reads the table, if it is there.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> RawCacheControl<'t> {
    let Some(mut inner) = fields
        .take("cache_control")
        .and_then(|field| field.table(problems, "cache_control.", "{ pages = \"public, max-age=60\" }"))
    else {
        return RawCacheControl::default();
    };
    let raw = RawCacheControl {
        hashed: inner.words("hashed", problems),
        assets: inner.words("assets", problems),
        pages: inner.words("pages", problems),
        feeds: inner.words("feeds", problems),
    };
    inner.finish(problems, "");
    raw
}

/// Resolves the table. `None` when something in it is no good.
pub(super) fn resolve(raw: RawCacheControl<'_>, problems: &mut Problems<'_>) -> Option<CacheControl> {
    let RawCacheControl { hashed, assets, pages, feeds } = raw;
    let usual = CacheControl::default();
    let mut header = |written: Option<At<&str>>, usual: String| match written {
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

/// Resolves `precompress`, which a store does in one way and a folder in another.
pub(super) fn resolve_precompress(
    written: &At<&str>,
    to: Option<&Destination>,
    problems: &mut Problems<'_>,
) -> Option<Precompress> {
    let chosen = match written.value {
        "gzip" => Precompress::Gzip,
        "brotli" => Precompress::Brotli,
        "beside" => Precompress::Beside,
        _ => {
            not_among(written, "precompress", &["gzip", "brotli", "beside"], problems);
            return None;
        }
    };
    let can_say_so = match to? {
        Destination::S3 { .. } | Destination::Google { .. } | Destination::Azure { .. } => true,
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
