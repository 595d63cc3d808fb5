//! Sizes of the variants of an image.

use super::Size;

/// Maximum side of a WebP image, in pixels.
pub(super) const MAX_WEBP_SIDE: u32 = 16_383;

/// Returns the sizes of an image's variants, smallest first.
///
/// These are the configured widths below the original's, and the original's own width unless it
/// exceeds all of them.
pub fn sizes(original: Size, widths: &[u32]) -> Vec<Size> {
    let Some(widest) = widths.iter().copied().max() else { return Vec::new() };
    let own = (original.width <= widest).then_some(original.width);
    let mut widths: Vec<u32> =
        widths.iter().copied().filter(|width| *width < original.width).chain(own).collect();
    widths.sort_unstable();
    widths.dedup();
    let sizes = widths.into_iter().map(|width| Size { width, height: height(original, width) });
    sizes.filter(|size| size.width.max(size.height) <= MAX_WEBP_SIDE).collect()
}

/// Returns the height that keeps the aspect ratio, rounded, at least 1.
fn height(original: Size, width: u32) -> u32 {
    let (whole, high) = (u64::from(original.width), u64::from(original.height));
    let height = (u64::from(width) * high + whole / 2) / whole.max(1);
    u32::try_from(height.max(1)).unwrap_or(u32::MAX)
}
