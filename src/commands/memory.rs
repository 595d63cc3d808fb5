//! In which pages the system gives memory to this program, where it is a Linux that leaves the choice. Small ones are the
//! least memory for a whole archive, whose pages come and go; large ones are the least time for a build that only looks
//! at most of it and lets it lie: a fifth less for one new story among 100,000. Where a system has no such choice, nothing
//! happens.

/// Memory is to come as it is needed.
pub(super) fn in_small_pages() {
    set(Pages::Small);
}

/// Memory is to come in large pieces.
pub(super) fn in_large_pages() {
    set(Pages::Large);
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
