//! In which pages the system gives memory to this program, where it is a Linux that leaves the choice. Small ones are the
//! least memory for a whole archive, whose pages come and go; large ones are the least time for a build that only looks
//! at most of it and lets it lie: a fifth less for one new story among 100,000. Where the system would have to make
//! large ones first, by moving what others have, or has no such choice, they stay small.

/// Memory is to come as it is needed.
pub(super) fn in_small_pages() {
    set(Pages::Small);
}

/// Memory is to come in large pieces, if enough of them lie ready.
pub(super) fn in_large_pages() {
    if are_ready() {
        set(Pages::Large);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pages {
    Small,
    Large,
}

#[cfg(target_os = "linux")]
fn set(pages: Pages) {
    // A system that knows no large pages has small ones.
    let _ = rustix::thread::disable_transparent_huge_pages(pages == Pages::Small);
}

#[cfg(not(target_os = "linux"))]
fn set(_: Pages) {}

/// Whether the system has a gigabyte in one piece after the other, twice what a build takes.
fn are_ready() -> bool {
    std::fs::read_to_string("/proc/buddyinfo").is_ok_and(|text| large_pages(&text) >= 512)
}

/// How many large pages are free, of two megabytes each. A line of `/proc/buddyinfo` says how many free pieces a zone has
/// of one small page, of two, of four, and so on; nine times doubled, it is a large page
/// (<https://docs.kernel.org/filesystems/proc.html>).
fn large_pages(buddyinfo: &str) -> u64 {
    let of_zone = |line: &str| {
        let pieces = line.split_once("zone")?.1.split_whitespace().skip(1);
        let large = pieces.skip(9).zip([1, 2, 4, 8]);
        large.map(|(count, pages)| Some(count.parse::<u64>().ok()?.saturating_mul(pages))).sum()
    };
    buddyinfo.lines().filter_map(of_zone).fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pages_are_counted() {
        let text = "Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3\n\
                    Node 0, zone   Normal   3641   3354    645   2765   5761   3721   2279   1249    452     34     74\n";
        assert_eq!(large_pages(text), 1 + 6 + 34 + 148);
        assert_eq!(large_pages("Node 0, zone Normal x"), 0);
        assert_eq!(large_pages(""), 0);
    }
}
