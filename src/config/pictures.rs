//! Table `[pictures]`: widths and quality of generated images, and GPS data in originals.

use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Settings for article images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pictures {
    /// Widths in pixels, in ascending order; empty if no images are generated.
    pub widths: Vec<u32>,
    /// Encoding quality, from 1 to 100.
    pub quality: u8,
    /// GPS data in published originals.
    pub location: Location,
}

/// GPS data that a camera wrote into a photograph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Location {
    /// Removed before publishing.
    #[default]
    Removed,
    /// Published with the photograph.
    Kept,
}

/// Values of `location`.
const LOCATIONS: [&str; 2] = ["remove", "keep"];

/// Default widths: a phone, a text column, and twice each for high-density screens.
const WIDTHS: [u32; 4] = [480, 800, 1200, 1600];

/// Default quality.
const DEFAULT_QUALITY: u8 = 80;

/// The only generated format. Every browser since 2020 supports it.
const FORMAT: &str = "webp";

/// Maximum number of widths. Each adds a file for every image.
const MAX_WIDTHS: usize = 8;

/// Range of widths in pixels.
const WIDTH: std::ops::RangeInclusive<usize> = 16..=8192;

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawPictures<'t> {
    enabled: Option<bool>,
    widths: Option<Vec<usize>>,
    formats: Option<Vec<Spanned<&'t str>>>,
    quality: Option<usize>,
    location: Option<Location>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawPictures<'t> {
    let Some(mut inner) = fields
        .take("pictures")
        .and_then(|field| field.table(problems, "pictures.", "{ widths = [480, 800, 1200, 1600] }"))
    else {
        return RawPictures::default();
    };
    let widths = inner.take("widths").and_then(|field| {
        let list = field.list(problems)?;
        if list.is_empty() || list.len() > MAX_WIDTHS {
            let message = format!("`pictures.widths` has {} widths", list.len());
            let hint = format!("name 1 to {MAX_WIDTHS}; enabled = false makes no pictures at all");
            problems.error(field.span(), message, hint);
        }
        Some(list.iter().filter_map(|width| width.number(problems, WIDTH)).collect())
    });
    let raw = RawPictures {
        enabled: inner.take("enabled").and_then(|field| field.bool(problems)),
        widths,
        formats: inner.take("formats").and_then(|field| field.strings(problems)),
        location: inner.non_empty("location", problems).and_then(|written| location(&written, problems)),
        quality: inner.take("quality").and_then(|field| field.number(problems, 1..=100)),
    };
    inner.finish(problems, "");
    raw
}

fn location(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Location> {
    match written.value {
        "remove" => Some(Location::Removed),
        "keep" => Some(Location::Kept),
        _ => {
            let hint = "write location = \"remove\" or location = \"keep\"";
            problems.unknown_value(written, "pictures.location", &LOCATIONS, hint);
            None
        }
    }
}

/// Resolves the table; errors are reported.
pub(super) fn resolve(raw: RawPictures<'_>, problems: &mut DiagnosticSink<'_>) -> Pictures {
    let RawPictures { enabled, widths, formats, quality, location } = raw;
    for Spanned { value, span } in formats.iter().flatten().filter(|format| format.value != FORMAT) {
        let message = format!("pictures can't be made as `{value}`");
        problems.error(span.clone(), message, "write formats = [\"webp\"]; the original is always there too");
    }
    let makes_any = enabled != Some(false) && formats.is_none_or(|formats| !formats.is_empty());
    let widths = widths.map_or(WIDTHS.to_vec(), |widths| {
        widths.into_iter().filter_map(|width| u32::try_from(width).ok()).collect()
    });
    let mut widths = if makes_any { widths } else { Vec::new() };
    widths.sort_unstable();
    widths.dedup();
    let quality = quality.and_then(|quality| u8::try_from(quality).ok()).unwrap_or(DEFAULT_QUALITY);
    Pictures { widths, quality, location: location.unwrap_or_default() }
}
