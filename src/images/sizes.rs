//! In which sizes a picture is made.

use super::Size;

/// Longest side of a WebP.
pub(super) const MAX_WEBP_SIDE: u32 = 16_383;

/// The sizes that a picture is made in, the smallest first: those of the widths that are below its own, and its own where
/// that is not above all of them. None is larger than the picture.
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

/// The height that keeps a picture's shape, rounded to the nearest and at least a pixel.
fn height(original: Size, width: u32) -> u32 {
    let (whole, high) = (u64::from(original.width), u64::from(original.height));
    let height = (u64::from(width) * high + whole / 2) / whole.max(1);
    u32::try_from(height.max(1)).unwrap_or(u32::MAX)
}
