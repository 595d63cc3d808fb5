//! Size and timestamps of a file, by which it is considered unchanged, and the granularity of
//! timestamps on its file system.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// Stat of a file. While it is equal, the file is considered unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStat {
    /// Size in bytes.
    pub size: u64,
    /// Last change of the bytes (mtime), in nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Last change of any kind (ctime), in nanoseconds since 1970; 0 if unknown.
    pub ctime_ns: i64,
    /// Inode number; 0 if unknown.
    pub inode: u64,
}

/// Maximum time, in nanoseconds, for which a file system's clock may stand still.
///
/// Two changes within it may get the same timestamp.
const CLOCK_TICK_NANOS: i64 = 50_000_000;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

impl FileStat {
    /// Returns the time from which any change is visible, in nanoseconds since 1970.
    ///
    /// An earlier change may have the same timestamps as the previous one.
    pub fn reliable_from(&self) -> i64 {
        // Each change sets the ctime, and no program can set it to another value.
        let latest = if self.ctime_ns == 0 || self.is_like_fat() {
            self.mtime_ns.max(self.ctime_ns)
        } else {
            self.ctime_ns
        };
        latest.saturating_add(self.granularity_nanos()).saturating_add(CLOCK_TICK_NANOS)
    }

    /// Returns whether the last change was before `time`, by the file system's clock.
    pub fn unchanged_since(&self, time: i64) -> bool {
        self.ctime_ns.saturating_add(self.granularity_nanos()) <= time
    }

    /// Returns the timestamps' granularity in nanoseconds, judged by their values.
    ///
    /// Whole seconds are taken for FAT's, whose granularity is two seconds.
    fn granularity_nanos(&self) -> i64 {
        let changed = if self.ctime_ns == 0 { self.mtime_ns } else { self.ctime_ns };
        if changed % NANOS_PER_SECOND == 0 || self.is_like_fat() {
            2 * NANOS_PER_SECOND
        } else if changed % (NANOS_PER_SECOND / 10) == 0 {
            NANOS_PER_SECOND / 10
        } else {
            0
        }
    }

    /// Returns whether the timestamps may be FAT's.
    ///
    /// In place of the ctime, FAT stores the time of creation in steps of ten milliseconds.
    fn is_like_fat(&self) -> bool {
        self.mtime_ns % NANOS_PER_SECOND == 0 && self.ctime_ns % (NANOS_PER_SECOND / 100) == 0
    }

    /// Converts metadata.
    pub fn new(metadata: &Metadata) -> Self {
        let mtime = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let mtime_ns = mtime.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        let (ctime_ns, inode) = ctime_and_inode(metadata);
        Self { size: metadata.len(), mtime_ns, ctime_ns, inode }
    }

    /// Converts the result of a `stat` call.
    pub(crate) fn from_stat(stat: &crate::platform::fs::Stat) -> Self {
        let nanoseconds =
            |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Self {
            size: number(stat.st_size),
            mtime_ns: nanoseconds(number(stat.st_mtime), number(stat.st_mtime_nsec)).max(0),
            ctime_ns: nanoseconds(number(stat.st_ctime), number(stat.st_ctime_nsec)),
            inode: number(stat.st_ino),
        }
    }
}

/// Converts a number whose type differs between systems.
fn number<N>(number: impl TryInto<N>) -> N
where
    N: Default,
{
    number.try_into().unwrap_or_default()
}

fn ctime_and_inode(metadata: &Metadata) -> (i64, u64) {
    use crate::platform::fs::MetadataExt;
    (metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec()), metadata.ino())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_same_stat_by_its_path_and_by_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x");
        for seconds in [0, 1, 1_700_000_000, 4_000_000_000] {
            let time = UNIX_EPOCH + std::time::Duration::new(seconds, 123_456_789);
            std::fs::File::create(&file).unwrap().set_modified(time).unwrap();
            let by_path = FileStat::new(&file.metadata().unwrap());
            assert_eq!(FileStat::from_stat(&crate::platform::fs::stat(&file).unwrap()), by_path);
        }
    }

    #[test]
    fn a_change_shows_after_a_step_of_the_clock() {
        let stat = |mtime_ns, ctime_ns| FileStat { size: 1, mtime_ns, ctime_ns, inode: 1 };
        let second = 1_000_000_000;
        let fine = 7 * second + 123_456_789;
        for (modified, changed, shows) in [
            (fine, fine, fine + CLOCK_TICK_NANOS),
            (7 * second, fine, fine + CLOCK_TICK_NANOS),
            (99 * second + 1, fine, fine + CLOCK_TICK_NANOS),
            (7 * second, 7 * second, 9 * second + CLOCK_TICK_NANOS),
            (3 * second, 7 * second, 9 * second + CLOCK_TICK_NANOS),
            (8 * second, 7 * second + 50_000_000, 10 * second + CLOCK_TICK_NANOS),
            (fine, 7 * second + 100_000_000, 7 * second + 200_000_000 + CLOCK_TICK_NANOS),
            (fine, 0, fine + CLOCK_TICK_NANOS),
            (7 * second, 0, 9 * second + CLOCK_TICK_NANOS),
        ] {
            assert_eq!(stat(modified, changed).reliable_from(), shows, "{modified} {changed}");
        }
        assert!(stat(fine, fine).unchanged_since(fine));
        assert!(!stat(fine, fine).unchanged_since(fine - 1));
        assert!(!stat(fine, 7 * second).unchanged_since(8 * second));
    }
}
